import { describe, expect, it } from 'vitest';
import { createProjectOf } from './project-tree.ts';
import type { Tree } from './project-tree.ts';

const NAME = 'net';

/** Manifests with the files beside `lib/net.js`, and whether others reach that file by them. */
const MANIFESTS: Readonly<Record<string, readonly [object, boolean, Tree?]>> = {
  'a package without exports': [{ version: '1.0.0' }, true],
  'a private package': [{ private: true }, false],
  'a private package with a main': [{ private: true, main: 'lib/net.js' }, false],
  'a private package with a bin': [{ private: true, bin: { net: './lib/net.js' } }, false],
  'exports of another file': [{ exports: './index.js' }, false],
  'exports of the file': [{ exports: './lib/net.js' }, true],
  'exports of a subpath': [{ exports: { '.': './index.js', './net': './lib/net.js' } }, true],
  'exports by some condition': [{ exports: { development: './lib/net.js', default: './index.js' } }, true],
  'exports by a pattern': [{ exports: { '.': './index.js', './*': './lib/*.js' } }, true],
  'exports by a pattern of folders': [{ exports: { '.': './index.js', './lib/': './lib/' } }, true],
  'a pattern that null takes away from': [
    { exports: { '.': './index.js', './*': './lib/*.js', './n*': null } },
    false,
  ],
  'a pattern that a nearer key takes away from': [
    { exports: { './*': './lib/*.js', './net': './index.js' } },
    false,
  ],
  'a pattern of another folder': [{ exports: { './*': './src/*.js' } }, false],
  'main beside exports': [{ exports: './index.js', main: 'lib/net' }, true],
  'bin beside exports': [{ exports: './index.js', bin: 'lib/net.js' }, true],
  'browser beside exports': [{ exports: './index.js', browser: { './lib/net.js': './index.js' } }, true],
  'a script that starts it': [
    { exports: './index.js', scripts: { start: 'node lib/net.js --port=1' } },
    true,
  ],
  'a script of the same folder': [{ exports: './index.js', scripts: { lint: 'eslint lib' } }, false],
  'the files that are packed': [{ exports: './index.js', files: ['lib', 'lib/net.js'] }, false],
  'own imports': [{ exports: './index.js', imports: { '#net': './lib/net.js' } }, false],
  'a host that loads it': [{ exports: './index.js', 'node-red': { nodes: { net: 'lib/net.js' } } }, true],
  'a host that loads it from a private package': [
    { private: true, 'node-red': { nodes: { net: 'lib/net.js' } } },
    true,
  ],
  'a host that loads a folder': [{ private: true, oclif: { commands: './lib' } }, true],
  'a host that loads a pattern': [{ private: true, n8n: { nodes: ['lib/*.js'] } }, true],
  'a tool that looks at a folder': [
    { private: true, nyc: { include: ['lib/**/*.js'] }, jest: { roots: ['./lib'] } },
    false,
  ],
  'an extension': [{ private: true, main: './lib/net', engines: { vscode: '^1.85.0' } }, true],
  'a program for a runtime': [
    { private: true, main: './lib/net', engines: { node: '>=20', npm: '>=10' } },
    false,
  ],
  'exports when it is published': [
    { exports: './index.js', publishConfig: { exports: { './net': './lib/net.js' } } },
    true,
  ],
  'publication as it is': [{ exports: './index.js', publishConfig: { access: 'public' } }, false],
  'publication from another folder': [{ exports: './index.js', publishConfig: { directory: 'lib' } }, true],
  'exports of what it is compiled to': [
    { exports: './dist/net.js' },
    true,
    { 'dist/net.js': '', 'tsconfig.json': { compilerOptions: { outDir: 'dist', rootDir: 'lib' } } },
  ],
  'exports of what it would be compiled to': [
    { exports: './dist/net.js' },
    true,
    { 'tsconfig.json': { compilerOptions: { outDir: 'dist', rootDir: 'lib' } } },
  ],
  'exports of another file that is compiled': [
    { exports: './dist/index.js' },
    false,
    { 'dist/index.js': '', 'dist/net.js': '', 'lib/index.js': "require('./net');" },
  ],
  'exports of a bundle': [{ exports: './dist/bundle.js' }, false, { 'dist/bundle.js': '' }],
  'exports of a bundle that is not built of it': [
    { exports: './dist/bundle.js' },
    false,
    { 'index.js': "require('./lib/net');", 'rollup.config.js': "export default { input: 'index.js' };" },
  ],
  'exports of a bundle that is not built and may start with it': [
    { exports: './dist/bundle.js' },
    true,
    { 'index.js': "require('./lib/net');", 'build.js': "build({ entryPoints: ['lib/net.js'] });" },
  ],
  'exports of a bundle that is not built and starts with what nobody imports': [
    { exports: './dist/bundle.js' },
    true,
    { 'test/net.test.js': "require('../lib/net');" },
  ],
};

describe('entry points', () => {
  for (const [name, [fields, isOpen, tree]] of Object.entries(MANIFESTS)) {
    it(`${isOpen ? 'open' : 'do not open'} a file by ${name}`, () => {
      const { getReason } = createProjectOf({
        'package.json': { name: NAME, ...fields },
        'index.js': "require('./lib/other');",
        'lib/net.js': '',
        'lib/other.js': '',
        ...tree,
      });
      expect(getReason('lib/net.js') !== undefined).toBe(isOpen);
    });
  }

  it('are all files without a package, since nothing says who imports them', () => {
    expect(createProjectOf({ 'lib/net.js': '' }).getReason('lib/net.js')).toBe(
      'no package.json says who imports it',
    );
  });

  it('are those of the package around a folder with a manifest without a name', () => {
    const { getReason } = createProjectOf({
      'package.json': { name: NAME, version: '1.0.0' },
      'lib/package.json': { private: true, type: 'commonjs' },
      'lib/net.js': '',
    });
    expect(getReason('lib/net.js')).toBe(
      'net is published without `exports`, so that any of its files can be imported',
    );
  });

  it('are those of the package around a private one, unless that is a member of its workspace', () => {
    const tree: Tree = {
      'package.json': { name: NAME, version: '1.0.0' },
      'lib/package.json': { name: 'lib', private: true },
      'lib/net.js': '',
    };
    expect(createProjectOf(tree).getReason('lib/net.js')).toBeDefined();
    const member = { ...tree, 'package.json': { name: NAME, version: '1.0.0', workspaces: ['lib'] } };
    expect(createProjectOf(member).getReason('lib/net.js')).toBeUndefined();
  });

  it('are of no other member', () => {
    const { getReason } = createProjectOf({
      'package.json': { name: 'root', private: true, workspaces: ['packages/*'] },
      'packages/public/package.json': { name: 'public', version: '1.0.0' },
      'packages/public/index.js': '',
      'packages/own/package.json': { name: 'own', private: true },
      'packages/own/index.js': '',
    });
    expect(getReason('packages/public/index.js')).toBeDefined();
    expect(getReason('packages/own/index.js')).toBeUndefined();
  });
});
