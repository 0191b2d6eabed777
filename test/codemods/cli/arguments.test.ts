import { describe, expect, it } from 'vitest';
import { UsageError, parseArguments } from '../../../codemods/cli/arguments.ts';
import { HELP } from '../../../codemods/cli/help.ts';
import { nearest } from '../../../codemods/cli/nearest.ts';
import { OPTION_FORMS, SHORT_NAMES } from '../../../codemods/cli/option-table.ts';
import { DEFAULT_EXTENSIONS, settingsOf } from '../../../codemods/cli/settings.ts';
import type { Settings } from '../../../codemods/cli/settings.ts';

function settings(...argv: readonly string[]): Settings {
  return settingsOf(parseArguments(argv));
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
      json: undefined,
      concurrency: undefined,
    });
  });

  it.each([
    [['--ext', 'js,.TS', '--ext=tsx'], { extensions: ['.js', '.ts', '.tsx'] }],
    [['a', '--', '-rf', '--diff'], { paths: ['a', '-rf', '--diff'], diff: false }],
    [['--files-from=-'], { paths: [], filesFrom: '-' }],
    [['--files-from', 'list', 'a'], { paths: ['a'], filesFrom: 'list' }],
    [['--check'], { check: true, dryRun: true }],
    [['--diff'], { diff: true, dryRun: true }],
    [['--stat'], { stat: true, dryRun: false }],
    [['--json'], { json: 'stdout' }],
    [['--json', 'a'], { json: 'stdout', paths: ['a'] }],
    [['--json=a'], { json: { file: 'a' } }],
    [['--sarif=-'], { sarif: 'stdout' }],
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
    [['-nq'], /^Unknown option: -nq$/],
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
    [['--interactive', '--files-from', '-'], /needs the standard input/],
  ])('refuses %j', (argv, message) => {
    expect(() => settings(...argv)).toThrow(UsageError);
    expect(() => settings(...argv)).toThrow(message);
  });

  it('tells which option is unknown', () => {
    expect(() => parseArguments(['--dri-run=1'])).toThrow(
      expect.objectContaining({ unknownOption: '--dri-run' }),
    );
  });
});

describe('nearest', () => {
  const known = Object.keys(OPTION_FORMS).map((name) => `--${name}`);

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
    expect(nearest(written, known)).toBe(meant);
  });
});

describe('--help', () => {
  it('fits on a screen', () => {
    const lines = HELP.split('\n');
    expect(lines.length).toBeLessThanOrEqual(50);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('names each option', () => {
    for (const name of Object.keys(OPTION_FORMS)) {
      // A flag for what is the default anyway needs no line.
      expect(HELP).toMatch(name === 'gitignore' ? '--no-gitignore' : new RegExp(`--${name}\\b`));
    }
    for (const [letter, name] of SHORT_NAMES) {
      expect(HELP).toMatch(new RegExp(`-${letter}, --${name}\\b`));
    }
  });

  it('reads as reviewed', () => {
    expect(HELP).toMatchInlineSnapshot(`
      "sockets-codemod [options] [paths...]

      Removes reuseAddr, reusePort and their like (SO_REUSEADDR, SO_REUSEPORT) from
      client sockets. Paths are files and folders; without any, the current folder.

      Look, and change no file
        -n, --dry-run            say what would change
            --diff               show it as a unified diff
            --check              exit with 1 if something would change
      Choose
        -i, --interactive        ask about each change: y, n, a, q
            --explicit-false     where the API's default is on, write false
            --allow-dirty        change files with uncommitted changes too
            --config FILE        your own APIs: settings.sockets as JSON or JavaScript
      Find files
            --ext LIST           extensions (.js,.cjs,.mjs,.jsx,.ts,.cts,.mts,.tsx)
            --ignore GLOB        leave out, as a line in .gitignore does; repeatable
            --no-gitignore       search what .gitignore leaves out too
            --files-from FILE    paths from FILE (- is stdin), by newline or NUL
            --stdin              source on stdin, result on stdout
            --stdin-filepath X   the name of that source, for its language
            --concurrency N      threads (1; for many files 2: one reads)
      Report
            --stat               changed lines by file
            --list-undecided     the options that the file alone cannot judge
            --json[=FILE]        everything, for programs
            --sarif[=FILE]       findings, for code scanning
        -q, --quiet              errors only
            --verbose            what was left out, and how long it took
            --color, --no-color  also NO_COLOR, FORCE_COLOR
        -h, --help
        -v, --version

      Exit codes
        0 done   1 --check found work   2 wrong usage   3 some file failed
        4 refused, see --allow-dirty    130 interrupted

      Examples
        sockets-codemod --diff src               what would change?
        sockets-codemod src                      change it
        sockets-codemod --check --sarif=out.sarif .
        git diff --name-only -z main | sockets-codemod --files-from -
      "
    `);
  });
});
