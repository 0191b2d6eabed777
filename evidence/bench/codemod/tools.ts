import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PROJECT } from '../../../scripts/project.ts';
import { downloadPackages } from '../../accuracy/downloads.ts';
import { CACHE } from '../../accuracy/npm-rows.ts';
import { OPTION_WORDS } from './corpus.ts';
import { runTimed } from './run-timed.ts';
import type { Sample, TimedRun } from './run-timed.ts';

/** What a tool says of its run. */
export interface Tally {
  /** Files that it was given. */
  readonly files: number;
  /** Files that it could not read. */
  readonly failed: number;
  /** Files in which it found something, each tool by its own lights. */
  readonly found: number;
}

/** A tool that is measured. It looks at all files below the folder in which it runs, and writes to none. */
export interface Tool {
  readonly id: string;
  /** For people. */
  readonly name: string;
  readonly version: string;
  /** What it does. */
  readonly what: string;
  /** Whether it takes minutes. */
  readonly isSlow: boolean;
  readonly program: string;
  readonly args: readonly string[];
  /** The exit codes of a complete run. */
  readonly statuses: readonly number[];
  readonly count: (run: TimedRun) => Tally;
}

const require = createRequire(import.meta.url);

const RIVALS = join(PROJECT, 'evidence/bench/codemod/rivals');

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
 * @throws {Error} when one cannot be downloaded, or on a platform that the bench does not know
 */
export function prepareTools(): [ours: Tool, ripgrep: Tool, ...rivals: Tool[]] {
  if (`${process.platform} ${process.arch}` !== 'linux x64') {
    throw new Error('The bench runs on Linux on x64.');
  }
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

/** Ours without its second thread. */
export function withOneThread(ours: Tool): Tool {
  const option = '--concurrency=1';
  return {
    ...ours,
    id: `${ours.id} ${option}`,
    name: `${ours.name} ${option}`,
    what: `${ours.what} ${option}`,
    args: [...ours.args, option],
  };
}

/** A tool with all its processes on one processor, the first that this process may use. */
export function withOneProcessor(tool: Tool): Tool {
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

function createCodemod(): Tool {
  return {
    id: 'sockets-codemod',
    name: 'sockets-codemod',
    version: getManifestVersion(require('eslint-plugin-sockets/package.json')),
    what: 'sockets-codemod --check .',
    isSlow: false,
    program: process.execPath,
    args: [join(PROJECT, 'dist/bundle/sockets-codemod.cjs'), '--check', '.'],
    statuses: [0, 1],
    count: ({ stdout }) => {
      const found = findNumber(stdout, /Would change (\d+) files?/);
      const failed = findNumber(stdout, /(\d+) failed/);
      return { files: found + failed + findNumber(stdout, /(\d+) files? unchanged/), failed, found };
    },
  };
}

function createRipgrep(program: string): Tool {
  const everything = ['--no-config', '--no-ignore', '--hidden'];
  return {
    id: 'rg',
    name: 'rg -l',
    version: getVersion(RIPGREP),
    what: `rg -l ${everything.join(' ')} ${OPTION_WORDS.map((word) => `-e ${word}`).join(' ')} .`,
    isSlow: false,
    program,
    args: ['-l', ...everything, ...OPTION_WORDS.flatMap((word) => ['-e', word]), '.'],
    statuses: [0, 1],
    // It does not count with -l, so it is asked again what it reads.
    count: ({ stdout, command, folder }) => ({
      files: countLines(runTimed({ ...command, args: ['--files', ...everything, '.'] }, folder).stdout),
      failed: 0,
      found: countLines(stdout),
    }),
  };
}

function createAstGrep(program: string): Tool {
  const ignored = ['hidden', 'dot', 'exclude', 'global', 'parent', 'vcs'];
  return {
    id: 'ast-grep',
    name: 'ast-grep scan',
    version: getVersion(AST_GREP),
    what: 'ast-grep scan, a rule for each language that finds a property of such a name that is true',
    isSlow: false,
    program,
    args: [
      'scan',
      ...ignored.flatMap((kind) => ['--no-ignore', kind]),
      ...['--inspect', 'summary', '--report-style', 'short', '--color', 'never'],
      ...['--inline-rules', readFileSync(join(RIVALS, 'ast-grep-rules.yml'), 'utf8'), '.'],
    ],
    statuses: [0],
    count: ({ stdout, stderr }) => ({
      files: findNumber(stderr, /scannedFileCount=(\d+)/),
      failed: findNumber(stderr, /skippedFileCount=(\d+)/),
      found: new Set(stdout.match(/^.+(?=:\d+:\d+: )/gm)).size,
    }),
  };
}

/** What oxlint prints as JSON. */
interface OxlintOutput {
  readonly number_of_files: number;
  readonly diagnostics: readonly OxlintDiagnostic[];
}

interface OxlintDiagnostic {
  readonly code?: string;
  readonly filename: string;
}

function createOxlint(): Tool {
  return {
    id: 'oxlint',
    name: 'oxlint, our rule as JS plugin',
    version: getManifestVersion(require('oxlint/package.json')),
    what: 'oxlint --no-ignore --format json . with our rule alone',
    isSlow: false,
    program: process.execPath,
    args: [
      join(findPackageFolder('oxlint'), 'bin/oxlint'),
      ...['--config', join(RIVALS, 'oxlintrc.json'), '--no-ignore', '--format', 'json', '.'],
    ],
    statuses: [0, 1],
    count: ({ stdout }) => {
      const { number_of_files: files, diagnostics } = JSON.parse(stdout) as OxlintOutput;
      const isOurs = ({ code }: OxlintDiagnostic) => code?.startsWith('sockets(') ?? false;
      return {
        files,
        failed: new Set(diagnostics.filter((one) => !isOurs(one)).map(({ filename }) => filename)).size,
        found: new Set(diagnostics.filter(isOurs).map(({ filename }) => filename)).size,
      };
    },
  };
}

function createJscodeshift(parser: 'babel' | 'tsx'): Tool {
  return {
    id: `jscodeshift-${parser}`,
    name: `jscodeshift --parser ${parser}`,
    version: getManifestVersion(require('jscodeshift/package.json')),
    what: `jscodeshift --parser ${parser} --dry, a transform that parses each file, finds and removes such properties`,
    isSlow: true,
    program: process.execPath,
    args: [
      join(findPackageFolder('jscodeshift'), 'bin/jscodeshift.js'),
      ...['--transform', join(RIVALS, 'jscodeshift-transform.cjs'), '--parser', parser, '--dry'],
      ...['--extensions', EXTENSIONS.join(','), '.'],
    ],
    statuses: [0],
    count: ({ stdout }) => {
      const found = findNumber(stdout, /^(\d+) ok$/m);
      const failed = findNumber(stdout, /^(\d+) errors$/m);
      const untouched = ['unmodified', 'skipped'].map((kind) =>
        findNumber(stdout, new RegExp(`^(\\d+) ${kind}$`, 'm')),
      );
      return { files: untouched.reduce((sum, files) => sum + files, found + failed), failed, found };
    },
  };
}

function createEslint(): Tool {
  return {
    id: 'eslint',
    name: 'eslint --fix, our rule',
    version: getManifestVersion(require('eslint/package.json')),
    what: 'eslint --fix-dry-run --no-ignore . with our rule alone; espree for JavaScript, typescript-eslint for TypeScript',
    isSlow: true,
    program: process.execPath,
    args: [
      join(findPackageFolder('eslint'), 'bin/eslint.js'),
      ...['--config', join(RIVALS, 'eslint.config.js'), '--no-ignore', '--fix-dry-run'],
      ...['--format', join(RIVALS, 'eslint-counting-formatter.js'), '.'],
    ],
    statuses: [0, 1],
    count: ({ stdout }) => JSON.parse(stdout) as Tally,
  };
}

/**
 * Runs a tool over a folder.
 *
 * @param corpus the folder
 * @param work a folder for the measurements
 * @throws {Error} when it fails
 */
export function runTool(tool: Tool, corpus: string, work: string): { sample: Sample; tally: Tally } {
  const run = runTimed({ program: tool.program, args: tool.args, cwd: corpus }, work);
  if (!tool.statuses.includes(run.status)) {
    throw new Error(`${tool.name} ended with ${run.status}:\n${run.stderr.slice(-2000)}`);
  }
  return { sample: run.sample, tally: tool.count(run) };
}

/**
 * @param pattern with a number in parentheses
 * @returns 0 when there is none
 */
function findNumber(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1] ?? 0);
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}

function findPackageFolder(name: string): string {
  return dirname(require.resolve(`${name}/package.json`));
}

/** @param manifest what a package.json says */
function getManifestVersion(manifest: unknown): string {
  return (manifest as { readonly version: string }).version;
}

function getVersion(specifier: string): string {
  return specifier.slice(specifier.lastIndexOf('@') + 1);
}
