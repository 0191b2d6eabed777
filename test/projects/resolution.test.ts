import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProjectIn, createProjectOf, createTree } from './project-tree.ts';
import type { Tree } from './project-tree.ts';

/** A specifier in a file, and the file that it loads. */
type Case = readonly [
  from: string,
  specifier: string,
  expected: string | undefined,
  kind?: 'import' | 'require',
];

const CASES: Readonly<Record<string, readonly [Tree, ...Case[]]>> = {
  'paths with and without an ending': [
    { 'a.js': '', 'lib/b.js': '', 'lib/b/index.js': '', 'lib/c/index.js': '', 'data.json': '{}' },
    ['a.js', './lib/b.js', 'lib/b.js'],
    ['a.js', './lib/b', 'lib/b.js'],
    ['a.js', './lib/b/', 'lib/b/index.js'],
    ['a.js', './lib/c', 'lib/c/index.js'],
    ['lib/c/index.js', '..', undefined],
    ['lib/c/index.js', '../../a', 'a.js'],
    ['lib/b.js', './c', 'lib/c/index.js'],
    ['a.js', './data', 'data.json'],
    ['a.js', './data.json', 'data.json'],
    ['a.js', './missing', undefined],
  ],
  'conditions that may hold, also in installed packages': [
    {
      'package.json': { name: 'app', imports: { '#net': { 'module-sync': './sync.js', default: './a.js' } } },
      'a.js': '',
      'sync.js': '',
      'node_modules/open/package.json': {
        name: 'open',
        exports: { types: './x.js', production: './x.js', import: './y.js', default: './z.js' },
      },
      'node_modules/open/x.js': '',
      'node_modules/open/y.js': '',
      'node_modules/open/z.js': '',
    },
    ['a.js', '#net', 'sync.js,a.js', 'require'],
    ['a.js', 'open', 'node_modules/open/x.js,node_modules/open/z.js', 'require'],
    ['a.js', 'open', 'node_modules/open/x.js,node_modules/open/y.js', 'import'],
  ],
  'what has not been built': [
    {
      'package.json': { name: 'app', main: 'dist/index.js' },
      'src/index.ts': '',
      'src/net.ts': '',
      'lib/there.js': '',
      'bin/a.js': '',
      'tool/package.json': { name: 'tool' },
      'tool/tsconfig.json': { compilerOptions: { outDir: 'made', rootDir: 'code' } },
      'tool/code/net.mts': '',
      'tool/a.mjs': '',
    },
    ['bin/a.js', '../dist/net', 'src/net.ts'],
    ['bin/a.js', '../dist/net.js', 'src/net.ts'],
    ['bin/a.js', '../dist', 'src/index.ts'],
    ['bin/a.js', '..', 'src/index.ts'],
    ['bin/a.js', '../dist/none', undefined],
    ['bin/a.js', '../made/net', undefined],
    ['tool/a.mjs', './made/net.mjs', 'tool/code/net.mts'],
  ],
  'folders with a manifest of their own': [
    {
      'a.js': '',
      'net/package.json': { main: 'open' },
      'net/index.js': '',
      'net/open.js': '',
      'gone/package.json': { main: 'gone.js' },
      'gone/index.js': '',
    },
    ['a.js', './net', 'net/open.js'],
    ['net/open.js', '.', 'net/open.js'],
    ['a.js', './gone', 'gone/index.js'],
  ],
  'a folder by dots alone, and not the file beside it': [
    { 'lib.js': '', 'lib.ts': '', 'lib/index.js': '', 'lib/a.js': '', 'lib/b.ts': '', 'lib/deep/c.js': '' },
    ['lib/a.js', '.', 'lib/index.js'],
    ['lib/b.ts', '.', 'lib/index.js'],
    ['lib/deep/c.js', '..', 'lib/index.js'],
    ['lib/deep/c.js', './..', 'lib/index.js'],
    ['lib/a.js', '../lib', 'lib.js'],
  ],
  'what Node.js and other tools take differently': [
    {
      'a.js': '',
      'a.ts': '',
      'net.cjs': '',
      'net.mjs': '',
      'net/index.js': '',
      'hub.ts': '',
      'hub/index.js': '',
      'data.json': '{}',
      'data/index.js': '',
    },
    ['a.js', './net', 'net.mjs,net.cjs,net/index.js'],
    ['a.js', './net.cjs', 'net.cjs'],
    ['a.js', './hub', 'hub.ts,hub/index.js'],
    ['a.ts', './hub', 'hub.ts'],
    ['a.js', './data', 'data.json'],
  ],
  'a main outside of its folder': [
    {
      'a.js': '',
      'net/package.json': { main: '../lib/open' },
      'net/index.js': '',
      'lib/open.js': '',
    },
    ['a.js', './net', 'lib/open.js'],
  ],
  'aliases of the compiler by the names of packages': [
    {
      'package.json': {},
      'tsconfig.json': { compilerOptions: { baseUrl: '.', paths: { wire: ['./src/wire'] } } },
      'src/wire.js': '',
      'reply/index.js': '',
      'a.js': '',
      'a.ts': '',
      'node_modules/wire/package.json': { name: 'wire' },
      'node_modules/wire/index.js': '',
      'node_modules/reply/package.json': { name: 'reply' },
      'node_modules/reply/index.js': '',
    },
    ['a.js', 'wire', 'src/wire.js,node_modules/wire/index.js'],
    ['a.js', 'reply', 'reply/index.js,node_modules/reply/index.js'],
    ['a.ts', 'wire', 'src/wire.js'],
  ],
  'sources by the names of what they are compiled to': [
    { 'a.ts': '', 'b.ts': '', 'b.js': '', 'c.mts': '', 'd.cts': '', 'e.tsx': '', 'f.d.ts': '', 'm.js': '' },
    ['a.ts', './b.js', 'b.ts'],
    ['a.ts', './b', 'b.ts'],
    ['m.js', './b', 'b.js'],
    ['m.js', './b.js', 'b.js'],
    ['a.ts', './c.mjs', 'c.mts'],
    ['a.ts', './d.cjs', 'd.cts'],
    ['a.ts', './e.jsx', 'e.tsx'],
    ['a.ts', './f', undefined],
  ],
  'aliases of the compiler': [
    {
      'tsconfig.json':
        '{ // read by tools\n "extends": "./base.json", "compilerOptions": { "paths": { "@net/*": ["./src/net/*"], "config": ["./src/config.ts"], }, }, }',
      'base.json': { compilerOptions: { baseUrl: './src' } },
      'src/net/hub.ts': '',
      'src/config.ts': '',
      'src/main.ts': '',
      'app/jsconfig.json': { compilerOptions: { paths: { '~/*': ['./old/*', './*'] } } },
      'app/main.js': '',
      'app/tv/index.js': '',
    },
    ['src/main.ts', '@net/hub', 'src/net/hub.ts'],
    ['src/main.ts', '@net/hub.js', 'src/net/hub.ts'],
    ['src/main.ts', 'config', 'src/config.ts'],
    ['src/main.ts', 'net/hub', 'src/net/hub.ts'],
    ['app/main.js', '~/tv', 'app/tv/index.js'],
    ['app/main.js', '@net/hub', undefined],
  ],
  'aliases of a solution': [
    {
      'tsconfig.json': { files: [], references: [{ path: './tsconfig.app.json' }] },
      'tsconfig.app.json': { compilerOptions: { paths: { '@/*': ['./src/*'] } } },
      'src/a.ts': '',
      'src/b.ts': '',
    },
    ['src/a.ts', '@/b', 'src/b.ts'],
  ],
  'the names that a package gives its own files': [
    {
      'package.json': {
        name: 'tally',
        imports: {
          '#udp/*': { simulator: './sim/*.js', default: './src/*.js' },
          '#udp/secret/*': null,
          '#port': 'port-claim',
        },
        exports: { '.': './main.js', './settings': { require: './settings.cjs', default: './settings.js' } },
      },
      'main.js': '',
      'settings.js': '',
      'settings.cjs': '',
      'src/attach.js': '',
      'src/secret/x.js': '',
      'sim/attach.js': '',
      'node_modules/port-claim/package.json': { name: 'port-claim', version: '1.0.0' },
      'node_modules/port-claim/index.js': '',
    },
    ['main.js', '#udp/attach', 'sim/attach.js,src/attach.js'],
    ['main.js', '#udp/secret/x', undefined],
    ['main.js', '#port', 'node_modules/port-claim/index.js'],
    ['main.js', 'tally', 'main.js'],
    // A compiler may make `require` of it.
    ['main.js', 'tally/settings', 'settings.cjs,settings.js'],
    ['main.mjs', 'tally/settings', 'settings.js'],
    ['main.js', 'tally/settings', 'settings.cjs', 'require'],
    ['main.js', 'tally/src/attach.js', undefined],
  ],
  'installed packages': [
    {
      'package.json': {},
      'apps/one/package.json': {},
      'a.js': '',
      'apps/one/a.js': '',
      'apps/one/node_modules/reply/package.json': { name: 'reply', version: '1.0.0', main: './reply.js' },
      'apps/one/node_modules/reply/reply.js': '',
      'node_modules/reply/package.json': { name: 'reply', version: '2.0.0', main: 'lib/reply' },
      'node_modules/reply/lib/reply.js': '',
      'node_modules/reply/lib/wire.js': '',
      'node_modules/sealed/package.json': {
        name: 'sealed',
        exports: { '.': { import: './a.mjs', require: './a.cjs' }, './sub/*.js': './lib/*.js' },
      },
      'node_modules/sealed/a.mjs': '',
      'node_modules/sealed/a.cjs': '',
      'node_modules/sealed/lib/b.js': '',
      'node_modules/types-only/package.json': { name: 'types-only', types: 'index.d.ts' },
      'node_modules/types-only/index.d.ts': '',
      'node_modules/@scope/pkg/package.json': { name: '@scope/pkg' },
      'node_modules/@scope/pkg/index.js': '',
    },
    ['a.js', 'reply', 'node_modules/reply/lib/reply.js'],
    ['apps/one/a.js', 'reply', 'apps/one/node_modules/reply/reply.js'],
    ['a.js', 'reply/lib/wire', 'node_modules/reply/lib/wire.js'],
    ['node_modules/reply/lib/reply.js', './wire', 'node_modules/reply/lib/wire.js'],
    ['a.js', 'sealed', 'node_modules/sealed/a.mjs'],
    ['a.js', 'sealed', 'node_modules/sealed/a.cjs', 'require'],
    ['a.js', 'sealed/sub/b.js', 'node_modules/sealed/lib/b.js'],
    ['a.js', 'sealed/lib/b.js', undefined],
    ['a.js', 'types-only', undefined],
    ['a.js', '@scope/pkg', 'node_modules/@scope/pkg/index.js'],
    ['a.js', 'missing', undefined],
    ['a.js', 'dgram', undefined],
    ['a.js', 'node:dgram', undefined],
    ['a.js', 'https://example.org/x.js', undefined],
  ],
  'members of a workspace that is not installed': [
    {
      'package.json': { private: true, workspaces: { packages: ['packages/*'] } },
      'packages/core/package.json': { name: '@fleet/core', main: './src/index.js' },
      'packages/core/src/index.js': '',
      'packages/built/package.json': { name: 'built', exports: './dist/index.js' },
      'packages/built/tsconfig.json': { compilerOptions: { outDir: 'dist', rootDir: 'src' } },
      'packages/built/src/index.ts': '',
      'packages/ping/main.js': '',
      'vendor/core/package.json': { name: '@fleet/core', main: './index.js' },
      'vendor/core/index.js': '',
    },
    ['packages/ping/main.js', '@fleet/core', 'packages/core/src/index.js'],
    ['packages/ping/main.js', 'built', 'packages/built/src/index.ts'],
  ],
  'members of pnpm workspaces': [
    {
      'package.json': { private: true },
      'pnpm-workspace.yaml':
        'packages:\n  # all of them\n  - \'libs/*\'\n  - "!libs/old"\ncatalog:\n  x: 1\n',
      'libs/core/package.json': { name: 'core' },
      'libs/core/index.js': '',
      'libs/old/package.json': { name: 'old' },
      'libs/old/index.js': '',
      'main.js': '',
    },
    ['main.js', 'core', 'libs/core/index.js'],
    ['main.js', 'old', undefined],
  ],
  'two packages of one name': [
    {
      'one/package.json': { name: 'port' },
      'one/index.js': '',
      'two/package.json': { name: 'port' },
      'two/index.js': '',
      'main.js': '',
    },
    ['main.js', 'port', undefined],
  ],
  'links of a workspace': [
    {
      'package.json': { private: true, workspaces: ['mixer', 'packages/*'] },
      'mixer/main.js': '',
      'packages/port/package.json': { name: 'port', main: 'port.js' },
      'packages/port/port.js': '',
      'vendor/port/package.json': { name: 'port', main: 'port.js' },
      'vendor/port/port.js': '',
      'node_modules/port': { link: '../vendor/port' },
      'node_modules/other-name': { link: '../packages/port' },
    },
    ['mixer/main.js', 'port', 'vendor/port/port.js'],
    ['mixer/main.js', 'other-name', 'packages/port/port.js'],
  ],
  "the project's own packages in a folder named node_modules": [
    {
      'package.json': {},
      'packages/node_modules/@red/util/package.json': { name: '@red/util', main: './lib/util.js' },
      'packages/node_modules/@red/util/lib/util.js': '',
      'packages/node_modules/@red/nodes/udp.js': '',
      'packages/node_modules/@red/nodes/package.json': { name: '@red/nodes' },
    },
    ['packages/node_modules/@red/nodes/udp.js', '@red/util', 'packages/node_modules/@red/util/lib/util.js'],
  ],
  "pnpm's store": [
    {
      'package.json': { private: true, dependencies: { open: '1' } },
      'main.js': '',
      'node_modules/open': { link: '.pnpm/open@1.0.0/node_modules/open' },
      'node_modules/.pnpm/open@1.0.0/node_modules/open/package.json': { name: 'open', version: '1.0.0' },
      'node_modules/.pnpm/open@1.0.0/node_modules/open/index.js': '',
      'node_modules/.pnpm/open@1.0.0/node_modules/claim': { link: '../../claim@2.0.0/node_modules/claim' },
      'node_modules/.pnpm/claim@2.0.0/node_modules/claim/package.json': { name: 'claim', version: '2.0.0' },
      'node_modules/.pnpm/claim@2.0.0/node_modules/claim/index.js': '',
      'node_modules/.pnpm/claim@2.0.0/node_modules/deep': { link: '../../deep@3.0.0/node_modules/deep' },
      'node_modules/.pnpm/deep@3.0.0/node_modules/deep/package.json': { name: 'deep', version: '3.0.0' },
      'node_modules/.pnpm/deep@3.0.0/node_modules/deep/index.js': '',
    },
    ['main.js', 'open', 'node_modules/.pnpm/open@1.0.0/node_modules/open/index.js'],
    [
      'node_modules/.pnpm/open@1.0.0/node_modules/open/index.js',
      'claim',
      'node_modules/.pnpm/claim@2.0.0/node_modules/claim/index.js',
    ],
    ['node_modules/.pnpm/claim@2.0.0/node_modules/claim/index.js', 'deep', undefined],
  ],
};

describe('resolve', () => {
  for (const [name, [tree, ...cases]] of Object.entries(CASES)) {
    it(`finds ${name}`, () => {
      const { resolve } = createProjectOf(tree);
      const found = cases.map(([from, specifier, , kind]) => resolve(from, specifier, kind));
      expect(found).toEqual(cases.map(([, , expected]) => expected));
    });
  }

  it('finds what Node.js finds', () => {
    const [tree] = CASES['installed packages'] ?? [{}];
    const root = createTree({ '.git/HEAD': '', ...tree, 'lib.js': '', 'lib/index.js': '', 'x.cjs': '' });
    const { resolve } = createProjectIn(root);
    const specifiers = [
      'reply',
      'reply/lib/wire',
      'sealed',
      'sealed/sub/b.js',
      'sealed/lib/b.js',
      '@scope/pkg',
    ];
    for (const from of ['a.js', 'apps/one/a.js', 'node_modules/reply/lib/reply.js']) {
      const require = createRequire(join(root, from));
      for (const specifier of [...specifiers, './lib', './lib/', './x', './wire', '.', './a']) {
        let expected: string | undefined;
        try {
          expected = require.resolve(specifier).slice(root.length + 1);
        } catch {
          continue;
        }
        // From package to package is a question of its own.
        if (!from.startsWith('node_modules') || specifier.startsWith('.')) {
          expect([from, specifier, resolve(from, specifier, 'require')]).toEqual([from, specifier, expected]);
        }
      }
    }
  });

  it('follows one package only where that is the limit', () => {
    const [tree] = CASES["pnpm's store"] ?? [{}];
    const { resolve } = createProjectOf(tree, { limits: { packageDepth: 1 } });
    expect(resolve('main.js', 'open')).toBe('node_modules/.pnpm/open@1.0.0/node_modules/open/index.js');
    expect(resolve('node_modules/.pnpm/open@1.0.0/node_modules/open/index.js', 'claim')).toBeUndefined();
  });

  it('names the package of an installed file', () => {
    const { root, project } = createProjectOf({
      'package.json': {},
      'node_modules/sacn/package.json': { name: 'sacn', version: '4.1.0' },
      'node_modules/sacn/lib/package.json': { type: 'commonjs' },
      'node_modules/sacn/lib/sender.js': '',
      'a.js': '',
    });
    expect(project.getPackage(join(root, 'node_modules/sacn/lib/sender.js'))).toEqual({
      name: 'sacn',
      version: '4.1.0',
    });
    expect(project.getPackage(join(root, 'a.js'))).toBeUndefined();
  });
});
