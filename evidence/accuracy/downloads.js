import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const isWindows = process.platform === 'win32';

/**
 * Downloads packages, without running any of their scripts, into a folder that keeps them.
 *
 * @param {readonly string[]} specifiers names with versions: `node-osc@11.7.1`
 * @param {string} cache the folder
 * @param {ReadonlyMap<string, string>} [integrities] what the tarballs must be, by specifier, as npm's lock files have it
 *   (https://www.w3.org/TR/SRI/)
 * @returns {Map<string, string>} the folder of each package's files
 * @throws {Error} when a package cannot be downloaded, or its tarball is another one
 */
export function downloadPackages(specifiers, cache, integrities = new Map()) {
  mkdirSync(cache, { recursive: true });
  const folders = new Map([...new Set(specifiers)].map((name) => [name, join(cache, folderNameOf(name))]));
  const missing = [...folders.keys()].filter((name) => !existsSync(folders.get(name) ?? ''));
  if (missing.length > 0) {
    // In a folder of this run, so that two runs at once do not read each other's half-written files.
    const work = mkdtempSync(join(cache, 'download-'));
    try {
      for (const { id, filename, integrity } of pack(missing, work)) {
        if (integrity !== (integrities.get(id) ?? integrity)) throw new Error(`${id} is not what it was.`);
        const unpacked = join(work, folderNameOf(id));
        mkdirSync(unpacked);
        run(work, 'tar', ['-xzf', filename, '-C', folderNameOf(id), '--strip-components=1']);
        const folder = join(cache, folderNameOf(id));
        if (!existsSync(folder)) renameSync(unpacked, folder);
      }
    } finally {
      rmSync(work, { recursive: true, force: true, maxRetries: 3 });
    }
  }
  return folders;
}

/**
 * @param {string} name `@scope/name@version`, or `owner/name@commit`
 * @returns {string} the name as one folder
 */
export function folderNameOf(name) {
  return name.replace(/[/@]/g, '_');
}

/**
 * @param {readonly string[]} specifiers
 * @param {string} folder where the tarballs go
 * @returns {{ id: string, filename: string, integrity: string }[]}
 */
function pack(specifiers, folder) {
  const output = run(folder, 'npm', [
    'pack',
    '--json',
    '--ignore-scripts',
    '--prefer-offline',
    ...specifiers,
  ]);
  /** @type {unknown} */
  const packed = JSON.parse(output);
  const list = Array.isArray(packed) ? packed : Object.values(/** @type {object} */ (packed));
  // Old versions of npm write the tarball's name with the scope's slash.
  return list.map(({ id, filename, integrity }) => ({
    id,
    filename: filename.replace(/^@/, '').replaceAll('/', '-'),
    integrity,
  }));
}

/**
 * @param {string} folder
 * @param {string} command
 * @param {string[]} parameters
 * @returns {string} what the program printed
 */
function run(folder, command, parameters) {
  const { error, status, stdout, stderr } = spawnSync(command, parameters, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    // On Windows, npm is a command file.
    shell: isWindows && command === 'npm',
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${parameters.join(' ')} ended with ${status}:\n${stderr}`);
  return stdout;
}
