import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import type createIgnore from 'ignore';
import type { Ignore } from 'ignore';

/** The rules of one `.gitignore`, or of one `--ignore`. */
interface RuleSet {
  /** The folder that they are relative to. */
  readonly folder: string;
  readonly rules: Ignore;
}

/** Which paths are left out. The rules of deeper folders are added behind those above, and win. */
export interface IgnoreRules {
  readonly sets: readonly RuleSet[];
}

/** Leaves out nothing. */
export const NO_RULES: IgnoreRules = { sets: [] };

/**
 * Adds the patterns of a user.
 *
 * @param rules what there is already
 * @param folder the absolute path that the patterns are relative to
 * @param patterns in the syntax of `.gitignore`
 */
export function withPatterns(rules: IgnoreRules, folder: string, patterns: readonly string[]): IgnoreRules {
  if (patterns.length === 0) {
    return rules;
  }
  // Most runs need no such rules.
  const ignore = createRequire(import.meta.url)('ignore') as typeof createIgnore;
  return { sets: [...rules.sets, { folder, rules: ignore().add(patterns.join('\n')) }] };
}

/**
 * Adds what a `.gitignore` says.
 *
 * @param rules those of the folders above
 * @param file the absolute path of a `.gitignore`; one that cannot be read adds nothing
 */
export function withIgnoreFile(rules: IgnoreRules, file: string): IgnoreRules {
  let patterns: string;
  try {
    patterns = readFileSync(file, 'utf8');
  } catch {
    return rules;
  }
  return withPatterns(rules, dirname(file), [patterns]);
}

/**
 * Whether the rules leave out a path.
 *
 * @param rules the rules
 * @param path absolute
 * @param isFolder whether it is a folder: some patterns mean folders only
 */
export function isIgnored({ sets }: IgnoreRules, path: string, isFolder: boolean): boolean {
  for (const { folder, rules } of sets.toReversed()) {
    const inside = relative(folder, path).split(sep).join('/');
    if (inside === '' || inside.startsWith('../') || inside === '..') {
      continue;
    }
    const { ignored, unignored } = rules.test(isFolder ? `${inside}/` : inside);
    if (ignored || unignored) {
      return ignored;
    }
  }
  return false;
}
