import type { Place } from '../../analysis/index.ts';

/** What ends a line in ECMAScript (ECMA-262, 12.3). */
const LINE_END = /\r\n|[\n\r\u2028\u2029]/g;

/**
 * Where an offset is, as people and editors count.
 *
 * @param text the text, without a byte order mark
 * @param offset UTF-16 units from the start of the text; one behind the end counts as the end
 * @returns line and column, both from 1
 */
export function placeAt(text: string, offset: number): Place {
  let line = 1;
  let lineStart = 0;
  for (const match of text.matchAll(LINE_END)) {
    const next = match.index + match[0].length;
    if (next > offset) {
      break;
    }
    line += 1;
    lineStart = next;
  }
  return { line, column: Math.min(offset, text.length) - lineStart + 1 };
}
