/** A source file of a package. */
export interface Source {
  /** Its path in the corpus: the package's name as one folder, then the path in the package. */
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * Reads those files of the bench's corpus that name a reuse option. What is not there yet is downloaded.
 *
 * @throws {Error} when a package cannot be downloaded, or is not the one that it was
 */
export function readCandidates(): Source[];
