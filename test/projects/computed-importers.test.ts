import { describe, expect, it } from 'vitest';
import { getSourceFacts } from '../../projects/sources/source-facts.ts';
import { createProjectOf } from './project-tree.ts';
import type { Tree } from './project-tree.ts';

const PRIVATE: Tree = { 'package.json': { name: 'app', private: true } };

describe('computed imports', () => {
  /** A file of the project, and which of two files it opens, or imports. */
  const COMPUTED: Readonly<Record<string, readonly [string, 'both' | 'plugin' | 'neither' | 'followed']>> = {
    'a name from elsewhere': ['require(process.argv[2]);', 'both'],
    'a template without a start': ['import(`${folder}/${name}.js`);', 'both'],
    'a template with another end': ['import(`${folder}/other.js`);', 'neither'],
    'a template with a start': ['import(`./plugins/${name}.js`);', 'followed'],
    'a sum': ["require('./plugins/' + name);", 'followed'],
    'a joined path': [
      "const path = require('path'); require(path.join(__dirname, 'plugins', name));",
      'followed',
    ],
    'a constant folder': [
      "const folder = path.join(__dirname, 'plugins'); for (const f of fs.readdirSync(folder)) require(path.join(folder, f));",
      'followed',
    ],
    'a resolved path': ["require(path.resolve('plugins', name));", 'plugin'],
    'a resolved path that starts with a dot': ["require(path.resolve('./plugins/a.js'));", 'plugin'],
    'a path in the working folder': ["require(path.join(process.cwd(), './plugins/a'));", 'plugin'],
    'a template in the working folder': ['require(`${process.cwd()}/./plugins/${name}`);', 'plugin'],
    'a name that import.meta resolves': ["import(import.meta.resolve('./plugins/a.js'));", 'followed'],
    'a folder as a URL': [
      "const here = new URL('.', import.meta.url).pathname; import(here + 'plugins/a.js');",
      'followed',
    ],
    'a URL in a folder as a URL': [
      "const here = new URL('./lib/..', import.meta.url); import(new URL('plugins/a.js', here).href);",
      'followed',
    ],
    'a folder above a folder as a URL': [
      "import(path.join(path.dirname(fileURLToPath(new URL('./lib/', import.meta.url))), 'plugins/a.js'));",
      'followed',
    ],
    'a path by an imported function': [
      "import { join as at } from 'node:path'; import { join } from 'path'; import(join(import.meta.dirname, 'plugins', name));",
      'followed',
    ],
    'a path by what a compiler imports': [
      "var path_1 = __importDefault(require('path')); require((0, path_1.default.join)(__dirname, 'plugins', name));",
      'followed',
    ],
    'a path by a function of a variant': [
      "const { posix: { join } } = await import('node:path'); import(join(import.meta.dirname, 'plugins', name));",
      'followed',
    ],
    'a function called resolve': ['const resolve = (id) => table[id]; require(resolve("a"));', 'both'],
    'a function called join': ["const all = { join: pick }; require(all.join('./lib', 'a'));", 'both'],
    'a function called normalize': [
      "const { normalize } = require('./names'); require(normalize('a'));",
      'both',
    ],
    'a function called toString': ["require(codec.toString('./lib/a'));", 'both'],
    'a function called resolve that is imported': [
      "import { resolve } from './names.js'; import(resolve('/lib/a'));",
      'both',
    ],
    'a path of a variable that changes': [
      "let path = require('path'); path = other; require(path.join(__dirname, 'lib', name));",
      'both',
    ],
    'import.meta.dirname': ['await import(join(import.meta.dirname, `plugins/${name}`));', 'followed'],
    'a URL': ['await import(new URL(`./plugins/${name}.js`, import.meta.url).href);', 'followed'],
    'a folder above an unknown one': ["require(path.join(dir, '..', 'plugins', name));", 'plugin'],
    'a glob': ["import.meta.glob('./plugins/*.js');", 'followed'],
    'a list of globs': [
      "import.meta.glob(['./plugins/**/*.js', '!./plugins/x.js'], { eager: true });",
      'followed',
    ],
    'a glob of other files': ["import.meta.glob('./scenes/*.js');", 'neither'],
    'a glob with options from elsewhere': ["import.meta.glob('./plugins/*.js', options);", 'plugin'],
    'a path of a path': ["import(path.resolve('.', `${dir}/../plugins/${name}`));", 'plugin'],
    'a name with a query': ['import(`./plugins/a.js?t=${Date.now()}`);', 'followed'],
    'the entries of a folder': [
      "for (const e of await readdir(new URL('./plugins/', import.meta.url), { withFileTypes: true })) import(`./plugins/${e.name}`);",
      'followed',
    ],
    'the files of a folder that is read later': [
      "fs.readdir('plugins', (error, files) => files.filter(isScript).forEach((f) => require('./plugins/' + f.replace('.js', ''))));",
      'followed',
    ],
    'a context': ["require.context('./plugins', true, /\\.js$/);", 'plugin'],
    'one of two names': ["import(process.env.DRIVER ?? './other.js');", 'both'],
    'one of two constants': ["import(flag ? './other.js' : './another.js');", 'neither'],
    'the start of the name of a package': ['require(`bus-${name}`);', 'neither'],
    'a file of another package': ['require(`bus/plugins/${name}`);', 'neither'],
    'a created require': [
      "import { createRequire } from 'node:module'; const load = createRequire(import.meta.url); load(name);",
      'both',
    ],
    'require that is handed on': ['start(require);', 'both'],
    'require that is kept': ['const load = require; load("./plugins/a.js");', 'both'],
    'require that is kept before a comment': ['const load = require // kept\nload(name);', 'both'],
    'require that is returned before a comment': [
      'exports.get = () => { return require /* it */; };',
      'both',
    ],
    'require of another type': ['(require as any)(name);', 'both'],
    'require of a type that is kept': ['const load = require as NodeRequire; load(name);', 'both'],
    'require of a type that is satisfied': [
      'const load = require satisfies NodeRequire; load(name);',
      'both',
    ],
    'require that is certain': ['require!(name);', 'both'],
    'the module of another type': ['(module as any).require(name);', 'both'],
    'require that is called by a method': ['require.call(null, "./plugins/a.js");', 'both'],
    'require that is bound': ['const load = require.bind(null); load("./plugins/a.js");', 'both'],
    'the require of the module': ["module.require('./plugins/a.js');", 'followed'],
    'the require of the module by a text': ["module['require']('./plugins/' + name);", 'followed'],
    'the require of the module that is kept': [
      'const load = module.require; load("./plugins/a.js");',
      'both',
    ],
    'the require of the module in a pattern': ['const { require: load } = module;', 'both'],
    'the require of the module by a computed name': ["module['re' + 'quire']('./plugins/a.js');", 'both'],
    'the require of the module that is exported': ['exports.load = module.require;', 'both'],
    'the module that is handed on': ['start(module);', 'both'],
    'the modules that it has loaded': ['module.children[0].exports.open();', 'both'],
    'the module that has loaded it': ['module.parent.exports.open();', 'both'],
    'the module that the program starts with': ['require.main.children.map(open);', 'both'],
    'the same by another name': ['process.mainModule.exports.open();', 'both'],
    'the loader of Node': ["const Module = require('module'); Module._load('./plugins/a.js');", 'both'],
    'the loader of Node by its module': ["module.constructor._load('./plugins/a.js');", 'both'],
    'all of the cache': ['for (const m of Object.values(require.cache)) { open(m.exports); }', 'both'],
    'a part of the cache': ["require['cache'][id].exports.open();", 'both'],
    'a created require by another name': [
      "import { createRequire as create } from 'node:module'; create(import.meta.url)('./plugins/a.js');",
      'both',
    ],
    'a created require by another name in a pattern': [
      "const { createRequire: create } = require('module'); create(__filename)('./plugins/a.js');",
      'both',
    ],
    'a created require in an object': [
      "const o = { load: require('module').createRequire(__filename) }; o.load('./plugins/a.js');",
      'both',
    ],
    'a created require that is handed on': [
      "import { createRequire } from 'node:module'; const load = createRequire(import.meta.url); start(load);",
      'both',
    ],
    'a created require of the working folder': [
      "const { createRequire } = require('module'); const load = createRequire(process.cwd() + '/x.js'); load('../plugins/a.js');",
      'plugin',
    ],
    'a created require of another file': [
      "import { createRequire } from 'node:module'; const require = createRequire(new URL('./plugins/', import.meta.url)); require('./a');",
      'plugin',
    ],
    'a created require of another file that is called at once': [
      "require('module').createRequire(__dirname + '/plugins/x.js')('./a');",
      'plugin',
    ],
    'a created require of a file beside it': [
      "import { createRequire } from 'node:module'; const load = createRequire(new URL('./package.json', import.meta.url)); load('./plugins/a.js');",
      'followed',
    ],
    'what a created require of another file resolves': [
      "const { createRequire } = require('module'); const r = createRequire(root); require(r.resolve('./a'));",
      'plugin',
    ],
    'a name that is resolved from other folders': [
      "require(require.resolve('./a', { paths: [folder] }));",
      'plugin',
    ],
    'the require of the module that the program starts with': [
      "require.main.require('../plugins/a');",
      'plugin',
    ],
    'the require of the main module': ["process.mainModule.require('../plugins/a');", 'plugin'],
    'the require of the importer': ["module.parent.require('./a');", 'plugin'],
    'the require of a module that is made': ["new Module(id).require('./a');", 'plugin'],
    'the require of a package': ["require('app-root-path').require('/plugins/a');", 'plugin'],
    'the require of a package by a text': ["root['require'](`/plugins/${name}`);", 'plugin'],
    'the require of a package by dots alone': ["root.require('.');", 'neither'],
    'the require of a page': ["window.require('electron'); remote.require('fs').open();", 'neither'],
    'a created require in a variable': [
      "import { createRequire } from 'node:module'; let load; load = createRequire(import.meta.url);",
      'both',
    ],
    'a joined list': ["require(['.', 'plugins', 'a.js'].join('/'));", 'both'],
    'a text that is evaluated': ['eval("require")("./plugins/a.js");', 'both'],
    'a text from elsewhere that is evaluated': ['eval(text);', 'both'],
    'a function made of text': ["const load = new Function('name', 'return import(name)');", 'both'],
    'a function made of a name and a text': ["new Function(name, 'return import(x)');", 'both'],
    'an asynchronous function made of text': ["new AsyncFunction('return import(name)');", 'both'],
    'a package that loads folders': ["require('require-all')(__dirname + '/plugins');", 'both'],
    'a syntax error': ['require(name', 'both'],
    'a function of its own by that name': [
      '(function () { function require(n) { return all[n]; } require(x); })();',
      'neither',
    ],
    'a comment': ['// require(name) loads it\n/* import(name) */', 'neither'],
    'what forgets modules': [
      'Object.keys(require.cache).forEach((id) => { delete require.cache[id]; });',
      'neither',
    ],
    'what only looks at the module': [
      'if (!module.parent) { log(module.id, require.main.filename); } module.exports = { on: module.hot };',
      'neither',
    ],
    'a module of a test': ["module('sender', () => {});", 'neither'],
    'what only looks at require': [
      "if (typeof require === 'function' && require.main === module) { start(); }",
      'neither',
    ],
  };
  const OPENED = {
    both: 'opens all of the package',
    plugin: 'opens what it may name',
    neither: 'opens nothing',
    followed: 'imports what it may name',
  };
  for (const [name, [text, opened]] of Object.entries(COMPUTED)) {
    it(`${OPENED[opened]} by ${name}`, () => {
      const { findImporters, getReason } = createProjectOf({
        ...PRIVATE,
        'plugins/a.js': '',
        'lib/net.js': '',
        [/require as|module as| satisfies |require!/u.test(text) ? 'load.ts' : 'load.js']: text,
        'member/package.json': { name: 'member', private: true },
        'member/index.js': '',
      });
      const names = ['plugins/a.js', 'lib/net.js', 'member/index.js'];
      const reasons = names.map((path) => getReason(path) !== undefined);
      expect(reasons).toEqual([opened === 'both' || opened === 'plugin', opened === 'both', false]);
      expect(findImporters('plugins/a.js')).toEqual(opened === 'followed' ? ['load.js'] : []);
    });
  }

  it('opens a member whose name it may compute', () => {
    const tree: Tree = { ...PRIVATE, 'load.js': 'require(`bus-${name}`);' };
    const member = { name: 'bus-lamp', private: true };
    const { getReason } = createProjectOf({ ...tree, 'lamp/package.json': member, 'lamp/index.js': '' });
    expect(getReason('lamp/index.js')).toBe('load.js imports a computed name');
  });
});

describe('computed names in a workspace', () => {
  const TREE: Tree = {
    'package.json': { name: 'all', private: true, workspaces: ['packages/*'] },
    'packages/net/package.json': { name: '@all/net', private: true },
    'packages/net/index.js': '',
    'packages/net/lib/inner.js': '',
    'packages/app/package.json': { name: '@all/app', private: true },
  };
  const OPENED: Readonly<Record<string, readonly [Tree, boolean, boolean]>> = {
    'a path from the root': [
      { 'start.js': "require(path.resolve('packages', process.argv[2]));" },
      true,
      true,
    ],
    'the list of its packages': [
      {
        'start.js':
          "const all = path.join(process.cwd(), 'packages'); for (const p of fs.readdirSync(all)) require(path.join(all, p));",
      },
      true,
      false,
    ],
    'the name of any package': [
      { 'packages/app/index.js': "for (const name of require('./plugins.json')) require(name);" },
      true,
      false,
    ],
    'a path from a member': [
      { 'packages/app/index.js': "require(path.resolve('lib', process.argv[2]));" },
      false,
      false,
    ],
  };
  for (const [name, [tree, isOpen, isInnerOpen]] of Object.entries(OPENED)) {
    it(`may be ${name}`, () => {
      const { getReason } = createProjectOf({ ...TREE, ...tree });
      const paths = ['packages/net/index.js', 'packages/net/lib/inner.js'];
      expect(paths.map((path) => getReason(path) !== undefined)).toEqual([isOpen, isInnerOpen]);
    });
  }
});

describe('the list of a folder', () => {
  const LISTS: Readonly<Record<string, readonly [Tree, boolean]>> = {
    'of scripts': [{ 'jobs/README.md': '' }, true],
    'of a folder of its own': [{ 'jobs/b/index.js': '' }, true],
    'of a folder that means a file elsewhere': [
      { 'jobs/b/package.json': { main: '../../c.js' }, 'c.js': '' },
      true,
    ],
    'of a folder that means JSON': [{ 'jobs/b/index.json': {} }, false],
    'of a folder that tools write': [{ 'jobs/.cache/index.js': '' }, false],
    'of a file without an ending': [{ 'jobs/b': 'module.exports = 1;' }, false],
    'of a file with another ending': [{ 'jobs/b.es6': 'module.exports = 1;' }, false],
    'of a link': [{ 'jobs/b.js': { link: '../c.js' }, 'c.js': '' }, false],
    'of a link in a folder': [{ 'jobs/b/index.js': { link: '../../c.js' }, 'c.js': '' }, false],
  };
  for (const [name, [tree, isWhole]] of Object.entries(LISTS)) {
    it(`is ${isWhole ? 'whole' : 'not whole'} ${name}`, () => {
      const text = "for (const name of require('fs').readdirSync('jobs')) { require('./jobs/' + name); }";
      const { project, root } = createProjectOf({ ...PRIVATE, 'jobs/a.js': '', 'load.js': text, ...tree });
      const file = `${root}/load.js`;
      const source = project.load(file);
      const computed = source && getSourceFacts(source, file).computed[0]?.expression;
      expect(computed && project.resolveComputed(file, computed).isWhole).toBe(isWhole);
    });
  }
});
