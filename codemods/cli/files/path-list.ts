import { closeSync, existsSync, fstatSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { resolve } from 'node:path';
import type { Interruption } from '../interruption.ts';
import { OPEN_FLAGS, readRegularFile } from '../reading/read-bounded.ts';
import { readStandardInput, readStreamToEnd } from '../terminal/standard-input.ts';

/** A million paths of 100 bytes. */
const MAX_LIST_BYTES = 100 << 20;

/**
 * Reads a list of paths.
 *
 * @param file where it is; `-` is the standard input, and a pipe is read to its end
 * @param cwd what the name is relative to
 * @param interruption a signal ends the waiting
 * @returns what it holds, empty after a signal
 * @throws {UnsuitableFile} when it is too large, or neither a file nor a pipe
 * @throws {Error} a system error when it cannot be read
 */
export async function readPathList(file: string, cwd: string, interruption: Interruption): Promise<string> {
  const bytes =
    file === '-'
      ? await readStandardInput(MAX_LIST_BYTES, interruption)
      : await readFileOrPipe(resolve(cwd, file), interruption);
  return bytes?.toString('utf8') ?? '';
}

async function readFileOrPipe(path: string, interruption: Interruption): Promise<Buffer | undefined> {
  const descriptor = openSync(path, OPEN_FLAGS);
  if (fstatSync(descriptor).isFIFO()) {
    return readStreamToEnd(new Socket({ fd: descriptor, writable: false }), MAX_LIST_BYTES, interruption);
  }
  closeSync(descriptor);
  return readRegularFile(path, { maxBytes: MAX_LIST_BYTES, followLinks: true });
}

/**
 * The paths in a list.
 *
 * @param list what a file or the standard input holds
 * @returns the paths: between NULs if there is one in the list, as `git diff -z` and `find -print0` write it, else one a
 *   line, where git puts names with unusual characters in quotes
 */
export function splitPathList(list: string): readonly string[] {
  const text = list.replace(/^\uFEFF/, '');
  const paths = text.includes('\0') ? text.split('\0') : text.split(/\r?\n/).map(withoutQuotes);
  return paths.filter((path) => path !== '');
}

/** What git writes in quotes, by `core.quotePath`: whatever is not ASCII, byte by byte, and what C escapes. */
const QUOTED = /^"(?:[^"\\]|\\(?:[0-7]{3}|[abtnvfr"\\]))*"$/;

const ESCAPED: ReadonlyMap<string, string> = new Map([
  ['a', '\u0007'],
  ['b', '\b'],
  ['t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
]);

/** No name of a source ends with a quotation mark, so that none is taken for a quoted one. */
function withoutQuotes(line: string): string {
  if (!QUOTED.test(line)) {
    return line;
  }
  const bytes = Buffer.from(line.slice(1, -1)).toString('latin1');
  const decoded = bytes.replace(/\\([0-7]{3}|.)/g, (_, escape: string) =>
    /^\d/.test(escape) ? String.fromCharCode(parseInt(escape, 8) & 0xff) : (ESCAPED.get(escape) ?? escape),
  );
  return Buffer.from(decoded, 'latin1').toString('utf8');
}

/**
 * The folder that the paths of a list are relative to. Git writes them relative to the root of the repository, wherever
 * it runs, unless it is told otherwise; everything else writes them relative to the current folder.
 *
 * @param paths as they stand in the list
 * @param cwd the current folder
 * @param repository the root of its repository, if it is in one
 * @param interruption a signal ends the looking
 * @returns the one of the two in which more of the paths exist
 */
export async function findBase(
  paths: readonly string[],
  cwd: string,
  repository: string | undefined,
  interruption: Interruption,
): Promise<string> {
  if (repository === undefined || repository === cwd) {
    return cwd;
  }
  let here = 0;
  let inRepository = 0;
  for (const path of paths) {
    here += existsSync(resolve(cwd, path)) ? 1 : 0;
    inRepository += existsSync(resolve(repository, path)) ? 1 : 0;
    if (await interruption.isOver()) {
      break;
    }
  }
  return inRepository > here ? repository : cwd;
}
