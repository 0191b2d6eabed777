import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';

/** What a finished program left. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The folder of this project. */
export const PROJECT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const isWindows = process.platform === 'win32';

/**
 * Makes an empty folder for one test file. Pass it to {@link removeFolder} in the end.
 *
 * @returns its real path
 */
export function createFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'sockets-package-')));
}

/**
 * @param folder what {@link createFolder} made
 */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/**
 * Packs a copy of the project that is not built, as `npm publish` would. The first test file of a run that asks for it does so;
 * the others copy what it made.
 *
 * @param folder a folder for the tarball
 * @returns the tarball's path
 */
export function packProject(folder: string): string {
  const packed = packOnce(inject('runFolder'));
  cpSync(packed, folder, { recursive: true });
  return join(folder, tarballIn(packed));
}

/** How long a test file waits for the one that packs. */
const PACKING_SECONDS = 300;

function packOnce(runFolder: string): string {
  const packed = join(runFolder, 'packed');
  const outcome = join(runFolder, 'outcome.txt');
  if (isFirstToMake(packed)) {
    writeFileAtOnce(outcome, tryToPack(packed));
  }

  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; !existsSync(outcome) && waited < PACKING_SECONDS; waited += 0.1) {
    Atomics.wait(pause, 0, 0, 100);
  }
  const said = existsSync(outcome) ? readFileSync(outcome, 'utf8') : 'Packing takes too long.';
  if (said !== PACKED) {
    throw new Error(said);
  }
  return packed;
}

const PACKED = 'packed';

function tryToPack(folder: string): string {
  try {
    buildAndPack(folder);
    return PACKED;
  } catch (error) {
    return String(error);
  }
}

/** Of several processes that ask, one is the first. */
function isFirstToMake(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

/** A reader sees the whole file or none. */
function writeFileAtOnce(path: string, text: string): void {
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}

function tarballIn(folder: string): string {
  const [tarball = '', ...others] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  if (tarball === '' || others.length > 0) {
    throw new Error(`${folder} holds no tarball, or more than one.`);
  }
  return tarball;
}

function buildAndPack(folder: string): void {
  const clone = join(folder, 'clone');
  copyProject(clone, ['test', 'fixtures']);
  succeed(clone, 'npm', ['pack', '--silent', '--pack-destination', folder]);
  rmSync(clone, { recursive: true });
}

/**
 * Copies the project as somebody has it who has cloned it and installed its dependencies: nothing is built.
 *
 * @param folder where to
 * @param without what else is left out, by name
 */
export function copyProject(folder: string, without: readonly string[] = []): void {
  const left = new Set(['.cache', '.git', 'coverage', 'dist', 'node_modules', ...without]);
  mkdirSync(folder);
  for (const name of readdirSync(PROJECT)) {
    if (!left.has(name)) {
      cpSync(join(PROJECT, name), join(folder, name), { recursive: true });
    }
  }
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'), 'junction');
}

/**
 * Installs packages into a new project.
 *
 * @param folder where the project is made
 * @param packages what to install: names with versions, or tarballs
 */
export function installProject(folder: string, packages: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'consumer', private: true, type: 'module' }),
  );
  succeed(folder, 'npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...packages]);
}

/**
 * Downloads a package and unpacks it.
 *
 * @param folder where the tarball and the files go
 * @param specifier the name with its version
 * @returns the folder with the package's files
 */
export function downloadPackage(folder: string, specifier: string): string {
  const { stdout } = succeed(folder, 'npm', ['pack', '--silent', '--prefer-offline', specifier]);
  const tarball = stdout.trim();
  const unpacked = join(folder, tarball.replace(/\.tgz$/, ''));
  mkdirSync(unpacked);
  succeed(folder, 'tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1']);
  return unpacked;
}

/**
 * Runs a program to its end.
 *
 * @param folder its working folder
 * @param command the program
 * @param parameters its arguments
 * @param variables what is set in its environment beside what is set here
 * @returns what it left
 */
export function run(
  folder: string,
  command: string,
  parameters: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Outcome {
  const { error, status, stdout, stderr } = spawnSync(command, parameters, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...environment(), ...variables },
    maxBuffer: 1 << 28,
    // On Windows, npm and its like are command files.
    shell: isWindows && command !== process.execPath,
  });
  if (error) {
    throw error;
  }
  return { status, stdout, stderr };
}

/**
 * Runs a program that must succeed.
 *
 * @param folder its working folder
 * @param command the program
 * @param parameters its arguments
 * @param variables what is set in its environment beside what is set here
 * @returns what it left
 * @throws {Error} when it fails, with what it said
 */
export function succeed(
  folder: string,
  command: string,
  parameters: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Outcome {
  const outcome = run(folder, command, parameters, variables);
  if (outcome.status !== 0) {
    throw new Error(
      `${[command, ...parameters].join(' ')} ended with ${outcome.status ?? 'a signal'}:\n${outcome.stdout}\n${outcome.stderr}`,
    );
  }
  return outcome;
}

/** Without what `npm test` tells its scripts about this project: the consumer is another one. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(?:npm_(?:config_local_prefix|package_|lifecycle_|command)|INIT_CWD$|VITEST|FORCE_COLOR$)/.test(
          name,
        ),
    ),
  );
}
