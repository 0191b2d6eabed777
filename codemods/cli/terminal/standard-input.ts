import { fstatSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Interruption } from '../interruption.ts';
import { UnsuitableFile, formatSize } from '../reading/read-bounded.ts';

const STDIN = 0;

/**
 * Reads the standard input to its end.
 *
 * @param maxBytes the most that may come
 * @param interruption a signal ends the waiting
 * @returns what came, or undefined after a signal
 * @throws {UnsuitableFile} when it is a folder, or too much comes
 * @throws {Error} a system error when it cannot be read
 */
export async function readStandardInput(
  maxBytes: number,
  interruption: Interruption,
): Promise<Buffer | undefined> {
  if (fstatSync(STDIN).isDirectory()) {
    throw new UnsuitableFile('the standard input is a folder');
  }
  return readStreamToEnd(process.stdin, maxBytes, interruption);
}

/**
 * Reads a stream to its end.
 *
 * @param stream nobody has read from it yet
 * @param maxBytes the most that may come
 * @param interruption a signal ends the waiting
 * @returns what came, or undefined after a signal
 * @throws {UnsuitableFile} when too much comes
 * @throws {Error} a system error when it cannot be read
 */
export async function readStreamToEnd(
  stream: Readable,
  maxBytes: number,
  interruption: Interruption,
): Promise<Buffer | undefined> {
  const stop = interruption.onSignal(() => {
    stream.destroy();
  });
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      pieces.push(piece);
      length += piece.length;
      if (length > maxBytes) {
        throw new UnsuitableFile(`is larger than ${formatSize(maxBytes)}`);
      }
    }
  } catch (error) {
    // The end of the stream comes too early then.
    if (interruption.code === undefined) {
      throw error;
    }
  } finally {
    stop();
  }
  return interruption.code === undefined ? Buffer.concat(pieces) : undefined;
}
