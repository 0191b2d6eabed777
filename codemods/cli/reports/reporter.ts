import type { RunReport } from './report.ts';

/**
 * Makes a report for programs. Of an option site, `placeInOutput` is the place in the file if the file was written (`changed`),
 * and otherwise `place` is. Names and messages may hold anything: `toVisible()` and `toHarmlessJson()` make them safe to print.
 */
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
   * @param text how the file starts: all of it up to 4096 bytes; of a longer one that is not JSON, only whole lines
   */
  readonly isReport: (text: string) => boolean;
}
