/** Whatever git is asked here takes it less than a second for a million files. */
const MAX_SECONDS = 20;

const MIN_SECONDS = 1;

/**
 * How long to wait for git: for each repository over which it hangs less for the next ones, since a tree may have any number of
 * them.
 */
export class Patience {
  #left = MAX_SECONDS;

  /** How long to wait for the next answer, in seconds: from 1 to 20. */
  get seconds(): number {
    return Math.max(MIN_SECONDS, this.#left);
  }

  /** @param seconds were waited, without an answer */
  spend(seconds: number): void {
    this.#left -= seconds;
  }
}
