/** What the command's exit code means. */
export const ExitCode = {
  /** Everything went well, whether or not something changed. */
  done: 0,
  /** There is work, of the kinds that `--check` or `--fail-on` names. */
  foundWork: 1,
  /** The command line is wrong, or leads to nothing that could be searched. Nothing was changed. */
  usage: 2,
  /** Some file could not be read, parsed or written, or some output not be written whole; the rest was dealt with. */
  failed: 3,
  /** The files to change have changes that git does not hold yet; nothing was written. */
  refused: 4,
  /** A fault of the command itself (`EX_SOFTWARE` of sysexits.h). */
  internalError: 70,
  /** Ctrl-C, as a shell reports it (128 + SIGINT). */
  interrupted: 130,
  /** The same for SIGTERM. */
  terminated: 143,
} as const;

/** One of the codes above. */
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
