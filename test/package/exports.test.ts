import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CLIENT, LISTENER, writeFiles } from '../tools/consumer-files.ts';
import {
  createFolder,
  installProject,
  packProject,
  removeFolder,
  run,
  succeed,
} from '../tools/packed-project.ts';

// npm and the compilers take their time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

let folder: string;
let consumer: string;
let packed: string[];

beforeAll(() => {
  folder = createFolder();
  const tarball = packProject(folder);
  packed = succeed(folder, 'tar', ['-tzf', tarball])
    .stdout.trim()
    .split(/\r?\n/)
    .map((path) => path.replace(/^package\//, ''));
  consumer = join(folder, 'consumer');
  installProject(consumer, [tarball]);
});

afterAll(() => {
  removeFolder(folder);
});

/** Where npm puts it. */
const PACKAGE = 'node_modules/eslint-plugin-sockets';

describe('the tarball', () => {
  it('holds the built program and its papers, and nothing else', () => {
    const others = packed.filter((path) => !/^(?:dist\/bundle|docs)\//.test(path));

    expect(others.sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'dist/codemods/remove-client-reuse-address.d.ts',
      'dist/codemods/remove-client-reuse-address.js',
      'dist/guard/index.cjs',
      'dist/guard/index.d.cts',
      'dist/index.before-5.6.d.ts',
      'dist/index.d.ts',
      'dist/index.js',
      'dist/sockets/index.d.ts',
      'dist/sockets/index.js',
      'package.json',
    ]);
    expect(packed.filter((path) => /^docs\/.*(?<!\.md|\.schema\.json)$/.test(path))).toEqual([]);
  });

  it('holds the analysis once', () => {
    // A message of the analysis, and an evidence that it names.
    for (const text of ['sets {{sets}} on a client socket', 'it is not bound before']) {
      const holders = packed
        .filter((path) => path.startsWith('dist/bundle/'))
        .filter((path) => readFileSync(join(consumer, PACKAGE, path), 'utf8').includes(text));

      expect(holders.length, text).toBe(1);
    }
  });

  it('shows the page of each rule', () => {
    const url = evaluate(`
      const { default: plugin } = await import('eslint-plugin-sockets');
      console.log(JSON.stringify(plugin.rules['no-client-reuse-address'].meta.docs.url));
    `) as string;

    expect(readFileSync(fileURLToPath(url), 'utf8')).toMatch(/^# .*no-client-reuse-address/);
  });

  it('holds the program that the processes of the command run', () => {
    const folder = join(PACKAGE, 'dist/bundle');
    const files = readdirSync(join(consumer, folder)).filter((name) => name.endsWith('.cjs'));
    const started = files.flatMap((file) =>
      [
        ...readFileSync(join(consumer, folder, file), 'utf8').matchAll(/new URL\(['"`]\.\/(.+?\.cjs)['"`]/g),
      ].map(([, name]) => name),
    );

    expect(started.sort()).toEqual(['scan-process.cjs', 'thread.cjs']);
    expect(files).toEqual(expect.arrayContaining(started));
  });

  it('installs no linter, no codemod runner and no compiler', () => {
    const installed = readdirSync(join(consumer, 'node_modules'));

    expect(installed).toContain('eslint-plugin-sockets');
    expect(installed).not.toContain('eslint');
    expect(installed).not.toContain('jscodeshift');
    expect(installed).not.toContain('typescript');
  });
});

describe('the installed package', () => {
  it('exports the plugin to import and to require, and nothing beside', () => {
    const imported = evaluate(`
      const namespace = await import('eslint-plugin-sockets');
      const { createRequire } = await import('node:module');
      const required = createRequire(process.cwd() + '/')('eslint-plugin-sockets');
      const plugin = namespace.default;
      console.log(JSON.stringify({
        namespace: Object.keys(namespace).sort(),
        same: required === plugin && namespace['module.exports'] === plugin,
        plugin: Object.keys(plugin).sort(),
        meta: plugin.meta,
        rules: Object.keys(plugin.rules).sort(),
        configs: Object.keys(plugin.configs).sort(),
        severity: plugin.configs.recommended.rules,
        itself: plugin.configs.recommended.plugins?.sockets === plugin,
      }));
    `);

    expect(imported).toEqual({
      namespace: ['default', 'module.exports'],
      same: true,
      plugin: ['configs', 'meta', 'rules'],
      meta: { name: 'eslint-plugin-sockets', version: readPackageVersion(), namespace: 'sockets' },
      rules: ['no-client-reuse-address'],
      configs: ['legacy-recommended', 'recommended'],
      severity: { 'sockets/no-client-reuse-address': 'error' },
      itself: true,
    });
  });

  it('exports the codemods and its package.json, and nothing beside', () => {
    const resolved = evaluate(`
      const answer = {};
      for (const path of ${JSON.stringify([
        '',
        '/package.json',
        '/codemods/remove-client-reuse-address',
        '/dist/index.js',
        '/settings.schema.json',
        '/analysis/index.js',
        '/rules/no-client-reuse-address',
      ])}) {
        try {
          answer[path] = import.meta.resolve('eslint-plugin-sockets' + path).split('/eslint-plugin-sockets/').at(-1);
        } catch (error) {
          answer[path] = error.code;
        }
      }
      const { default: transform } = await import('eslint-plugin-sockets/codemods/remove-client-reuse-address');
      answer.transform = typeof transform;
      console.log(JSON.stringify(answer));
    `);

    expect(resolved).toEqual({
      '': 'dist/index.js',
      '/package.json': 'package.json',
      '/codemods/remove-client-reuse-address': 'dist/codemods/remove-client-reuse-address.js',
      '/dist/index.js': 'ERR_PACKAGE_PATH_NOT_EXPORTED',
      '/settings.schema.json': 'docs/settings.schema.json',
      '/analysis/index.js': 'ERR_PACKAGE_PATH_NOT_EXPORTED',
      '/rules/no-client-reuse-address': 'ERR_PACKAGE_PATH_NOT_EXPORTED',
      transform: 'function',
    });
  });

  it('loads without eslint, jscodeshift and typescript', () => {
    const { stdout } = succeed(consumer, process.execPath, [
      '--input-type=module',
      '--eval',
      "import transform from 'eslint-plugin-sockets/codemods/remove-client-reuse-address';" +
        `process.stdout.write(transform({ path: 'client.js', source: ${JSON.stringify(CLIENT.source)} }, { report() {} }));`,
    ]);

    expect(stdout).toBe(CLIENT.fixed);
  });
});

describe('the installed guard', () => {
  it('warns of a client, by its name as a package', () => {
    writeFiles(consumer, {
      'guarded.mjs':
        "import dgram from 'node:dgram';\n" +
        "const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });\nsocket.bind(() => socket.close());\n",
    });

    for (const way of ['--import', '--require']) {
      const { stderr } = succeed(consumer, process.execPath, [
        way,
        'eslint-plugin-sockets/guard',
        'guarded.mjs',
      ]);
      expect(stderr).toMatch(/\[SOCKETS_CLIENT_REUSE\].*guarded\.mjs:2:22/);
    }
  });
});

describe('the installed sockets-codemod', () => {
  it('says its version, and how it is used', () => {
    expect(codemod('--version')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(readPackageVersion()) as string,
    });
    expect(codemod('--help').stdout).toMatch(/--dry-run[^]*--diff/);
  });

  it('changes the client, leaves the listener, and says so', () => {
    writeFiles(consumer, { 'src/client.mjs': CLIENT.source, 'src/listener.mjs': LISTENER });

    const dry = codemod('--dry-run', '--diff', 'src');
    expect(dry.status).toBe(0);
    expect(dry.stdout).toMatch(/^-.*reuseAddr: true/m);
    expect(readFileSync(join(consumer, 'src/client.mjs'), 'utf8')).toBe(CLIENT.source);

    expect(codemod('src').status).toBe(0);
    expect(readFileSync(join(consumer, 'src/client.mjs'), 'utf8')).toBe(CLIENT.fixed);
    expect(readFileSync(join(consumer, 'src/listener.mjs'), 'utf8')).toBe(LISTENER);
  });

  it('ends with 2 when it was called wrongly', () => {
    expect(codemod('--no-such-option').status).toBe(2);
  });

  it('ends with 3 when a file is no program, says where, and does the others', () => {
    writeFiles(consumer, {
      'broken/client.mjs': CLIENT.source,
      'broken/half.mjs': 'const socket = {\n  reuseAddr: tr ue };\n',
    });

    const { status, stdout, stderr } = codemod('broken');

    expect(status).toBe(3);
    expect(stdout + stderr).toMatch(/half\.mjs:2:\d+/);
    expect(readFileSync(join(consumer, 'broken/client.mjs'), 'utf8')).toBe(CLIENT.fixed);
  });
});

function codemod(...parameters: string[]) {
  return run(consumer, process.execPath, [
    join(consumer, 'node_modules/eslint-plugin-sockets/dist/bundle/sockets-codemod.cjs'),
    ...parameters,
  ]);
}

function evaluate(program: string): unknown {
  writeFiles(consumer, { 'program.mjs': program });
  return JSON.parse(succeed(consumer, process.execPath, ['program.mjs']).stdout);
}

function readPackageVersion(): string {
  const installed: unknown = JSON.parse(
    readFileSync(join(consumer, 'node_modules/eslint-plugin-sockets/package.json'), 'utf8'),
  );
  return (installed as { version: string }).version;
}
