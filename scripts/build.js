// @ts-check
// Builds the package. The command is bundled, without its types, which nobody imports: to load a hundred modules takes Node
// longer than to search thousands of files. It is CommonJS, which Node loads without starting what loads other modules. The socket
// library is bundled as well, for every program that imports it starts with it: 50 files take four times as long as one. Its types,
// and all else, stay one file a module, as they were written.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
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
  await bundleLibrary(join(outDir, 'sockets'));
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

/** @param {string} folder where it is compiled */
async function bundleLibrary(folder) {
  const bundle = await rolldown({ input: join(folder, 'index.js'), platform: 'node', external: /^node:/ });
  const { output } = await bundle.generate({ format: 'esm', entryFileNames: 'index.js' });
  await bundle.close();
  const [{ code }] = output;
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.js')) rmSync(join(folder, file));
  }
  writeFileSync(join(folder, 'index.js'), code);
}
