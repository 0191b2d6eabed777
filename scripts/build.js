// @ts-check
// Builds the package. The command is bundled, without its types, which nobody imports: to load a hundred modules takes Node
// longer than to search thousands of files. It is CommonJS, which Node loads without starting what loads other modules. The socket
// library is bundled as well, for every program that imports it starts with it: 50 files take four times as long as one. Its types,
// and all else, stay one file a module, as they were written.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';

const PROJECT = resolve(import.meta.dirname, '..');

/** The command, the program that its processes run, and what the rule loads to read other files, by the names that they have here. */
const COMMAND = {
  bin: 'codemods/cli/bin.ts',
  'scan-process': 'codemods/cli/searching/scan-process.ts',
  'file-project': 'codemods/file-project.ts',
};

/** The names of TypeScript's own libraries, which the scope analysis is told to leave out, are most of its code. */
const WITHOUT_TYPE_LIBRARIES = {
  name: 'without-type-libraries',
  /** @param {string} source @param {string | undefined} importer */
  resolveId: (source, importer) =>
    importer?.includes('scope-manager') && /^\.\.?\/lib$/.test(source) ? '\0no-libraries' : undefined,
  /** @param {string} id */
  load: (id) => (id === '\0no-libraries' ? 'export const lib = new Map();' : undefined),
};

/** What a module exports is worked out here, so that the command need not load the analysis for it. */
const WITH_KNOWN_MENTIONS = {
  name: 'with-known-mentions',
  /** @param {string} id */
  load: async (id) => {
    if (!id.endsWith('known-mentions.ts')) return undefined;
    const module = await import(pathToFileURL(join(outDir, 'analysis/index.js')).href);
    return `export const KNOWN_MENTIONS = ${JSON.stringify(module.selectApis(undefined).mentions)};`;
  },
};

const { values } = parseArgs({ options: { outDir: { type: 'string', default: join(PROJECT, 'dist') } } });
const outDir = resolve(values.outDir);
rmSync(outDir, { recursive: true, force: true });
if (compile(outDir)) {
  await bundleCommand(join(outDir, 'codemods/cli'));
  await bundleRule(join(outDir, 'rules'));
  await bundleLibrary(join(outDir, 'sockets'));
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
    external: [/^node:/, 'oxc-parser', '@babel/parser'],
    transform: { target: 'node20.19' },
    plugins: [WITHOUT_TYPE_LIBRARIES, WITH_KNOWN_MENTIONS],
  });
  await bundle.write({
    dir: folder,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    minify: { mangle: false, compress: false, codegen: { removeWhitespace: true } },
    comments: false,
  });
  await bundle.close();
}

/**
 * What the rule needs of `projects/` without being asked for it.
 *
 * @param {string} folder
 */
async function bundleRule(folder) {
  const bundle = await rolldown({
    input: 'rules/module-configuration.ts',
    cwd: PROJECT,
    platform: 'node',
    external: /^node:/,
    transform: { target: 'node20.19' },
  });
  await bundle.write({ file: join(folder, 'module-configuration.js'), format: 'esm', comments: false });
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
