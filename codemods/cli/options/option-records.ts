import { REPORTERS, REPORTER_NAMES } from '../reports/reporters.ts';
import type { ReporterName } from '../reports/reporters.ts';

/** How an option is written: `--name`, `--name VALUE` (or `--name=VALUE`), or `--name[=VALUE]`. */
type OptionForm = 'flag' | 'value' | 'optional value';

/** Under which heading `--help` and the documentation list an option. */
export type OptionGroup = 'look' | 'choose' | 'find' | 'report' | 'other';

/** All that is known of one option. Parsing, `--help`, contradictions and the documentation's table derive from it. */
export interface OptionRecord {
  readonly form: OptionForm;
  readonly group: OptionGroup;
  /** What it does, in at most 52 characters: the width of the column in `--help`. */
  readonly help: string;
  /** What `--help` calls the value. */
  readonly value?: string;
  /** One letter for one dash. */
  readonly short?: string;
  /** Options that it cannot be used with. Each pair is named once, by the first of the two. */
  readonly excludes?: readonly string[];
  /** An option without which it means nothing. */
  readonly needs?: string;
  /** It writes to the standard output, where only one option can. Those with an optional value do so without one. */
  readonly writesToStdout?: true;
}

function createReporterOptions(): Readonly<Record<ReporterName, OptionRecord>> {
  const records = REPORTER_NAMES.map((name): [ReporterName, OptionRecord] => [
    name,
    { form: 'optional value', value: 'FILE', group: 'report', help: REPORTERS[name].help },
  ]);
  return Object.fromEntries(records) as Record<ReporterName, OptionRecord>;
}

/** Each option that the command knows, without its dashes, in the order of `--help`. */
const OPTION_RECORDS = {
  'dry-run': {
    form: 'flag',
    short: 'n',
    group: 'look',
    help: 'say what would change',
    excludes: ['interactive'],
  },
  diff: {
    form: 'flag',
    group: 'look',
    help: 'show it as a unified diff',
    excludes: ['interactive'],
    writesToStdout: true,
  },
  check: { form: 'flag', group: 'look', help: 'exit with 1 if there is work', excludes: ['interactive'] },
  'fail-on': {
    form: 'value',
    value: 'LIST',
    group: 'look',
    help: 'what is work: changes,left,undecided, none',
  },
  explain: {
    form: 'value',
    value: 'PLACE',
    group: 'look',
    help: 'why FILE:LINE[:COLUMN] is what it is; --json too',
    excludes: [
      'dry-run',
      'diff',
      'stat',
      'check',
      'fail-on',
      'interactive',
      'explicit-false',
      'allow-dirty',
      'no-suppressions',
      'undo',
      'no-undo',
      'ext',
      'ignore',
      'files-from',
      'stdin',
      'list-undecided',
      'sarif',
      'github',
    ],
  },
  interactive: {
    form: 'flag',
    short: 'i',
    group: 'choose',
    help: 'ask about each change: y, n, a, q',
    excludes: ['quiet'],
    writesToStdout: true,
  },
  'explicit-false': {
    form: 'flag',
    group: 'choose',
    help: "where the API's default is on, write false",
  },
  'allow-dirty': { form: 'flag', group: 'choose', help: 'change files with uncommitted changes too' },
  config: {
    form: 'value',
    value: 'FILE',
    group: 'choose',
    help: 'your own APIs: an ESLint configuration or JSON',
  },
  'single-file': { form: 'flag', group: 'choose', help: 'judge each file alone, and read no other' },
  'no-suppressions': {
    form: 'flag',
    group: 'choose',
    help: 'edit what eslint-disable comments cover too',
  },
  undo: {
    form: 'optional value',
    value: 'RECORD',
    group: 'choose',
    help: 'restore what the last run here changed',
    excludes: [
      'dry-run',
      'diff',
      'stat',
      'check',
      'fail-on',
      'interactive',
      'explicit-false',
      'allow-dirty',
      'config',
      'single-file',
      'no-suppressions',
      'files-from',
      'stdin',
      'no-undo',
      ...REPORTER_NAMES,
    ],
  },
  'no-undo': { form: 'flag', group: 'choose', help: 'keep no record to undo the run with' },
  ext: { form: 'value', value: 'LIST', group: 'find', help: 'extensions, such as .js,.ts' },
  ignore: {
    form: 'value',
    value: 'GLOB',
    group: 'find',
    help: 'leave out, as in .gitignore; repeatable',
  },
  gitignore: { form: 'flag', group: 'find', help: 'heed .gitignore (the default)' },
  'no-gitignore': { form: 'flag', group: 'find', help: 'search what .gitignore leaves out too' },
  'files-from': {
    form: 'value',
    value: 'FILE',
    group: 'find',
    help: 'paths from FILE (- is stdin), by newline or NUL',
    excludes: ['stdin'],
  },
  'error-on-unmatched': { form: 'flag', group: 'find', help: 'nothing to search is an error (default)' },
  'no-error-on-unmatched': { form: 'flag', group: 'find', help: 'nothing to search is no error' },
  stdin: {
    form: 'flag',
    group: 'find',
    help: 'source on stdin, result on stdout',
    excludes: ['interactive'],
  },
  'stdin-filepath': {
    form: 'value',
    value: 'X',
    group: 'find',
    help: 'the name of that source, for its language',
    needs: 'stdin',
  },
  concurrency: {
    form: 'value',
    value: 'N',
    group: 'find',
    help: 'at most N processes that parse (one a core)',
  },
  stat: { form: 'flag', group: 'report', help: 'changed lines by file', writesToStdout: true },
  'list-undecided': {
    form: 'flag',
    group: 'report',
    help: 'the options that the file alone cannot judge',
  },
  ...createReporterOptions(),
  quiet: { form: 'flag', short: 'q', group: 'report', help: 'errors only', excludes: ['verbose'] },
  verbose: { form: 'flag', group: 'report', help: 'what was left out, and how long it took' },
  color: { form: 'flag', group: 'report', help: 'also NO_COLOR, FORCE_COLOR' },
  'no-color': { form: 'flag', group: 'report', help: 'no colours' },
  help: { form: 'flag', short: 'h', group: 'other', help: 'show this' },
  version: { form: 'flag', short: 'v', group: 'other', help: 'show the version' },
} as const satisfies Record<string, OptionRecord>;

/** The name of an option, without its dashes. */
export type OptionName = keyof typeof OPTION_RECORDS;

/** The same, where any option may be asked about. */
export function recordOf(name: OptionName): OptionRecord {
  return OPTION_RECORDS[name];
}

/** Every option's name, in the order of `--help`. */
export const OPTION_NAMES = Object.keys(OPTION_RECORDS) as readonly OptionName[];

/** One letter for one dash. */
export const SHORT_NAMES: ReadonlyMap<string, OptionName> = new Map(
  OPTION_NAMES.flatMap((name) => {
    const { short } = recordOf(name);
    return short === undefined ? [] : [[short, name] as const];
  }),
);

/**
 * Tells whether the command has such an option.
 *
 * @param name what stands behind the two dashes
 */
export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(OPTION_RECORDS, name);
}
