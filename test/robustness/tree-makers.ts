import type { Finding, SourceFile } from '../../analysis/index.ts';
import type { ParseResult } from '../../codemods/parsers/parse-result.ts';

/** One parser with its scopes. */
export interface TreeMaker {
  readonly name: string;
  /**
   * Parses a file and shows its tree.
   *
   * @returns whether the parser can read the file
   */
  read(text: string, path: string, look: (file: SourceFile) => void): boolean;
}

/** The codemod's parsers. */
export interface Parsers {
  readonly parseSource: (text: string, path: string) => ParseResult;
  readonly parseWithBabel: (text: string) => ParseResult;
}

export type Analyze = (file: SourceFile) => readonly Finding[];

/** What the trees of one file gave. */
export interface Inspection {
  readonly path: string;
  /** One for each parser that can read the file. */
  readonly readings: {
    readonly maker: string;
    readonly findings: readonly string[];
    /** Milliseconds in the analysis. */
    readonly time: number;
  }[];
  /** Errors with their stacks. */
  readonly failures: string[];
  /** Findings on one parser's tree that another's does not give. */
  readonly disagreements: string[];
}
