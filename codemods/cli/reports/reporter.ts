import type { RunReport } from './report.ts';

/** Makes a report for programs. */
export interface Reporter {
  /**
   * Makes the report.
   *
   * @param report the run
   * @param version this package's version
   * @returns the whole report, with a line feed at its end unless it is empty
   */
  readonly create: (report: RunReport, version: string) => string;
  /**
   * Recognises an earlier report of this kind, which a new one may replace.
   *
   * @param text how the file starts
   */
  readonly isReport: (text: string) => boolean;
}
