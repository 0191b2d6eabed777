/**
 * Shows what this project does to a folder, and changes nothing: what the rule reports, then what the codemod would do.
 *
 *   npm start            the demo codebase next to this file
 *   npm start -- PATH    any folder or file
 */
import typescriptParser from '@typescript-eslint/parser';
import { ESLint } from 'eslint';
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';
import sockets from '../../dist/index.js';

const PROJECT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const CODEMOD = join(PROJECT, 'dist/bundle/sockets-codemod.cjs');

/** The codemod's exit code for "some file could not be read"; its summary has said which. */
const SOME_FILE_FAILED = 3;

const LINE_WIDTH = Math.max(60, Math.min(process.stdout.columns || 100, 120));

const inColour = process.stdout.isTTY && !process.env['NO_COLOR'];

process.exitCode = await show(process.argv.slice(2));

/**
 * @param {readonly string[]} paths what was given
 * @returns {Promise<number>} the exit code
 */
async function show([path, ...others]) {
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

/** @param {string} target a folder or a file */
async function showFindings(target) {
  const results = await lint(target);
  const reported = results.filter(({ messages }) => messages.length > 0);
  const count = reported.flatMap(({ messages }) => messages.filter(({ fatal }) => !fatal)).length;

  await print(
    `${paint('bold', 'What the rule reports')}  (eslint, with sockets.configs.recommended)`,
    '',
    ...reported.flatMap((result) => [...formatFile(result), '']),
    `${countOf(count, 'client option')} reported; ${countOf(results.length, 'file')} linted. Listeners keep theirs.`,
    '',
    '',
  );
}

/**
 * Lints as a project would that has only this plugin: no configuration file of the folder is read.
 *
 * @param {string} target a folder or a file
 */
async function lint(target) {
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
  /** @param {import('eslint').Linter.LintMessage} message */
  const isOurs = ({ ruleId, fatal }) => fatal === true || ruleId?.startsWith('sockets/') === true;
  return results.map((result) => ({ ...result, messages: result.messages.filter(isOurs) }));
}

/** @param {import('eslint').ESLint.LintResult} result */
function formatFile({ filePath, messages }) {
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

/**
 * Breaks a text at its blanks.
 *
 * @param {string} text
 * @param {number} width
 */
function wrap(text, width) {
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
 * @param {string} target a folder or a file
 * @returns {Promise<number>} the exit code
 */
async function showDiff(target) {
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

/** @param {string} path */
function toShownPath(path) {
  const shown = relative(process.cwd(), path);
  return shown.startsWith('..') ? path : shown;
}

/**
 * @param {number} count
 * @param {string} noun
 */
function countOf(count, noun) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/**
 * @param {'bold' | 'underline' | 'yellow'} style
 * @param {string} text
 */
function paint(style, text) {
  return inColour ? styleText(style, text) : text;
}

/**
 * Resolves when the text is out, so that the codemod's output comes behind it.
 *
 * @param {readonly string[]} lines
 */
function print(...lines) {
  return new Promise((resolve) => process.stdout.write(`${lines.join('\n')}\n`, resolve));
}

/** @param {string} message */
function complain(message) {
  process.stderr.write(`${message}\n`);
  return 2;
}
