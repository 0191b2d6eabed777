// Builds the package into dist/, which holds what is published and nothing else, and compiles the sources one by one into
// .cache/compiled, for the tools of this project.
//
// The plugin, the transform and the command are bundled together, so that the analysis is shipped once: to load a hundred modules
// takes Node longer than to search thousands of files. The bundle is CommonJS, which Node loads without starting what loads other
// modules. The socket library is bundled as well, for every program that imports it starts with it: 50 files take four times as
// long as one. The types of each entry are one file.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';

const PROJECT = resolve(import.meta.dirname, '..');
const COMPILED = join(PROJECT, '.cache/compiled');
const DIST = join(PROJECT, 'dist');

/** Node.js versions that the package supports start here. */
const TARGET = 'node20.19';

/** What is bundled together, by the names that the files get in dist/bundle. */
const ENTRIES = {
  plugin: 'index.ts',
  'remove-client-reuse-address': 'codemods/remove-client-reuse-address.ts',
  'sockets-codemod': 'codemods/cli/bin.ts',
  // What these start, or load when it is needed.
  'file-project': 'codemods/file-project.ts',
  'scan-process': 'codemods/cli/searching/scan-process.ts',
  thread: 'codemods/rewriting/thread.ts',
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
    if (!id.endsWith('known-mentions.ts')) {
      return undefined;
    }
    const { selectApis } = await import(pathToFileURL(join(COMPILED, 'analysis/apis/selection.js')).href);
    return `export const KNOWN_MENTIONS = ${JSON.stringify(selectApis(undefined).mentions)};`;
  },
};

/** Sources name other files from where they stand; all that is bundled stands in one folder, two below the project's. */
const WITH_PATHS_OF_THE_BUNDLE = {
  name: 'with-paths-of-the-bundle',
  /** @param {string} code @param {string} id */
  transform: (code, id) =>
    id.startsWith(PROJECT) && !id.includes('node_modules')
      ? code
          .replaceAll(/(['"])(?:\.\.\/)+dist\/bundle\//g, '$1./')
          .replaceAll(/(['"])(?:\.\.\/)+(package\.json|docs\/)(?=\1)/g, '$1../../$2')
      : undefined,
};

/** Once package.json says where the project is, the pages of the rules are there, and reports name it. */
const WITH_PUBLISHED_PAGES = {
  name: 'with-published-pages',
  /** @param {string} id */
  load: async (id) => {
    if (id.endsWith('rules/documentation.ts')) {
      const { toPublishedUrl } = await importPublishedLinks();
      return toConstant('DOCUMENTATION', toPublishedUrl(readManifest(), 'docs/'));
    }
    if (id.endsWith('reports/home-page.ts')) {
      const { getHomePage } = await importPublishedLinks();
      return toConstant('HOME_PAGE', getHomePage(readManifest()));
    }
    return undefined;
  },
};

/** @returns {Promise<typeof import('./published-links.ts')>} */
function importPublishedLinks() {
  return import(pathToFileURL(join(COMPILED, 'scripts/published-links.js')).href);
}

/**
 * @param {string} name @param {string | undefined} value @returns {string | undefined} a module that exports the value, if there
 * is one
 */
function toConstant(name, value) {
  return value === undefined ? undefined : `export const ${name} = ${JSON.stringify(value)};`;
}

/** What Node imports, in front of the bundle. */
const MODULES = {
  'index.js': `import bundle from './bundle/plugin.cjs';

// Some loaders take a CommonJS module's default export for the module.
const plugin = bundle.default ?? bundle;

export { plugin as default, plugin as 'module.exports' };
`,
  'codemods/remove-client-reuse-address.js': `import transform from '../bundle/remove-client-reuse-address.cjs';

export default transform;
`,
};

rmSync(DIST, { recursive: true, force: true });
if (compile()) {
  await bundleProgram();
  for (const [path, text] of Object.entries(MODULES)) {
    write(path, text);
  }
  await bundleLibrary();
  await bundleGuard();
  await bundleTypes();
} else {
  process.exitCode = 1;
}

/** @returns {boolean} whether there was no error */
function compile() {
  const args = [join(PROJECT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'];
  return spawnSync(process.execPath, args, { cwd: PROJECT, stdio: 'inherit' }).status === 0;
}

async function bundleProgram() {
  const bundle = await rolldown({
    input: ENTRIES,
    cwd: PROJECT,
    platform: 'node',
    external: [/^node:/, 'oxc-parser', '@babel/parser'],
    transform: { target: TARGET },
    checks: { mixedExports: false },
    plugins: [WITHOUT_TYPE_LIBRARIES, WITH_KNOWN_MENTIONS, WITH_PATHS_OF_THE_BUNDLE, WITH_PUBLISHED_PAGES],
  });
  await bundle.write({
    dir: join(DIST, 'bundle'),
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    minify: { mangle: false, compress: false, codegen: { removeWhitespace: true } },
    comments: false,
  });
  await bundle.close();
}

async function bundleLibrary() {
  const bundle = await rolldown({
    input: join(COMPILED, 'sockets/index.js'),
    platform: 'node',
    external: /^node:/,
  });
  await bundle.write({ file: join(DIST, 'sockets/index.js'), format: 'esm' });
  await bundle.close();
}

/** The guard is one file of CommonJS too, since each start of a program waits for it. It has no exports, and so no types. */
async function bundleGuard() {
  const bundle = await rolldown({
    input: 'guard/index.ts',
    cwd: PROJECT,
    platform: 'node',
    external: /^node:/,
    transform: { target: TARGET },
  });
  await bundle.write({ file: join(DIST, 'guard/index.cjs'), format: 'cjs', comments: false });
  await bundle.close();
  write('guard/index.d.cts', 'export {};\n');
}

/** One file for each entry that has types. */
async function bundleTypes() {
  for (const entry of ['index', 'codemods/remove-client-reuse-address', 'sockets/index']) {
    const bundle = await rolldown({
      input: join(COMPILED, `${entry}.d.ts`),
      external: (id) => !/^[./]/.test(id),
      plugins: [dts({ dtsInput: true, emitDtsOnly: true, sourcemap: false })],
    });
    const { output } = await bundle.generate({ format: 'esm', entryFileNames: '[name].ts' });
    await bundle.close();
    const [{ code }] = output;
    // The paths of the parts say nothing to who reads the whole.
    write(`${entry}.d.ts`, `${code.replaceAll(/^\/\/ \.cache\/.*\n/gm, '')}\n`);
  }
  // TypeScript before 5.6 takes a name in quotes for a syntax error.
  const newest = readFileSync(join(DIST, 'index.d.ts'), 'utf8');
  write('index.before-5.6.d.ts', newest.replace(', plugin as "module.exports"', ''));
}

/** @param {string} path below dist/ @param {string} text */
function write(path, text) {
  mkdirSync(dirname(join(DIST, path)), { recursive: true });
  writeFileSync(join(DIST, path), text);
}

/** @returns {import('./published-links.ts').Manifest} */
function readManifest() {
  return JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
}
