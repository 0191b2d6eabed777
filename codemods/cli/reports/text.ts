import type { Place } from '../../../analysis/index.ts';
import type { OptionSite } from '../../rewrite.ts';
import { counted } from '../diff/stat.ts';
import { displayPath } from '../display-path.ts';
import type { FileOutcome } from '../outcome.ts';
import { changedFilesOf, totalsOf } from '../report.ts';
import type { RunReport } from '../report.ts';
import { printable, styled } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { undoAdvice } from './undo.ts';

/** How much to tell. */
export interface TextReportOptions {
  readonly cwd: string;
  readonly verbosity: 'quiet' | 'normal' | 'verbose';
  readonly listUndecided: boolean;
  /** Something else has the standard output, so that everything goes to the other stream. */
  readonly stdoutIsTaken: boolean;
}

/**
 * Tells a person what the run did. What failed goes to the error stream, however quiet the run is to be.
 *
 * @param report the run
 * @param options how much to tell
 * @param terminal where
 */
export function printTextReport(report: RunReport, options: TextReportOptions, terminal: Terminal): void {
  const color = options.stdoutIsTaken ? terminal.colorErr : terminal.colorOut;
  const print = (text: string): void => {
    if (options.verbosity !== 'quiet' && text !== '') {
      (options.stdoutIsTaken ? terminal.err : terminal.out)(`${text}\n`);
    }
  };
  const nameOf = (path: string): string => printable(displayPath(options.cwd, path));
  const section = (title: string, rows: readonly string[]): void => {
    if (rows.length > 0) {
      print([styled(color, 'bold', title), ...rows.map((row) => `  ${row}`), ''].join('\n'));
    }
  };
  const siteRow = (file: FileOutcome, site: OptionSite, place: Place, why: string): string => {
    const where = `${nameOf(file.path)}:${String(place.line)}:${String(place.column)}`;
    return `${styled(color, 'cyan', where)}  ${site.option}: ${printable(why)}`;
  };
  const whereNow = (file: FileOutcome, site: OptionSite): Place =>
    file.status === 'changed' ? site.placeInOutput : site.place;

  const changed = changedFilesOf(report);
  // Both streams end up on one screen.
  if (options.stdoutIsTaken && changed.length > 0 && options.verbosity !== 'quiet') terminal.err('\n');
  section(
    report.dryRun ? 'Would change' : 'Changed',
    changed.flatMap((file) => file.changed.map((site) => siteRow(file, site, site.place, site.evidence))),
  );
  section(
    'Left as it is',
    report.outcomes.flatMap((file) =>
      file.left.map((site) => siteRow(file, site, whereNow(file, site), reasonOf(site))),
    ),
  );
  if (options.listUndecided) {
    section(
      'Undecided: the file alone cannot tell whether these sockets are clients',
      report.outcomes.flatMap((file) =>
        file.undecided.map((site) => siteRow(file, site, whereNow(file, site), site.reason)),
      ),
    );
  }
  if (options.verbosity === 'verbose') {
    section('Not followed: links to files outside of the given paths', report.notFollowed.map(nameOf));
  }
  printFailures(report, options, terminal);
  print(summaryOf(report, options));
  if (report.restorable.length > 0) {
    print(
      undoAdvice(
        report.restorable.map((path) => displayPath(options.cwd, path)),
        changed.length,
      ),
    );
  }
}

function reasonOf(site: FileOutcome['left'][number]): string {
  return site.needsExplicitFalse ? `${site.reason} (--explicit-false writes false)` : site.reason;
}

function printFailures(report: RunReport, { cwd }: TextReportOptions, { err, colorErr }: Terminal): void {
  const label = styled(colorErr, 'red', 'error');
  for (const { path, message } of report.problems) {
    err(`${printable(path)}: ${label}: ${message}\n`);
  }
  for (const { path, status, error } of report.outcomes) {
    if (status === 'failed' && error !== undefined) {
      const place =
        error.place === undefined ? '' : `:${String(error.place.line)}:${String(error.place.column)}`;
      err(`${printable(displayPath(cwd, path))}${place}: ${label}: ${printable(error.message)}\n`);
    }
  }
  if (report.refusal !== undefined) {
    err(`${label}: ${report.refusal}\n`);
    for (const { path } of report.outcomes.filter(({ status }) => status === 'refused')) {
      err(`  ${printable(displayPath(cwd, path))}\n`);
    }
  }
}

function summaryOf(report: RunReport, { listUndecided, verbosity }: TextReportOptions): string {
  const totals = totalsOf(report);
  const work = `${counted(totals.changedFiles, 'file')} (${counted(totals.changedOptions, 'option')})`;
  const seconds = (report.milliseconds / 1000).toFixed(2);
  const parts = [
    totals.changedFiles === 0 ? 'Nothing changed' : `${report.dryRun ? 'Would change' : 'Changed'} ${work}`,
    ...(totals.left > 0 ? [`${counted(totals.left, 'option')} left`] : []),
    ...(totals.undecided > 0
      ? [`${String(totals.undecided)} undecided${listUndecided ? '' : ' (--list-undecided)'}`]
      : []),
    ...(totals.failed > 0 ? [`${String(totals.failed)} failed`] : []),
    ...(totals.unchanged > 0 ? [`${counted(totals.unchanged, 'file')} unchanged`] : []),
  ];
  return [
    ...(report.interrupted ? ['Interrupted: what is listed above is all that was done.'] : []),
    `${parts.join(', ')}${verbosity === 'verbose' ? ` in ${seconds} s` : ''}.`,
  ].join('\n');
}
