import { lstatSync, statSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { connect } from 'node:net';
import { basename, isAbsolute } from 'node:path';
import type { CancellationScope } from '../operations/cancellation.ts';
import { systemErrorFields } from '../operations/errors.ts';
import { readUnixSockets } from './unix-socket-table.ts';

/** Between the two probes: another process may just be between its bind(2) and its listen(2). */
const PROBE_INTERVAL_MS = 50;

/** What identifies a file, also against a later one that gets the same inode number. */
export interface FileIdentity {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly birthtimeNs: bigint;
}

/** The file at a path, links not followed; undefined when there is none. */
export function findFile(path: string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false });
}

/** Whether two statuses are of one file. */
export function isSameFile(a: FileIdentity | undefined, b: FileIdentity | undefined): boolean {
  return a !== undefined && a.dev === b?.dev && a.ino === b.ino && a.birthtimeNs === b.birthtimeNs;
}

/**
 * What is at a path:
 *
 * - `free`: nothing.
 * - `stale`: the file of a socket that nobody has open. It is a socket, two connects were refused, and on Linux no socket of this
 *   network namespace is bound to it, listening or not (/proc/net/unix).
 * - `in-use`: anything else, also what cannot be told: another file, a full backlog, a missing permission.
 *
 * @param path Absolute.
 * @param probePath A path to the same file that is short enough for connect(2).
 */
export async function examinePath(
  path: string,
  probePath: string,
  scope: CancellationScope,
): Promise<{ readonly state: 'free' | 'stale' | 'in-use'; readonly file?: BigIntStats }> {
  const before = findFile(path);
  if (before === undefined) {
    return { state: 'free' };
  }
  if (!before.isSocket()) {
    return { state: 'in-use' };
  }
  let isStale = await isAbandoned(path, probePath, before);
  if (isStale) {
    await scope.sleep(PROBE_INTERVAL_MS);
    isStale = await isAbandoned(path, probePath, before);
  }
  // Its owner may have removed it meanwhile.
  const after = findFile(path);
  if (after === undefined) {
    return { state: 'free' };
  }
  return isStale && isSameFile(before, after) ? { state: 'stale', file: after } : { state: 'in-use' };
}

async function isAbandoned(path: string, probePath: string, file: BigIntStats): Promise<boolean> {
  return (await isRefused(probePath)) && !isBound(path, file);
}

/** Whether nobody listens: unix(7), ECONNREFUSED. */
export function isRefused(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    let refused = false;
    const probe = connect({ path }, () => {
      probe.destroy();
    });
    probe.on('error', (error) => {
      refused = systemErrorFields(error).code === 'ECONNREFUSED';
    });
    probe.on('close', () => {
      resolve(refused);
    });
  });
}

/**
 * Whether a socket is bound to the file and does not listen, or not yet. One that listens is none of its sockets, or it would not
 * have refused. A relative path may lead anywhere.
 */
function isBound(path: string, file: BigIntStats): boolean {
  const name = basename(path);
  return (readUnixSockets() ?? []).some((socket) => {
    if (socket.isListening || socket.isConnected || basename(socket.path) !== name) {
      return false;
    }
    if (socket.path === path || !isAbsolute(socket.path)) {
      return true;
    }
    const found = statSync(socket.path, { bigint: true, throwIfNoEntry: false });
    return found !== undefined && isSameFile(found, file);
  });
}
