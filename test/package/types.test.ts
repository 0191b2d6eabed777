import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeFiles } from './consumer-files.ts';
import { createFolder, installProject, packProject, removeFolder, run } from './packed-project.ts';

// npm and the compilers take their time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

let folder: string;
let consumer: string;

beforeAll(() => {
  folder = createFolder();
  consumer = join(folder, 'consumer');
  installProject(consumer, [
    packProject(folder),
    'eslint@10.15.0',
    '@types/node@20.19.43',
    'typescript5@npm:typescript@5.9.3',
    'typescript6@npm:typescript@6.0.3',
    'typescript7@npm:typescript@7.0.2',
  ]);
  writeFiles(consumer, {
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        target: 'ES2023',
        lib: ['ES2023'],
        module: 'NodeNext',
        moduleResolution: 'NodeNext',
        types: ['node'],
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: false,
        noEmit: true,
      },
      files: ['eslint.config.ts', 'codemod.ts'],
    }),
    'tsconfig.wrong.json': JSON.stringify({ extends: './tsconfig.json', files: ['wrong.ts'] }),
    'eslint.config.ts': `import { defineConfig } from 'eslint/config';
import type { ESLint, Linter, Rule } from 'eslint';
import sockets from 'eslint-plugin-sockets';

const plugin: ESLint.Plugin = sockets;
const recommended: Linter.Config = sockets.configs.recommended;
const rule: Rule.RuleModule = sockets.rules['no-client-reuse-address'];
export const used = [plugin, recommended, rule];

export default defineConfig(
  { files: ['**/*.ts'], plugins: { sockets }, extends: ['sockets/recommended'] },
  { extends: [sockets.configs.recommended], rules: { 'sockets/no-client-reuse-address': 'warn' } },
  sockets.configs.recommended,
);
`,
    'codemod.ts': `import transform from 'eslint-plugin-sockets/codemods/remove-client-reuse-address';

const source: string | null | undefined = transform({ path: 'a.js', source: '' }, { report: () => undefined });
export { source };
`,
    'wrong.ts': `import sockets from 'eslint-plugin-sockets';

export const missing = sockets.rules['no-such-rule'];
`,
  });
});

afterAll(() => {
  removeFolder(folder);
});

describe.each(['typescript5', 'typescript6', 'typescript7'])('%s, without skipLibCheck', (compiler) => {
  const check = (config: string) =>
    run(consumer, process.execPath, [join(consumer, 'node_modules', compiler, 'bin', 'tsc'), '-p', config]);

  it('accepts a configuration that extends by name, and the transform', () => {
    expect(check('tsconfig.json')).toMatchObject({ stdout: '', status: 0 });
  });

  it('knows the names of the rules', () => {
    const { status, stdout } = check('tsconfig.wrong.json');

    expect(status).not.toBe(0);
    expect(stdout).toMatch(/wrong\.ts.*no-such-rule/);
  });
});
