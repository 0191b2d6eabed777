import type { ESLint } from 'eslint';
import type { rewrite } from '../../codemods/rewrite.ts';

/** What is judged. */
export interface Tools {
  readonly plugin: ESLint.Plugin;
  readonly rewrite: typeof rewrite;
}

/** How one tool did on the labelled places. */
export interface ToolScore {
  readonly name: string;
  /** Clients that it reports. */
  found: number;
  /** Clients that it does not report. */
  missed: number;
  /** Listeners and unknowns that it reports. */
  falseReports: number;
  /** Listeners and unknowns that it does not report. */
  silent: number;
  /** Reports in the same files at places without a label. */
  elsewhere: number;
}

/** How the rule did on the sockets of one API. */
export interface ApiScore {
  readonly api: string;
  rows: number;
  clients: number;
  found: number;
  falseReports: number;
}

/** A place at which a tool and a label do not agree, or an edit that does too much. */
export interface Disagreement {
  readonly tool: 'rule' | 'codemod';
  readonly problem: 'false report' | 'missed client' | 'bad edit';
  readonly source: string;
  readonly path: string;
  readonly line: number;
  readonly label: string;
  readonly evidence: string;
}

/** What was measured on labelled code. */
export interface Score {
  rows: number;
  files: number;
  rule: ToolScore;
  codemod: ToolScore;
  naive: ToolScore;
  byApi: ApiScore[];
  /** Files that the codemod changes. */
  edited: number;
  disagreements: Disagreement[];
}
