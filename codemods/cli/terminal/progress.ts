import type { Terminal } from './terminal.ts';

/** Whatever is done by then needs no progress line. */
const DELAY_MS = 1000;

/** A line that says how far the search is, for those who wait. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #start = performance.now();
  #isShown = false;

  /** @param terminal where someone may watch */
  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** @param done how many files are searched */
  show(done: number): void {
    if (this.#terminal.isWatched && performance.now() - this.#start > DELAY_MS) {
      this.#isShown = true;
      // Back to the start of the line, and clear it (ECMA-48, EL).
      this.#terminal.err(`\r\u001B[K${String(done)} files searched`);
    }
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#isShown) {
      this.#terminal.err('\r\u001B[K');
      this.#isShown = false;
    }
  }
}
