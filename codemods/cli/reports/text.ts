import type { Place } from '../../../analysis/index.ts';
import type { OptionSite, SuppressedSite } from '../../rewrite.ts';
import { ExitCode } from '../exit-codes.ts';
import { toDisplayPath } from '../files/display-path.ts';
import { styled } from '../terminal/terminal.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { toVisible } from '../terminal/visible-text.ts';
import { counted } from './diff/stat.ts';
import { collectExpected, describeExpecting, findExpecting } from './expected-options.ts';
import type { FileOutcome } from './outcome.ts';
import { getChangedFiles, toTotals } from './report.ts';
import type { RunReport } from './report.ts';

/** How much to say. */
export interface TextReportOptions {
  readonly verbosity: 'quiet' | 'normal' | 'verbose';
  readonly listUndecided: boolean;
  /** Whether a pattern that matches nothing is an error. */
  readonly errorOnUnmatched: boolean;
  /** Something else is written to the standard output, so everything goes to the standard error. */
  readonly stdoutIsTaken: boolean;
}

/**
 * Says to a person what the run did. What failed goes to the error stream, however quiet the run is to be.
 *
 * @param report the run
 * @param options how much to say
 * @param terminal where
 */
export function printTextReport(report: RunReport, options: TextReportOptions, terminal: Terminal): void {
  const color = options.stdoutIsTaken ? terminal.colorErr : terminal.colorOut;
  const print = (text: string): void => {
    if (options.verbosity !== 'quiet' && text !== '') {
      (options.stdoutIsTaken ? terminal.err : terminal.out)(`${text}\n`);
    }
  };
  const getName = (path: string): string => toVisible(toDisplayPath(report.cwd, path));
  const section = (title: string, rows: readonly string[]): void => {
    if (rows.length > 0) {
      print([styled(color, 'bold', title), ...rows.map((row) => `  ${row}`), ''].join('\n'));
    }
  };
  const siteRow = (file: FileOutcome, site: OptionSite, place: Place, why: string): string => {
    const where = `${getName(file.path)}:${String(place.line)}:${String(place.column)}`;
    return `${styled(color, 'cyan', where)}  ${site.option}: ${toVisible(why)}`;
  };
  const whereNow = (file: FileOutcome, site: OptionSite): Place =>
    file.status === 'changed' ? site.placeInOutput : site.place;

  const changed = getChangedFiles(report);
  const expected = collectExpected(report.outcomes, report.cwd);
  // Both streams end up on one screen.
  if (options.stdoutIsTaken && changed.length > 0 && options.verbosity !== 'quiet') {
    terminal.err('\n');
  }
  section(
    report.dryRun ? 'Would change' : 'Changed',
    changed.flatMap((file) =>
      file.changed.map((site) => {
        const expecting = describeExpecting(findExpecting(site, expected));
        const why = expecting === undefined ? site.evidence : `${site.evidence} (${expecting})`;
        return siteRow(file, site, site.place, why);
      }),
    ),
  );
  section(
    'Left as it is',
    report.outcomes.flatMap((file) =>
      file.left.map((site) => siteRow(file, site, whereNow(file, site), toReason(site))),
    ),
  );
  section(
    'Kept by a comment',
    report.outcomes.flatMap((file) =>
      file.suppressed
        .filter(({ verdict }) => options.listUndecided || verdict === 'client')
        .map((site) => siteRow(file, site, whereNow(file, site), toComment(file, site))),
    ),
  );
  if (options.listUndecided) {
    const undecided = report.outcomes.flatMap((file) => file.undecided.map((site) => ({ file, site })));
    const toRows = (isMixed: boolean): readonly string[] =>
      undecided
        .filter(({ site }) => (site.verdict === 'mixed') === isMixed)
        .map(({ file, site }) => siteRow(file, site, whereNow(file, site), site.reason));
    section('Undecided: what was read cannot tell whether these sockets are clients', toRows(false));
    section('Undecided: these sockets are clients in some calls, and not in others', toRows(true));
  }
  if (options.verbosity === 'verbose') {
    section('Not followed: links that lead outside of the given paths', report.notFollowed.map(getName));
    section('Not there: paths of the list', report.gone.map(toVisible));
  }
  printFailures(report, terminal);
  printNotes(report, options, terminal);
  print(toSummary(report, options));
  if (report.undoRecord !== undefined) {
    print(`Undo: sockets-codemod --undo ${quoteShellWord(report.undoRecord)}`);
  }
}

function toReason(site: FileOutcome['left'][number]): string {
  return site.needsExplicitFalse ? `${site.reason} (--explicit-false writes false)` : site.reason;
}

/** Which comment keeps an option, and what it says of that. */
function toComment({ status }: FileOutcome, { suppression, verdict }: SuppressedSite): string {
  const { directive, description, place, placeInOutput } = suppression;
  const { line, column } = status === 'changed' ? placeInOutput : place;
  const comment = `suppressed at ${String(line)}:${String(column)} by '${directive}'`;
  const why = description === undefined ? '' : `: ${description}`;
  return verdict === 'client' ? `${comment}${why}` : `${comment}${why} (undecided)`;
}

function printFailures(report: RunReport, { err, colorErr }: Terminal): void {
  const { cwd } = report;
  const label = styled(colorErr, 'red', 'error');
  for (const { path, message } of report.problems) {
    err(`${toVisible(path)}: ${label}: ${toVisible(message)}\n`);
  }
  for (const { path, status, error } of report.outcomes) {
    if (status === 'failed' && error !== undefined) {
      const place =
        error.place === undefined ? '' : `:${String(error.place.line)}:${String(error.place.column)}`;
      err(`${toVisible(toDisplayPath(cwd, path))}${place}: ${label}: ${toVisible(error.message)}\n`);
    }
  }
  if (report.refusal !== undefined) {
    err(`${label}: ${toVisible(report.refusal)}\n`);
    for (const { path } of report.outcomes.filter(({ status }) => status === 'refused')) {
      err(`  ${toVisible(toDisplayPath(cwd, path))}\n`);
    }
  }
}

/** Notes on what is no failure, but perhaps not what the user meant. */
function printNotes(
  report: RunReport,
  { verbosity, errorOnUnmatched }: TextReportOptions,
  { err, colorErr }: Terminal,
): void {
  for (const { path, message } of verbosity === 'quiet' ? [] : report.warnings) {
    err(`${toVisible(path)}: warning: ${toVisible(message)}\n`);
  }
  for (const { path, reason, isPattern } of report.unsearched) {
    const isError = errorOnUnmatched && isPattern;
    // It is why the run ends as it does.
    const isReason = isError || report.exitCode === ExitCode.usage;
    if (verbosity !== 'quiet' || isReason) {
      const label = isError ? styled(colorErr, 'red', 'error') : 'not searched';
      err(`${toVisible(path)}: ${label}: ${toVisible(reason)}\n`);
    }
  }
}

function findNotFollowed(
  { notFollowed }: RunReport,
  verbosity: TextReportOptions['verbosity'],
): readonly string[] {
  const hint = verbosity === 'verbose' ? '' : ' (--verbose)';
  return notFollowed.length > 0 ? [`${counted(notFollowed.length, 'link')} not followed${hint}`] : [];
}

function toSummary(report: RunReport, { listUndecided, verbosity }: TextReportOptions): string {
  const totals = toTotals(report);
  const work = `${counted(totals.changedFiles, 'file')} (${counted(totals.changedOptions, 'option')})`;
  const seconds = (report.milliseconds / 1000).toFixed(2);
  const nothing = report.searched.size === 0 ? 'No file was searched' : 'Nothing changed';
  const parts = [
    totals.changedFiles === 0 ? nothing : `${report.dryRun ? 'Would change' : 'Changed'} ${work}`,
    ...(totals.left > 0 ? [`${counted(totals.left, 'option')} left`] : []),
    ...(totals.undecided > 0
      ? [`${String(totals.undecided)} undecided${listUndecided ? '' : ' (--list-undecided)'}`]
      : []),
    ...(totals.suppressed > 0 ? [`${String(totals.suppressed)} kept by a comment`] : []),
    ...(totals.failed > 0 ? [`${String(totals.failed)} failed`] : []),
    ...(totals.unchanged > 0 ? [`${counted(totals.unchanged, 'file')} unchanged`] : []),
    ...(report.gone.length > 0 ? [`${String(report.gone.length)} of the list not there`] : []),
    ...findNotFollowed(report, verbosity),
  ];
  return [
    ...(report.interrupted ? ['Interrupted: what is listed above is all that was done.'] : []),
    `${parts.join(', ')}${verbosity === 'verbose' ? ` in ${seconds} s` : ''}.`,
  ].join('\n');
}

/** A word that a POSIX shell reads as it is meant. */
function quoteShellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${toVisible(word).replaceAll("'", `'\\''`)}'`;
}
