import { readFileSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { readConfig } from './config.ts';
import { printChanges } from './diff/print-changes.ts';
import { ExitCode } from './exit-codes.ts';
import { applyByteEdits } from './files/source-bytes.ts';
import type { FileStatus } from './outcome.ts';
import { scanFile } from './scan-file.ts';
import type { Settings } from './settings.ts';
import { tell } from './tell.ts';
import type { Terminal } from './terminal.ts';

/** The descriptor of the standard input. */
const STDIN = 0;

/**
 * Reads one source from the standard input and writes the result to the standard output: the same bytes when there is
 * nothing to do, and also when the source cannot be parsed, so that a pipe loses nothing.
 *
 * @param settings what the user wants
 * @param terminal where to report
 * @returns how it ended
 */
export async function filterStdin(settings: Settings, terminal: Terminal): Promise<ExitCode> {
  const start = performance.now();
  const cwd = realpathSync('.');
  const bytes = readFileSync(STDIN);
  const config = settings.config === undefined ? undefined : await readConfig(settings.config);
  const result = scanFile(bytes, settings.stdinFilepath, {
    explicitFalse: settings.explicitFalse,
    settings: config?.settings,
  });
  const hasChanges = result.edits.length > 0;
  const change = { name: settings.stdinFilepath, read: () => bytes, edits: result.edits };
  printChanges(hasChanges ? [change] : [], settings, terminal);

  const { diff, stat, dryRun, json, sarif, check } = settings;
  const isFilter = !dryRun && !stat && json !== 'stdout' && sarif !== 'stdout';
  if (isFilter) {
    terminal.out(applyByteEdits(bytes, result.edits));
  }
  const status: FileStatus =
    result.error !== undefined ? 'failed' : hasChanges ? 'would-change' : 'unchanged';
  const path = resolve(cwd, settings.stdinFilepath);
  const exitCode =
    result.error !== undefined ? ExitCode.failed : check && hasChanges ? ExitCode.foundWork : ExitCode.done;
  return tell(
    {
      dryRun: true,
      exitCode,
      interrupted: false,
      searched: 1,
      outcomes: [{ ...result, path, status }],
      problems: [],
      notFollowed: [],
      refusal: undefined,
      restorable: [],
      milliseconds: performance.now() - start,
    },
    {
      ...settings,
      cwd,
      searchedPaths: [path],
      stdoutIsTaken: isFilter || diff || stat,
      // Whoever filters wants to hear of problems only.
      verbosity: isFilter && settings.verbosity === 'normal' ? 'quiet' : settings.verbosity,
    },
    terminal,
  );
}
