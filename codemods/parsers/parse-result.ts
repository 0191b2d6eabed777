import type { Place, SourceFile } from '../../analysis/index.ts';

/** Why a text is not a program. */
export interface SyntaxProblem {
  readonly message: string;
  readonly place: Place;
}

/** A parsed file, or why there is none. */
export type ParseResult =
  { readonly ok: true; readonly file: SourceFile } | { readonly ok: false; readonly error: SyntaxProblem };
