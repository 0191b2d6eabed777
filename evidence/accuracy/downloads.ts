import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const isWindows = process.platform === 'win32';

/**
 * Downloads packages, without running any of their scripts, into a folder that keeps them.
 *
 * @param specifiers names with versions: `node-osc@11.7.1`
 * @param cache the folder
 * @param integrities what the tarballs must be, by specifier, as npm's lock files have it
 *   (https://www.w3.org/TR/SRI/)
 * @returns the folder of each package's files
 * @throws {Error} when a package cannot be downloaded, or its tarball is another one
 */
export function downloadPackages(
  specifiers: readonly string[],
  cache: string,
  integrities: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  mkdirSync(cache, { recursive: true });
  const folders = new Map([...new Set(specifiers)].map((name) => [name, join(cache, getFolderName(name))]));
  const missing = [...folders.keys()].filter((name) => !existsSync(folders.get(name) ?? ''));
  if (missing.length > 0) {
    // In a folder of this run, so that two runs at once do not read each other's half-written files.
    const work = mkdtempSync(join(cache, 'download-'));
    try {
      for (const { id, filename, integrity } of pack(missing, work)) {
        if (integrity !== (integrities.get(id) ?? integrity)) {
          throw new Error(`${id} is not what it was.`);
        }
        const unpacked = join(work, getFolderName(id));
        mkdirSync(unpacked);
        run(work, 'tar', ['-xzf', filename, '-C', getFolderName(id), '--strip-components=1']);
        const folder = join(cache, getFolderName(id));
        if (!existsSync(folder)) {
          renameSync(unpacked, folder);
        }
      }
    } finally {
      rmSync(work, { recursive: true, force: true, maxRetries: 3 });
    }
  }
  return folders;
}

/**
 * @param name `@scope/name@version`, or `owner/name@commit`
 * @returns the name as one folder
 */
export function getFolderName(name: string): string {
  return name.replace(/[/@]/g, '_');
}

/** What npm says of a package that it has packed. */
interface Tarball {
  readonly id: string;
  readonly filename: string;
  readonly integrity: string;
}

/** @param folder where the tarballs go */
function pack(specifiers: readonly string[], folder: string): Tarball[] {
  const output = run(folder, 'npm', [
    'pack',
    '--json',
    '--ignore-scripts',
    '--prefer-offline',
    ...specifiers,
  ]);
  const packed = JSON.parse(output) as readonly Tarball[] | Readonly<Record<string, Tarball>>;
  const list = Object.values(packed);
  // Old versions of npm write the tarball's name with the scope's slash.
  return list.map(({ id, filename, integrity }) => ({
    id,
    filename: filename.replace(/^@/, '').replaceAll('/', '-'),
    integrity,
  }));
}

/** @returns what the program printed */
function run(folder: string, command: string, parameters: string[]): string {
  const { error, status, stdout, stderr } = spawnSync(command, parameters, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    // On Windows, npm is a command file.
    shell: isWindows && command === 'npm',
  });
  if (error) {
    throw error;
  }
  if (status !== 0) {
    throw new Error(`${command} ${parameters.join(' ')} ended with ${status}:\n${stderr}`);
  }
  return stdout;
}
