import { writeFileSync } from 'node:fs';
import { errorMessage } from './error-message.ts';
import { ExitCode } from './exit-codes.ts';
import type { RunReport } from './report.ts';
import type { ReportTarget, Settings } from './settings.ts';
import { printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

/** Which reports are wanted. */
export interface TellOptions extends Pick<Settings, 'json' | 'sarif' | 'listUndecided' | 'verbosity'> {
  /** Absolute. */
  readonly cwd: string;
  /** Absolute paths of all files that were searched. */
  readonly searchedPaths: readonly string[];
  /** The standard output holds something else already, so that the report for people goes to the other stream. */
  readonly stdoutIsTaken: boolean;
}

/**
 * Writes the reports.
 *
 * @param report the run
 * @param options which reports are wanted
 * @param terminal where people look
 * @returns the run's exit code, or that of a failure when a report could not be written
 */
export async function tell(report: RunReport, options: TellOptions, terminal: Terminal): Promise<ExitCode> {
  const { json, sarif } = options;
  const texts: (readonly [ReportTarget, string])[] = [];
  if (json !== undefined || sarif !== undefined) {
    const { packageVersion } = await import('./package-version.ts');
    const forPrograms = { ...options, version: packageVersion() };
    if (json !== undefined) {
      const { jsonReport } = await import('./reports/json.ts');
      texts.push([json, jsonReport(report, forPrograms)]);
    }
    if (sarif !== undefined) {
      const { sarifReport } = await import('./reports/sarif.ts');
      texts.push([sarif, sarifReport(report, forPrograms)]);
    }
  }
  const failures = texts.filter(([target, text]) => !wasWritten(target, text, terminal));
  const { printTextReport } = await import('./reports/text.ts');
  const stdoutIsTaken = options.stdoutIsTaken || json === 'stdout' || sarif === 'stdout';
  printTextReport(report, { ...options, stdoutIsTaken }, terminal);
  return failures.length > 0 && report.exitCode < ExitCode.failed ? ExitCode.failed : report.exitCode;
}

function wasWritten(target: ReportTarget, text: string, { out, err }: Terminal): boolean {
  if (target === 'stdout') {
    out(text);
    return true;
  }
  try {
    writeFileSync(target.file, text);
    return true;
  } catch (error) {
    err(`${printable(target.file)}: error: ${errorMessage(error)}\n`);
    return false;
  }
}
