/** A place in the source: `line` and `column` count from 1, `column` in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What ends a line in ECMAScript (ECMA-262, 12.3). */
const LINE_END = /\r\n?|[\n\u2028\u2029]/gu;

/** Turns offsets into lines and columns, both from 1. */
export class LineTable {
  readonly #text: string;
  #starts: readonly number[] | undefined;

  /** @param text the source text, without a byte order mark */
  constructor(text: string) {
    this.#text = text;
  }

  /** @param offset UTF-16 units from the start of the text; one behind the end counts as the end */
  getPlace(offset: number): Place {
    const starts = (this.#starts ??= getLineStarts(this.#text));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return { line: low + 1, column: Math.min(offset, this.#text.length) - (starts[low] ?? 0) + 1 };
  }
}

function getLineStarts(text: string): readonly number[] {
  const starts = [0];
  // Each line costs a program that has just started less than a look at each character.
  while (LINE_END.test(text)) {
    starts.push(LINE_END.lastIndex);
  }
  return starts;
}
