/** A path that could not be searched. */
export interface FileProblem {
  /** As the user would write it. */
  readonly path: string;
  readonly message: string;
}

/**
 * How it is known that a file exists: it was `seen` to be one, or is only `listed`, by git, whose list also holds what is
 * gone from disk, or as a symbolic link, which may lead anywhere.
 */
export type Presence = 'seen' | 'listed';

/** What the user's paths lead to. */
export interface FoundFiles {
  /** Absolute paths, in the order found. */
  readonly files: ReadonlyMap<string, Presence>;
  /** The real paths of what the user named: a link that leads outside all of them is not followed. */
  readonly roots: readonly string[];
  readonly problems: readonly FileProblem[];
}
