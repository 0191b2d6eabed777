import { Linter } from 'eslint';
import type { Rule } from 'eslint';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSource } from '../../codemods/parse.ts';
import { createLintedProject } from '../../rules/linted-project.ts';

let root = '';

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'linted-project-')));
  for (const folder of ['.git', 'app/lib']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  writeFileSync(join(root, 'app/lib/net.js'), '');
  writeFileSync(join(root, 'shared.js'), '');
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

/** What the project of a linted text says of two files beside it; undefined where it has none. */
function lint(project: unknown, filename: string): readonly (string | undefined)[] | undefined {
  const result = parseSource("import './lib/net.js';", 'file.js');
  if (!result.ok) {
    throw new Error(result.error.message);
  }
  const { file } = result;
  let found: readonly (string | undefined)[] | undefined;
  const rule: Rule.RuleModule = {
    create(context) {
      const linted = createLintedProject(context, file);
      found =
        linted &&
        ['./lib/net.js', '../shared.js'].map((name) =>
          linted.resolve(context.filename, name, 'import').files[0]?.slice(root.length + 1),
        );
      return {};
    },
  };
  new Linter({ cwd: root }).verify(
    file.text,
    {
      plugins: { test: { rules: { rule } } },
      rules: { 'test/rule': 'error' },
      settings: { sockets: { project } },
    },
    { filename },
  );
  return found;
}

describe('createLintedProject', () => {
  it('reads the repository', () => {
    expect(lint(true, join(root, 'app/main.js'))).toEqual(['app/lib/net.js', 'shared.js']);
    expect(lint({}, join(root, 'app/main.js'))).toEqual(['app/lib/net.js', 'shared.js']);
  });

  it('reads a folder, by a path from where ESLint runs, too', () => {
    expect(lint({ root: 'app' }, join(root, 'app/main.js'))).toEqual(['app/lib/net.js', undefined]);
    expect(lint({ root: join(root, 'app') }, join(root, 'app/main.js'))).toEqual([
      'app/lib/net.js',
      undefined,
    ]);
  });

  it('keeps to the limits', () => {
    expect(lint({ maxFiles: 1 }, join(root, 'app/main.js'))).toEqual([undefined, undefined]);
  });

  it('is off where nobody asks for it, and for what is no file', () => {
    expect(lint(undefined, join(root, 'app/main.js'))).toBeUndefined();
    expect(lint(false, join(root, 'app/main.js'))).toBeUndefined();
    expect(lint(true, '<input>')).toBeUndefined();
  });
});
