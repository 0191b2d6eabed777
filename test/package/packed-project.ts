import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a finished program left. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The folder of this project. */
export const PROJECT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What npm publishes of the project beside `dist/`, if it is there. */
const PUBLISHED = ['package.json', 'LICENSE', 'README.md', 'CHANGELOG.md'];

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
 * Builds the project and packs it as `npm publish` would, without touching its own `dist/`.
 *
 * @param folder an empty folder for the build and the tarball
 * @returns the tarball's path
 */
export function packProject(folder: string): string {
  const built = join(folder, 'built');
  mkdirSync(built);
  for (const name of PUBLISHED) {
    if (existsSync(join(PROJECT, name))) cpSync(join(PROJECT, name), join(built, name));
  }
  const compiler = join(PROJECT, 'node_modules', 'typescript', 'bin', 'tsc');
  succeed(PROJECT, process.execPath, [
    compiler,
    '-p',
    'tsconfig.build.json',
    '--outDir',
    join(built, 'dist'),
  ]);
  const { stdout } = succeed(built, 'npm', ['pack', '--silent', '--pack-destination', folder]);
  return join(folder, stdout.trim());
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
 * @returns what it left
 */
export function run(folder: string, command: string, parameters: readonly string[]): Outcome {
  const { error, status, stdout, stderr } = spawnSync(command, parameters, {
    cwd: folder,
    encoding: 'utf8',
    env: environment(),
    maxBuffer: 1 << 28,
    // On Windows, npm and its like are command files.
    shell: isWindows && command !== process.execPath,
  });
  if (error) throw error;
  return { status, stdout, stderr };
}

/**
 * Runs a program that must succeed.
 *
 * @param folder its working folder
 * @param command the program
 * @param parameters its arguments
 * @returns what it left
 * @throws {Error} when it fails, with what it said
 */
export function succeed(folder: string, command: string, parameters: readonly string[]): Outcome {
  const outcome = run(folder, command, parameters);
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
