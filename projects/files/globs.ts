import picomatch from 'picomatch';

/**
 * Reads patterns of paths; one that starts with `!` takes away.
 *
 * @param patterns such as `packages/*`, relative to what is matched
 * @returns whether a path, without `./`, matches
 */
export function createMatcher(patterns: readonly string[]): (path: string) => boolean {
  const toMatcher = (pattern: string): ((path: string) => boolean) =>
    picomatch(pattern.replace(/^(?:\.?\/)+/u, '').replace(/\/$/u, ''), { dot: true });
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!')).map(toMatcher);
  const unwanted = patterns
    .filter((pattern) => pattern.startsWith('!'))
    .map((pattern) => toMatcher(pattern.slice(1)));
  return (path) => wanted.some((matches) => matches(path)) && !unwanted.some((matches) => matches(path));
}

/** Whether a text has characters that are special in patterns of paths. */
export function isGlob(text: string): boolean {
  return picomatch.scan(text).isGlob;
}
