/**
 * Shows what this project does to a folder, and changes nothing: what the rule reports, then what the codemod would do.
 *
 *   npm start            the demo codebase next to this file
 *   npm start -- PATH    any folder or file
 */
import typescriptParser from '@typescript-eslint/parser';
import { ESLint } from 'eslint';
import type { Linter } from 'eslint';
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { styleText } from 'node:util';
import sockets from 'eslint-plugin-sockets';
import { PROJECT } from '../../scripts/project.ts';

const CODEMOD = join(PROJECT, 'dist/bundle/sockets-codemod.cjs');

/** The codemod's exit code for "some file could not be read"; its summary has said which. */
const SOME_FILE_FAILED = 3;

const LINE_WIDTH = Math.max(60, Math.min(process.stdout.columns || 100, 120));

const inColour = process.stdout.isTTY && !process.env['NO_COLOR'];

process.exitCode = await show(process.argv.slice(2));

/**
 * @param paths what was given
 * @returns the exit code
 */
async function show([path, ...others]: readonly string[]): Promise<number> {
  if (others.length > 0) {
    return complain('Give one path, a folder or a file: npm start -- PATH');
  }
  const target =
    path === undefined ? join(PROJECT, 'examples/demo/src') : resolve(process.env['INIT_CWD'] ?? '', path);
  if (!existsSync(target)) {
    return complain(`There is no such folder or file: ${target}`);
  }
  await showFindings(target);
  return showDiff(target);
}

/** @param target a folder or a file */
async function showFindings(target: string): Promise<void> {
  const results = await lint(target);
  const reported = results.filter(({ messages }) => messages.length > 0);
  const count = reported.flatMap(({ messages }) => messages.filter(({ fatal }) => !fatal)).length;

  await print(
    `${paint('bold', 'What the rule reports')}  (eslint, with sockets.configs.recommended)`,
    '',
    ...reported.flatMap((result) => [...formatFile(result), '']),
    `${toCounted(count, 'client option')} reported; ${toCounted(results.length, 'file')} linted. Listeners keep theirs.`,
    '',
    '',
  );
}

/**
 * Lints as a project would that has only this plugin: no configuration file of the folder is read.
 *
 * @param target a folder or a file
 */
async function lint(target: string): Promise<ESLint.LintResult[]> {
  const isFolder = statSync(target).isDirectory();
  const eslint = new ESLint({
    cwd: isFolder ? target : dirname(target),
    errorOnUnmatchedPattern: false,
    overrideConfigFile: true,
    overrideConfig: [
      { linterOptions: { reportUnusedDisableDirectives: 'off' } },
      {
        files: ['**/*.{js,cjs,mjs,jsx}'],
        languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } },
      },
      { files: ['**/*.{ts,cts,mts,tsx}'], languageOptions: { parser: typescriptParser } },
      sockets.configs.recommended,
    ],
  });
  const results = await eslint.lintFiles([isFolder ? '.' : target]);
  // Directives in the folder's files may name rules that only its own configuration knows.
  const isOurs = ({ ruleId, fatal }: Linter.LintMessage) =>
    fatal === true || ruleId?.startsWith('sockets/') === true;
  return results.map((result) => ({ ...result, messages: result.messages.filter(isOurs) }));
}

function formatFile({ filePath, messages }: ESLint.LintResult): string[] {
  const places = messages.map(({ line, column }) => `${line}:${column}`);
  const indent = Math.max(...places.map(({ length }) => length)) + 4;
  return [
    paint('underline', toShownPath(filePath)),
    ...messages.map(({ message, fatal }, index) => {
      const [first = '', ...rest] = wrap(fatal ? `Not linted: ${message}` : message, LINE_WIDTH - indent);
      return [
        `  ${paint('yellow', (places[index] ?? '').padStart(indent - 4))}  ${first}`,
        ...rest.map((line) => ' '.repeat(indent) + line),
      ].join('\n');
    }),
  ];
}

/** Breaks a text at its blanks. */
function wrap(text: string, width: number): string[] {
  const lines = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/**
 * @param target a folder or a file
 * @returns the exit code
 */
async function showDiff(target: string): Promise<number> {
  await print(`${paint('bold', 'What the codemod would change')}  (sockets-codemod --dry-run --diff)`, '');
  const { error, status } = spawnSync(process.execPath, [CODEMOD, '--dry-run', '--diff', target], {
    // The summary, which is written to standard error, belongs behind the diff.
    stdio: ['ignore', process.stdout.fd, process.stdout.fd],
  });
  if (error) {
    return complain(error.message);
  }
  return status === SOME_FILE_FAILED ? 0 : (status ?? 1);
}

function toShownPath(path: string): string {
  const shown = relative(process.cwd(), path);
  return shown.startsWith('..') ? path : shown;
}

function toCounted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function paint(style: 'bold' | 'underline' | 'yellow', text: string): string {
  return inColour ? styleText(style, text) : text;
}

/** Resolves when the text is out, so that the codemod's output comes behind it. */
function print(...lines: readonly string[]): Promise<unknown> {
  return new Promise((resolve) => process.stdout.write(`${lines.join('\n')}\n`, resolve));
}

function complain(message: string): number {
  process.stderr.write(`${message}\n`);
  return 2;
}
