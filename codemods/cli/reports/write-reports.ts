import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { errorCode, errorMessage } from '../error-message.ts';
import { ExitCode } from '../exit-codes.ts';
import { packageVersion } from '../options/package-version.ts';
import type { ReportTarget, Settings } from '../options/settings.ts';
import { UnsuitableFile } from '../reading/read-bounded.ts';
import { toVisible } from '../terminal/visible-text.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { RunReport } from './report.ts';
import type { Reporter } from './reporters.ts';
import { printTextReport } from './text.ts';

/** Which reports are wanted. */
export interface ReportOptions extends Pick<Settings, 'reports' | 'listUndecided' | 'verbosity'> {
  /** The standard output holds something else already, so that the report for people goes to the other stream. */
  readonly stdoutIsTaken: boolean;
}

/** Enough of an earlier report to know it by. */
const HEAD_BYTES = 4096;

/**
 * Writes the reports.
 *
 * @param report the run
 * @param options which reports are wanted
 * @param terminal where people look
 * @returns the run's exit code, or that of a failure when a report could not be written
 */
export async function writeReports(
  report: RunReport,
  options: ReportOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  let isWhole = true;
  if (options.reports.size > 0) {
    const { REPORTERS } = await import('./reporters.ts');
    for (const [name, target] of options.reports) {
      const reporter = REPORTERS[name];
      const text = reporter.create(report, packageVersion());
      isWhole = writeReport(target, text, reporter, report.cwd, terminal) && isWhole;
    }
  }
  const isTaken = options.stdoutIsTaken || [...options.reports.values()].includes('stdout');
  printTextReport(report, { ...options, stdoutIsTaken: isTaken }, terminal);
  return isWhole || report.exitCode >= ExitCode.failed ? report.exitCode : ExitCode.failed;
}

function writeReport(
  target: ReportTarget,
  text: string,
  reporter: Reporter,
  cwd: string,
  { out, err }: Terminal,
): boolean {
  if (target === 'stdout') {
    out(text);
    return true;
  }
  try {
    writeReportFile(resolve(cwd, target.file), text, reporter);
    return true;
  } catch (error) {
    err(`${toVisible(target.file)}: error: ${errorMessage(error)}\n`);
    return false;
  }
}

/** A file gets the whole report or none; what is no file is written to. */
function writeReportFile(path: string, text: string, { isReport }: Reporter): void {
  const stats = statsOf(path);
  if (stats !== undefined && !stats.isFile()) {
    const descriptor = openSync(path, constants.O_WRONLY);
    try {
      writeAll(descriptor, text);
    } finally {
      closeSync(descriptor);
    }
    return;
  }
  if (stats !== undefined && lstatSync(path).isSymbolicLink()) {
    throw new UnsuitableFile('is a symbolic link; name the file itself');
  }
  if (stats !== undefined && stats.size > 0 && !isReport(headOf(path))) {
    throw new UnsuitableFile('is not overwritten, because it is no such report');
  }
  const temporary = join(dirname(path), `.${String(process.pid)}-report.sockets-codemod.tmp`);
  rmSync(temporary, { force: true });
  const descriptor = openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o666);
  try {
    try {
      writeAll(descriptor, text);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function statsOf(path: string): ReturnType<typeof statSync> | undefined {
  try {
    return statSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' && basename(path) !== '') {
      return undefined;
    }
    throw error;
  }
}

function headOf(path: string): string {
  const descriptor = openSync(path, constants.O_RDONLY);
  try {
    const bytes = Buffer.alloc(Math.min(HEAD_BYTES, fstatSync(descriptor).size));
    const length = readSync(descriptor, bytes);
    const text = bytes.toString('utf8', 0, length);
    // A line that is cut says nothing about the others.
    return length === HEAD_BYTES && !text.startsWith('{') ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
  } finally {
    closeSync(descriptor);
  }
}

function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length;) {
    written += writeSync(descriptor, bytes, written);
  }
}
