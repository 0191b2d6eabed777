/** A path that could not be searched. */
export interface FileProblem {
  /** As the user would write it. */
  readonly path: string;
  readonly message: string;
}

/** A path that was given, and led to no file that could be searched, which is no failure by itself. */
export interface UnsearchedPath {
  /** As the user wrote it. */
  readonly path: string;
  readonly reason: string;
  /** Whether it is a pattern, which is an error when it matches nothing. */
  readonly isPattern: boolean;
}
