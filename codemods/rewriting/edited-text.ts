import type { TextEdit } from '../../analysis/index.ts';

/** A part of an edited text: what was kept of the original, as a range of it, or what was put in. */
type Piece = { readonly start: number; readonly end: number } | { readonly text: string };

/**
 * A text under edit that still knows its original: several rounds of edits, each made on the result of the one before,
 * become one list of edits on the original.
 */
export class EditedText {
  readonly #original: string;
  #pieces: readonly Piece[];

  /** @param original the text before the first edit */
  constructor(original: string) {
    this.#original = original;
    this.#pieces = [{ start: 0, end: original.length }];
  }

  /**
   * Makes one round of edits.
   *
   * @param edits in ascending order, without overlap; their ranges are offsets into the present text
   */
  apply(edits: readonly TextEdit[]): void {
    const pieces: Piece[] = [];
    const rest = [...this.#pieces].reverse();
    let offset = 0;
    const takeUntil = (end: number, keep: boolean): void => {
      for (let piece = rest.pop(); piece !== undefined; piece = rest.pop()) {
        const length = getLength(piece);
        const taken = Math.min(length, end - offset);
        const [head, tail] = split(piece, taken);
        if (keep && taken > 0) {
          pieces.push(head);
        }
        offset += taken;
        if (taken < length) {
          rest.push(tail);
          return;
        }
      }
    };
    for (const { range, text } of edits) {
      takeUntil(range[0], true);
      takeUntil(range[1], false);
      if (text !== '') {
        pieces.push({ text });
      }
    }
    takeUntil(Number.POSITIVE_INFINITY, true);
    this.#pieces = pieces;
  }

  /** The text as it is now. */
  get text(): string {
    return this.#pieces
      .map((piece) => ('text' in piece ? piece.text : this.#original.slice(piece.start, piece.end)))
      .join('');
  }

  /** All rounds as one: ascending edits without overlap, whose ranges are offsets into the original. */
  get edits(): readonly TextEdit[] {
    const edits: TextEdit[] = [];
    let start = 0;
    let text = '';
    for (const piece of [...this.#pieces, { start: this.#original.length, end: this.#original.length }]) {
      if ('text' in piece) {
        text += piece.text;
        continue;
      }
      if (piece.start > start || text !== '') {
        edits.push({ range: [start, piece.start], text });
      }
      start = piece.end;
      text = '';
    }
    return edits;
  }

  /**
   * Where something in the present text was in the original.
   *
   * @param offset UTF-16 units from the start of the present text
   * @returns the offset in the original; for text that was put in, the place where it was put
   */
  originalOffset(offset: number): number {
    let present = 0;
    let original = 0;
    for (const piece of this.#pieces) {
      const length = getLength(piece);
      if (!('text' in piece)) {
        if (offset < present + length) {
          return piece.start + offset - present;
        }
        original = piece.end;
      } else if (offset < present + length) {
        return original;
      }
      present += length;
    }
    return this.#original.length;
  }
}

function getLength(piece: Piece): number {
  return 'text' in piece ? piece.text.length : piece.end - piece.start;
}

function split(piece: Piece, at: number): readonly [head: Piece, tail: Piece] {
  if ('text' in piece) {
    return [{ text: piece.text.slice(0, at) }, { text: piece.text.slice(at) }];
  }
  const middle = piece.start + at;
  return [
    { start: piece.start, end: middle },
    { start: middle, end: piece.end },
  ];
}
