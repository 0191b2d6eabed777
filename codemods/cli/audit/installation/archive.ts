import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import { getErrorMessage } from '../../error-message.ts';
import { readRegularFile, formatSize } from '../../reading/read-bounded.ts';
import type { ArchivePlace } from './installation.ts';

/** A file of an archive: its bytes, or why there are none. */
export interface ArchivedFile {
  /** From the folder, with `/`. */
  readonly name: string;
  readonly bytes?: Buffer;
  readonly problem?: string;
}

/** Some times the largest package of npm. */
const MAX_ARCHIVE_BYTES = 512 << 20;

/**
 * Reads files of a folder in a zip archive. What inflates to more than the archive says is an error, and so is another checksum.
 *
 * @param place the folder
 * @param isWanted asked with the name of each, from the folder
 * @param maxBytes the most that one may have
 * @throws {Error} when the archive cannot be read; the message names it
 */
export async function readArchive(
  { file, folder }: ArchivePlace,
  isWanted: (name: string) => boolean,
  maxBytes: number,
): Promise<readonly ArchivedFile[]> {
  const files: ArchivedFile[] = [];
  try {
    const archive = await fromBufferPromise(
      readRegularFile(file, { maxBytes: MAX_ARCHIVE_BYTES, followLinks: false }),
    );
    for await (const entry of archive.eachEntry()) {
      const name = entry.fileName.startsWith(folder) ? entry.fileName.slice(folder.length) : '';
      if (name === '' || name.endsWith('/') || !isWanted(name)) {
        continue;
      }
      if (entry.uncompressedSize > maxBytes) {
        files.push({ name, problem: `is larger than ${formatSize(maxBytes)}` });
        continue;
      }
      try {
        files.push({ name, bytes: await buffer(await archive.openReadStreamPromise(entry)) });
      } catch (error) {
        files.push({ name, problem: getErrorMessage(error) });
      }
    }
  } catch (error) {
    throw new Error(`${file}: ${getErrorMessage(error)}`, { cause: error });
  }
  return files;
}
