import type { Terminal } from './terminal.ts';

/** Whatever is done by then needs no progress line. */
const DELAY_MS = 1000;

/** A line that says how far the search is, for those who wait. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #total: number;
  readonly #start = performance.now();
  #isShown = false;

  /**
   * @param terminal where someone may watch
   * @param total how many files there are
   */
  constructor(terminal: Terminal, total: number) {
    this.#terminal = terminal;
    this.#total = total;
  }

  /** @param done how many files are searched */
  show(done: number): void {
    if (this.#terminal.isWatched && performance.now() - this.#start > DELAY_MS) {
      this.#isShown = true;
      // Back to the start of the line, and clear it (ECMA-48, EL).
      this.#terminal.err(`\r\u001B[K${String(done)} of ${String(this.#total)} files`);
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
