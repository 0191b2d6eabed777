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
import { getErrorCode, getErrorMessage } from '../error-message.ts';
import { ExitCode } from '../exit-codes.ts';
import { readPackageVersion } from '../options/package-version.ts';
import { toTargetName } from '../options/report-target.ts';
import type { ReportTarget } from '../options/report-target.ts';
import type { Settings } from '../options/settings.ts';
import { UnsuitableFile } from '../reading/read-bounded.ts';
import type { Interruption } from '../interruption.ts';
import { OutputStream } from '../terminal/output-stream.ts';
import { toVisible } from '../terminal/visible-text.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { RunReport } from './report.ts';
import type { Reporter } from './reporter.ts';
import { REPORTERS } from './reporters.ts';
import { printTextReport } from './text.ts';

/** Which reports are wanted. */
export interface ReportOptions extends Pick<
  Settings,
  'reports' | 'listUndecided' | 'errorOnUnmatched' | 'verbosity'
> {
  /** The standard output holds something else already, so that the report for people goes to the other stream. */
  readonly stdoutIsTaken: boolean;
}

/** How often to look whether somebody reads a pipe. */
const PAUSE_MS = 20;

/** Enough of an earlier report to know it by. */
const HEAD_BYTES = 4096;

/**
 * Writes the reports.
 *
 * @param report the run
 * @param options which reports are wanted
 * @param terminal where people look
 * @param interruption ends the waiting for a reader
 * @returns the run's exit code, or that of a failure when a report could not be written
 */
export async function writeReports(
  report: RunReport,
  options: ReportOptions,
  terminal: Terminal,
  interruption: Interruption,
): Promise<ExitCode> {
  let isWhole = true;
  for (const [name, target] of options.reports) {
    const { reporter } = await REPORTERS[name].load();
    const text = reporter.create(report, readPackageVersion());
    try {
      await writeReport(target, text, reporter, report.cwd, terminal, interruption);
    } catch (error) {
      isWhole = false;
      terminal.err(`${toVisible(toTargetName(target, name))}: error: ${getErrorMessage(error)}\n`);
    }
  }
  const isTaken = options.stdoutIsTaken || [...options.reports.values()].includes('stdout');
  printTextReport(report, { ...options, stdoutIsTaken: isTaken }, terminal);
  if (isWhole || report.exitCode >= ExitCode.failed) {
    return report.exitCode;
  }
  return interruption.code ?? ExitCode.failed;
}

/**
 * Writes one report.
 *
 * @param target where it goes
 * @param text the report
 * @param reporter recognises an earlier one, which may be overwritten
 * @param cwd what the name of a file is relative to, absolute
 * @param terminal the standard output
 * @param interruption ends the waiting for a reader
 * @throws {Error} when it could not be written whole
 */
export async function writeReport(
  target: ReportTarget,
  text: string,
  reporter: Pick<Reporter, 'isReport'>,
  cwd: string,
  { out }: Terminal,
  interruption: Interruption,
): Promise<void> {
  if (target === 'stdout') {
    out(text);
  } else if ('descriptor' in target) {
    await writeToDescriptor(target.descriptor, text, interruption);
  } else {
    await writeReportFile(resolve(cwd, target.file), text, reporter, interruption);
  }
}

/** A file gets the whole report or none; what is no file is written to. */
async function writeReportFile(
  path: string,
  text: string,
  { isReport }: Pick<Reporter, 'isReport'>,
  interruption: Interruption,
): Promise<void> {
  const stats = toStats(path);
  if (stats !== undefined && !stats.isFile()) {
    const descriptor = await openDevice(path, stats.isFIFO(), interruption);
    try {
      await writeToDescriptor(descriptor, text, interruption);
    } finally {
      closeSync(descriptor);
    }
    return;
  }
  if (stats !== undefined && lstatSync(path).isSymbolicLink()) {
    throw new UnsuitableFile('is a symbolic link; name the file itself');
  }
  if (stats !== undefined && stats.size > 0 && !isReport(toHead(path))) {
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

/** A pipe cannot be opened before somebody reads it, and to wait for that must not keep signals from being heard. */
async function openDevice(path: string, isPipe: boolean, interruption: Interruption): Promise<number> {
  for (;;) {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    } catch (error) {
      if (!isPipe || getErrorCode(error) !== 'ENXIO' || interruption.code !== undefined) {
        throw error;
      }
    }
    await new Promise((resolve) => {
      setTimeout(resolve, PAUSE_MS);
    });
  }
}

async function writeToDescriptor(
  descriptor: number,
  text: string,
  interruption: Interruption,
): Promise<void> {
  const stream = new OutputStream(descriptor);
  stream.write(text);
  const isStalled = await stream.flush(() => interruption.code !== undefined);
  if (stream.failure !== undefined || isStalled) {
    throw stream.failure ?? new UnsuitableFile('nobody reads it');
  }
}

function toStats(path: string): ReturnType<typeof statSync> | undefined {
  try {
    return statSync(path);
  } catch (error) {
    if (getErrorCode(error) === 'ENOENT' && basename(path) !== '') {
      return undefined;
    }
    throw error;
  }
}

function toHead(path: string): string {
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
