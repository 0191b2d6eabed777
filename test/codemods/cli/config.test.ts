import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, makeFifo, read, runCommand, waits } from '../../tools/built-command.ts';

/** `open({ shared: true })` of `own` makes a socket, and `shared` sets SO_REUSEADDR. */
const API = {
  id: 'own',
  modules: ['own'],
  makers: [
    {
      path: ['open'],
      form: 'call',
      options: [
        {
          name: 'shared',
          at: { in: 'maker', argument: 0, property: ['shared'] },
          sets: 'SO_REUSEADDR',
          enabledBy: 'truthy',
          remedy: 'remove',
        },
      ],
      role: { by: 'making', port: { argument: 0, property: ['port'] }, whenMissing: 'ephemeral' },
    },
  ],
};

const SOURCE =
  "require('own').open({ host: 'a', shared: true });\nrequire('own').open({ port: 1, shared: true });\n";
const RESULT = "require('own').open({ host: 'a' });\nrequire('own').open({ port: 1, shared: true });\n";

describe('--config', () => {
  it.each([
    ['c.json', JSON.stringify({ apis: [API] })],
    ['c.json', `\uFEFF${JSON.stringify({ settings: { sockets: { apis: [API] } } })}`],
    [
      'c.mjs',
      `export default [{ rules: {} }, { settings: { sockets: { apis: [${JSON.stringify(API)}] } } }];`,
    ],
    [
      'eslint.config.ts',
      `const apis: unknown[] = [${JSON.stringify(API)}];\nexport default [{ settings: { sockets: { apis } } }] as const;`,
    ],
    ['c.jsonc', `// mine\n{ /* all */ "settings": { "sockets": { "apis": [${JSON.stringify(API)}], }, }, }`],
    ['.eslintrc', `{ "settings": { "sockets": { "apis": [${JSON.stringify(API)}] } } } // mine`],
    ['c.cjs', `module.exports = { settings: { sockets: { apis: [${JSON.stringify(API)}] } } };`],
  ])('adds the APIs of %s %#', (name, contents) => {
    const folder = folderWith({ 'src/a.js': SOURCE, [name]: contents });
    expect(runCommand(folder, ['src'])).toMatchObject({
      status: 0,
      stdout: 'Nothing changed, 1 file unchanged.\n',
    });
    expect(runCommand(folder, ['--config', name, '--concurrency=2', 'src'])).toMatchObject({
      status: 0,
      stderr: '',
    });
    expect(read(folder, 'src/a.js')).toBe(RESULT);
    expect(runCommand(folder, [`--config=${name}`, '--stdin'], { input: SOURCE }).stdout).toBe(RESULT);
  });

  it('takes a configuration that says nothing of sockets for what it is', () => {
    const folder = folderWith({
      'src/a.js': SOURCE,
      'c.mjs': 'export default [{ rules: {} }];',
      'c.json': '{}',
    });
    for (const name of ['c.mjs', 'c.json']) {
      expect(runCommand(folder, ['--config', name, 'src'])).toMatchObject({ status: 0, stderr: '' });
    }
  });

  it('reads no device, no pipe and nothing endless', () => {
    const folder = folderWith({ 'src/a.js': SOURCE });
    symlinkSync('/dev/zero', join(folder, 'c.json'));
    makeFifo(join(folder, 'c.mjs'));
    expect([waits(folder, 'grep', '-z', 'x', 'c.json'), waits(folder, 'cat', 'c.mjs')]).toEqual([true, true]);
    for (const name of ['c.json', 'c.mjs']) {
      expect(runCommand(folder, ['--config', name, 'src'])).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('is no regular file') as string,
      });
    }
  });

  it.each([
    ['gone.json', '', /^sockets-codemod: --config c\.json: no such file or folder\n/],
    ['c.json', '{', /^sockets-codemod: --config c\.json: .*JSON/],
    ['c.mjs', 'throw new Error("no such day")', /^sockets-codemod: --config c\.mjs: no such day/],
    [
      'c.json',
      '{"apis":[{"id":1}]}',
      /^sockets-codemod: --config c\.json: settings\.sockets\.apis\[0\]\.id is 1: expected/,
    ],
  ])('refuses a wrong one: %s with %s', (name, contents, message) => {
    const folder = folderWith({ [name]: contents, 'a.js': SOURCE });
    const { status, stdout, stderr } = runCommand(folder, [
      '--config',
      name === 'gone.json' ? 'c.json' : name,
    ]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
