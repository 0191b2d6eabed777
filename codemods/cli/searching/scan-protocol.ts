import type { ScanResult } from './scan-file.ts';

/** How files are judged and what may be changed in them, in a form that can be sent to a process. */
export interface SharedScanOptions {
  readonly explicitFalse: boolean;
  /** Whether other files are left unread. */
  readonly singleFile: boolean;
  /** Whether the configuration around the file is read, for the modules that others stand for in it. */
  readonly moduleAliases: boolean;
  /** Whether comments that suppress the rule keep what they cover. */
  readonly suppressions: boolean;
  /** What stands under `settings.sockets`: data that JSON can hold. */
  readonly settings: unknown;
}

/** What a process is asked to do with one file, whose bytes follow. */
export interface ScanRequest extends SharedScanOptions {
  /** The file's name, whose ending is its language. */
  readonly path: string;
  /** How many bytes follow. */
  readonly length: number;
  /** The keys of the changes that the user chose; undefined for all. */
  readonly accepted?: readonly string[];
  /** The place whose options are to be explained; nothing else is looked for then. */
  readonly explain?: ExplainedAt;
  /** Whether the file is judged without those around it. */
  readonly isApart?: boolean;
  /** The folder that holds all files that are read around it. Default: that of its repository, workspace or package. */
  readonly root?: string;
  /** Other files that are not parsed: the parser did not survive them. */
  readonly unparsed?: readonly string[];
}

/** A line, and a column in it if one option of several is meant; both from 1. */
export interface ExplainedAt {
  readonly line: number;
  readonly column?: number;
}

/**
 * What the process writes: first that it is ready, then one result for each request, in their order. Before a result comes the
 * path of each other file that it begins to parse, and null when it is done with that file.
 */
export type ScanAnswer =
  { readonly isReady: true } | { readonly result: ScanResult } | { readonly parsing: string | null };

/** Behind the standard streams: a pipe that ends when the process at its other end does, however it ends. */
export const LIFELINE = 3;

/**
 * A process ends itself by this when it has computed for too long. It is the signal of a timer that counts what a process
 * computes, and writes no core file.
 *
 * @see https://man7.org/linux/man-pages/man7/signal.7.html
 */
export const OUT_OF_TIME = 'SIGVTALRM';

/** Each message is JSON behind its length in four bytes, little-endian. */
const LENGTH_BYTES = 4;

/**
 * A message as bytes.
 *
 * @param message what JSON can hold
 */
export function encodeMessage(message: object): Buffer {
  const text = Buffer.from(JSON.stringify(message));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text]);
}

/** Puts the messages together that arrive in pieces. */
export class MessageDecoder {
  #pieces: Buffer[] = [];
  #length = 0;
  #wanted: number | undefined;

  /**
   * @param piece the next bytes
   * @returns the messages that are complete now
   */
  add(piece: Buffer): readonly unknown[] {
    this.#pieces.push(piece);
    this.#length += piece.length;
    const messages: unknown[] = [];
    for (;;) {
      this.#wanted ??= this.#take(LENGTH_BYTES)?.readUInt32LE();
      const text = this.#wanted === undefined ? undefined : this.#take(this.#wanted);
      if (text === undefined) {
        return messages;
      }
      this.#wanted = undefined;
      messages.push(JSON.parse(text.toString('utf8')));
    }
  }

  #take(length: number): Buffer | undefined {
    if (this.#length < length) {
      return undefined;
    }
    const all = this.#pieces.length === 1 ? this.#pieces[0] : Buffer.concat(this.#pieces);
    const bytes = all ?? Buffer.alloc(0);
    this.#pieces = [bytes.subarray(length)];
    this.#length -= length;
    return bytes.subarray(0, length);
  }
}
