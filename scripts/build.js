// @ts-check
// Builds the package. The command is bundled, without its types, which nobody imports: to load a hundred modules takes Node
// longer than to search thousands of files. It is CommonJS, which Node loads without starting what loads other modules. All else
// stays one file a module, as it was written.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';

const PROJECT = resolve(import.meta.dirname, '..');

/** The command, and the threads that it starts by the names that they have here. */
const COMMAND = {
  bin: 'codemods/cli/bin.ts',
  'reading-thread': 'codemods/cli/reading/reading-thread.ts',
  'scan-thread': 'codemods/cli/scan-thread.ts',
};

const { values } = parseArgs({ options: { outDir: { type: 'string', default: join(PROJECT, 'dist') } } });
const outDir = resolve(values.outDir);
rmSync(outDir, { recursive: true, force: true });
if (compile(outDir)) {
  await bundleCommand(join(outDir, 'codemods/cli'));
  await bundleGuard(join(outDir, 'guard'));
} else {
  process.exitCode = 1;
}

/**
 * @param {string} folder
 * @returns {boolean} whether there was no error
 */
function compile(folder) {
  const compiler = join(PROJECT, 'node_modules/typescript/bin/tsc');
  const args = [compiler, '-p', 'tsconfig.build.json', '--outDir', folder];
  return spawnSync(process.execPath, args, { cwd: PROJECT, stdio: 'inherit' }).status === 0;
}

/** @param {string} folder */
async function bundleCommand(folder) {
  const bundle = await rolldown({
    input: COMMAND,
    cwd: PROJECT,
    platform: 'node',
    external: /^[^./]/,
    transform: { target: 'node20.19' },
  });
  await bundle.write({
    dir: folder,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    comments: false,
  });
  await bundle.close();
}

/**
 * The guard is one file of CommonJS too, since each start of a program waits for it. It has no exports, and so no types.
 *
 * @param {string} folder
 */
async function bundleGuard(folder) {
  const bundle = await rolldown({
    input: 'guard/index.ts',
    cwd: PROJECT,
    platform: 'node',
    external: /^node:/,
    transform: { target: 'node20.19' },
  });
  await bundle.write({ file: join(folder, 'index.cjs'), format: 'cjs', comments: false });
  await bundle.close();
  writeFileSync(join(folder, 'index.d.cts'), 'export {};\n');
}
