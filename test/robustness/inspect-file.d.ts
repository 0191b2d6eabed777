import type { Finding, SourceFile } from '../../analysis/index.ts';
import type { TreeMaker } from './syntax-trees.d.ts';

export type { TreeMaker } from './syntax-trees.d.ts';

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

/** Analyzes the trees that each parser makes of one file. */
export function inspectFile(
  makers: readonly TreeMaker[],
  analyze: Analyze,
  path: string,
  text: string,
): Inspection;
