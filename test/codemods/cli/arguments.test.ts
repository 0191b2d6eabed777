import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AUDIT_OPTIONS } from '../../../codemods/cli/audit/audit-options.ts';
import { createAuditHelp } from '../../../codemods/cli/audit/audit-settings.ts';
import { UsageError, parseArguments } from '../../../codemods/cli/options/arguments.ts';
import { createOptionTable, formatHelp } from '../../../codemods/cli/options/help.ts';
import { findNearest } from '../../../codemods/cli/options/nearest.ts';
import { getOptionNames } from '../../../codemods/cli/options/option-record.ts';
import type { OptionRecord } from '../../../codemods/cli/options/option-record.ts';
import { RUN_OPTIONS } from '../../../codemods/cli/options/run-options.ts';
import { DEFAULT_EXTENSIONS, toSettings } from '../../../codemods/cli/options/settings.ts';
import type { Settings } from '../../../codemods/cli/options/settings.ts';

function settings(...argv: readonly string[]): Settings {
  return toSettings(parseArguments(argv, RUN_OPTIONS));
}

describe('the command line', () => {
  it('has defaults', () => {
    expect(settings()).toMatchObject({
      paths: ['.'],
      dryRun: false,
      gitignore: true,
      extensions: DEFAULT_EXTENSIONS,
      verbosity: 'normal',
      color: undefined,
      reports: new Map(),
      failOn: new Set(),
      isDefaultPath: true,
      errorOnUnmatched: true,
      keepUndo: true,
      undo: undefined,
      concurrency: undefined,
      singleFile: false,
    });
  });

  it('can be told to judge each file alone', () => {
    expect(settings('--single-file')).toMatchObject({ singleFile: true });
    expect(() => settings('--undo', '--single-file')).toThrow('--undo and --single-file exclude each other.');
  });

  it.each([
    [['--ext', 'js,.TS', '--ext=tsx'], { extensions: ['.js', '.ts', '.tsx'] }],
    [['a', '--', '-rf', '--diff'], { paths: ['a', '-rf', '--diff'], diff: false }],
    [['--files-from=-'], { paths: [], filesFrom: '-' }],
    [['--files-from', 'list', 'a'], { paths: ['a'], filesFrom: 'list' }],
    [['--check'], { failOn: new Set(['changes', 'left']), dryRun: true }],
    [['--check', '--fail-on=changes'], { failOn: new Set(['changes']) }],
    [['--fail-on', 'undecided,left'], { failOn: new Set(['left', 'undecided']), dryRun: false }],
    [['--check', '--fail-on=none'], { failOn: new Set() }],
    [['--diff'], { diff: true, dryRun: true }],
    [['--stat'], { stat: true, dryRun: false }],
    [['--json'], { reports: new Map([['json', 'stdout']]) }],
    [['--json', 'a'], { reports: new Map([['json', 'stdout']]), paths: ['a'] }],
    [['--json=a'], { reports: new Map([['json', { file: 'a' }]]) }],
    [['--sarif=-'], { reports: new Map([['sarif', 'stdout']]) }],
    [['--github=/dev/stdout'], { reports: new Map([['github', 'stdout']]) }],
    [['--undo'], { undo: '' }],
    [['--undo', 'record'], { undo: 'record' }],
    [['--undo=record'], { undo: 'record' }],
    [['--no-error-on-unmatched'], { errorOnUnmatched: false }],
    [['-nq'], { dryRun: true, verbosity: 'quiet' }],
    [['--color', '--no-color'], { color: false }],
    [['--color', '--no-color', '--color'], { color: true }],
    [['--no-gitignore'], { gitignore: false }],
    [['--ignore', 'a', '--ignore=b'], { ignore: ['a', 'b'] }],
    [['--concurrency', '2'], { concurrency: 2 }],
    [['-n', '-q'], { dryRun: true, verbosity: 'quiet' }],
    [['--verbose'], { verbosity: 'verbose' }],
    [['--stdin', '--stdin-filepath', 'a.ts'], { stdin: true, stdinFilepath: 'a.ts' }],
  ])('reads %j', (argv, expected) => {
    expect(settings(...argv)).toMatchObject(expected);
  });

  it.each([
    [['--nope'], /^Unknown option: --nope$/],
    [['-x'], /^Unknown option: -x$/],
    [['-nx'], /^Unknown option: -x in -nx$/],
    [['--undo', 'a', 'b'], /takes one record/],
    [['--undo', '--check'], /exclude each other/],
    [['--fail-on', 'nothing'], /takes changes, left, undecided or none, not nothing/],
    [['--ext', ','], /names no extension/],
    [['--concurrency', '1e2'], /from 1 to 64/],
    [['--__proto__'], /^Unknown option: --__proto__$/],
    [['--diff=x'], /^--diff takes no value/],
    [['--ext'], /^--ext needs a value/],
    [['--json='], /^--json needs a value/],
    [['--concurrency', '0'], /from 1 to 64, not 0/],
    [['--concurrency', 'many'], /from 1 to 64, not many/],
    [['--concurrency', '1.5'], /from 1 to 64/],
    [['--quiet', '--verbose'], /exclude each other/],
    [['--interactive', '--dry-run'], /exclude each other/],
    [['--stdin', 'a'], /takes no paths/],
    [['--stdin', '--files-from', 'a'], /exclude each other/],
    [['--stdin-filepath', 'a'], /needs --stdin/],
    [['--json', '--sarif'], /--json=FILE/],
    [['--json', '--diff'], /--json and --diff would both write/],
    [
      ['--interactive', '--files-from', '-'],
      /--interactive and --files-from would both read the standard input/,
    ],
    [['--interactive', '--stdin'], /--interactive and --stdin would both read the standard input/],
    [['--explain', 'a.js:1', 'b'], /takes one place, and no paths/],
    [['--explain', 'a.js:1', '--sarif'], /--explain and --sarif exclude each other/],
    [['--undo', '--ext', 'js'], /--undo and --ext exclude each other/],
  ])('refuses %j', (argv, message) => {
    expect(() => settings(...argv)).toThrow(UsageError);
    expect(() => settings(...argv)).toThrow(message);
  });

  it('tells which option is unknown', () => {
    expect(() => parseArguments(['--dri-run=1'], RUN_OPTIONS)).toThrow(
      expect.objectContaining({
        unknownOption: { written: '--dri-run', known: expect.arrayContaining(['--dry-run']) as string[] },
      }),
    );
  });
});

describe('nearest', () => {
  const known = getOptionNames(RUN_OPTIONS).map((name) => `--${name}`);

  it.each([
    ['--dryrun', '--dry-run'],
    ['--dri-run', '--dry-run'],
    ['--dif', '--diff'],
    ['--josn', '--json'],
    ['--interctive', '--interactive'],
    ['--colour', '--color'],
    ['--allow', '--allow-dirty'],
    ['--nocolor', '--no-color'],
    ['--fix', undefined],
    ['-x', undefined],
  ])('takes %s for %s', (written, meant) => {
    expect(findNearest(written, known)).toBe(meant);
  });
});

const COMMANDS: readonly [string, Readonly<Record<string, OptionRecord>>, string, string][] = [
  ['sockets-codemod', RUN_OPTIONS, formatHelp(), 'codemods/remove-client-reuse-address.md'],
  ['sockets-codemod audit', AUDIT_OPTIONS, createAuditHelp(), 'dependencies.md'],
];

describe.each(COMMANDS)('the options of %s', (_command, records, help, page) => {
  const names = getOptionNames(records);

  it('are in --help, in 80 columns on a screen and a half, with a gap behind each', () => {
    const lines = help.split('\n');

    expect(lines.length).toBeLessThanOrEqual(60);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    for (const name of names) {
      const { short, isUnlisted } = records[name] ?? {};
      const written = new RegExp(
        `^  ${short === undefined ? '    ' : `-${short}, `}--${name}(?:[ []\\S+)? +\\S`,
        'm',
      );
      expect(written.test(help), name).toBe(isUnlisted !== true);
    }
  });

  it('are in the table of the page, which `npm run docs` writes', () => {
    const text = readFileSync(new URL(`../../../docs/${page}`, import.meta.url), 'utf8');
    const cells = (table: string) => table.replaceAll(/ *\| */g, '|').replaceAll(/-+/g, '-');

    expect(cells(text)).toContain(cells(createOptionTable(records)));
  });

  it('name only options that are there', () => {
    const named = names.flatMap((name) => {
      const { excludes = [], goesWith = [], needs } = records[name] ?? {};
      return [...excludes, ...goesWith, ...(needs === undefined ? [] : [needs])];
    });

    expect(named.filter((name) => !names.includes(name))).toEqual([]);
  });
});
