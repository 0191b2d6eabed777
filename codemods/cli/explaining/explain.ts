import { resolve } from 'node:path';
import { getErrorMessage } from '../error-message.ts';
import { ExitCode } from '../exit-codes.ts';
import type { Interruption } from '../interruption.ts';
import { UsageError } from '../options/arguments.ts';
import { readConfig } from '../options/config.ts';
import { readPackageVersion } from '../options/package-version.ts';
import { toTargetName } from '../options/report-target.ts';
import type { ReportTarget } from '../options/report-target.ts';
import type { ExplainedPlace, Settings } from '../options/settings.ts';
import { MAX_SOURCE_BYTES } from '../reading/file-batch.ts';
import { readRegularFile } from '../reading/read-bounded.ts';
import type { FileError } from '../reports/outcome.ts';
import { writeReport } from '../reports/write-reports.ts';
import type { ScanResult } from '../searching/scan-file.ts';
import { withScanPool } from '../searching/with-scan-pool.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { toVisible } from '../terminal/visible-text.ts';
import { EXPLANATION_REPORT, createExplanationJson } from './explanation-json.ts';
import type { ExplainedOptions } from './explanation-json.ts';
import { createExplanationText } from './explanation-text.ts';

/** What an explanation works with. */
export interface ExplainContext {
  readonly terminal: Terminal;
  /** Where the command was started, absolute. */
  readonly cwd: string;
  readonly interruption: Interruption;
}

/**
 * Says why the options of a place are what they are.
 *
 * @param place the place
 * @param settings what may be read, and where to report
 * @param context what to work with
 * @returns how it ended
 * @throws {UsageError} when no option stands there, or `--config` cannot be used
 */
export async function explain(
  place: ExplainedPlace,
  settings: Settings,
  context: ExplainContext,
): Promise<ExitCode> {
  const { terminal, cwd, interruption } = context;
  const path = resolve(cwd, place.path);
  const shown = toVisible(place.path);
  const result = await judge(path, place, settings, context);
  if (result?.explained === undefined) {
    if (result?.error === undefined) {
      return interruption.code ?? ExitCode.failed;
    }
    terminal.err(describeError(shown, result.error));
    return ExitCode.failed;
  }
  if (result.apartBecause !== undefined) {
    terminal.err(
      `${shown}: warning: is judged without the files around it: ${toVisible(result.apartBecause)}\n`,
    );
  }
  const { explanations, places } = result.explained;
  if (explanations.length === 0) {
    throw new UsageError(`--explain: ${describeMissing(place, places)}`);
  }
  const target = settings.reports.get('json');
  const problem = target && (await writeJson(target, { path, explanations }, context));
  if (problem !== undefined) {
    terminal.err(problem);
    return ExitCode.failed;
  }
  if (target !== 'stdout' && settings.verbosity !== 'quiet') {
    terminal.out(createExplanationText({ path, explanations }, cwd, terminal.colorOut));
  }
  return ExitCode.done;
}

function describeError(shownPath: string, { message, place }: FileError): string {
  const where =
    place === undefined ? shownPath : `${shownPath}:${String(place.line)}:${String(place.column)}`;
  return `${where}: error: ${toVisible(message)}\n`;
}

/** @returns why it could not be written, as a line for the user; undefined when it was */
async function writeJson(
  target: ReportTarget,
  explained: ExplainedOptions,
  { terminal, cwd, interruption }: ExplainContext,
): Promise<string | undefined> {
  const text = createExplanationJson(explained, cwd, readPackageVersion());
  try {
    await writeReport(target, text, EXPLANATION_REPORT, cwd, terminal, interruption);
    return undefined;
  } catch (error) {
    return `${toVisible(toTargetName(target, 'json'))}: error: ${getErrorMessage(error)}\n`;
  }
}

async function judge(
  path: string,
  { at }: ExplainedPlace,
  settings: Settings,
  { cwd, interruption }: ExplainContext,
): Promise<ScanResult | undefined> {
  const config = settings.config === undefined ? undefined : await readConfig(settings.config, cwd);
  let bytes: Buffer;
  try {
    bytes = readRegularFile(path, { maxBytes: MAX_SOURCE_BYTES, followLinks: true });
  } catch (error) {
    const { failedScan } = await import('../searching/failed-scan.ts');
    return failedScan(getErrorMessage(error));
  }
  const scan = {
    explicitFalse: false,
    singleFile: settings.singleFile,
    moduleAliases: !settings.singleFile,
    suppressions: false,
    settings: config?.settings,
  };
  return withScanPool({ maxProcesses: 1, cwd, scan }, interruption, (pool) =>
    pool.scan({ path, bytes, explain: at }),
  );
}

/** More places than that are not named. */
const SHOWN_PLACES = 8;

function describeMissing(
  { path, at }: ExplainedPlace,
  places: readonly { readonly line: number; readonly column: number }[],
): string {
  const where =
    at.column === undefined
      ? `${path}:${String(at.line)}`
      : `${path}:${String(at.line)}:${String(at.column)}`;
  if (places.length === 0) {
    return `no option that a socket may get stands in ${path}.`;
  }
  const names = places.slice(0, SHOWN_PLACES).map(({ line, column }) => `${String(line)}:${String(column)}`);
  const more = places.length > names.length ? ` and ${String(places.length - names.length)} more` : '';
  return `no option that a socket may get stands at ${where}. Those of the file are at ${names.join(', ')}${more}.`;
}
