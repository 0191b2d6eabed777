import { sep } from 'node:path';
import { parseIgnorePattern } from './ignore-pattern.ts';
import type { IgnorePattern } from './ignore-pattern.ts';

/** The rules of one `.gitignore`, or of `--ignore`. */
interface RuleSet {
  /** The absolute path of the folder that they are relative to, with a `/` at its end. */
  readonly folder: string;
  readonly patterns: readonly IgnorePattern[];
}

/** Which paths are left out. */
export interface IgnoreRules {
  /** What the user says, which wins over what the tree says. */
  readonly user: RuleSet | undefined;
  /** What the tree says. The rules of deeper folders are added behind those above, and win. */
  readonly sets: readonly RuleSet[];
}

/**
 * What the user says alone.
 *
 * @param folder the absolute path that the patterns are relative to
 * @param patterns in the syntax of `.gitignore`
 */
export function createIgnoreRules(folder: string, patterns: readonly string[]): IgnoreRules {
  return { user: getRuleSet(folder, patterns.join('\n')), sets: [] };
}

/**
 * Adds what a `.gitignore` says.
 *
 * @param rules those of the folders above
 * @param folder the absolute path that the patterns are relative to
 * @param text its lines
 */
export function withPatterns(rules: IgnoreRules, folder: string, text: string): IgnoreRules {
  const set = getRuleSet(folder, text);
  return set === undefined ? rules : { ...rules, sets: [...rules.sets, set] };
}

function getRuleSet(folder: string, text: string): RuleSet | undefined {
  const patterns = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap((line) => parseIgnorePattern(line) ?? []);
  const prefix = withSlashes(folder);
  return patterns.length === 0
    ? undefined
    : { folder: prefix.endsWith('/') ? prefix : `${prefix}/`, patterns };
}

function withSlashes(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}

/**
 * Whether the rules leave out a path. Whoever asks about a path has asked about the folders above it before: what is in a
 * folder that is left out cannot be taken back in.
 *
 * @param rules the rules
 * @param path absolute
 * @param name the last name of the path
 * @param isFolder whether it is a folder: some patterns mean folders only
 */
export function isIgnored(
  { user, sets }: IgnoreRules,
  path: string,
  name: string,
  isFolder: boolean,
): boolean {
  const said = user && getVerdict(user, path, name, isFolder);
  if (said !== undefined) {
    return said;
  }
  for (let at = sets.length - 1; at >= 0; at -= 1) {
    const set = sets[at];
    const verdict = set && getVerdict(set, path, name, isFolder);
    if (verdict !== undefined) {
      return verdict;
    }
  }
  return false;
}

/** @returns undefined when no pattern matches */
function getVerdict(
  { folder, patterns }: RuleSet,
  absolute: string,
  name: string,
  isFolder: boolean,
): boolean | undefined {
  const path = withSlashes(absolute);
  if (!path.startsWith(folder)) {
    return undefined;
  }
  let inside: string | undefined;
  for (let index = patterns.length - 1; index >= 0; index -= 1) {
    const pattern = patterns[index];
    if (pattern === undefined || (pattern.isForFolders && !isFolder)) {
      continue;
    }
    inside ??= path.slice(folder.length);
    if (pattern.matches(pattern.isAnchored ? inside : name)) {
      return !pattern.isNegated;
    }
  }
  return undefined;
}

/**
 * The same for a path of which nothing was asked before: its folders count, from the outermost in.
 *
 * @param rules the rules
 * @param path absolute
 * @param isFolder whether it is a folder
 */
export function isIgnoredWithin(rules: IgnoreRules, path: string, isFolder: boolean): boolean {
  if (rules.user === undefined && rules.sets.length === 0) {
    return false;
  }
  const names = path.split(sep);
  return names.some((name, index) => {
    const isLast = index === names.length - 1;
    return name !== '' && isIgnored(rules, names.slice(0, index + 1).join(sep), name, !isLast || isFolder);
  });
}
