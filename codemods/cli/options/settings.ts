import { UsageError } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { refuseContradictions } from './contradictions.ts';
import { RUN_OPTIONS } from './run-options.ts';
import type { OptionName } from './run-options.ts';
import { toReportTarget } from './report-target.ts';
import type { ReportTarget } from './report-target.ts';
import type { FailReason } from '../reports/report.ts';
import { REPORTER_NAMES } from '../reports/reporters.ts';
import type { ReporterName } from '../reports/reporters.ts';
import { COMPONENT_EXTENSIONS } from '../searching/component-endings.ts';
import type { ExplainedAt } from '../searching/scan-protocol.ts';

/** What the user wants, checked and complete. */
export interface Settings {
  /** Files and folders, as they were written; the current folder when nothing was. */
  readonly paths: readonly string[];
  /** Whether the current folder is only searched because nothing else was named. */
  readonly isDefaultPath: boolean;
  /** A file that names more of them, one a line or separated by NUL; `-` is the standard input. */
  readonly filesFrom: string | undefined;
  /** Patterns in the syntax of `.gitignore`. */
  readonly ignore: readonly string[];
  readonly gitignore: boolean;
  /** In lower case, each with its dot. */
  readonly extensions: readonly string[];
  /** Whether a run that searches nothing, or a glob that matches nothing, is an error. */
  readonly errorOnUnmatched: boolean;
  /** Read one source from the standard input, and write it to the standard output. */
  readonly stdin: boolean;
  /** Whether the new source is what is written there, and not what would change. */
  readonly isFilter: boolean;
  /** Its name, whose ending is its language. */
  readonly stdinFilepath: string;
  /** Nothing is written to source files. */
  readonly dryRun: boolean;
  /** What makes the run end with 1. */
  readonly failOn: ReadonlySet<FailReason>;
  readonly diff: boolean;
  readonly stat: boolean;
  readonly reports: ReadonlyMap<ReporterName, ReportTarget>;
  readonly explicitFalse: boolean;
  /** Other files are not read. */
  readonly singleFile: boolean;
  /** Comments that suppress the rule keep what they cover. */
  readonly suppressions: boolean;
  /** A file with the user's own APIs. */
  readonly config: string | undefined;
  readonly listUndecided: boolean;
  readonly interactive: boolean;
  readonly allowDirty: boolean;
  /** Keep a record to undo the run with. */
  readonly keepUndo: boolean;
  /** The record to undo, `''` for the latest; undefined for a run that undoes nothing. */
  readonly undo: string | undefined;
  /** The place to explain; undefined for a run that explains nothing. */
  readonly explain: ExplainedPlace | undefined;
  /** How many processes may parse at once, from 1 to 64; undefined leaves it to the number of processors. */
  readonly concurrency: number | undefined;
  readonly verbosity: 'quiet' | 'normal' | 'verbose';
  /** What the user said about colours; undefined leaves it to the terminal. */
  readonly color: boolean | undefined;
}

/** A place in a file. */
export interface ExplainedPlace {
  /** As it was written. */
  readonly path: string;
  readonly at: ExplainedAt;
}

/** The extensions of JavaScript and TypeScript that are searched when `--ext` does not say otherwise. */
const SCRIPT_EXTENSIONS = ['.js', '.cjs', '.mjs', '.jsx', '.ts', '.cts', '.mts', '.tsx'] as const;

/** All of them, and the extensions of files that hold scripts among other things. */
export const DEFAULT_EXTENSIONS: readonly string[] = [...SCRIPT_EXTENSIONS, ...COMPONENT_EXTENSIONS];

const MAX_PROCESSES = 64;

const FAIL_REASONS: ReadonlySet<string> = new Set<FailReason>(['changes', 'left', 'undecided']);

/**
 * Makes sense of a command line.
 *
 * @param args the command line
 * @returns what the user wants
 * @throws {UsageError} when options contradict each other or a value is out of its range
 */
export function toSettings(args: Arguments<OptionName>): Settings {
  const { options, paths } = args;
  const has = (name: OptionName): boolean => options.has(name);
  const last = (name: OptionName): string | undefined => options.get(name)?.at(-1);
  refuseContradictions(args, RUN_OPTIONS);
  return {
    paths: paths.length === 0 && !has('files-from') ? ['.'] : paths,
    isDefaultPath: paths.length === 0 && !has('files-from'),
    filesFrom: last('files-from'),
    ignore: options.get('ignore') ?? [],
    gitignore: getFlag(options, 'gitignore', 'no-gitignore') ?? true,
    extensions: has('ext') ? toExtensions(options.get('ext') ?? []) : DEFAULT_EXTENSIONS,
    errorOnUnmatched: getFlag(options, 'error-on-unmatched', 'no-error-on-unmatched') ?? true,
    stdin: has('stdin'),
    isFilter: has('stdin') && !(['dry-run', 'check', 'diff', 'stat'] as const).some(has),
    stdinFilepath: last('stdin-filepath') ?? 'stdin.js',
    dryRun: has('dry-run') || has('check') || has('diff') || has('stdin'),
    failOn: toFailReasons(options.get('fail-on'), has('check')),
    diff: has('diff'),
    stat: has('stat'),
    reports: new Map(
      REPORTER_NAMES.flatMap((name) => {
        const target = toReportTarget(last(name));
        return target === undefined ? [] : [[name, target]];
      }),
    ),
    explicitFalse: has('explicit-false'),
    singleFile: has('single-file'),
    suppressions: !has('no-suppressions'),
    config: last('config'),
    listUndecided: has('list-undecided'),
    interactive: has('interactive'),
    allowDirty: has('allow-dirty'),
    keepUndo: !has('no-undo'),
    undo: last('undo'),
    explain: has('explain') ? toPlace(last('explain') ?? '') : undefined,
    concurrency: toProcesses(last('concurrency')),
    verbosity: has('quiet') ? 'quiet' : has('verbose') ? 'verbose' : 'normal',
    color: getFlag(options, 'color', 'no-color'),
  };
}

/** @throws {UsageError} when the text is no place */
function toPlace(text: string): ExplainedPlace {
  const [, path, line, column] = /^(.+?):([1-9]\d{0,8})(?::([1-9]\d{0,8}))?$/s.exec(text) ?? [];
  if (path === undefined || line === undefined) {
    throw new UsageError(`--explain takes FILE:LINE or FILE:LINE:COLUMN, not ${text}.`);
  }
  return { path, at: { line: Number(line), ...(column !== undefined && { column: Number(column) }) } };
}

/** Which of two opposite flags was given last: true for `on`, false for `off`, undefined where neither was. */
function getFlag(
  options: Arguments<OptionName>['options'],
  on: OptionName,
  off: OptionName,
): boolean | undefined {
  const written = [...options.keys()].filter((name) => name === on || name === off).at(-1);
  return written === undefined ? undefined : written === on;
}

function listIn(values: readonly string[]): readonly string[] {
  return values
    .flatMap((value) => value.split(','))
    .map((value) => value.trim().toLowerCase())
    .filter((value) => value !== '');
}

function toExtensions(values: readonly string[]): readonly string[] {
  const extensions = listIn(values).map((value) => (value.startsWith('.') ? value : `.${value}`));
  if (extensions.length === 0) {
    throw new UsageError('--ext names no extension.');
  }
  return extensions;
}

function toFailReasons(values: readonly string[] | undefined, isCheck: boolean): ReadonlySet<FailReason> {
  if (values === undefined) {
    return new Set(isCheck ? ['changes', 'left'] : []);
  }
  const named = listIn(values);
  const isReason = (name: string): name is FailReason => FAIL_REASONS.has(name);
  const unknown = named.find((name) => name !== 'none' && !isReason(name));
  if (unknown !== undefined || named.length === 0) {
    throw new UsageError(`--fail-on takes changes, left, undecided or none, not ${unknown ?? "''"}.`);
  }
  return new Set(named.filter(isReason));
}

function toProcesses(value: string | undefined): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  const processes = Number(value);
  if (!/^\d+$/.test(value) || processes < 1 || processes > MAX_PROCESSES) {
    throw new UsageError(`--concurrency takes a whole number from 1 to ${MAX_PROCESSES}, not ${value}.`);
  }
  return processes;
}
