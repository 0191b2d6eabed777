/** How much of a project is read. What reaches a limit is unknown. */
export interface ProjectLimits {
  /** The most files of the project that are looked at for imports, at least 1. */
  readonly maxFiles: number;
  /** The most bytes that they may have together, at least 1. */
  readonly maxBytes: number;
  /**
   * Packages that a value is followed through, one after the other, at least 1. The first of them is one that a package of the
   * project asks for, and from the last no other package is found.
   */
  readonly packageDepth: 1 | 2;
}

/** Forty times the files of Node-RED (475 scripts), and little enough for the memory of an editor. */
export const DEFAULT_LIMITS: ProjectLimits = { maxFiles: 20_000, maxBytes: 128 * 2 ** 20, packageDepth: 2 };

/** The longest source that is parsed, in bytes: as much as the command parses. */
export const SOURCE_BYTES = 5 * 2 ** 20;

/** The longest configuration file that is read, in bytes. */
export const CONFIGURATION_BYTES = 2 ** 20;

/** Names of files and folders that are looked at for each file that may be read. */
export const NAMES_PER_FILE = 20;

/** Configurations that extend each other, `imports` that name further ones, packages that link to packages. */
export const CHAIN_LENGTH = 16;

/** The longest module specifier, in characters. */
export const SPECIFIER_LENGTH = 300;

/** The most forms that are kept apart for a computed name, before it can be any. */
export const NAME_FORMS = 16;

/** How much text a process keeps, in characters, before it forgets all. */
export const CACHE_BYTES = 256 * 2 ** 20;
