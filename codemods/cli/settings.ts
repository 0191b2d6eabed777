import { UsageError } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import type { OptionName } from './option-table.ts';

/** Where a report goes: to a file, or to the standard output. */
export type ReportTarget = { readonly file: string } | 'stdout';

/** What the user wants, checked and complete. */
export interface Settings {
  /** Files and folders, as they were written; the current folder when nothing was. */
  readonly paths: readonly string[];
  /** A file that names more of them, one a line or separated by NUL; `-` is the standard input. */
  readonly filesFrom: string | undefined;
  /** Patterns in the syntax of `.gitignore`. */
  readonly ignore: readonly string[];
  readonly gitignore: boolean;
  /** In lower case, each with its dot. */
  readonly extensions: readonly string[];
  /** Read one source from the standard input, and write it to the standard output. */
  readonly stdin: boolean;
  /** The name that tells its language. */
  readonly stdinFilepath: string;
  /** Nothing is written to source files. */
  readonly dryRun: boolean;
  readonly check: boolean;
  readonly diff: boolean;
  readonly stat: boolean;
  readonly json: ReportTarget | undefined;
  readonly sarif: ReportTarget | undefined;
  readonly explicitFalse: boolean;
  /** A file with the user's own APIs. */
  readonly config: string | undefined;
  readonly listUndecided: boolean;
  readonly interactive: boolean;
  readonly allowDirty: boolean;
  /** How many threads work, from 1 to 64. */
  /** Threads in all, from 1; undefined leaves it to the number of files. */
  readonly concurrency: number | undefined;
  readonly verbosity: 'quiet' | 'normal' | 'verbose';
  /** What the user said about colours; undefined leaves it to the terminal. */
  readonly color: boolean | undefined;
}

/** What is searched when `--ext` does not say otherwise. */
export const DEFAULT_EXTENSIONS = ['.js', '.cjs', '.mjs', '.jsx', '.ts', '.cts', '.mts', '.tsx'] as const;

const MAX_THREADS = 64;

/**
 * Makes sense of a command line.
 *
 * @param args the command line
 * @returns what the user wants
 * @throws {UsageError} when options contradict each other or a value is out of its range
 */
export function settingsOf(args: Arguments): Settings {
  const { options, paths } = args;
  const has = (name: OptionName): boolean => options.has(name);
  const last = (name: OptionName): string | undefined => options.get(name)?.at(-1);
  refuseContradictions(args);
  return {
    paths: paths.length === 0 && !has('files-from') ? ['.'] : paths,
    filesFrom: last('files-from'),
    ignore: options.get('ignore') ?? [],
    gitignore: isOn(options, 'gitignore', 'no-gitignore') ?? true,
    extensions: has('ext') ? extensionsOf(options.get('ext') ?? []) : DEFAULT_EXTENSIONS,
    stdin: has('stdin'),
    stdinFilepath: last('stdin-filepath') ?? 'stdin.js',
    dryRun: has('dry-run') || has('check') || has('diff'),
    check: has('check'),
    diff: has('diff'),
    stat: has('stat'),
    json: targetOf(last('json')),
    sarif: targetOf(last('sarif')),
    explicitFalse: has('explicit-false'),
    config: last('config'),
    listUndecided: has('list-undecided'),
    interactive: has('interactive'),
    allowDirty: has('allow-dirty'),
    concurrency: threadsOf(last('concurrency')),
    verbosity: has('quiet') ? 'quiet' : has('verbose') ? 'verbose' : 'normal',
    color: isOn(options, 'color', 'no-color'),
  };
}

/** Of two opposite flags, the one that was written last counts. */
function isOn(options: Arguments['options'], on: OptionName, off: OptionName): boolean | undefined {
  const written = [...options.keys()].filter((name) => name === on || name === off).at(-1);
  return written === undefined ? undefined : written === on;
}

function targetOf(value: string | undefined): ReportTarget | undefined {
  if (value === undefined) {
    return undefined;
  }
  return value === '' || value === '-' ? 'stdout' : { file: value };
}

function extensionsOf(values: readonly string[]): readonly string[] {
  return values
    .flatMap((value) => value.split(','))
    .map((value) => value.trim().toLowerCase())
    .filter((value) => value !== '')
    .map((value) => (value.startsWith('.') ? value : `.${value}`));
}

function threadsOf(value: string | undefined): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  const threads = Number(value);
  if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS) {
    throw new UsageError(
      `--concurrency takes a whole number from 1 to ${String(MAX_THREADS)}, not ${value}.`,
    );
  }
  return threads;
}

const EXCLUSIVE: readonly (readonly [OptionName, OptionName])[] = [
  ['quiet', 'verbose'],
  ['stdin', 'files-from'],
  ['stdin', 'interactive'],
  ['interactive', 'dry-run'],
  ['interactive', 'check'],
  ['interactive', 'diff'],
  ['interactive', 'quiet'],
];

function refuseContradictions({ options, paths }: Arguments): void {
  for (const [one, other] of EXCLUSIVE) {
    if (options.has(one) && options.has(other)) {
      throw new UsageError(`--${one} and --${other} exclude each other.`);
    }
  }
  if (options.has('stdin') && paths.length > 0) {
    throw new UsageError('--stdin takes no paths; --stdin-filepath names the source.');
  }
  if (options.has('stdin-filepath') && !options.has('stdin')) {
    throw new UsageError('--stdin-filepath needs --stdin.');
  }
  if (options.has('interactive') && options.get('files-from')?.at(-1) === '-') {
    throw new UsageError('--interactive needs the standard input, which --files-from - reads.');
  }
  const onStdout = (['json', 'sarif'] as const).filter(
    (name) => targetOf(options.get(name)?.at(-1)) === 'stdout',
  );
  const others = (['diff', 'stat', 'interactive'] as const).filter((name) => options.has(name));
  const writers = [...onStdout, ...(onStdout.length > 0 ? others : [])];
  if (writers.length > 1) {
    throw new UsageError(
      `--${writers.join(' and --')} would both write to the standard output: use --${writers[0] ?? ''}=FILE.`,
    );
  }
}
