import { readFileSync, realpathSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { SOCKET_APIS, getMentions } from '../../analysis/apis/index.ts';
import type { AppliedChanges } from './apply-changes.ts';
import type { Config } from './config.ts';
import { displayPath } from './display-path.ts';
import { errorMessage } from './error-message.ts';
import { ExitCode } from './exit-codes.ts';
import { findFiles } from './files/find-files.ts';
import type { FileProblem, FoundFiles } from './files/found-files.ts';
import type { InteractiveOptions } from './interactive.ts';
import { Interruption } from './interruption.ts';
import type { FileOutcome } from './outcome.ts';
import { Progress } from './progress.ts';
import { Reader } from './reading/reader.ts';
import type { SecondThread } from './reading/reader.ts';
import { totalsOf } from './report.ts';
import type { RunReport } from './report.ts';
import { createScanner } from './scanner.ts';
import type { SharedScanOptions } from './scanner.ts';
import { search } from './search.ts';
import type { SearchedFile } from './search.ts';
import type { Settings } from './settings.ts';
import { tell } from './tell.ts';
import type { Terminal } from './terminal.ts';

/**
 * Searches files, changes them if that is wanted, and reports.
 *
 * @param settings what the user wants
 * @param terminal where to report
 * @returns how it ended
 */
export async function run(settings: Settings, terminal: Terminal): Promise<ExitCode> {
  const cwd = realpathSync('.');
  const interruption = new Interruption();
  try {
    const { found, missing, report } = await work(settings, cwd, terminal, interruption);
    const searchedPaths = found.files.filter((path) => !missing.has(path));
    const stdoutIsTaken = settings.diff || settings.stat;
    return await tell(report, { ...settings, cwd, searchedPaths, stdoutIsTaken }, terminal);
  } finally {
    interruption.stop();
  }
}

interface Work {
  readonly found: FoundFiles;
  readonly missing: ReadonlySet<string>;
  readonly report: RunReport;
}

async function work(
  settings: Settings,
  cwd: string,
  terminal: Terminal,
  interruption: Interruption,
): Promise<Work> {
  const start = performance.now();
  const config = settings.config === undefined ? undefined : await loadConfig(settings.config);
  const { listed, problem } = await listedPaths(settings.filesFrom);
  const reader = new Reader(config?.mentions ?? getMentions(SOCKET_APIS), secondThreadOf(settings));
  const onFile = (path: string): void => {
    reader.add(path);
  };
  const found = findFiles({ ...settings, named: settings.paths, listed, cwd, onFile });
  reader.complete();
  const progress = new Progress(terminal, found.files.length);
  const scan: SharedScanOptions = { explicitFalse: settings.explicitFalse, settings: config?.settings };
  // One reads, one searches what was read; more share the searching.
  const scanner = createScanner(Math.max(0, (settings.concurrency ?? 1) - 2), scan);
  const { files, searched, missing, notFollowed, stopped } = await search(found, reader, scanner, (done) => {
    progress.show(done);
    return interruption.check();
  });
  await Promise.all([reader.close(), scanner.close()]);
  progress.clear();
  const chosen =
    settings.interactive && !stopped ? await ask(files, { cwd, scan }, terminal, interruption) : files;
  const toChange = chosen.filter(({ edits, error }) => edits.length > 0 && error === undefined);
  const vanished = await showChanges(toChange, settings, cwd, terminal);
  const applied: AppliedChanges =
    settings.dryRun || stopped || toChange.length === 0
      ? {
          outcomes: toChange.map((file): FileOutcome => ({ ...file, status: 'would-change' })),
          restorable: [],
        }
      : await (await import('./apply-changes.ts')).applyChanges(toChange, settings.allowDirty, interruption);
  const others = chosen
    .filter((file) => !toChange.includes(file))
    .map((file): FileOutcome => ({ ...file, status: file.error === undefined ? 'unchanged' : 'failed' }));
  const report: RunReport = {
    dryRun: settings.dryRun || applied.refusal !== undefined,
    exitCode: ExitCode.done,
    interrupted: interruption.code !== undefined,
    searched,
    outcomes: [...applied.outcomes, ...others].sort((a, b) => (a.path < b.path ? -1 : 1)),
    problems: [...problem, ...found.problems, ...vanished],
    notFollowed,
    refusal: applied.refusal,
    restorable: applied.restorable,
    milliseconds: performance.now() - start,
  };
  return {
    found,
    missing,
    report: { ...report, exitCode: interruption.code ?? exitCodeOf(report, settings) },
  };
}

function secondThreadOf({ concurrency }: Settings): SecondThread {
  if (concurrency === undefined) {
    return availableParallelism() > 1 ? 'worthwhile' : 'never';
  }
  return concurrency > 1 ? 'always' : 'never';
}

function exitCodeOf(report: RunReport, { check }: Settings): ExitCode {
  if (report.refusal !== undefined) {
    return ExitCode.refused;
  }
  const { changedFiles, failed } = totalsOf(report);
  if (failed > 0) {
    return ExitCode.failed;
  }
  return check && changedFiles > 0 ? ExitCode.foundWork : ExitCode.done;
}

async function loadConfig(file: string): Promise<Config> {
  const { readConfig } = await import('./config.ts');
  return readConfig(file);
}

async function listedPaths(
  file: string | undefined,
): Promise<{ readonly listed: readonly string[]; readonly problem: readonly FileProblem[] }> {
  if (file === undefined) {
    return { listed: [], problem: [] };
  }
  const { readPathList } = await import('./files/path-list.ts');
  try {
    return { listed: readPathList(file), problem: [] };
  } catch (error) {
    return { listed: [], problem: [{ path: file, message: errorMessage(error) }] };
  }
}

async function ask(
  files: readonly SearchedFile[],
  options: InteractiveOptions,
  terminal: Terminal,
  interruption: Interruption,
): Promise<readonly SearchedFile[]> {
  const { chooseChanges } = await import('./interactive.ts');
  return chooseChanges(files, options, terminal, interruption);
}

/** Before anything is written: afterwards the old lines are gone. */
async function showChanges(
  files: readonly SearchedFile[],
  settings: Settings,
  cwd: string,
  terminal: Terminal,
): Promise<readonly FileProblem[]> {
  if ((!settings.diff && !settings.stat) || files.length === 0) {
    return [];
  }
  const { printChanges } = await import('./diff/print-changes.ts');
  const changes = files.map(({ path, edits }) => ({
    name: displayPath(cwd, path),
    read: () => readFileSync(path),
    edits,
  }));
  return printChanges(changes, { diff: settings.diff, stat: settings.stat }, terminal);
}
