import type { ReporterName } from '../options/settings.ts';
import { githubReport } from './github.ts';
import { jsonReport } from './json.ts';
import type { RunReport } from './report.ts';
import { sarifReport } from './sarif.ts';

/** Makes a report for programs. */
export interface Reporter {
  /**
   * @param report the run
   * @param version this package's version
   * @returns the whole report, with a line feed at its end unless it is empty
   */
  readonly create: (report: RunReport, version: string) => string;
  /** Whether a text is an earlier report of this kind, which a new one may replace. */
  readonly isReport: (text: string) => boolean;
}

/** Each report for programs, by the option that asks for it. */
export const REPORTERS: Readonly<Record<ReporterName, Reporter>> = {
  json: {
    create: jsonReport,
    isReport: (text) => /^\{\s*"[^]*\n {2}"tool": \{\s*"name": "sockets-codemod"/.test(text),
  },
  sarif: {
    create: sarifReport,
    isReport: (text) => /^\{\s*"[^]*"driver": \{\s*"name": "sockets-codemod"/.test(text),
  },
  github: {
    create: githubReport,
    isReport: (text) => /^(?:::(?:error|warning|notice) [^\n]*\n)+$/.test(text),
  },
};
