import type { Place } from './finding.ts';

/** Turns offsets into places, with the line ends that ECMAScript knows (ECMA-262, 12.3). */
export class LineTable {
  readonly #text: string;
  #starts: readonly number[] | undefined;

  /** @param text the source text */
  constructor(text: string) {
    this.#text = text;
  }

  /** @param offset UTF-16 units from the start of the text */
  getPlace(offset: number): Place {
    const starts = (this.#starts ??= getLineStarts(this.#text));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const LINE_SEPARATOR = 0x2028;
const PARAGRAPH_SEPARATOR = 0x2029;

function getLineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const isEnd =
      code === LINE_FEED ||
      (code === CARRIAGE_RETURN && text.charCodeAt(index + 1) !== LINE_FEED) ||
      code === LINE_SEPARATOR ||
      code === PARAGRAPH_SEPARATOR;
    if (isEnd) starts.push(index + 1);
  }
  return starts;
}
