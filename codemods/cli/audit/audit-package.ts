import { join, relative, sep } from 'node:path';
import type { Place } from '../../../analysis/index.ts';
import { getErrorMessage } from '../error-message.ts';
import { FolderAccess } from '../files/folder-access.ts';
import { createIgnoreRules } from '../files/ignore-rules.ts';
import { walk } from '../files/walk.ts';
import type { Interruption } from '../interruption.ts';
import { FileBatch, MAX_SOURCE_BYTES } from '../reading/file-batch.ts';
import type { Candidate } from '../reading/file-batch.ts';
import type { MentionSearch } from '../reading/mentions.ts';
import type { SourceEdit } from '../reports/outcome.ts';
import type { ScanPool } from '../searching/scan-pool.ts';
import type { ArchivePlace } from './installation/installation.ts';
import type { InstalledPackage } from './installation/installed-packages.ts';

/** An option of a client in a package. */
interface ClientInPackage {
  /** From the package's folder, with `/`. */
  readonly file: string;
  readonly place: Place;
  readonly option: string;
  readonly api: string;
  readonly evidence: string;
  readonly message: string;
  /** Why no patch removes it; undefined when one does. */
  readonly unpatched: string | undefined;
}

/** A file as it was read, and what is to be changed. */
interface EditedFile {
  readonly bytes: Uint8Array;
  readonly edits: readonly SourceEdit[];
}

/** What a package has. */
export interface AuditedPackage {
  readonly installed: InstalledPackage;
  readonly clients: readonly ClientInPackage[];
  /** What removes them, by file. */
  readonly edits: ReadonlyMap<string, EditedFile>;
  /** Files that could not be read or parsed: `file: why`. */
  readonly failed: readonly string[];
  /** How many files were searched. */
  readonly searched: number;
}

/** What Node.js runs. TypeScript and JSX in a package are the sources of that. */
const RUN_BY_NODE = /\.[cm]?js$/i;

/** What was read of a package. */
interface ReadPackage {
  readonly candidates: readonly Candidate[];
  readonly failed: readonly string[];
  readonly searched: number;
}

/** Reads packages one after the other, and has their files judged meanwhile. */
export class PackageAuditor {
  readonly #access = new FolderAccess();
  readonly #mentions: MentionSearch;
  readonly #batch: FileBatch;
  readonly #pool: ScanPool;
  readonly #interruption: Interruption;

  /**
   * @param mentions finds the names of the options
   * @param pool judges the files that have one
   * @param interruption stops the reading
   */
  constructor(mentions: MentionSearch, pool: ScanPool, interruption: Interruption) {
    this.#mentions = mentions;
    this.#batch = new FileBatch(mentions);
    this.#pool = pool;
    this.#interruption = interruption;
  }

  /**
   * Judges the files of packages. Packages within are packages of their own, and links are not followed.
   *
   * @param packages what to read
   * @param onProgress called with the number of files that are read
   */
  async audit(
    packages: readonly InstalledPackage[],
    onProgress: (searched: number) => void,
  ): Promise<readonly AuditedPackage[]> {
    const audited: Promise<AuditedPackage>[] = [];
    let searched = 0;
    for (const installed of packages) {
      if (await this.#interruption.isOver()) {
        break;
      }
      const read = await this.#read(installed);
      audited.push(this.#judge(installed, read));
      await this.#pool.room();
      searched += read.searched;
      onProgress(searched);
    }
    return Promise.all(audited);
  }

  #read({ folder, archive }: InstalledPackage): Promise<ReadPackage> {
    return archive === undefined ? this.#readFolder(folder) : this.#readArchive(folder, archive);
  }

  async #readArchive(folder: string, archive: ArchivePlace): Promise<ReadPackage> {
    const { readArchive } = await import('./installation/archive.ts');
    const candidates: Candidate[] = [];
    const failed: string[] = [];
    try {
      const files = await readArchive(archive, isSource, MAX_SOURCE_BYTES);
      for (const { name, bytes, problem } of files) {
        if (bytes === undefined) {
          failed.push(`${name}: ${problem ?? ''}`);
        } else if (this.#mentions(bytes).length > 0) {
          candidates.push({ path: join(folder, name), bytes });
        }
      }
      return { candidates, failed, searched: files.length };
    } catch (error) {
      return { candidates, failed: [getErrorMessage(error)], searched: 0 };
    }
  }

  async #readFolder(folder: string): Promise<ReadPackage> {
    const failed: string[] = [];
    let searched = 0;
    const fail = (path: string, message: string): void => {
      failed.push(`${toInside(folder, path)}: ${message}`);
    };
    try {
      this.#access.addRoot(folder);
    } catch (error) {
      return { candidates: [], failed: [getErrorMessage(error)], searched };
    }
    const start = {
      folder,
      rules: createIgnoreRules(folder, []),
      gitignore: false,
      entersPackages: false,
      repository: undefined,
    };
    const steps = walk(start, this.#access, {
      isWanted: (name) => RUN_BY_NODE.test(name),
      onFile: (path, name) => {
        searched += 1;
        try {
          this.#batch.read(path, name);
        } catch (error) {
          fail(path, getErrorMessage(error));
        }
      },
      onFileLink: (path, target) => {
        if (!target.startsWith(folder + sep)) {
          fail(path, 'is a link that leads outside of the package, and is not followed');
        }
      },
      onFolderLink: () => undefined,
      onRepository: () => start.rules,
      onLeftOut: () => undefined,
      onProblem: fail,
      onWarning: () => undefined,
    });
    await this.#goThrough(steps);
    await this.#goThrough(this.#batch.searchLargeFiles());
    const { candidates, failures } = this.#batch.finish();
    for (const { path, message } of failures) {
      fail(path, message);
    }
    return { candidates, failed, searched };
  }

  async #goThrough(steps: Iterator<undefined, void>): Promise<void> {
    while (steps.next().done !== true && this.#interruption.code === undefined) {
      if (this.#batch.isFull) {
        await this.#goThrough(this.#batch.searchLargeFiles());
      }
      if (this.#interruption.isCheckDue()) {
        await this.#interruption.check();
      }
    }
  }

  async #judge(
    installed: InstalledPackage,
    { candidates, failed: unread, searched }: ReadPackage,
  ): Promise<AuditedPackage> {
    const clients: ClientInPackage[] = [];
    const edits = new Map<string, EditedFile>();
    const failed = [...unread];
    const scans = candidates.map(async ({ path, bytes }) => {
      const file = toInside(installed.folder, path);
      const around = installed.archive === undefined ? { root: installed.folder } : { isApart: true };
      return { file, bytes, result: await this.#pool.scan({ path, bytes, ...around }) };
    });
    for (const { file, bytes, result } of await Promise.all(scans)) {
      if (result === undefined) {
        continue;
      }
      if (result.apartBecause !== undefined) {
        failed.push(`${file}: is judged without the files around it: ${result.apartBecause}`);
      }
      if (result.error !== undefined) {
        failed.push(`${file}: ${result.error.message}`);
      }
      if (result.edits.length > 0) {
        edits.set(file, { bytes, edits: result.edits });
      }
      for (const site of result.changed) {
        clients.push({ ...site, file, unpatched: undefined });
      }
      // One that is a client in one context and a listener in another is no client.
      for (const site of result.left.filter(({ verdict }) => verdict === 'client')) {
        clients.push({ ...site, file, unpatched: site.reason });
      }
    }
    return { installed, clients, edits, failed, searched };
  }
}

/** Whether Node.js runs a file of a package; packages within are packages of their own. */
function isSource(path: string): boolean {
  return RUN_BY_NODE.test(path) && !path.split('/').includes('node_modules');
}

/** A path from a folder, with `/`. */
export function toInside(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/');
}
