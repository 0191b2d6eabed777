/** A path that could not be searched. */
export interface FileProblem {
  /** As the user would write it. */
  readonly path: string;
  readonly message: string;
}

/** What the user's paths lead to. */
export interface FoundFiles {
  /** Absolute paths, each once, in the order found. */
  readonly files: readonly string[];
  /**
   * Those that were not seen to be files, but are only listed: by git, whose list also holds what is gone from disk, or as a
   * symbolic link, which may lead anywhere.
   */
  readonly listed: ReadonlySet<string>;
  /** The real paths of what the user named: a link that leads outside all of them is not followed. */
  readonly roots: readonly string[];
  readonly problems: readonly FileProblem[];
}
