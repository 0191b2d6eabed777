/**
 * How many brackets may be open at once. `oxc-parser` recurses in native code, where an overflow of the stack ends the
 * process: version 0.154 does so between 2000 and 4000 nested functions in a thread of Node.js.
 */
const DEPTH_LIMIT = 1500;

const OPENING = new Set(['(', '[', '{']);
const BRACKET = /[()[\]{}]/g;

/** What is said of a program that a parser or the scope analysis cannot take on its stack. */
export const TOO_DEEP = 'it is nested too deeply to be analysed';

/**
 * Where a text opens more brackets than the native parser survives. Those in strings and comments count as well, so that a
 * text may be suspected that is harmless.
 *
 * @param text the source
 * @returns the offset of the first bracket that is too many, or undefined
 */
export function findTooDeepNesting(text: string): number | undefined {
  let depth = 0;
  for (const { 0: bracket, index } of text.matchAll(BRACKET)) {
    if (OPENING.has(bracket)) {
      depth += 1;
    } else if (depth > 0) {
      depth -= 1;
    }
    if (depth > DEPTH_LIMIT) {
      return index;
    }
  }
  return undefined;
}
