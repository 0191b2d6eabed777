import { isUtf8 } from 'node:buffer';
import type { TextEdit } from '../../../analysis/index.ts';

/** Replace the bytes `start` (inclusive) to `end` (exclusive) by `text`, which is ASCII. */
export interface ByteEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const BYTE_ORDER_MARK = Buffer.of(0xef, 0xbb, 0xbf);

/**
 * The text of a file as a JavaScript engine reads it: UTF-8, with U+FFFD for what is none.
 *
 * @param bytes the file
 * @returns the text with its byte order mark
 */
export function toText(bytes: Buffer): string {
  return bytes.toString('utf8');
}

/**
 * Turns edits of the text into edits of the bytes that it was read from.
 *
 * @param bytes the file
 * @param edits ascending, disjoint; ranges in UTF-16 units behind the byte order mark
 * @returns the same for bytes; undefined when an edit would cut into bytes that are not UTF-8
 */
export function toByteEdits(bytes: Buffer, edits: readonly TextEdit[]): readonly ByteEdit[] | undefined {
  const mark = bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  const offsets = edits.flatMap(({ range }) => range);
  const byteOffsets = isUtf8(bytes)
    ? findByteOffsetsInUtf8(toText(bytes.subarray(mark)), offsets)
    : findByteOffsetsInAny(bytes.subarray(mark), offsets);
  return (
    byteOffsets &&
    edits.map(({ text }, index) => ({
      start: mark + (byteOffsets[2 * index] ?? 0),
      end: mark + (byteOffsets[2 * index + 1] ?? 0),
      text,
    }))
  );
}

/**
 * Makes the edits; every other byte stays what it is.
 *
 * @param bytes the file
 * @param edits ascending, disjoint
 */
export function applyByteEdits(bytes: Buffer, edits: readonly ByteEdit[]): Buffer {
  const parts: Buffer[] = [];
  let kept = 0;
  for (const { start, end, text } of edits) {
    parts.push(bytes.subarray(kept, start), Buffer.from(text));
    kept = end;
  }
  return Buffer.concat([...parts, bytes.subarray(kept)]);
}

function findByteOffsetsInUtf8(text: string, offsets: readonly number[]): readonly number[] {
  let bytes = 0;
  let units = 0;
  return offsets.map((offset) => {
    bytes += Buffer.byteLength(text.slice(units, offset));
    units = offset;
    return bytes;
  });
}

/**
 * An ASCII byte is one unit whatever surrounds it, so the text falls into runs of ASCII bytes and runs of others; only
 * within the latter it depends on the decoder how many units there are.
 */
function findByteOffsetsInAny(bytes: Buffer, offsets: readonly number[]): readonly number[] | undefined {
  const found: number[] = [];
  let units = 0;
  let start = 0;
  while (found.length < offsets.length) {
    const isAscii = isAsciiAt(bytes, start);
    const end = findRunEnd(bytes, start);
    const length = isAscii ? end - start : toText(bytes.subarray(start, end)).length;
    for (let offset = offsets[found.length]; offset !== undefined; offset = offsets[found.length]) {
      const inRun = offset - units;
      if (inRun >= length && start < bytes.length) {
        break;
      }
      if (!isAscii && inRun > 0) {
        return undefined;
      }
      found.push(start + inRun);
    }
    units += length;
    start = end;
  }
  return found;
}

/** Where the run ends that begins at `start`. */
function findRunEnd(bytes: Buffer, start: number): number {
  const isAscii = isAsciiAt(bytes, start);
  let end = start + 1;
  while (end < bytes.length && isAsciiAt(bytes, end) === isAscii) {
    end += 1;
  }
  return end;
}

function isAsciiAt(bytes: Buffer, index: number): boolean {
  return (bytes[index] ?? 0) < 0x80;
}
