import { REPORTERS, REPORTER_NAMES } from '../reports/reporters.ts';
import type { ReporterName } from '../reports/reporters.ts';
import type { OptionRecord } from './option-record.ts';

function createReporterOptions(): Readonly<Record<ReporterName, OptionRecord>> {
  const records = REPORTER_NAMES.map((name): [ReporterName, OptionRecord] => [
    name,
    {
      form: 'optional value',
      value: 'FILE',
      group: 'report',
      help: REPORTERS[name].help,
      writesToStdout: true,
      isForPrograms: true,
    },
  ]);
  return Object.fromEntries(records) as Record<ReporterName, OptionRecord>;
}

/** How much a run says, and in which colours. */
const LOUDNESS = ['quiet', 'verbose', 'color', 'no-color'] as const;

/** The options of a run, and of what `--explain` and `--undo` do instead of one. */
export const RUN_OPTIONS = {
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
    isForPrograms: true,
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
    goesWith: ['config', 'single-file', 'json', ...LOUDNESS],
    refusesPaths: '--explain takes one place, and no paths.',
  },
  interactive: {
    form: 'flag',
    short: 'i',
    group: 'choose',
    help: 'ask about each change: y, n, a, q',
    excludes: ['quiet'],
    readsStdin: true,
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
    goesWith: LOUDNESS,
    takesFirstPath: true,
    refusesPaths: '--undo takes one record, and no paths.',
  },
  'no-undo': { form: 'flag', group: 'choose', help: 'keep no record to undo the run with' },
  ext: { form: 'value', value: 'LIST', group: 'find', help: 'extensions, such as .js,.ts' },
  ignore: {
    form: 'value',
    value: 'GLOB',
    group: 'find',
    help: 'leave out, as in .gitignore; repeatable',
  },
  gitignore: { form: 'flag', group: 'find', help: 'heed .gitignore (the default)', isUnlisted: true },
  'no-gitignore': { form: 'flag', group: 'find', help: 'search what .gitignore leaves out too' },
  'files-from': {
    form: 'value',
    value: 'FILE',
    group: 'find',
    help: 'paths from FILE (- is stdin), by newline or NUL',
    excludes: ['stdin'],
    readsStdin: true,
  },
  'error-on-unmatched': {
    form: 'flag',
    group: 'find',
    help: 'nothing to search is an error (default)',
    isUnlisted: true,
  },
  'no-error-on-unmatched': { form: 'flag', group: 'find', help: 'nothing to search is no error' },
  stdin: {
    form: 'flag',
    group: 'find',
    help: 'source on stdin, result on stdout',
    refusesPaths: '--stdin takes no paths; --stdin-filepath names the source.',
    readsStdin: true,
    isForPrograms: true,
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
    help: 'the options that it cannot decide on',
  },
  ...createReporterOptions(),
  quiet: { form: 'flag', short: 'q', group: 'report', help: 'errors only', excludes: ['verbose'] },
  verbose: { form: 'flag', group: 'report', help: 'what was left out, and how long it took' },
  color: { form: 'flag', group: 'report', help: 'use colours; NO_COLOR and FORCE_COLOR are heeded' },
  'no-color': { form: 'flag', group: 'report', help: 'no colours', isUnlisted: true },
  help: { form: 'flag', short: 'h', group: 'other', help: 'show this' },
  version: { form: 'flag', short: 'v', group: 'other', help: 'show the version' },
} as const satisfies Record<string, OptionRecord>;

/** The name of an option, without its dashes. */
export type OptionName = keyof typeof RUN_OPTIONS;
