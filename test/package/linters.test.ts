import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CLIENT, LISTENER, writeFiles } from '../tools/consumer-files.ts';
import { createFolder, installProject, packProject, removeFolder, run } from '../tools/packed-project.ts';

// npm and the compilers take their time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

let folder: string;
let tarball: string;

beforeAll(() => {
  folder = createFolder();
  tarball = packProject(folder);
});

afterAll(() => {
  removeFolder(folder);
});

const FLAT_CONFIG = `import sockets from 'eslint-plugin-sockets';

export default [sockets.configs.recommended];
`;

const FLAT_CONFIG_IN_COMMONJS = `const sockets = require('eslint-plugin-sockets');

module.exports = [sockets.configs.recommended];
`;

/** CI names others, the first and the latest of each. */
const VERSIONS = process.env['ESLINT_VERSIONS']?.split(' ') ?? ['8.57.1', '9.39.5', '10.15.0'];

/** What each ESLint reads: the file of its configuration, and the switch for the kind. */
const SETUPS = [
  { eslint: 8, kind: 'flat config', file: 'eslint.config.js', text: FLAT_CONFIG },
  {
    eslint: 8,
    kind: 'flat config in CommonJS',
    file: 'eslint.config.cjs',
    text: FLAT_CONFIG_IN_COMMONJS,
  },
  {
    eslint: 8,
    kind: 'eslintrc',
    file: '.eslintrc.json',
    text: JSON.stringify({
      root: true,
      parserOptions: { ecmaVersion: 'latest', sourceType: 'module' },
      plugins: ['sockets'],
      rules: { 'sockets/no-client-reuse-address': 'error' },
    }),
  },
  {
    eslint: 8,
    kind: 'eslintrc that extends by name',
    file: '.eslintrc.json',
    text: JSON.stringify({
      root: true,
      parserOptions: { ecmaVersion: 'latest', sourceType: 'module' },
      extends: ['plugin:sockets/legacy-recommended'],
    }),
  },
  { eslint: 9, kind: 'flat config', file: 'eslint.config.js', text: FLAT_CONFIG },
  { eslint: 10, kind: 'flat config', file: 'eslint.config.js', text: FLAT_CONFIG },
  {
    eslint: 10,
    kind: 'flat config in CommonJS',
    file: 'eslint.config.cjs',
    text: FLAT_CONFIG_IN_COMMONJS,
  },
  {
    eslint: 10,
    kind: 'flat config that extends by name',
    file: 'eslint.config.js',
    text: `import { defineConfig } from 'eslint/config';
import sockets from 'eslint-plugin-sockets';

export default defineConfig({ files: ['**/*.mjs'], plugins: { sockets }, extends: ['sockets/recommended'] });
`,
  },
] as const;

describe.each(VERSIONS)('ESLint %s', (version) => {
  let installed: string;

  beforeAll(() => {
    installed = join(folder, `eslint-${version}`);
    installProject(installed, [tarball, `eslint@${version}`]);
  });

  it.each(SETUPS.filter(({ eslint }) => version.split('.')[0] === String(eslint)))(
    'reports and fixes by $kind',
    ({ file, kind, text }) => {
      const project = join(installed, kind.replaceAll(' ', '-'));
      writeFiles(project, { [file]: text, 'src/client.mjs': CLIENT.source, 'src/listener.mjs': LISTENER });
      const lint = (...parameters: string[]) =>
        run(project, process.execPath, [
          join(installed, 'node_modules/eslint/bin/eslint.js'),
          ...parameters,
          'src/*.mjs',
        ]);

      const { status, stdout, stderr } = lint('--format', 'json');

      expect(stderr).not.toMatch(/error/i);
      expect(status).toBe(1);
      expect(getPlaces(stdout)).toEqual([
        {
          file: 'client.mjs',
          ruleId: 'sockets/no-client-reuse-address',
          line: CLIENT.line,
          column: CLIENT.column,
        },
      ]);

      expect(lint('--fix').status).toBe(0);
      expect(readFileSync(join(project, 'src/client.mjs'), 'utf8')).toBe(CLIENT.fixed);
      expect(readFileSync(join(project, 'src/listener.mjs'), 'utf8')).toBe(LISTENER);
    },
  );
});

describe('oxlint', () => {
  let project: string;

  beforeAll(() => {
    project = join(folder, 'oxlint');
    installProject(project, [tarball, 'oxlint@1.94.0']);
    writeFiles(project, {
      '.oxlintrc.json': JSON.stringify({
        jsPlugins: ['eslint-plugin-sockets'],
        categories: { correctness: 'off' },
        rules: { 'sockets/no-client-reuse-address': 'error' },
      }),
      'src/client.mjs': CLIENT.source,
      'src/listener.mjs': LISTENER,
    });
  });

  const lint = (...parameters: string[]) =>
    run(project, process.execPath, [join(project, 'node_modules/oxlint/bin/oxlint'), ...parameters, 'src']);

  it('reports the client through jsPlugins, without ESLint', () => {
    const { status, stdout } = lint('--format', 'json');
    const { diagnostics } = JSON.parse(stdout) as {
      diagnostics: { code: string; filename: string; labels: { span: { line: number; column: number } }[] }[];
    };

    expect(status).toBe(1);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]?.code).toContain('no-client-reuse-address');
    expect(diagnostics[0]?.filename).toMatch(/client\.mjs$/);
    expect(diagnostics[0]?.labels[0]?.span).toMatchObject({ line: CLIENT.line, column: CLIENT.column });
  });

  it('fixes it', () => {
    expect(lint('--fix').status).toBe(0);
    expect(readFileSync(join(project, 'src/client.mjs'), 'utf8')).toBe(CLIENT.fixed);
  });
});

function getPlaces(json: string) {
  const results = JSON.parse(json) as {
    filePath: string;
    messages: { ruleId: string | null; line: number; column: number }[];
  }[];
  return results.flatMap(({ filePath, messages }) =>
    messages.map(({ ruleId, line, column }) => ({
      file: filePath.split(/[/\\]/).at(-1),
      ruleId,
      line,
      column,
    })),
  );
}
