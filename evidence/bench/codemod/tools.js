import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { downloadPackages } from '../../accuracy/downloads.js';
import { CACHE } from '../../accuracy/npm-rows.js';
import { OPTION_WORDS } from './corpus.js';
import { runTimed } from './run-timed.js';

/** @import { Command, Sample, TimedRun } from './run-timed.js' */

/**
 * What a tool says of its run.
 *
 * @typedef {object} Tally
 * @property {number} files that it was given
 * @property {number} failed files that it could not read
 * @property {number} found files in which it found something, each tool by its own lights
 */

/**
 * A tool that is measured. It looks at all files below the folder in which it runs, and writes to none.
 *
 * @typedef {object} Tool
 * @property {string} id
 * @property {string} name for people
 * @property {string} version
 * @property {string} what it does
 * @property {boolean} isSlow whether it takes minutes
 * @property {string} program
 * @property {readonly string[]} args
 * @property {readonly number[]} statuses the exit codes of a complete run
 * @property {(run: TimedRun) => Tally} count
 */

const require = createRequire(import.meta.url);

const EXTENSIONS = ['js', 'cjs', 'mjs', 'jsx', 'ts', 'cts', 'mts', 'tsx'];

/** The rivals that are no development dependencies; each has the binary of a platform in a package of its own. */
const RIPGREP = '@vscode/ripgrep-linux-x64@1.18.0';
const AST_GREP = '@ast-grep/cli-linux-x64-gnu@0.51.1';
const INTEGRITIES = new Map([
  [
    RIPGREP,
    'sha512-mQ3bVrUpnD2vs7QT0vX90Lt0cnUq467uFtEktIdsJJmW296RoSULRGqWgzG1AKxyBpNDD6l4ZO4qKf6SgyC23Q==',
  ],
  [
    AST_GREP,
    'sha512-FlaaRLyopXet+zFrWOdlTbyJb+QqZzgV9jxIbgz0FoVsJSaJ6jsenO/6bgYJk4zPOCUODuvoQ1/XFlB4r6BdcQ==',
  ],
]);

/**
 * The tools, ours first. Those that are not installed with the project are downloaded.
 *
 * @returns {[ours: Tool, ripgrep: Tool, ...rivals: Tool[]]}
 * @throws {Error} when one cannot be downloaded, or on a platform that the bench does not know
 */
export function prepareTools() {
  if (`${process.platform} ${process.arch}` !== 'linux x64')
    throw new Error('The bench runs on Linux on x64.');
  const folders = downloadPackages([...INTEGRITIES.keys()], CACHE, INTEGRITIES);
  return [
    createCodemod(),
    createRipgrep(join(folders.get(RIPGREP) ?? '', 'bin/rg')),
    createAstGrep(join(folders.get(AST_GREP) ?? '', 'ast-grep')),
    createOxlint(),
    createJscodeshift('babel'),
    createJscodeshift('tsx'),
    createEslint(),
  ];
}

/**
 * Ours without its second thread.
 *
 * @param {Tool} ours
 * @returns {Tool}
 */
export function withOneThread(ours) {
  const option = '--concurrency=1';
  return {
    ...ours,
    id: `${ours.id} ${option}`,
    name: `${ours.name} ${option}`,
    what: `${ours.what} ${option}`,
    args: [...ours.args, option],
  };
}

/**
 * A tool with all its processes on one processor, the first that this process may use.
 *
 * @param {Tool} tool
 * @returns {Tool}
 */
export function withOneProcessor(tool) {
  const [, processor = '0'] =
    /^Cpus_allowed_list:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return {
    ...tool,
    id: `${tool.id} on one processor`,
    name: `${tool.name} on one processor`,
    what: `taskset --cpu-list ${processor} ${tool.what}`,
    program: 'taskset',
    args: ['--cpu-list', processor, tool.program, ...tool.args],
  };
}

/** @returns {Tool} */
function createCodemod() {
  return {
    id: 'sockets-codemod',
    name: 'sockets-codemod',
    version: JSON.parse(readFileSync(pathOf('../../../package.json'), 'utf8')).version,
    what: 'sockets-codemod --check .',
    isSlow: false,
    program: process.execPath,
    args: [pathOf('../../../dist/bundle/sockets-codemod.cjs'), '--check', '.'],
    statuses: [0, 1],
    count: ({ stdout }) => {
      const found = numberIn(stdout, /Would change (\d+) files?/);
      const failed = numberIn(stdout, /(\d+) failed/);
      return { files: found + failed + numberIn(stdout, /(\d+) files? unchanged/), failed, found };
    },
  };
}

/**
 * @param {string} program
 * @returns {Tool}
 */
function createRipgrep(program) {
  const everything = ['--no-config', '--no-ignore', '--hidden'];
  return {
    id: 'rg',
    name: 'rg -l',
    version: versionOf(RIPGREP),
    what: `rg -l ${everything.join(' ')} ${OPTION_WORDS.map((word) => `-e ${word}`).join(' ')} .`,
    isSlow: false,
    program,
    args: ['-l', ...everything, ...OPTION_WORDS.flatMap((word) => ['-e', word]), '.'],
    statuses: [0, 1],
    // It does not count with -l, so it is asked again what it reads.
    count: ({ stdout, command, folder }) => ({
      files: linesIn(runTimed({ ...command, args: ['--files', ...everything, '.'] }, folder).stdout),
      failed: 0,
      found: linesIn(stdout),
    }),
  };
}

/**
 * @param {string} program
 * @returns {Tool}
 */
function createAstGrep(program) {
  const ignored = ['hidden', 'dot', 'exclude', 'global', 'parent', 'vcs'];
  return {
    id: 'ast-grep',
    name: 'ast-grep scan',
    version: versionOf(AST_GREP),
    what: 'ast-grep scan, a rule for each language that finds a property of such a name that is true',
    isSlow: false,
    program,
    args: [
      'scan',
      ...ignored.flatMap((kind) => ['--no-ignore', kind]),
      ...['--inspect', 'summary', '--report-style', 'short', '--color', 'never'],
      ...['--inline-rules', readFileSync(pathOf('rivals/ast-grep-rules.yml'), 'utf8'), '.'],
    ],
    statuses: [0],
    count: ({ stdout, stderr }) => ({
      files: numberIn(stderr, /scannedFileCount=(\d+)/),
      failed: numberIn(stderr, /skippedFileCount=(\d+)/),
      found: new Set(stdout.match(/^.+(?=:\d+:\d+: )/gm)).size,
    }),
  };
}

/** @returns {Tool} */
function createOxlint() {
  return {
    id: 'oxlint',
    name: 'oxlint, our rule as JS plugin',
    version: require('oxlint/package.json').version,
    what: 'oxlint --no-ignore --format json . with our rule alone',
    isSlow: false,
    program: process.execPath,
    args: [
      join(folderOfPackage('oxlint'), 'bin/oxlint'),
      ...['--config', pathOf('rivals/oxlintrc.json'), '--no-ignore', '--format', 'json', '.'],
    ],
    statuses: [0, 1],
    count: ({ stdout }) => {
      /** @type {{ number_of_files: number, diagnostics: { code?: string, filename: string }[] }} */
      const { number_of_files: files, diagnostics } = JSON.parse(stdout);
      const isOurs = (/** @type {{ code?: string }} */ { code }) => code?.startsWith('sockets(') ?? false;
      return {
        files,
        failed: new Set(diagnostics.filter((one) => !isOurs(one)).map(({ filename }) => filename)).size,
        found: new Set(diagnostics.filter(isOurs).map(({ filename }) => filename)).size,
      };
    },
  };
}

/**
 * @param {'babel' | 'tsx'} parser
 * @returns {Tool}
 */
function createJscodeshift(parser) {
  return {
    id: `jscodeshift-${parser}`,
    name: `jscodeshift --parser ${parser}`,
    version: require('jscodeshift/package.json').version,
    what: `jscodeshift --parser ${parser} --dry, a transform that parses each file, finds and removes such properties`,
    isSlow: true,
    program: process.execPath,
    args: [
      join(folderOfPackage('jscodeshift'), 'bin/jscodeshift.js'),
      ...['--transform', pathOf('rivals/jscodeshift-transform.cjs'), '--parser', parser, '--dry'],
      ...['--extensions', EXTENSIONS.join(','), '.'],
    ],
    statuses: [0],
    count: ({ stdout }) => {
      const found = numberIn(stdout, /^(\d+) ok$/m);
      const failed = numberIn(stdout, /^(\d+) errors$/m);
      const untouched = ['unmodified', 'skipped'].map((kind) =>
        numberIn(stdout, new RegExp(`^(\\d+) ${kind}$`, 'm')),
      );
      return { files: untouched.reduce((sum, files) => sum + files, found + failed), failed, found };
    },
  };
}

/** @returns {Tool} */
function createEslint() {
  return {
    id: 'eslint',
    name: 'eslint --fix, our rule',
    version: require('eslint/package.json').version,
    what: 'eslint --fix-dry-run --no-ignore . with our rule alone; espree for JavaScript, typescript-eslint for TypeScript',
    isSlow: true,
    program: process.execPath,
    args: [
      join(folderOfPackage('eslint'), 'bin/eslint.js'),
      ...['--config', pathOf('rivals/eslint.config.js'), '--no-ignore', '--fix-dry-run'],
      ...['--format', pathOf('rivals/eslint-counting-formatter.js'), '.'],
    ],
    statuses: [0, 1],
    count: ({ stdout }) => JSON.parse(stdout),
  };
}

/**
 * Runs a tool over a folder.
 *
 * @param {Tool} tool
 * @param {string} corpus the folder
 * @param {string} work a folder for the measurements
 * @returns {{ sample: Sample, tally: Tally }}
 * @throws {Error} when it fails
 */
export function runTool(tool, corpus, work) {
  const run = runTimed({ program: tool.program, args: tool.args, cwd: corpus }, work);
  if (!tool.statuses.includes(run.status)) {
    throw new Error(`${tool.name} ended with ${run.status}:\n${run.stderr.slice(-2000)}`);
  }
  return { sample: run.sample, tally: tool.count(run) };
}

/**
 * @param {string} text
 * @param {RegExp} pattern with a number in parentheses
 * @returns {number} 0 when there is none
 */
function numberIn(text, pattern) {
  return Number(pattern.exec(text)?.[1] ?? 0);
}

/** @param {string} text */
function linesIn(text) {
  return text.split('\n').length - 1;
}

/** @param {string} path from this file */
function pathOf(path) {
  return fileURLToPath(new URL(path, import.meta.url));
}

/** @param {string} name */
function folderOfPackage(name) {
  return dirname(require.resolve(`${name}/package.json`));
}

/** @param {string} specifier */
function versionOf(specifier) {
  return specifier.slice(specifier.lastIndexOf('@') + 1);
}
