import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { ExitCode } from './exit-codes.ts';
import { toDisplayPath } from './files/display-path.ts';
import { FolderAccess } from './files/folder-access.ts';
import type { FileProblem } from './files/found-files.ts';
import type { Interruption } from './interruption.ts';
import type { Config } from './options/config.ts';
import type { Settings } from './options/settings.ts';
import type { FileChange } from './reports/diff/print-changes.ts';
import type { FileOutcome } from './reports/outcome.ts';
import { hasWork, toTotals } from './reports/report.ts';
import type { RunReport } from './reports/report.ts';
import { writeReports } from './reports/write-reports.ts';
import type { RunJournal } from './run-journal.ts';
import { createFileSource } from './searching/file-source.ts';
import { KNOWN_MENTIONS } from './searching/known-mentions.ts';
import type { ScanPool } from './searching/scan-pool.ts';
import type { SearchResult, SearchedFile } from './searching/search.ts';
import type { Source } from './searching/source.ts';
import { withScanPool } from './searching/with-scan-pool.ts';
import type { Terminal } from './terminal/terminal.ts';
import { toVisible } from './terminal/visible-text.ts';
import type { AppliedChanges } from './writing/apply-changes.ts';

/** What a run works with. */
export interface RunContext {
  readonly settings: Settings;
  readonly terminal: Terminal;
  /** Where the command was started: absolute, behind every link. */
  readonly cwd: string;
  readonly interruption: Interruption;
  /** Notes what is done, for the report of an internal error. */
  readonly journal: RunJournal;
}

/**
 * Searches files, changes them if that is wanted, and reports.
 *
 * @param context what to work with
 * @returns how it ended
 * @throws {UsageError} when `--config` cannot be used
 */
export async function run(context: RunContext): Promise<ExitCode> {
  const { settings, terminal, cwd, interruption } = context;
  const start = performance.now();
  const config = settings.config === undefined ? undefined : await loadConfig(settings.config, cwd);
  const scan = {
    explicitFalse: settings.explicitFalse,
    singleFile: settings.singleFile,
    // What is read from a pipe stands in no project.
    moduleAliases: !settings.singleFile && !settings.stdin,
    suppressions: settings.suppressions,
    settings: config?.settings,
  };
  const maxProcesses = settings.concurrency ?? availableParallelism();
  return withScanPool({ maxProcesses, cwd, scan }, interruption, async (pool) => {
    const source = await createSource(context, config?.mentions ?? KNOWN_MENTIONS, pool);
    const found = await source.find();
    const { report, isFilter } = await change(context, source, found, pool);
    const milliseconds = performance.now() - start;
    const exitCode = interruption.code ?? getExitCode(report, settings);
    return await writeReports(
      { ...report, milliseconds, exitCode, interrupted: interruption.code !== undefined },
      {
        ...settings,
        stdoutIsTaken: isFilter || settings.diff || settings.stat,
        // Whoever filters wants to hear of problems only.
        verbosity: isFilter && settings.verbosity === 'normal' ? 'quiet' : settings.verbosity,
      },
      terminal,
      interruption,
    );
  });
}

async function createSource(
  context: RunContext,
  mentions: readonly string[],
  pool: ScanPool,
): Promise<Source> {
  const { settings, terminal, cwd, interruption } = context;
  const access = new FolderAccess();
  if (settings.stdin) {
    const { createStdinSource } = await import('./searching/stdin-source.ts');
    return createStdinSource(resolve(cwd, settings.stdinFilepath), { mentions, pool, interruption, access });
  }
  return createFileSource(settings, { mentions, pool, interruption, access, cwd, terminal });
}

interface Changed {
  readonly report: Omit<RunReport, 'milliseconds' | 'exitCode' | 'interrupted'>;
  readonly isFilter: boolean;
}

/** What is to be changed is chosen, shown and written. */
async function change(
  context: RunContext,
  source: Source,
  found: SearchResult,
  pool: ScanPool,
): Promise<Changed> {
  const { settings, cwd } = context;
  const early = found.stopped ? undefined : await refuseEarly(context, source, found);
  const chosen =
    found.stopped || early !== undefined ? found.files : await choose(context, source, found, pool);
  const toChange = chosen.filter(({ edits, error }) => edits.length > 0 && error === undefined);
  const vanished = await showChanges(toChange, source, context);
  const filtered = source.getFiltered();
  const isFilter = filtered !== undefined && isFilterOutput(settings);
  if (isFilter) {
    const { applyByteEdits } = await import('./reading/source-bytes.ts');
    context.terminal.out(applyByteEdits(filtered, toChange[0]?.edits ?? []));
  }
  const applied = early ?? (await apply(context, source, found, toChange));
  const filesToChange = new Set(toChange);
  const others = chosen
    .filter((file) => !filesToChange.has(file))
    .map((file): FileOutcome => ({ ...file, status: file.error === undefined ? 'unchanged' : 'failed' }));
  return {
    isFilter,
    report: {
      ...found,
      cwd,
      dryRun: settings.dryRun || applied.refusal !== undefined,
      outcomes: [...applied.outcomes, ...others].sort((a, b) => (a.path < b.path ? -1 : 1)),
      problems: [...found.problems, ...vanished],
      refusal: applied.refusal,
      undoRecord: applied.undoRecord,
    },
  };
}

/** Nobody wants to answer questions first, and hear afterwards that nothing may be written. */
async function refuseEarly(
  { settings, interruption }: RunContext,
  { access }: Source,
  found: SearchResult,
): Promise<AppliedChanges | undefined> {
  if (!settings.interactive || settings.allowDirty || settings.dryRun) {
    return undefined;
  }
  const { findRefusal } = await import('./writing/apply-changes.ts');
  return findRefusal(
    found.files.filter(({ edits, error }) => edits.length > 0 && error === undefined),
    access,
    interruption,
  );
}

async function choose(
  { settings, terminal, cwd, interruption }: RunContext,
  { access }: Source,
  found: SearchResult,
  pool: ScanPool,
): Promise<readonly SearchedFile[]> {
  if (!settings.interactive) {
    return found.files;
  }
  const { chooseChanges } = await import('./terminal/interactive.ts');
  return chooseChanges(found.files, { cwd, access, pool }, terminal, interruption);
}

async function apply(
  { settings, cwd, interruption, journal }: RunContext,
  { access }: Source,
  found: SearchResult,
  toChange: readonly SearchedFile[],
): Promise<AppliedChanges> {
  if (settings.dryRun || found.stopped || interruption.code !== undefined || toChange.length === 0) {
    return { outcomes: toChange.map((file) => ({ ...file, status: 'would-change' })) };
  }
  const { applyChanges } = await import('./writing/apply-changes.ts');
  return applyChanges(toChange, access, { ...settings, cwd }, interruption, (undoRecord) => {
    journal.noteChange(undoRecord);
  });
}

/** With `--stdin`, the new source is the output unless another one is asked for. */
function isFilterOutput({ isFilter, reports }: Settings): boolean {
  return isFilter && ![...reports.values()].includes('stdout');
}

function getExitCode(report: RunReport | Changed['report'], settings: Settings): ExitCode {
  const complete = { ...report, milliseconds: 0, exitCode: ExitCode.done, interrupted: false };
  if (report.refusal !== undefined) {
    return ExitCode.refused;
  }
  if (toTotals(complete).failed > 0) {
    return ExitCode.failed;
  }
  const searchedNothing = report.searched.size === 0 && settings.filesFrom === undefined;
  if (searchedNothing && settings.errorOnUnmatched) {
    return ExitCode.usage;
  }
  if (settings.errorOnUnmatched && report.unsearched.some(({ isPattern }) => isPattern)) {
    return ExitCode.failed;
  }
  return hasWork(complete, settings.failOn) ? ExitCode.foundWork : ExitCode.done;
}

async function loadConfig(file: string, cwd: string): Promise<Config> {
  const { readConfig } = await import('./options/config.ts');
  return readConfig(file, cwd);
}

/** Before anything is written: afterwards the old lines are gone. */
async function showChanges(
  files: readonly SearchedFile[],
  source: Source,
  { settings, terminal, cwd, interruption }: RunContext,
): Promise<readonly FileProblem[]> {
  if ((!settings.diff && !settings.stat) || files.length === 0) {
    return [];
  }
  const { printChanges } = await import('./reports/diff/print-changes.ts');
  const { findDiffRoot } = await import('./reports/diff/diff-root.ts');
  const root = findDiffRoot(
    files.map(({ path }) => path),
    cwd,
  );
  const changes = files.map(({ path, edits }): FileChange => ({
    name: toDisplayPath(root, path),
    read: () => source.read(path),
    edits,
  }));
  if (root !== cwd && settings.diff) {
    terminal.err(`The paths of the diff are relative to ${toVisible(root)}\n`);
  }
  return printChanges(changes, { diff: settings.diff, stat: settings.stat }, terminal, interruption);
}
