import { getErrorMessage } from '../error-message.ts';
import { MAX_SOURCE_BYTES } from '../reading/file-batch.ts';
import { createMentionSearch } from '../reading/mentions.ts';
import { formatSize } from '../reading/read-bounded.ts';
import { readStandardInput } from '../terminal/standard-input.ts';
import { failedScan } from './failed-scan.ts';
import type { SearchedFile } from './search.ts';
import type { Source, SourceContext } from './source.ts';

/** A gigabyte: more than a pipe is for. */
const MAX_INPUT_BYTES = 1 << 30;

/**
 * Makes the standard input the only file of a run.
 *
 * @param path what it is called, absolute
 * @param context what it needs
 */
export function createStdinSource(path: string, context: SourceContext): Source {
  let bytes: Buffer | undefined;
  return {
    access: context.access,
    getFiltered: () => bytes,
    read: () => bytes ?? Buffer.alloc(0),
    find: async () => {
      const problems: { path: string; message: string }[] = [];
      try {
        bytes = await readStandardInput(MAX_INPUT_BYTES, context.interruption);
      } catch (error) {
        problems.push({ path: '-', message: getErrorMessage(error) });
      }
      const files = bytes === undefined ? [] : await judge(bytes, path, context);
      return {
        searched: new Set(bytes === undefined ? [] : [path]),
        files,
        problems,
        warnings: [],
        unsearched: [],
        gone: [],
        notFollowed: [],
        stopped: context.interruption.code !== undefined,
      };
    },
  };
}

async function judge(
  bytes: Buffer,
  path: string,
  { mentions, pool }: SourceContext,
): Promise<readonly SearchedFile[]> {
  if (createMentionSearch(mentions)(bytes).length === 0) {
    return [];
  }
  if (bytes.length > MAX_SOURCE_BYTES) {
    return [{ path, ...failedScan(`is larger than ${formatSize(MAX_SOURCE_BYTES)}`) }];
  }
  const result = await pool.scan({ path, bytes });
  return result === undefined ? [] : [{ path, ...result }];
}
