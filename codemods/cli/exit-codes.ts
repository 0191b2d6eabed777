/** What the command's exit code means. Of several that apply, a run ends with the one that stands last here. */
export const ExitCode = {
  /** Everything went well, whether or not something changed. */
  done: 0,
  /** `--check` found something to change. */
  foundWork: 1,
  /** Some file could not be read, parsed or written; the others were dealt with. */
  failed: 3,
  /** The files to change have changes that git does not hold yet; nothing was written. */
  refused: 4,
  /** The command line is wrong; nothing was done. */
  usage: 2,
  /** Ctrl-C, as a shell reports it (128 + SIGINT). */
  interrupted: 130,
  /** The same for SIGTERM. */
  terminated: 143,
} as const;

/** One of the codes above. */
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
