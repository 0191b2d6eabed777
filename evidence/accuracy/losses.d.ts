import type { SourceCode } from 'eslint';

/** Says what else than the properties that begin at the offsets a program has lost, if anything. */
export function findLoss(
  before: SourceCode,
  after: SourceCode,
  offsets: readonly number[],
): string | undefined;
