import type { Rewrite } from '../../codemods/rewrite.ts';
import type { LintedFile } from './lint.js';
import type { Tools } from './results.d.ts';

/**
 * Says what is wrong with how the codemod edits a file, if anything.
 *
 * @param rewritten what the codemod made of the file, if that is known
 * @param linted what ESLint says of the file, if that is known
 * @throws {Error} when no parser of ESLint reads a file that the codemod edits
 */
export function findBadEdit(
  text: string,
  path: string,
  tools: Tools,
  rewritten?: Rewrite,
  linted?: LintedFile,
): string | undefined;
