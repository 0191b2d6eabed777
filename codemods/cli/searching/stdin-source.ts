import type { FolderAccess } from '../files/folder-access.ts';
import { errorMessage } from '../error-message.ts';
import type { Interruption } from '../interruption.ts';
import { MAX_SOURCE_BYTES } from '../reading/file-batch.ts';
import { createMentionSearch } from '../reading/mentions.ts';
import { sizeText } from '../reading/read-bounded.ts';
import { readStandardInput } from '../terminal/standard-input.ts';
import { failedScan } from './failed-scan.ts';
import type { ScanPool } from './scan-pool.ts';
import type { SearchResult, SearchedFile } from './search.ts';

/** A gigabyte: more than a pipe is for. */
const MAX_INPUT_BYTES = 1 << 30;

/** What a search of the standard input needs. */
export interface StdinSourceOptions {
  readonly mentions: readonly string[];
  readonly pool: ScanPool;
  readonly interruption: Interruption;
  readonly access: FolderAccess;
}

/** The standard input as the only file of a run. */
export interface StdinSource {
  readonly find: () => Promise<SearchResult>;
  readonly read: (path: string) => Buffer;
  readonly getFiltered: () => Buffer | undefined;
  readonly access: FolderAccess;
}

/**
 * Makes the standard input the only file of a run.
 *
 * @param path what it is called, absolute
 * @param options what it needs
 */
export function createStdinSource(path: string, options: StdinSourceOptions): StdinSource {
  let bytes: Buffer | undefined;
  return {
    access: options.access,
    getFiltered: () => bytes,
    read: () => bytes ?? Buffer.alloc(0),
    find: async () => {
      const problems: { path: string; message: string }[] = [];
      try {
        bytes = await readStandardInput(MAX_INPUT_BYTES, options.interruption);
      } catch (error) {
        problems.push({ path: '-', message: errorMessage(error) });
      }
      const files = bytes === undefined ? [] : await judge(bytes, path, options);
      return {
        searched: new Set(bytes === undefined ? [] : [path]),
        files,
        problems,
        warnings: [],
        unsearched: [],
        gone: [],
        notFollowed: [],
        stopped: options.interruption.code !== undefined,
      };
    },
  };
}

async function judge(
  bytes: Buffer,
  path: string,
  { mentions, pool }: StdinSourceOptions,
): Promise<readonly SearchedFile[]> {
  if (createMentionSearch(mentions)(bytes).length === 0) {
    return [];
  }
  if (bytes.length > MAX_SOURCE_BYTES) {
    return [{ path, ...failedScan(`is larger than ${sizeText(MAX_SOURCE_BYTES)}`) }];
  }
  const result = await pool.scan({ path, bytes });
  return result === undefined ? [] : [{ path, ...result }];
}
