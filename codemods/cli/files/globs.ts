import picomatch from 'picomatch';

/** A pattern such as `src/**` + `/*.js`, which a shell would have replaced by the matching files. */
export interface Glob {
  /** The folder in front of the first name with a special character, `.` for none. */
  readonly base: string;
  /** Whether a path below that folder matches. */
  readonly matches: (inside: string) => boolean;
}

/**
 * Reads a pattern that no shell expanded: those of Windows never do, and none does so in quotes.
 *
 * @param path what was written where a path is expected
 * @returns undefined when it is no pattern
 */
export function splitGlob(path: string): Glob | undefined {
  const pattern = process.platform === 'win32' ? path.replaceAll('\\', '/') : path;
  const { isGlob, base, glob } = picomatch.scan(pattern);
  if (!isGlob) {
    return undefined;
  }
  // Files that start with a dot are searched in folders, too.
  const isMatch = picomatch(glob, { dot: true });
  const hasBackslashes = process.platform === 'win32';
  return {
    base: base === '' ? '.' : base,
    matches: (inside) => isMatch(hasBackslashes ? inside.replaceAll('\\', '/') : inside),
  };
}
