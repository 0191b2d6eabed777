import { describe, expect, it } from 'vitest';
import { analyze } from '../../analysis/index.ts';
import type { Project } from '../../analysis/index.ts';
import { parse } from '../tools/parsed-program.ts';
import { getVerdicts } from './findings/verdicts-of.ts';

/** Makes a socket that does not bind itself, calls a function with it, and sends. */
function hand(call: string): string {
  return `const s = OPEN; ${call}; s.on('listening', () => s.send('x', 9));`;
}

/** `F` in a program is a function that binds what it is handed; with `other`, one that only closes it. */
function judge(text: string, f = '(x) => { x.bind(5353); }'): readonly string[] {
  return getVerdicts(text.replaceAll(/\bF\b/gu, f));
}

/** A function of the runtime that a program replaces or adds is what the program says, whatever object has it. */
describe.each([
  ['a global namespace', 'console.debug = F;', 'console.debug(s)'],
  ['a member that it has not', 'console.socket = F;', 'console.socket(s)'],
  ['a member by a name that is not shown', 'console[process.argv[2]] = F;', 'console.debug(s)'],
  ['performance', 'performance.mark = F;', 'performance.mark(s)'],
  ['a function of the process', 'process.cwd = F;', 'process.cwd(s)'],
  ['one that calls back', 'process.nextTick = F;', 'process.nextTick(s)'],
  ['Object.assign()', 'Object.assign(console, { trace: F });', 'console.trace(s)'],
  ['Object.defineProperty()', "Object.defineProperty(console, 'debug', { value: F });", 'console.debug(s)'],
  ['Reflect.set()', "Reflect.set(console, 'debug', F);", 'console.debug(s)'],
  ['a pattern', '[console.debug] = [F];', 'console.debug(s)'],
  ['a loop', 'for (console.debug of [F]);', 'console.debug(s)'],
  ['a variable', 'const logger = console; logger.debug = F;', 'logger.debug(s)'],
  ['a variable with another', 'const a = console, b = a; b.debug = F;', 'console.debug(s)'],
  ['a parameter', 'function extend(o) { o.debug = F; } extend(console);', 'console.debug(s)'],
  ['an object that holds it', 'const o = { log: console }; o.log.debug = F;', 'console.debug(s)'],
  ['one of two', 'const log = process.argv[2] ? console : {}; log.debug = F;', 'console.debug(s)'],
  ['the object of all globals', 'globalThis.console.debug = F;', 'console.debug(s)'],
  ['a variable for that', 'const g = globalThis; g.console.debug = F;', 'console.debug(s)'],
  ['a global by that variable', 'const g = globalThis; g.setTimeout = F;', 'setTimeout(s)'],
  ['a global by a pattern', '({ setTimeout } = { setTimeout: F });', 'setTimeout(s)'],
  ['a prototype', 'Object.setPrototypeOf(console, { socket: F });', 'console.socket(s)'],
  ['a module', "const util = require('util'); util.inspect = F;", 'util.inspect(s)'],
  ['its other name', "require('node:util').inspect = F;", "require('util').inspect(s)"],
  ['a module that is a function', "const assert = require('assert'); assert.socket = F;", 'assert.socket(s)'],
  ['an object in a module', "require('assert').strict.ok = F;", "require('assert').strict.ok(s)"],
  ['that by a pattern', "const { strict } = require('assert'); strict.ok = F;", 'strict.ok(s)'],
  ['a module that is global', "require('process').cwd = F;", 'process.cwd(s)'],
  ['a global that is a module', 'process.cwd = F;', "require('process').cwd(s)"],
  ['a global in a module', "require('perf_hooks').performance.mark = F;", 'performance.mark(s)'],
  ['a timer in a module', "const timers = require('timers'); timers.setTimeout = F;", 'timers.setTimeout(s)'],
])('a socket that is handed to what was written to %s', (_, change, call) => {
  it('is no client', () => {
    expect(judge(`${change} ${hand(call)}`)).not.toContain('client');
  });
});

describe('a socket that is handed to a function of the runtime', () => {
  it.each([
    [
      'that is replaced by one that does no harm',
      `console.debug = (x) => x.ref(); ${hand('console.debug(s)')}`,
    ],
    ['beside one that is replaced', `console.debug = F; ${hand('console.log(s)')}`],
    ['of an object that is in a variable', `const log = console; ${hand('log.info(s)')}`],
    ['of an object that is passed on', `const o = { log: console }; ${hand('o.log.info(s)')}`],
    ['of a module', `const util = require('util'); ${hand('util.inspect(s)')}`],
  ])('%s is a client', (_, text) => {
    expect(judge(text)).toContain('client');
  });
});

/** However a program comes to the object of all globals, what it writes there is what the names mean. */
describe.each([
  ['one of two names for it', "const root = typeof globalThis !== 'undefined' ? globalThis : global;"],
  ['either of two', 'const root = globalThis || global;'],
  ['a variable that gets it later', 'let root; root = globalThis;'],
  ['a default', 'const { root = globalThis } = {};'],
  ['a member of itself', 'const root = globalThis.global;'],
  ['a function', 'const getRoot = () => globalThis; const root = getRoot();'],
  ['an object that holds it', 'const env = { root: globalThis }; const { root } = env;'],
  ['a list', 'const [root] = [globalThis];'],
  ['a promise', 'let root; Promise.resolve(globalThis).then((it) => { root = it; });'],
  ['this in a function', 'let root; (function () { root = this; })();'],
  ['this in an arrow function', 'let root; (function () { (() => { root = this; })(); })();'],
  ['what a function returns as its this', 'function give() { return this; } const root = give.call(null);'],
  ['a function of a text', "const root = Function('return this')();"],
  ['a function by its constructor', "const root = (() => {}).constructor('return this')();"],
  ['eval()', "const root = (0, eval)('this');"],
  ['vm', "const { runInThisContext } = require('vm'); const root = runInThisContext('this');"],
])('the object of all globals by %s', (_, root) => {
  it.each([
    ['a member of a global', 'root.console.debug = F;', 'console.debug(s)'],
    ['a global', 'root.setTimeout = F;', 'setTimeout(s)'],
    ['a prototype', 'root.Map.prototype.set = F;', 'new Map().set(s, 1)'],
    ['a name that is not shown', 'root[process.argv[2]] = F;', 'setTimeout(s)'],
    ['a getter', "root.__defineGetter__('setTimeout', () => F);", 'setTimeout(s)'],
    ['Object.assign()', 'Object.assign(root, { setTimeout: F });', 'setTimeout(s)'],
    ['a function for that', 'const { assign } = Object; assign(root, { setTimeout: F });', 'setTimeout(s)'],
    ['a function of the file', 'function set(o) { o.setTimeout = F; } set(root);', 'setTimeout(s)'],
  ])('takes %s', (__, change, call) => {
    expect(judge(`${root} ${change} ${hand(call)}`)).not.toContain('client');
  });

  it('leaves what is read alone', () => {
    expect(judge(`${root} root.console.debug('x'); ${hand('console.debug(s)')}`)).toContain('client');
  });
});

describe('a port that is computed by a function of the runtime', () => {
  it.each([
    ['Number()', 'root.Number = () => 5353;', "Number('0')"],
    ['String()', 'root.String = () => 5353;', 'String(0)'],
    ['Number.parseInt()', 'root.Number.parseInt = () => 5353;', "Number.parseInt('0')"],
  ])('by %s that is replaced is the other one', (_, change, port) => {
    const text = `const root = globalThis || global; ${change} OPEN.bind(${port});`;
    expect(judge(text)).not.toContain('client');
    expect(judge(text.replace('5353', '0'))).toContain('client');
  });
});

/** A prototype, and the class that it is of, by whatever way. */
describe.each([
  ['a constant', 'const proto = Map.prototype; proto.set = F;'],
  ['a pattern', 'const { prototype: proto } = Map; proto.set = F;'],
  ['a pattern that is no declaration', 'let proto; ({ prototype: proto } = Map); proto.set = F;'],
  ['a constant for the class', 'const M = Map; M.prototype.set = F;'],
  ['a loop over classes', 'for (const C of [Map, Set]) C.prototype.set = F;'],
  ['a parameter', 'function extend(proto) { proto.set = F; } extend(Map.prototype);'],
  ['arguments', 'function extend() { arguments[0].set = F; } extend(Map.prototype);'],
  ['a pattern that writes it', '[Map.prototype.set] = [F];'],
  ['__proto__', 'new Map().__proto__.set = F;'],
  ['__proto__ in a pattern', 'const { __proto__: proto } = new Map(); proto.set = F;'],
  ['a constructor', 'new Map().constructor.prototype.set = F;'],
  ['a constructor in a pattern', 'const { constructor: C } = new Map(); C.prototype.set = F;'],
  ['Object.getPrototypeOf()', 'Object.getPrototypeOf(new Map()).set = F;'],
  ['the same by another name', 'const { getPrototypeOf: get } = Object; get(new Map()).set = F;'],
  ['Reflect.get()', "Reflect.get(Map, 'prototype').set = F;"],
  ['a subclass', 'class M extends Map {} Object.getPrototypeOf(M.prototype).set = F;'],
  ['super', 'class M extends Map { static set() { super.prototype.set = F; } } M.set();'],
  ['__defineGetter__()', "Map.prototype.__defineGetter__('set', () => F);"],
])('a prototype that is changed by %s', (_, change) => {
  it('has what is written to it', () => {
    expect(judge(`${change} ${hand('new Map().set(s, 1)')}`)).not.toContain('client');
    expect(judge(`${change} ${hand('new Map().has(s)')}`)).toContain('client');
  });
});

describe('a collection that is filled when it is made', () => {
  it.each([
    ['a map', 'const m = Map.prototype; m.set = F;', 'new Map([[s, 1]])'],
    ['a set', 'Set.prototype.add = F;', 'new Set([s])'],
    ['a set, by a getter', "Set.prototype.__defineGetter__('add', () => F);", 'new Set([s])'],
  ])('%s gets it by the method that a program gives all of them', (_, change, call) => {
    expect(judge(`${change} ${hand(call)}`)).not.toContain('client');
    expect(judge(hand(call))).toContain('client');
  });
});

describe('what all functions inherit, or a class gives its subclasses', () => {
  it.each([
    ['a method of functions', 'const F2 = Function.prototype; F2.hand = F;', '(() => {}).hand(s)'],
    [
      'a static method',
      'class P extends Promise { static f() { Object.getPrototypeOf(this).resolve = F; } } P.f();',
      'Promise.resolve(s)',
    ],
  ])('%s is what is written there', (_, change, call) => {
    expect(judge(`${change} ${hand(call)}`)).not.toContain('client');
  });
});

/** A module of Node.js by whatever gives it. */
describe.each([
  ['a name in a constant', "const name = 'util'; require(name).inspect = F;"],
  ['a template', 'require(`util`).inspect = F;'],
  ['another name for require', "const r = require; r('util').inspect = F;"],
  ['a function that requires', "const load = (name) => require(name); load('util').inspect = F;"],
  ['createRequire()', "require('module').createRequire(__filename)('util').inspect = F;"],
  ['a call of a function', "Reflect.apply(require, null, ['util']).inspect = F;"],
  ['import()', "const name = 'util'; (async () => { (await import(name)).default.inspect = F; })();"],
  ['what import() promises', "import('util').then((m) => { m.default.inspect = F; });"],
])('a module that is changed by way of %s', (_, change) => {
  it('has what is written to it', () => {
    expect(judge(`${change} ${hand("require('util').inspect(s)")}`)).not.toContain('client');
    expect(judge(`${change} ${hand("require('util').format(s)")}`)).toContain('client');
  });
});

describe('a module that some object gives', () => {
  it.each([
    ['another require', "process.mainModule.require('util').inspect = F;"],
    ['a loader', "module.constructor._load('util').inspect = F;"],
    ['process.getBuiltinModule()', "const { getBuiltinModule: get } = process; get('util').inspect = F;"],
  ])('is unknown once it is changed: by way of %s', (_, change) => {
    expect(judge(`${change} ${hand("require('util').inspect(s)")}`)).not.toContain('client');
  });

  it('may be another one, also where it is handed on', () => {
    const text =
      "const remote = loader.require('dgram'); exports.remote = remote; remote.createSocket(OPTIONS).send('x', 9);";

    expect(getVerdicts(text)).not.toContain('client');
  });
});

describe('a function of the runtime', () => {
  it.each([
    ['call()', 'console.warn.call = (_, x) => (F)(x);', 'console.warn.call(console, s)'],
    ['apply()', 'Math.max.apply = (_, [x]) => (F)(x);', 'Math.max.apply(null, [s])'],
    ['a method of its own', 'JSON.stringify.later = F;', 'JSON.stringify.later(s)'],
    [
      'a method in a pattern',
      'const { warn } = console; warn.call = (_, x) => (F)(x);',
      'console.warn.call(0, s)',
    ],
    ['a method of a parameter', '((f) => { f.later = F; })(console.warn);', 'console.warn.later(s)'],
    ['a function of a module', "require('util').inspect.later = F;", "require('util').inspect.later(s)"],
  ])('has %s that a program gives it', (_, change, call) => {
    expect(judge(`${change} ${hand(call)}`)).not.toContain('client');
  });
});

describe('a getter that a program gives an object of the runtime', () => {
  it.each([
    ['by its method', "console.__defineGetter__('debug', () => F);"],
    ['by that of all objects', "Object.prototype.__defineGetter__.call(console, 'debug', () => F);"],
    ['by a name in a constant', "const name = '__defineGetter__'; console[name]('debug', () => F);"],
    ['by a descriptor', "Object.defineProperty(console, 'debug', { get: () => F });"],
  ])('%s is called', (_, change) => {
    expect(judge(`${change} ${hand('console.debug(s)')}`)).not.toContain('client');
    expect(judge(`${change} ${hand('console.log(s)')}`)).toContain('client');
  });
});

/** The verdict on a file that hands its socket to a builtin and sends, and has another file make the socket. */
function judgeWith(change: string, call: string): readonly string[] {
  const path = '/app/open.cjs';
  const open = {
    ...parse({
      path,
      text: `${change}\nexports.use = (s) => { s.on('listening', () => s.send('x', 9)); };`,
    }),
    path,
  };
  const project: Project = {
    resolve: () => ({ files: [path], isWhole: true }),
    resolveComputed: () => ({ files: [], isWhole: false }),
    load: () => open,
    findImporters: () => ({ files: [], isClosed: true }),
    findTexts: () => [],
    getPackage: () => undefined,
  };
  const text = `const s = require('dgram').createSocket({ type: 'udp4', reuseAddr: true });
    require('./open.cjs').use(s); ${call};`;
  const file = { ...parse({ text, path: '/app/index.cjs' }), path: '/app/index.cjs' };
  return analyze(file, undefined, project).map(({ verdict }) => verdict);
}

describe('what another file of the program writes', () => {
  it.each([
    ['a global', 'globalThis.setTimeout = (x) => x.bind(5353);', 'setTimeout(s)'],
    ['a member of one', 'console.debug = (x) => x.bind(5353);', 'console.debug(s)'],
    ['a module', "require('util').inspect = (x) => x.bind(5353);", "require('util').inspect(s)"],
    [
      'a global by another name',
      'const root = globalThis || global; root.setTimeout = (x) => x.bind(5353);',
      'setTimeout(s)',
    ],
    ['a prototype', 'const m = Map.prototype; m.set = (x) => x.bind(5353);', 'new Map().set(s, 1)'],
  ])('counts for %s', (_, change, call) => {
    expect(judgeWith('', call)).toContain('client');
    expect(judgeWith(change, call)).not.toContain('client');
  });
});
