import {
  closeSync,
  constants,
  createReadStream,
  fsyncSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { createInterface } from 'node:readline';
import { getErrorMessage } from '../error-message.ts';
import { OPEN_FLAGS } from '../reading/read-bounded.ts';

/** What a record starts with. */
export interface UndoHeader {
  readonly format: 'sockets-codemod undo record';
  readonly version: 1;
  /** When the run began, as ISO 8601 has it. */
  readonly created: string;
  /** Where it was started, absolute. */
  readonly cwd: string;
}

/** A file as it was before the run. */
export interface UndoEntry {
  /** Absolute, behind every symbolic link. */
  readonly path: string;
  /** The permissions. */
  readonly mode: number;
  /** The fingerprint of its bytes before, and of those that the run leaves. */
  readonly before: string;
  readonly after: string;
  /** Its bytes before, in base64. */
  readonly bytes: string;
}

/** Thrown where no record can be written, or none can be read. */
export class UndoFailure extends Error {}

const MAX_AGE_MS = 30 * 24 * 3600 * 1000;
const MAX_RECORDS = 100;

const RECORD_NAME = /^\d{8}T\d{9}Z-\d+\.jsonl$/;

const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/**
 * Where records are kept.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
function getUndoFolder(): string {
  const { XDG_STATE_HOME: state, LOCALAPPDATA: local } = process.env;
  if (state !== undefined && isAbsolute(state)) {
    return join(state, 'sockets-codemod/undo');
  }
  if (process.platform === 'win32' && local !== undefined && isAbsolute(local)) {
    return join(local, 'sockets-codemod/undo');
  }
  return join(homedir(), '.local/state/sockets-codemod/undo');
}

/** A record that is being written. It counts from the moment when it is complete, which must be before the first change. */
export class UndoWriter {
  readonly #folder: string;
  readonly #name: string;
  readonly #descriptor: number;
  #isOpen = true;

  private constructor(folder: string, name: string, descriptor: number) {
    this.#folder = folder;
    this.#name = name;
    this.#descriptor = descriptor;
  }

  /**
   * Begins a record, in a folder for temporary files where the user's own cannot be written.
   *
   * @param cwd where the run was started
   * @throws {UndoFailure} when there is no place for it
   */
  static create(cwd: string): UndoWriter {
    const created = new Date().toISOString();
    const name = `${created.replaceAll(/[-:.]/g, '')}-${String(process.pid)}.jsonl`;
    const header: UndoHeader = { format: 'sockets-codemod undo record', version: 1, created, cwd };
    const problems: string[] = [];
    for (const getFolder of [createUndoFolder, createTemporaryFolder]) {
      try {
        const folder = getFolder();
        const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
        const writer = new UndoWriter(folder, name, openSync(getPart(folder, name), flags, PRIVATE_FILE));
        writer.#write(header);
        return writer;
      } catch (error) {
        problems.push(getErrorMessage(error));
      }
    }
    throw new UndoFailure(`the record to undo the run with cannot be written: ${problems.join('; ')}`);
  }

  /** @param entry one more file */
  add(entry: UndoEntry): void {
    this.#write(entry);
  }

  /**
   * Ends the record.
   *
   * @returns its path
   * @throws {UndoFailure} when it cannot be written to its end
   */
  complete(): string {
    try {
      fsyncSync(this.#descriptor);
      this.#close();
      const path = join(this.#folder, this.#name);
      renameSync(getPart(this.#folder, this.#name), path);
      return path;
    } catch (error) {
      throw new UndoFailure(`the record to undo the run with cannot be written: ${getErrorMessage(error)}`, {
        cause: error,
      });
    }
  }

  /** Removes what was written of the record. */
  discard(): void {
    this.#close();
    rmSync(getPart(this.#folder, this.#name), { force: true });
  }

  #close(): void {
    if (this.#isOpen) {
      this.#isOpen = false;
      closeSync(this.#descriptor);
    }
  }

  #write(line: object): void {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    try {
      for (let written = 0; written < bytes.length;) {
        written += writeSync(this.#descriptor, bytes, written);
      }
    } catch (error) {
      throw new UndoFailure(`the record to undo the run with cannot be written: ${getErrorMessage(error)}`, {
        cause: error,
      });
    }
  }
}

function createUndoFolder(): string {
  const folder = getUndoFolder();
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
  removeOldRecords(folder);
  return folder;
}

function createTemporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'sockets-codemod-undo-'));
}

function getPart(folder: string, name: string): string {
  return join(folder, `.${name}.part`);
}

function removeOldRecords(folder: string): void {
  const names = readdirSync(folder).sort().reverse();
  const records = names.filter((name) => RECORD_NAME.test(name));
  const isOld = (name: string): boolean => Date.now() - lstatSync(join(folder, name)).mtimeMs > MAX_AGE_MS;
  const parts = names.filter((name) => name.startsWith('.') && name.endsWith('.part'));
  for (const [index, name] of records.entries()) {
    if (index >= MAX_RECORDS || isOld(name)) {
      rmSync(join(folder, name), { force: true });
    }
  }
  for (const name of parts.filter(isOld)) {
    rmSync(join(folder, name), { force: true });
  }
}

/**
 * The latest record of the runs that were started in a folder.
 *
 * @param cwd the folder
 * @returns its path
 * @throws {UndoFailure} when there is none
 */
export async function findLatestRecord(cwd: string): Promise<string> {
  const folder = getUndoFolder();
  let names: readonly string[] = [];
  try {
    names = readdirSync(folder).filter((name) => RECORD_NAME.test(name));
  } catch {
    // No run has ever changed anything.
  }
  for (const name of [...names].sort().reverse()) {
    const path = join(folder, name);
    for await (const line of readRecord(path)) {
      if ('format' in line && line.cwd === cwd) {
        return path;
      }
      break;
    }
  }
  throw new UndoFailure(`there is nothing to undo: no run that was started in ${cwd} has changed a file`);
}

/**
 * Reads a record.
 *
 * @param path where it is
 * @returns its header, then its entries
 * @throws {UndoFailure} when it cannot be read, or is no record
 */
export async function* readRecord(path: string): AsyncGenerator<UndoHeader | UndoEntry, void, undefined> {
  let isFirst = true;
  const descriptor = openRecord(path);
  const input = createReadStream(path, { fd: descriptor, encoding: 'utf8' });
  try {
    for await (const text of createInterface({ input, crlfDelay: Infinity })) {
      const line = parseLine(text, isFirst);
      if (line === undefined) {
        throw new UndoFailure(`${path} is no record of a run`);
      }
      yield line;
      isFirst = false;
    }
  } finally {
    input.destroy();
  }
  if (isFirst) {
    throw new UndoFailure(`${path} is no record of a run`);
  }
}

function openRecord(path: string): number {
  try {
    const descriptor = openSync(path, OPEN_FLAGS);
    return descriptor;
  } catch (error) {
    throw new UndoFailure(`${path}: ${getErrorMessage(error)}`, { cause: error });
  }
}

function parseLine(text: string, isFirst: boolean): UndoHeader | UndoEntry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isFirst ? (isHeader(value) ? value : undefined) : isEntry(value) ? value : undefined;
}

function isHeader(value: unknown): value is UndoHeader {
  return (
    hasStrings(value, ['format', 'created', 'cwd']) &&
    value['format'] === 'sockets-codemod undo record' &&
    value['version'] === 1
  );
}

function isEntry(value: unknown): value is UndoEntry {
  return (
    hasStrings(value, ['path', 'before', 'after', 'bytes']) &&
    typeof value['mode'] === 'number' &&
    isAbsolute(String(value['path']))
  );
}

function hasStrings(value: unknown, names: readonly string[]): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => typeof Reflect.get(value, name) === 'string')
  );
}
