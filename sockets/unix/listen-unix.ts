import cluster from 'node:cluster';
import { createHash } from 'node:crypto';
import { chmodSync, linkSync, renameSync, unlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { UnixAddress } from '../addresses/address.ts';
import { fromPath } from '../addresses/endpoint.ts';
import { describeAddress } from '../addresses/format-address.ts';
import type { CancellationScope } from '../operations/cancellation.ts';
import { SocketError, systemErrorFields, systemErrorText } from '../operations/errors.ts';
import type { ListenOptions } from '../streams/listen-options.ts';
import type { ListenerStatus } from '../streams/listener.ts';
import type { ListeningServer } from '../streams/listening-server.ts';
import { openServer, toListenError } from '../streams/open-server.ts';
import { PathLockError, withPathLock } from './path-lock.ts';
import { PrivateFolder } from './private-folder.ts';
import { removeWhenDead, removeWhenEmpty } from './remove-when-dead.ts';
import { examinePath, findFile, isSameFile } from './stale-socket.ts';
import type { FileIdentity } from './stale-socket.ts';
import { countMissingRoom, hasSunPathRoom, toNodePath } from './unix-path.ts';

/**
 * Listens on a unix socket. Its file is bound in a folder that nobody else can enter, given its permissions there, and then
 * linked to its name, which link(2) refuses when the name exists: nobody can connect before the permissions stand, no umask is
 * changed, and whatever fails before leaves everything as it was.
 *
 * @throws {SocketError} `bind`, `address`, `unsupported`, or what `scope` was cancelled with.
 */
export async function listenUnix(
  server: ListeningServer,
  status: ListenerStatus,
  local: UnixAddress,
  options: ListenOptions,
  scope: CancellationScope,
): Promise<void> {
  const { backlog = 511, exclusive = false } = options;
  const path = toNodePath(local);
  if (local.abstract === true || process.platform === 'win32') {
    await openServer(server, () => server.listen({ path, backlog, exclusive }), local);
    server.unixEndpoint = fromPath(path);
    scope.throwIfCancelled();
    return;
  }
  // bind(2) refuses such a path; resolve() would cut it.
  if (path.endsWith('/')) {
    throw toListenError(createSystemError('EISDIR'), local);
  }
  const target = resolve(path);
  const isShared = cluster.isWorker && !exclusive;
  const names = isShared ? createSharedNames(target, local) : { file: PrivateFolder.createName() };
  const folder = await bindInFolder(server, local, target, names, { backlog, exclusive: !isShared });
  server.once('close', () => {
    folder.release();
  });
  try {
    const publication = new Publication({ ...options, target, folder, file: names.file, given: path, local });
    const file = await publication.publish(scope);
    status.replacedStaleSocket = publication.hasReplaced;
    server.unixEndpoint = { type: 'unix', path: target, abstract: false };
    removeAtClose(server, target, file, isShared);
  } catch (error) {
    // Another worker may be about to give the file its name.
    if (isShared) {
      void removeWhenEmpty(folder);
    }
    throw error;
  } finally {
    if (server.unixEndpoint !== undefined || !isShared) {
      folder.remove(names.file);
    }
  }
}

/** How often a worker makes its folder anew that another one takes away, just when it has finished with it. */
const FOLDER_TRIES = 5;

/** Makes the server listen on a file that nobody finds yet. */
async function bindInFolder(
  server: ListeningServer,
  local: UnixAddress,
  target: string,
  names: FileNames,
  options: { readonly backlog: number; readonly exclusive: boolean },
): Promise<PrivateFolder> {
  for (let tries = 1; ; tries += 1) {
    let folder: PrivateFolder | undefined;
    try {
      folder = openFolder(target, names.folder, local);
      const path = folder.findForBind(names.file);
      await openServer(server, () => server.listen({ path, ...options }), local);
      return folder;
    } catch (error) {
      folder?.removeEmpty();
      folder?.release();
      const isGone = names.folder !== undefined && systemErrorFields(error).code === 'ENOENT';
      if (!isGone || tries === FOLDER_TRIES) {
        throw error;
      }
    }
  }
}

/** The name of what is taken away, while it is looked at once more. */
const STALE_NAME = 'stale';

function createSystemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

interface FileNames {
  readonly folder?: string;
  readonly file: string;
}

/**
 * In a cluster the primary binds, and gives all workers that ask for one path one socket: so they must ask for one and the same.
 * @throws {SocketError} `address` when it is too long.
 */
function createSharedNames(target: string, local: UnixAddress): FileNames {
  const hash = createHash('sha256').update(`${process.ppid}:${target}`).digest('base64url');
  const names = { folder: `.s${hash.slice(0, 6)}`, file: 's' };
  const parent = dirname(target);
  if (hasSunPathRoom(join(parent, names.folder, names.file))) {
    return names;
  }
  // The primary does not know the descriptors of a worker, by which a longer path can be reached.
  const bytes = Buffer.byteLength(parent);
  const most = bytes - countMissingRoom(join(parent, names.folder, names.file));
  throw new SocketError(
    'address',
    `UNIX socket path '${local.path}' is too long for the workers of a cluster, its folder has ${bytes} bytes of at most ${most}`,
    { path: local.path, local },
  );
}

function openFolder(target: string, name: string | undefined, local: UnixAddress): PrivateFolder {
  try {
    const parent = dirname(target);
    return name === undefined ? PrivateFolder.create(parent) : PrivateFolder.createOrFind(parent, name);
  } catch (cause) {
    throw toListenError(cause, local);
  }
}

interface PublicationSettings extends ListenOptions {
  readonly target: string;
  readonly folder: PrivateFolder;
  /** Name of the socket's file in the folder. */
  readonly file: string;
  /** The path as it was given. */
  readonly given: string;
  readonly local: UnixAddress;
}

/** The way of a socket's file from its folder to its name. */
class Publication {
  /** Whether a stale file had to go. */
  hasReplaced = false;
  readonly #settings: PublicationSettings;
  readonly #source: string;
  readonly #target: string;

  constructor(settings: PublicationSettings) {
    this.#settings = settings;
    this.#source = settings.folder.find(settings.file);
    this.#target = settings.folder.find(`../${basename(settings.target)}`);
  }

  /** @returns the file at its name. Nothing is waited for once it is there. */
  async publish(scope: CancellationScope): Promise<FileIdentity> {
    const { mode, unlinkStale = true, local } = this.#settings;
    const own = findFile(this.#source);
    if (own === undefined) {
      // Shared with a worker that has done it all.
      const published = findFile(this.#target);
      if (published !== undefined) {
        return published;
      }
      throw toListenError(createSystemError('ENOENT'), local);
    }
    scope.throwIfCancelled();
    try {
      if (mode !== undefined) {
        chmodSync(this.#source, mode);
      }
      linkSync(this.#source, this.#target);
    } catch (cause) {
      if (!this.#isPublished(own)) {
        if (systemErrorFields(cause).code !== 'EEXIST') {
          throw this.#toError(cause);
        }
        if (!unlinkStale) {
          throw this.#createInUseError();
        }
        await this.#replace(own, scope);
      }
    }
    return findFile(this.#target) ?? own;
  }

  /** Whether the file has its name, which another worker may have given it. */
  #isPublished(own: FileIdentity): boolean {
    return isSameFile(own, findFile(this.#target));
  }

  async #replace(own: FileIdentity, scope: CancellationScope): Promise<void> {
    try {
      // Without the lock: who finds a live one need not wait for it.
      await this.#findStale(scope);
      await withPathLock(this.#settings.target, scope, async () => {
        if (this.#isPublished(own)) {
          return;
        }
        const stale = await this.#findStale(scope);
        scope.throwIfCancelled();
        if (stale === undefined) {
          linkSync(this.#source, this.#target);
        } else {
          this.#replaceStale(stale);
        }
      });
    } catch (error) {
      scope.throwIfCancelled();
      // What was in use is then the socket itself.
      if (this.#isPublished(own)) {
        return;
      }
      if (error instanceof SocketError) {
        throw error;
      }
      if (error instanceof PathLockError) {
        throw this.#createInUseError(`. ${describeLock(error)}`);
      }
      throw systemErrorFields(error).code === 'EEXIST' ? this.#createInUseError() : this.#toError(error);
    }
  }

  /**
   * @returns the file that is in the way, and proven stale; undefined when it has gone.
   * @throws {SocketError} `bind` (`EADDRINUSE`)
   */
  async #findStale(scope: CancellationScope): Promise<FileIdentity | undefined> {
    const { target, given } = this.#settings;
    const probePath = [target, this.#target, given].find(hasSunPathRoom) ?? given;
    const { state, file } = await examinePath(target, probePath, scope);
    if (state === 'in-use') {
      throw this.#createInUseError();
    }
    return file;
  }

  /** In one turn of the event loop, so that no cancellation comes in between. */
  #replaceStale(stale: FileIdentity): void {
    const aside = this.#settings.folder.find(STALE_NAME);
    // By rename(2), which takes what is there: if that is another file than the one that was proven stale, it goes back.
    renameSync(this.#target, aside);
    const isStale = isSameFile(stale, findFile(aside));
    try {
      linkSync(isStale ? this.#source : aside, this.#target);
    } catch (cause) {
      // Somebody was faster. What is not proven stale stays in the folder, which stays with it.
      if (systemErrorFields(cause).code !== 'EEXIST') {
        linkSync(aside, this.#target);
      }
      if (isStale) {
        unlinkSync(aside);
      }
      throw cause;
    }
    unlinkSync(aside);
    if (!isStale) {
      throw this.#createInUseError();
    }
    this.hasReplaced = true;
  }

  #toError(cause: unknown): SocketError {
    const { local } = this.#settings;
    const { code, syscall } = systemErrorFields(cause);
    if (syscall !== 'link') {
      return toListenError(cause, local);
    }
    const text = `Failed to listen on '${describeAddress(local)}': ${systemErrorText(cause)}`;
    const hint =
      '. The file system must have hard links (link(2)), for the socket to get its name when it is ready';
    return new SocketError('bind', text + hint, { code, syscall, path: local.path, local, cause });
  }

  #createInUseError(hint = ''): SocketError {
    const { local } = this.#settings;
    const text = `Failed to listen on '${describeAddress(local)}': Address already in use${hint}`;
    const attempts = [{ address: local.path, port: 0, code: 'EADDRINUSE' }];
    return new SocketError('bind', text, {
      ...{ code: 'EADDRINUSE', syscall: 'listen', path: local.path, local, attempts },
    });
  }
}

function describeLock({ lockName }: PathLockError): string {
  return (
    'Nobody seems to listen there, but another process holds the lock for replacing the file, the abstract socket ' +
    `'${lockName}'; nothing was removed`
  );
}

/** The file goes while the socket still listens, when nobody else may take it for stale; and only if it is still the same. */
function removeAtClose(server: ListeningServer, path: string, file: FileIdentity, isShared: boolean): void {
  if (isShared) {
    // Other workers may listen on.
    server.once('close', () => {
      void removeWhenDead(path, file);
    });
    return;
  }
  server.beforeClose.push(() => {
    try {
      if (isSameFile(file, findFile(path))) {
        unlinkSync(path);
      }
    } catch {
      // Not allowed any more, or gone: close() has no way to mend it.
    }
  });
}
