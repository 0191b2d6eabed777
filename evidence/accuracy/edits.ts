import type { Rewrite } from '../../codemods/rewrite.ts';
import { lint } from './lint.ts';
import { findLoss } from './losses.ts';
import type { LintedFile } from './lint.ts';
import type { Tools } from './results.ts';

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Looks for whatever a codemod must not do to a file: its output is to parse, to be what the fixes of the rule give, to
 * have the tokens and comments of the input without the removed properties, and to be left as it is the second time.
 *
 * @param rewritten what the codemod made of the file, if that is known
 * @param linted what ESLint says of the file, if that is known
 * @returns what is wrong, if anything
 * @throws {Error} when no parser of ESLint reads a file that the codemod edits
 */
export function findBadEdit(
  text: string,
  path: string,
  { plugin, rewrite }: Tools,
  rewritten: Rewrite = rewrite(text, path),
  linted: LintedFile | undefined = rewritten.edits.length > 0 ? lint(text, path, plugin) : undefined,
): string | undefined {
  if (rewritten.edits.length === 0 || linted === undefined) {
    return rewritten.output === text ? undefined : 'the text changed without an edit';
  }
  let output: LintedFile;
  try {
    output = lint(rewritten.output, path, plugin);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (text.startsWith(BYTE_ORDER_MARK) !== rewritten.output.startsWith(BYTE_ORDER_MARK)) {
    return 'the byte order mark changed';
  }
  if (linted.fix() !== rewritten.output) {
    return 'the fix of the rule gives another text than the codemod';
  }
  const again = rewrite(rewritten.output, path);
  if (again.error) {
    return `the codemod cannot read its own output: ${again.error.message}`;
  }
  if (again.output !== rewritten.output) {
    return 'the second time it changes more';
  }
  return findLoss(
    linted.sourceCode,
    output.sourceCode,
    rewritten.changed.map(({ offset }) => offset),
  );
}
