import { toEscapedUnits } from '../terminal/visible-text.ts';

/**
 * JSON in which nothing acts on a screen, or on a CI system whose log it is printed to. All that could is in strings, which mean
 * the same with escapes.
 *
 * @param document what JSON can hold
 * @returns lines, with a line feed at the end
 */
export function toHarmlessJson(document: object): string {
  return `${toEscapedUnits(JSON.stringify(document, undefined, 2))}\n`;
}
