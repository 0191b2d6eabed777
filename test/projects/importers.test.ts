import { describe, expect, it } from 'vitest';
import { createProjectOf, parse } from './project-tree.ts';
import type { Tree } from './project-tree.ts';

const PRIVATE: Tree = { 'package.json': { name: 'app', private: true } };

describe('findImporters', () => {
  it('finds each way to import a file', () => {
    const { findImporters, getReason } = createProjectOf({
      ...PRIVATE,
      'lib/net.js': 'exports.open = 1;',
      'import.mjs': "import { open } from './lib/net.js';",
      'import-default.mjs': 'import net from "./lib/net";',
      'import-effect.mjs': "import './lib/net.js'",
      'import-call.mjs': 'const net = await import(`./lib/net.js`);',
      're-export.mjs': "export { open } from './lib/net.js';",
      're-export-all.mjs': "export * from './lib/net.js';",
      'require.js': "const { open } = require('./lib/net');",
      'require-comment.js': "const net = require(/* the net */ './lib/net' /* here */);",
      'import-comment.mjs': "import { open } /* from './other.js' */ from /* this */ './lib/net.js';",
      'require-lazy.js': "exports.get = () => require('./lib/net.js').open();",
      'import-require.ts': "import net = require('./lib/net');",
      'escaped.mjs': "import './lib/n\\u0065t.js';",
      'template.jsx': "import { open } from './lib/net'; export const A = () => <p>Don't `stop</p>;",
      'lib/beside.js': "require('./net.js');",
      'not-comment.js': "// require('./lib/net.js')\n/* import './lib/net.js' */",
      'not-text.js': "const text = './lib/net.js';",
      'not-same.js': "require('./lib/net/other.js'); require('./net.js');",
      'type.ts': "import type { Net } from './lib/net.js';",
      'bin/www': "#!/usr/bin/env node\nrequire('../lib/net');",
      'bin/start': "import { open } from '../lib/net.js';",
      LICENSE: "It names './lib/net.js', and is no program.",
    });
    expect(findImporters('lib/net.js')).toEqual([
      'bin/start',
      'bin/www',
      'escaped.mjs',
      'import-call.mjs',
      'import-comment.mjs',
      'import-default.mjs',
      'import-effect.mjs',
      'import-require.ts',
      'import.mjs',
      'lib/beside.js',
      're-export-all.mjs',
      're-export.mjs',
      'require-comment.js',
      'require-lazy.js',
      'require.js',
      'template.jsx',
    ]);
    expect(getReason('lib/net.js')).toBeUndefined();
  });

  it('finds the importers in packages that ask for a path', () => {
    const { findImporters, getReason } = createProjectOf({
      'package.json': { private: true, workspaces: ['apps/*'] },
      'apps/a/package.json': { name: 'a', private: true, dependencies: { core: 'file:../../core' } },
      'apps/a/a.js': "require('core');",
      'core/package.json': { name: 'core', private: true },
      'core/index.js': '',
    });
    expect(findImporters('core/index.js')).toEqual(['apps/a/a.js']);
    expect(getReason('core/index.js')).toBeUndefined();
  });

  it('finds the importers in packages that give a member another name', () => {
    const { findImporters, getReason } = createProjectOf({
      'package.json': { private: true, workspaces: ['packages/*'] },
      'packages/net/package.json': { name: '@ws/net', private: true, main: 'wire.js' },
      'packages/net/wire.js': '',
      'packages/a/package.json': { name: 'a', private: true, dependencies: { udp: 'workspace:@ws/net@*' } },
      'packages/a/a.js': "require('udp');",
      'packages/b/package.json': { name: 'b', private: true, imports: { '#sock': '@ws/net' } },
      'packages/b/b.js': "require('#sock');",
      'packages/c/package.json': { name: 'c', private: true, dependencies: { udp: 'npm:udp@1' } },
      'packages/c/c.js': "require('udp');",
    });
    expect(findImporters('packages/net/wire.js')).toEqual(['packages/a/a.js', 'packages/b/b.js']);
    expect(getReason('packages/net/wire.js')).toBeUndefined();
  });

  it('finds an index by its folder, and a main by its manifest', () => {
    const { findImporters } = createProjectOf({
      ...PRIVATE,
      'lib/index.js': '',
      'lib/a.js': "require('.');",
      'lib/deep/b.js': "require('..');",
      'lib/deep/c.js': "require('../../lib/');",
      'd.js': "require('./lib');",
      'net/package.json': { main: 'open.js' },
      'net/open.js': '',
      'e.js': "require('./net');",
      'proxy/package.json': { main: '../net/open.js' },
      'f.js': "require('./proxy');",
    });
    expect(findImporters('lib/index.js')).toEqual(['d.js', 'lib/a.js', 'lib/deep/b.js', 'lib/deep/c.js']);
    expect(findImporters('net/open.js')).toEqual(['e.js', 'f.js']);
  });

  it('finds importers by aliases, by the own name and by the name of a member', () => {
    const { findImporters } = createProjectOf({
      'package.json': { name: 'root', private: true, workspaces: ['packages/*'] },
      'tsconfig.json': {
        compilerOptions: {
          paths: { hub: ['./packages/core/src/net.ts'], '@c/*': ['./packages/core/src/*'] },
        },
      },
      'packages/core/package.json': {
        name: '@fleet/core',
        private: true,
        main: 'src/index.ts',
        imports: { '#wire': './src/net.ts' },
      },
      'packages/core/src/index.ts': '',
      'packages/core/src/net.ts': '',
      'packages/core/src/own.ts': "import '#wire'; import '@fleet/core';",
      'packages/core/test.ts': "import '@fleet/core/src/net';",
      'packages/ping/main.ts': "import '@fleet/core'; import 'hub';",
      'packages/ping/other.ts': "import '@c/net';",
    });
    expect(findImporters('packages/core/src/index.ts')).toEqual([
      'packages/core/src/own.ts',
      'packages/ping/main.ts',
    ]);
    expect(findImporters('packages/core/src/net.ts')).toEqual([
      'packages/core/src/own.ts',
      'packages/core/test.ts',
      'packages/ping/main.ts',
      'packages/ping/other.ts',
    ]);
  });

  it('finds importers among packages of the project in a folder named node_modules', () => {
    const { findImporters, getReason, project, root } = createProjectOf({
      'package.json': { private: true },
      'packages/node_modules/@red/util/package.json': { name: '@red/util', private: true },
      'packages/node_modules/@red/util/index.js': '',
      'packages/node_modules/@red/nodes/udp.js': "require('@red/util');",
    });
    expect(findImporters('packages/node_modules/@red/util/index.js')).toEqual([
      'packages/node_modules/@red/nodes/udp.js',
    ]);
    expect(getReason('packages/node_modules/@red/util/index.js')).toBeUndefined();
    expect(project.getPackage(`${root}/packages/node_modules/@red/util/index.js`)).toBeUndefined();
  });

  it('tells the importers of sources from those of compiled files', () => {
    const tree: Tree = {
      ...PRIVATE,
      'tsconfig.json': { compilerOptions: { outDir: 'dist', rootDir: 'src' } },
      'src/net.ts': '',
      'src/main.ts': "import './net.js';",
      'dist/net.js': '',
      'dist/main.js': "require('./net');",
    };
    const { findImporters, getReason } = createProjectOf(tree);
    expect(findImporters('src/net.ts')).toEqual(['src/main.ts']);
    expect(findImporters('dist/net.js')).toEqual(['dist/main.js']);
    expect(getReason('src/net.ts')).toBeUndefined();
    const used = createProjectOf({ ...tree, 'scripts/run.js': "require('../dist/net');" });
    expect(used.getReason('src/net.ts')).toBe(
      'scripts/run.js imports dist/net.js, which is compiled from it',
    );
  });

  const OPENINGS: Readonly<Record<string, readonly [Tree, string]>> = {
    'a neighbour with a syntax error that names it': [
      { 'broken.js': "const { = require('./lib/net');" },
      'broken.js, which may import it, cannot be parsed',
    ],
    'a component that names it': [
      { 'App.vue': "<script>import './lib/net.js'</script>" },
      'App.vue, which may import it, cannot be parsed',
    ],
    'an alias that nobody explains': [{ 'a.js': "import '@/lib/net';" }, '"@/lib/net" in a.js may name it'],
    'a script of package.json': [
      {
        'package.json': {
          name: 'app',
          private: true,
          scripts: { listen: 'node -e "require(\'./lib/net\').open()"' },
        },
      },
      'package.json may give it another name',
    ],
    'a script of package.json with other quotes': [
      {
        'package.json': {
          name: 'app',
          private: true,
          scripts: { listen: 'node --eval \'require("./lib/net.js").open()\'' },
        },
      },
      'package.json may give it another name',
    ],
    'a script of Mozilla': [
      { 'a.jsm': "require('./lib/net');" },
      'a.jsm, which may import it, cannot be parsed',
    ],
    'a program without an ending that computes a name': [
      { 'bin/www': '#!/usr/bin/env node\nrequire(process.argv[2]);' },
      'bin/www imports a computed name',
    ],
    'an alias of its folder': [{ 'a.js': "import '@net';" }, '"@net" in a.js may name it'],
    'a test that asks for the real module': [
      { 'a.test.js': "const net = jest.requireActual('./lib/net');" },
      'a.test.js imports it in a way that is not followed',
    ],
    'the cache of modules': [
      { 'a.js': "use(require.cache[require.resolve('./lib/net')].exports);" },
      'a.js mocks it',
    ],
    AMD: [
      { 'a.js': "define(['./lib/net'], (net) => net.open());" },
      'a.js imports it in a way that is not followed',
    ],
    'a name of a URL': [
      { 'a.mjs': "import './lib/n%65t.js';" },
      'a.mjs imports it under some conditions only',
    ],
    'a package that asks for its own by a path of two': [
      {
        'lib/package.json': { name: 'lib', private: true, main: 'net.js' },
        'lib2/package.json': { name: 'lib', private: true },
        'lib2/index.js': '',
        'a.js': "require('lib');",
      },
      'a.js imports it under some conditions only',
    ],
    'an alias of a bundler': [
      {
        'vite.config.js': "export default { resolve: { alias: { sock: resolve('lib/net.js') } } };",
        'a.js': "import 'sock';",
      },
      'vite.config.js may give it another name',
    ],
    'an alias in a configuration of another name': [
      {
        'tsconfig.json': {},
        'tsconfig.run.json': { compilerOptions: { paths: { sock: ['./lib/net.js'] } } },
        'a.ts': "import 'sock';",
      },
      'a.ts imports it under some conditions only',
    ],
    'an alias in a configuration of another folder': [
      {
        'config/tsconfig.json': {
          include: ['../src', '../lib'],
          compilerOptions: { paths: { sock: ['../lib/net.js'] } },
        },
        'src/a.ts': "import 'sock';",
      },
      'src/a.ts imports it under some conditions only',
    ],
    'an alias for whatever name, in a configuration above': [
      {
        'tsconfig.json': { compilerOptions: { paths: { '*': ['./*/net.js'] } } },
        'src/tsconfig.json': {},
        'src/a.ts': "import 'lib';",
      },
      'src/a.ts imports it under some conditions only',
    ],
    'a computed alias of a configuration above': [
      {
        'tsconfig.json': { compilerOptions: { paths: { 'all-*': ['./lib/*'] } } },
        'src/tsconfig.json': {},
        'src/a.ts': 'import(`all-${name}`);',
      },
      'src/a.ts imports a computed name',
    ],
    'a folder that counts as another one': [
      {
        'tsconfig.json': { compilerOptions: { rootDirs: ['lib', './src/'] } },
        'src/a.ts': "import './net';",
      },
      'src/a.ts imports it under some conditions only',
    ],
    'a computed name of what it is compiled to': [
      { 'build/src.js': '', 'build/net.js': '', 'a.js': 'require(`./build/${name}`);' },
      'a.js imports a computed name',
    ],
    'a computed name of what is not built': [
      { 'a.js': "require(path.join(process.cwd(), 'dist', `${name}.js`));" },
      'a.js imports a computed name',
    ],
    'a program for node -e': [
      { 'test/a.js': "execFile('node', ['-e', 'require(\\'./lib/net\\').open()']);" },
      'test/a.js has a program as a text that may import it',
    ],
    'a program for a worker': [
      { 'src/a.js': "new Worker(`const { open } = require('../lib/net'); open();`, { eval: true });" },
      'src/a.js has a program as a text that may import it',
    ],
    'a program that is put together': [
      { 'a.js': "write('require(' + JSON.stringify(name) + ').open()');" },
      'a.js imports a computed name',
    ],
    'a module as a URL with data': [
      { 'a.mjs': 'import(`data:text/javascript,import { open } from "${url}"; open();`);' },
      'a.mjs imports a computed name',
    ],
    'a shell script': [
      { 'bin/listen.sh': '#!/bin/sh\nexec node -e "require(\'./lib/net\').open(5353)"' },
      'bin/listen.sh, which may import it, cannot be parsed',
    ],
    'a Makefile': [
      { Makefile: 'listen:\n\tnode -p "require(\'./lib/net\').open(5353)"' },
      'Makefile, which may import it, cannot be parsed',
    ],
    'a workflow': [
      { '.github/workflows/ci.yml': 'run: node -e "import(\'./lib/net.js\')"' },
      '.github/workflows/ci.yml, which may import it, cannot be parsed',
    ],
    'a hook of Git': [
      { '.git/hooks/pre-push': '#!/bin/sh\nnode -e "require(\'./lib/net\').open()"' },
      '.git/hooks/pre-push, which may import it, cannot be parsed',
    ],
    'a folder that the module adds to where it looks': [
      {
        'a.js': "module.paths.push(__dirname + '/lib'); require('net2');",
        'lib/net2/package.json': { main: '../net.js' },
      },
      '"net2" in a.js may name it',
    ],
    'a hook of the resolver': [
      { 'a.js': "const Module = require('module'); Module._resolveFilename = () => file;" },
      'a.js imports a computed name',
    ],
    'a hook of the resolver that is registered': [
      { 'a.mjs': "import { registerHooks } from 'node:module'; registerHooks({ resolve });" },
      'a.mjs imports a computed name',
    ],
    'an alias of Jest': [
      { 'jest.config.json': { moduleNameMapper: { sock: '<rootDir>/lib/net.js' } } },
      'jest.config.json may give it another name',
    ],
    'another condition': [
      {
        'package.json': {
          name: 'app',
          private: true,
          imports: { '#net': { browser: './lib/net.js', default: './other.js' } },
        },
        'other.js': '',
        'a.js': "import '#net';",
      },
      'a.js imports it under some conditions only',
    ],
  };
  for (const [name, [tree, reason]] of Object.entries(OPENINGS)) {
    it(`is open by ${name}`, () => {
      expect(createProjectOf({ ...PRIVATE, 'lib/net.js': '', ...tree }).getReason('lib/net.js')).toBe(reason);
    });
  }

  it('is closed beside neighbours that do not name it', () => {
    const { getReason } = createProjectOf({
      ...PRIVATE,
      'package.json': { name: 'app', private: true, dependencies: { net: '1' } },
      'lib/net.js': '',
      'broken.js': "const { = require('./lib/other');",
      'App.vue': "<template><net /></template><script>import './lib/other.js'</script>",
      'a.js': "import 'net'; import 'node:net'; import 'net/lib/net';",
      'a.test.js': "delete require.cache[require.resolve('./lib/net')];",
      'member/tsconfig.json': {
        compilerOptions: { paths: { net: ['../lib/net.js'] }, rootDirs: ['.', '../lib'] },
      },
      'src/a.ts': "import './net';",
      'src/text.js':
        "log('cannot import ' + name); log(`from ${name}`); log('./lib/net'); text.includes('require(');",
      'make.sh': 'node lib/net.js && node -e "require(\'./lib/other\')"',
      'data/all.yml': 'run: node -e "require(\'./lib/net\')"',
      '.git/hooks/pre-push.sample': 'node -e "require(\'./lib/net\')"',
    });
    expect(getReason('lib/net.js')).toBeUndefined();
  });
});

describe('mocks', () => {
  const MOCKS: Readonly<Record<string, string>> = {
    'vi.mock': "import { vi } from 'vitest'; vi.mock('../lib/net.js', () => ({}));",
    'vi.mock with an import': "vi.mock(import('../lib/net.js'));",
    'jest.mock': "jest.mock('../lib/net');",
    'jest.doMock': "jest.doMock('../lib/net', factory);",
    unstable_mockModule: "jest.unstable_mockModule('../lib/net.js', () => ({}));",
    'node:test': "import { mock } from 'node:test'; mock.module('../lib/net.js', {});",
    'the context of node:test': "test('x', (t) => { t.mock.module('../lib/net.js'); });",
    'proxyquire of it': "const load = require('proxyquire'); load('../lib/net', {});",
    'proxyquire within another':
      "const proxyquire = require('proxyquire').noCallThru(); proxyquire('../lib/user', { './net': {} });",
    esmock: "import esmock from 'esmock'; await esmock('../lib/user.js', { '../lib/net.js': {} });",
    mockery: "const m = require('mockery'); m.registerMock('../lib/net', {});",
    testdouble: "import * as td from 'testdouble'; await td.replaceEsm('../lib/net.js');",
    'testdouble from elsewhere': "const { td } = require('./tools'); td.replace('../lib/net');",
    'the cache of modules': "require.cache[require.resolve('../lib/net')] = { exports: {} };",
    'mock-require': "const mock = require('mock-require'); mock('../lib/net', {});",
  };
  for (const [name, text] of Object.entries(MOCKS)) {
    it(`knows ${name}`, () => {
      const { resolve, getReason } = createProjectOf({
        ...PRIVATE,
        'lib/net.js': '',
        'lib/other.js': '',
        'lib/user.js': "require('./net'); require('./other');",
        'test/user.test.js': text,
      });
      expect(getReason('lib/net.js')).toBe('test/user.test.js mocks it');
      expect(resolve('lib/user.js', './net', 'require')).toBeUndefined();
      expect(resolve('lib/user.js', './other', 'require')).toBe('lib/other.js');
      expect(getReason('lib/other.js')).toBeUndefined();
    });
  }

  it('parses a file only for a name that leads to the mocked one', () => {
    const parsed: string[] = [];
    const { root, getReason } = createProjectOf(
      {
        ...PRIVATE,
        'lib/net.js': '',
        'lib/other.js': '',
        'test/other.test.js':
          "vi.mock('../lib/other.js'); const title = 'net'; const path = '../lib/internet.js';",
        'test/net.test.js': "vi.mock('../lib/net.js');",
      },
      {
        parse: (path, text) => {
          parsed.push(path);
          return parse(path, text);
        },
      },
    );

    expect(getReason('lib/net.js')).toBe('test/net.test.js mocks it');
    expect(parsed).toEqual([`${root}/test/net.test.js`]);
  });

  it('does not take a comment or another function for one', () => {
    const { getReason, resolve } = createProjectOf({
      ...PRIVATE,
      'lib/net.js': '',
      'a.test.js': "// vi.mock('./lib/net.js')\nstub.mock('./lib/net.js'); import './lib/net.js';",
    });
    expect(getReason('lib/net.js')).toBeUndefined();
    expect(resolve('a.test.js', './lib/net.js')).toBe('lib/net.js');
  });

  it('knows a mock of an installed package', () => {
    const tree: Tree = {
      'package.json': {},
      'node_modules/ready/package.json': { name: 'ready', main: 'lib/x.js' },
      'node_modules/ready/lib/x.js': '',
      'a.js': '',
    };
    expect(createProjectOf(tree).resolve('a.js', 'ready')).toBe('node_modules/ready/lib/x.js');
    const mocked = createProjectOf({ ...tree, 'a.test.js': "jest.mock('ready');" });
    expect(mocked.resolve('a.js', 'ready')).toBeUndefined();
  });
});
