import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import {
  BROKEN,
  CLIENT,
  LEFT,
  LISTENER,
  PROJECT,
  folderWith,
  runCommand,
  runProgram,
} from '../../../tools/built-command.ts';
import { writeFiles } from '../../../tools/consumer-files.ts';
import { folderWithClient, link, manifest } from './installed-tree.ts';

interface Finding {
  readonly package: string;
  readonly version: string;
  readonly why: readonly string[];
  readonly file: string;
  readonly line: number;
  readonly sources: readonly string[];
  readonly ignored: string | null;
}

const CREATION = "require('dgram').createSocket({ type: 'udp4', reuseAddr: true })";

interface Report {
  readonly packages: number;
  readonly findings: readonly Finding[];
  readonly unusedIgnores: readonly string[];
  readonly missing: readonly string[];
  readonly failed: readonly string[];
}

function audit(folder: string, ...options: readonly string[]) {
  const { status, stdout, stderr } = runCommand(folder, ['audit', '--json', ...options]);
  if (stdout === '') {
    throw new Error(stderr);
  }
  return { status, report: JSON.parse(stdout) as Report };
}

describe('sockets-codemod audit', () => {
  it('names the package with a client, the way to it, the place and the harm, and ends with 1', () => {
    const { status, stdout, stderr } = runCommand(folderWithClient(), ['audit']);

    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toContain(
      '@scope/inner@2.1.0\n  needed by outer@1.0.0\n  lib/client.js:1:57  reuseAddr: ',
    );
    expect(stdout).toContain('1 client with the option in 1 package; searched 2 files of 2 packages.');
    expect(stdout).toContain('EADDRINUSE');
  });

  it('ends with 0 when there is none', () => {
    const folder = folderWith({
      'package.json': manifest('app', '1.0.0', { dependencies: { quiet: '*' } }),
      'node_modules/quiet/package.json': manifest('quiet', '1.0.0'),
      'node_modules/quiet/index.js': LISTENER,
    });

    expect(audit(folder)).toMatchObject({ status: 0, report: { packages: 1, findings: [] } });
  });

  it('heeds no comment of a package', () => {
    const folder = folderWith({
      'package.json': manifest('app', '1.0.0', { dependencies: { quiet: '*' } }),
      'node_modules/quiet/package.json': manifest('quiet', '1.0.0'),
      'node_modules/quiet/index.js': `/* eslint-disable */\n${CLIENT}`,
    });

    expect(audit(folder).report.findings.map((finding) => finding.package)).toEqual(['quiet']);
  });

  it.each([
    ['binds it to any port', './bind', 'socket.bind(0)', ['lib/asking.js']],
    ['binds it to a port', './bind', 'socket.bind(5353)', []],
    ['is in another package', '../../other/bind', 'socket.bind(0)', []],
  ])('follows a socket into the files of its package: one that %s', (_, name, use, found) => {
    const bind = `module.exports = (socket) => ${use};\n`;
    const folder = folderWith({
      'package.json': manifest('app', '1.0.0', { dependencies: { asking: '*', other: '*' } }),
      'node_modules/asking/package.json': manifest('asking', '1.0.0', { main: 'lib/asking.js' }),
      'node_modules/asking/lib/asking.js': CLIENT.replace('s.send', `require('${name}')(s);\ns.send`),
      'node_modules/asking/lib/bind.js': bind,
      'node_modules/other/package.json': manifest('other', '1.0.0'),
      'node_modules/other/bind.js': bind,
    });

    expect(audit(folder).report.findings.map(({ file }) => file)).toEqual(found);
  });

  it('knows what a package exports by the files that it lets others load', () => {
    const files = (version: string, fields: object) => ({
      [`node_modules/p${version}/package.json`]: manifest(`p${version}`, '1.0.0', fields),
      [`node_modules/p${version}/index.js`]: "require('./make')().bind(0);\n",
      [`node_modules/p${version}/make.js`]: `module.exports = () => ${CREATION};\n`,
    });
    const folder = folderWith({
      'package.json': manifest('app', '1.0.0', { dependencies: { p1: '*', p2: '*' } }),
      ...files('1', { exports: './index.js' }),
      ...files('2', { exports: { '.': './index.js', './make': './make.js' } }),
    });

    expect(audit(folder).report.findings.map((finding) => finding.package)).toEqual(['p1']);
  });

  it('says what it judged without the files around it', () => {
    const folder = folderWith({
      'package.json': manifest('app', '1.0.0', { dependencies: { deep: '*' } }),
      'node_modules/deep/package.json': manifest('deep', '1.0.0'),
      'node_modules/deep/index.js': CLIENT.replace('s.send', "require('./nested')(s);\ns.send"),
      // On this, the parser crashes.
      'node_modules/deep/nested.js': `module.exports = (socket) => x;\nx = 1${' + a'.repeat(400_000)};\n`,
    });

    const { status, report } = audit(folder);

    expect([status, report.findings]).toEqual([3, []]);
    expect(report.failed).toEqual([expect.stringMatching(/deep\/nested\.js: /)]);
  });

  it('writes JSON that its schema describes', () => {
    const schema = JSON.parse(
      readFileSync(join(PROJECT, 'docs/codemods/audit.schema.json'), 'utf8'),
    ) as object;
    const validate = new Ajv2020({ allowUnionTypes: true, formats: { uri: true } }).compile(schema);

    const { report } = audit(folderWithClient());

    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...report, findings: [{}] })).toBe(false);
  });

  it('writes SARIF with a place in the installed package', () => {
    const { stdout } = runCommand(folderWithClient(), ['audit', '--sarif']);

    const [run] = (JSON.parse(stdout) as { runs: { results: unknown[] }[] }).runs;
    expect(run?.results).toEqual([
      expect.objectContaining({
        locations: [
          {
            physicalLocation: {
              artifactLocation: {
                uri: 'node_modules/outer/node_modules/%40scope/inner/lib/client.js',
                uriBaseId: 'SRCROOT',
              },
              region: { startLine: 1, startColumn: 57, endLine: 1, endColumn: 66 },
            },
          },
        ],
      }),
    ]);
  });

  it('is a folder with ./ in front', () => {
    const folder = folderWith({ 'audit/client.js': CLIENT });

    expect(runCommand(folder, ['--check', './audit']).status).toBe(1);
    expect(runCommand(folder, ['audit'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('has no package.json') as string,
    });
  });

  it.each([
    ['--nope'],
    ['--dev', '--all'],
    ['--json', '--sarif'],
    ['one', 'two'],
    ['--from', 'nowhere.jsonl'],
  ])('refuses %s %s', (...options) => {
    const { status, stdout, stderr } = runCommand(folderWithClient(), ['audit', ...options]);

    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^sockets-codemod: /);
  });
});

describe('the packages of an audit', () => {
  it('are those of production, of development, or both', () => {
    const folder = folderWith({
      'package.json': manifest('app', '1.0.0', { dependencies: { a: '*' }, devDependencies: { b: '*' } }),
      'node_modules/a/package.json': manifest('a', '1.0.0', { devDependencies: { c: '*' } }),
      'node_modules/a/index.js': CLIENT,
      'node_modules/b/package.json': manifest('b', '1.0.0'),
      'node_modules/b/index.js': CLIENT,
      'node_modules/c/package.json': manifest('c', '1.0.0'),
      'node_modules/c/index.js': CLIENT,
    });
    const names = (...options: readonly string[]) =>
      audit(folder, ...options).report.findings.map((f) => f.package);

    expect([names(), names('--dev'), names('--all')]).toEqual([['a'], ['b'], ['a', 'b']]);
  });

  it('are found behind the links of pnpm, each once', () => {
    const folder = folderWith({
      'package.json': manifest('app', '1.0.0', { dependencies: { a: '*', b: '*' } }),
      'pnpm-lock.yaml': 'lockfileVersion: "9.0"\n',
      'node_modules/.pnpm/a@1.0.0/node_modules/a/package.json': manifest('a', '1.0.0', {
        dependencies: { b: '*' },
      }),
      'node_modules/.pnpm/b@2.0.0/node_modules/b/package.json': manifest('b', '2.0.0'),
      'node_modules/.pnpm/b@2.0.0/node_modules/b/client.js': CLIENT,
    });
    link(folder, {
      'node_modules/a': 'node_modules/.pnpm/a@1.0.0/node_modules/a',
      'node_modules/b': 'node_modules/.pnpm/b@2.0.0/node_modules/b',
      'node_modules/.pnpm/a@1.0.0/node_modules/b': 'node_modules/.pnpm/b@2.0.0/node_modules/b',
    });

    const { report } = audit(folder);

    expect(report.packages).toBe(2);
    expect(report.findings).toEqual([
      expect.objectContaining({ package: 'b', why: ['b@2.0.0'], file: 'client.js' }),
    ]);
  });

  it.each([
    ['package.json', { workspaces: ['packages/*'] }, undefined],
    ['pnpm-workspace.yaml', {}, 'packages:\n  - "packages/*"\n'],
  ])('are those of the workspaces in %s, whose own code is left out', (_name, fields, pnpm) => {
    const folder = folderWith({
      'package.json': manifest('root', '1.0.0', fields),
      ...(pnpm !== undefined && { 'pnpm-workspace.yaml': pnpm }),
      'packages/one/package.json': manifest('one', '1.0.0', { dependencies: { two: '*' } }),
      'packages/two/package.json': manifest('two', '1.0.0', { dependencies: { a: '*' } }),
      'packages/two/index.js': CLIENT,
      'node_modules/a/package.json': manifest('a', '1.0.0'),
      'node_modules/a/index.js': CLIENT,
    });
    link(folder, { 'node_modules/one': 'packages/one', 'node_modules/two': 'packages/two' });

    expect(audit(folder).report.findings).toEqual([
      expect.objectContaining({ package: 'a', why: ['a@1.0.0'] }),
    ]);
  });

  it('may be of two versions', () => {
    const folder = folderWith({
      'package.json': manifest('app', '1.0.0', { dependencies: { a: '*', b: '*' } }),
      'node_modules/a/package.json': manifest('a', '1.0.0', { dependencies: { b: '^1.0.0' } }),
      'node_modules/a/node_modules/b/package.json': manifest('b', '1.0.0'),
      'node_modules/a/node_modules/b/client.js': CLIENT,
      'node_modules/b/package.json': manifest('b', '2.0.0'),
      'node_modules/b/client.js': CLIENT,
    });

    expect(audit(folder).report.findings.map(({ version, why }) => [version, why])).toEqual([
      ['2.0.0', ['b@2.0.0']],
      ['1.0.0', ['a@1.0.0', 'b@1.0.0']],
    ]);
  });

  it('that are needed and not installed are an error, optional ones are not', () => {
    const folder = folderWith({
      'package.json': manifest('app', '1.0.0', {
        dependencies: { a: '*', gone: '*' },
        optionalDependencies: { no: '*' },
      }),
      'node_modules/a/package.json': manifest('a', '1.0.0', { peerDependencies: { peer: '*' } }),
    });

    expect(audit(folder)).toMatchObject({ status: 3, report: { missing: ['gone, needed by the project'] } });
  });

  it('must be installed at all', () => {
    const folder = folderWith({ 'package.json': manifest('app', '1.0.0', { dependencies: { a: '*' } }) });

    expect(runCommand(folder, ['audit'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('none of the dependencies') as string,
    });
  });

  it('whose files are no programs are an error by name', () => {
    const folder = folderWithClient();
    writeFiles(folder, { 'node_modules/outer/index.js': BROKEN });

    expect(audit(folder)).toMatchObject({
      status: 3,
      report: {
        findings: [{ package: '@scope/inner' }],
        failed: [expect.stringMatching(/^outer@1.0.0: index.js: /)],
      },
    });
  });

  it('cannot lead out of the tree by a name that is a path', () => {
    const folder = folderWith({
      'app/package.json': manifest('app', '1.0.0', { dependencies: { '../../outside': '*', a: '*' } }),
      'app/node_modules/a/package.json': manifest('a', '1.0.0'),
      'outside/package.json': manifest('outside', '1.0.0'),
      'outside/client.js': CLIENT,
    });

    expect(audit(join(folder, 'app'))).toMatchObject({ status: 0, report: { packages: 1 } });
  });
});

describe('what an audit ignores', () => {
  const config = (entry: object) => JSON.stringify({ audit: { ignore: [entry] } });

  it('is shown with its reason, and no failure', () => {
    const folder = folderWithClient();
    writeFiles(folder, {
      'sockets.json': config({ package: '@scope/inner@^2.0.0', reason: 'used in tests' }),
    });

    const { status, report } = audit(folder, '--config', 'sockets.json');

    expect(status).toBe(0);
    expect(report.findings.map(({ ignored }) => ignored)).toEqual(['used in tests']);
    expect(runCommand(folder, ['audit', '--config', 'sockets.json']).stdout).toContain(
      'ignored: used in tests',
    );
  });

  it('does not hold for other versions, and is reported when it is of no use', () => {
    const folder = folderWithClient();
    writeFiles(folder, { 'sockets.json': config({ package: '@scope/inner@^1.0.0', reason: 'old' }) });

    const { status, report } = audit(folder, '--config', 'sockets.json');

    expect([status, report.unusedIgnores]).toEqual([1, ['@scope/inner@^1.0.0']]);
  });

  it.each([[{ package: 'a' }], [{ package: 'a@nonsense!', reason: 'x' }], [{ reason: 'x' }]])(
    'must have a package, a range and a reason: %j',
    (entry) => {
      const folder = folderWithClient();
      writeFiles(folder, { 'sockets.json': config(entry) });

      const { status, stderr } = runCommand(folder, ['audit', '--config', 'sockets.json']);

      expect([status, stderr]).toEqual([2, expect.stringContaining('audit.ignore[0]')]);
    },
  );
});

describe('what the guard saw', () => {
  const line = (file: string, row: number) =>
    `${JSON.stringify({ version: 1, transport: 'udp', options: ['reuseAddr'], made: { file, line: row, column: 1 }, use: { by: 'send' } })}\n`;

  it('joins what was read at the same place, and adds what was not', () => {
    const folder = folderWithClient();
    const inner = join(folder, 'node_modules/outer/node_modules/@scope/inner/lib');
    writeFiles(folder, {
      'guard.jsonl':
        line(join(inner, 'client.js'), 1) +
        line(join(inner, 'dynamic.js'), 7) +
        line(join(folder, 'app.js'), 3),
    });

    const { report } = audit(folder, '--from', 'guard.jsonl');

    expect(
      report.findings.map(({ package: name, file, line: row, sources }) => [name, file, row, sources]),
    ).toEqual([
      ['@scope/inner', 'lib/client.js', 1, ['read', 'seen']],
      ['@scope/inner', 'lib/dynamic.js', 7, ['seen']],
      ['', 'app.js', 3, ['seen']],
    ]);
  });

  it.each(['no json', '{"version":2}'])('must be the guard’s: %s', (text) => {
    const folder = folderWithClient();
    writeFiles(folder, { 'guard.jsonl': text });

    expect(runCommand(folder, ['audit', '--from', 'guard.jsonl'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('line 1') as string,
    });
  });
});

describe('a patch', () => {
  const PATCHES = [
    ['patch-package', {}, 'patches/outer++@scope+inner+2.1.0.patch', '.'],
    [
      'pnpm',
      { 'pnpm-lock.yaml': '' },
      'patches/@scope__inner@2.1.0.patch',
      'node_modules/outer/node_modules/@scope/inner',
    ],
    [
      'yarn',
      { 'yarn.lock': '__metadata:\n  version: 8\n' },
      /\.yarn\/patches\/@scope-inner-npm-2\.1\.0-[0-9a-f]{10}\.patch/,
      'node_modules/outer/node_modules/@scope/inner',
    ],
  ] as const;

  it.each(PATCHES)('for %s applies, and mends the package', (tool, files, name, root) => {
    const folder = folderWithClient();
    writeFiles(folder, files);
    const client = join(folder, 'node_modules/outer/node_modules/@scope/inner/lib/client.js');

    const { status, stdout } = runCommand(folder, ['audit', '--patch']);

    const file = new RegExp(typeof name === 'string' ? name.replaceAll(/[.+]/g, '\\$&') : name).exec(
      stdout,
    )?.[0];
    expect(file, stdout).toBeDefined();
    expect(status).toBe(1);
    expect(stdout).toContain(`Written for ${tool}:`);
    expect(stdout).toContain('```diff');
    expect(readFileSync(client, 'utf8')).toBe(CLIENT);
    applyPatch(join(folder, root), join(folder, file ?? ''));
    expect(runCommand(folder, ['audit']).status).toBe(0);
  });

  it('for yarn is named by what the lockfile resolves to the version', () => {
    const folder = folderWithClient();
    writeFiles(folder, {
      'yarn.lock':
        '__metadata:\n  version: 8\n\n"@scope/inner@npm:^2.0.0, @scope/inner@npm:~2.1.0":\n  version: 2.1.0\n\n' +
        '"@scope/inner@npm:^1.0.0":\n  version: 1.0.0\n',
    });

    const { stdout } = runCommand(folder, ['audit', '--patch']);

    expect([...stdout.matchAll(/"(@scope\/inner@npm:.+?)": "patch:/g)].map(([, key]) => key)).toEqual([
      '@scope/inner@npm:^2.0.0',
      '@scope/inner@npm:~2.1.0',
    ]);
  });

  it('never overwrites another one', () => {
    const folder = folderWithClient();
    const file = 'patches/outer++@scope+inner+2.1.0.patch';
    writeFiles(folder, { [file]: 'mine' });

    expect(runCommand(folder, ['audit', '--patch'])).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('no patch for @scope/inner') as string,
    });
    expect(readFileSync(join(folder, file), 'utf8')).toBe('mine');
    rmSync(join(folder, file));
    expect(runCommand(folder, ['audit', '--patch']).status).toBe(1);
  });

  it('is not made where an edit would harm a listener', () => {
    const folder = folderWithClient();
    writeFiles(folder, { 'node_modules/outer/node_modules/@scope/inner/lib/client.js': LEFT });

    expect(runCommand(folder, ['audit', '--patch']).stdout).toContain('No patch was written.');
  });
});

function applyPatch(folder: string, patch: string): void {
  const { status, stderr } = runProgram(folder, 'git', ['apply', '-p1', patch]);
  expect(status, stderr).toBe(0);
}
