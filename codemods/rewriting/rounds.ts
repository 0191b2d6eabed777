import { toDisjoint } from '../../analysis/index.ts';
import type { Finding, TextEdit } from '../../analysis/index.ts';

/** A finding with the edits that take its option away. */
export interface Fix {
  readonly finding: Finding;
  /** Ascending, disjoint. */
  readonly edits: readonly TextEdit[];
  /** Where the first edit starts and the last ends: the range that ESLint replaces as a whole. */
  readonly start: number;
  readonly end: number;
}

/**
 * What may be done about a finding without being asked.
 *
 * @param finding what the analysis found
 * @param explicitFalse take a suggestion as well if it writes `false`
 * @returns the edits, or undefined when the option stays
 */
export function toFix(finding: Finding, explicitFalse: boolean): Fix | undefined {
  const { remedy, verdict } = finding;
  const applies =
    remedy.kind === 'fix' || (remedy.kind === 'suggestion' && remedy.explicitFalse && explicitFalse);
  const edits = verdict === 'client' && applies ? toDisjoint(remedy.edits) : undefined;
  const [first] = edits ?? [];
  const last = edits?.at(-1);
  return edits && first && last ? { finding, edits, start: first.range[0], end: last.range[1] } : undefined;
}

/**
 * Chooses what one round may change, the way ESLint does: by position, and of those that touch or overlap only the
 * first.
 *
 * @param fixes in any order
 * @returns fixes in ascending order, none touching another
 * @see https://github.com/eslint/eslint/blob/main/lib/linter/source-code-fixer.js
 */
export function selectFixes(fixes: readonly Fix[]): readonly Fix[] {
  let last = Number.NEGATIVE_INFINITY;
  return fixes
    .toSorted((a, b) => a.start - b.start || a.end - b.end)
    .filter(({ start, end }) => {
      if (start <= last) {
        return false;
      }
      last = end;
      return true;
    });
}
