import { describe, expect, it } from 'vitest';
import { analyze } from '../../analysis/index.ts';
import { parseSource } from '../../codemods/parse.ts';
import { compileProgram } from '../soundness/compile.ts';
import type { Form } from '../soundness/program.ts';

const MAKE = `dgram.createSocket({ type: 'udp4', reuseAddr: true })`;

/**
 * The verdict on a socket `s` that is also bound to 0, in a branch: a value that is lost on its way leaves that alone, which is
 * a client.
 */
function judge(source: string, form: Form): string | undefined {
  return getVerdict(`const s = ${MAKE};\n${source}\nif (!Date.now()) s.bind(0);`, form);
}

function getVerdict(source: string, form: Form): string | undefined {
  const text = `const dgram = require('dgram');\n${source}`;
  const program = { text, language: 'commonjs', isOpen: false, transfers: [] } as const;
  const compiled = compileProgram(program, form);
  const parsed = parseSource(compiled.text, compiled.path);
  if (!parsed.ok) {
    throw new Error(parsed.error.message);
  }
  return analyze(parsed.file)[0]?.verdict;
}

const FORMS: readonly Form[] = ['as written', 'ES5', 'ES2015'];

describe.each(FORMS)('a generator (%s)', (form) => {
  it.each([
    [
      'is returned a port by another that it delegates to',
      'function* a() { yield 1; return 5353; } function* b() { s.bind(yield* a()); } for (const x of b());',
    ],
    [
      'is returned a socket by another that it delegates to',
      'function* a() { yield 1; return s; } function* b() { (yield* a()).bind(5353); } for (const x of b());',
    ],
    [
      'is returned a socket by an iterator of the program',
      'const it = { [Symbol.iterator]() { return { next: () => ({ done: true, value: s }) }; } }; function* b() { (yield* it).bind(5353); } for (const x of b());',
    ],
    [
      'is sent a socket',
      'const g = (function* () { const x = yield; x.bind(5353); })(); g.next(); g.next(s);',
    ],
    [
      'is sent a socket that it sends on to another generator',
      'function* a() { const x = yield; x.bind(5353); } function* b() { yield* a(); } const g = b(); g.next(); g.next(s);',
    ],
    [
      'is sent a socket that it sends on to an iterator of the program',
      'const it = { [Symbol.iterator]() { return { next(v) { if (v) v.bind(5353); return { done: Boolean(v) }; } }; } }; function* b() { yield* it; } const g = b(); g.next(); g.next(s);',
    ],
    [
      'is awaited with a port that a promise is given later',
      '(async () => { s.bind(await new Promise((resolve) => setTimeout(resolve, 1, 5353))); })();',
    ],
    [
      'is awaited with the socket',
      '(async () => { const open = async () => s; (await open()).bind(5353); })();',
    ],
  ])('%s', (_, source) => {
    expect(judge(source, form)).not.toBe('client');
  });
});

it.each([
  [
    'what a promise is given, where it is adopted by another',
    'const adopt = (value) => (value instanceof Promise ? value : new Promise((resolve) => { resolve(value); })); adopt(0).then((p) => s.bind(p)); adopt(new Promise((resolve) => resolve(5353))).then((p) => s.bind(p));',
  ],
  [
    'an array with an iterator of its own',
    'const list = [1]; list[Symbol.iterator] = function* () { yield s; }; for (const x of list) x.bind(5353);',
  ],
  ['the object module', 'module.kept = s; module.kept.bind(5353);'],
  ['an object of the object module', 'module.children.kept = s; module.children.kept.bind(5353);'],
  [
    'what a superclass returns, which gets the fields',
    'class A { constructor(o) { return o; } } class B extends A { #p = 5353; static get(o) { return o.#p; } } new B(s); s.bind(Date.now() ? B.get(s) : 0);',
  ],
  [
    'what a superclass with another class returns',
    'class K { port = 0; } class A { constructor() { return new K(); } } class B extends A { port = 5353; constructor() { super(); } } s.bind(new B().port);',
  ],
  [
    'the groups of a match',
    `const { groups: { p } } = /(?<p>\\d+)/.exec('5353'); s.bind(Date.now() ? Number(p) : 0);`,
  ],
  ['the place of a match', `s.bind(/x/.exec(' '.repeat(5353) + 'x').index);`],
  ['a field of a regular expression', 'const pattern = /x/; pattern.port = 5353; s.bind(pattern.port);'],
  ['a regular expression that keeps a socket', 'const pattern = /x/; pattern.s = s; pattern.s.bind(5353);'],
  ['a character of a text', `s.bind('5353'[0] * 1000);`],
  [
    'a property that all texts have',
    `Object.defineProperty(String.prototype, 'port', { get: () => 5353 }); s.bind('x'.port);`,
  ],
  [
    'a maker that the file replaces',
    'const create = dgram.createSocket; dgram.createSocket = (...args) => { const made = create(...args); made.bind(5353); return made; }; const t = dgram.createSocket({ type: "udp4", reuseAddr: true }); if (!Date.now()) t.bind(0);',
  ],
])('a socket is bound by %s', (_, source) => {
  expect(judge(source, 'as written')).not.toBe('client');
});

describe.each(FORMS)('a client (%s)', (form) => {
  it.each([
    [
      'made by a getter',
      `class A { get s() { return (this._s ??= ${MAKE}); } ask() { this.s.send('x', 53, 'h'); } } new A().ask();`,
    ],
    [
      'made by a static getter',
      `class A { static get s() { return (this._s ??= ${MAKE}); } static ask() { this.s.send('x', 53, 'h'); } } A.ask();`,
    ],
    [
      'made by a setter',
      `class A { set host(h) { const s = ${MAKE}; s.send('x', 53, h); } } new A().host = 'h';`,
    ],
    [
      'made by a method with a computed name',
      `const k = 'go'; class A { [k]() { const s = ${MAKE}; s.send('x', 53, 'h'); } } new A().go();`,
    ],
    [
      'taken out of a list',
      `function open() { const s = ${MAKE}; return [s, () => s.close()]; } const [s, stop] = open(); s.send('x', 53, 'h', stop);`,
    ],
    ['bound by a list', `const s = ${MAKE}; s.bind(...[0, '127.0.0.1']);`],
  ])('%s', (_, source) => {
    expect(getVerdict(source, form)).toBe('client');
  });
});

it('finds the client of an exported class with a private getter', () => {
  const source = `exports.A = class { #s; get #socket() { return (this.#s ??= ${MAKE}); } ask() { this.#socket.send('x', 53, 'h'); } };`;

  expect(getVerdict(source, 'as written')).toBe('client');
});

it('finds the client in a class that a compiler has given no static members', () => {
  const source = `function _define(target, props) { for (var i = 0; i < props.length; i++) { var descriptor = props[i]; Object.defineProperty(target, descriptor.key, descriptor); } }
function _check(instance, Constructor) { if (!(instance instanceof Constructor)) throw new TypeError(); }
function _create(Constructor, protoProps, staticProps) { if (protoProps) _define(Constructor.prototype, protoProps); if (staticProps) _define(Constructor, staticProps); return Constructor; }
function _field(obj, key, value) { if (key in obj) { Object.defineProperty(obj, key, { value: value, writable: true }); } else { obj[key] = value; } return obj; }
var A = function () { function A() { _check(this, A); _field(this, 's', ${MAKE}); } _create(A, [{ key: 'ask', value: function () { this.s.send('x', 53, 'h'); } }]); return A; }();
new A().ask();`;

  expect(getVerdict(source, 'as written')).toBe('client');
});

it.each([
  [
    'from elsewhere',
    'unknown',
    `exports.open = (...rest) => { const s = ${MAKE}; s.bind(...rest); s.send('x', 53); };`,
  ],
  ['written out', 'listener', `const list = [5353]; const s = ${MAKE}; s.bind(...list); s.send('x', 53);`],
  ['of a set', 'listener', `const s = ${MAKE}; s.bind(...new Set([5353])); s.send('x', 53);`],
  ['that is empty', 'client', `const s = ${MAKE}; s.bind(...[]); s.send('x', 53);`],
])('judges a socket that is bound by a list %s', (_, verdict, source) => {
  expect(getVerdict(source, 'as written')).toBe(verdict);
});

describe('a socket is carried', () => {
  it.each([
    ['through then() without a function', 'Promise.resolve(s).then().then((x) => x.bind(5353));'],
    [
      'through then() that is only for errors',
      'Promise.resolve(s).then(null, () => {}).then((x) => x.bind(5353));',
    ],
    ['from arguments to a parameter', 'function f(a) { arguments[0] = s; a.bind(5353); } f(1);'],
    ['from a parameter to arguments', 'function f(a) { a = s; arguments[0].bind(5353); } f(1);'],
    ['by arguments.callee', 'function f(a) { if (a) a.bind(5353); else arguments.callee(s); } f();'],
    [
      'by what a superclass returns, as a key',
      `const map = new WeakMap(); class B { constructor(o) { return o; } }
class A extends B { constructor(o) { super(o); map.set(this, s); } } const o = {}; new A(o); map.get(o).bind(5353);`,
    ],
    ['to a method of its class', 's.constructor.prototype.bind.call(s, 5353);'],
  ])('%s', (_, source) => {
    expect(judge(source, 'as written')).not.toBe('client');
  });

  it('past a then() that gives something else', () => {
    const source = `const s = ${MAKE}; Promise.resolve(s).then(() => ({ bind() {} })).then((x) => x.bind(5353)); s.bind(0);`;

    expect(getVerdict(source, 'as written')).toBe('client');
  });
});

it('the class of a socket makes sockets of which nothing is known', () => {
  const source = `const s = ${MAKE}; const t = new s.constructor({ type: 'udp4', reusePort: true }); t.bind(5353); s.bind(0);`;

  expect(getVerdict(source, 'as written')).toBe('client');
});

describe('a cast does not hide what is written', () => {
  it.each([
    ['a property', 'const o: any = { port: 0 }; (o.port as any) = 5353; s.bind(o.port);'],
    [
      'a property, with an angle bracket',
      'const o: any = { port: 0 }; (<any>o.port) = 5353; s.bind(o.port);',
    ],
    ['a property that is not null', 'const o: any = { port: 0 }; o.port! = 5353; s.bind(o.port);'],
    ['a counter', 'const o: any = { port: 0 }; (o.port as any)++; s.bind(o.port);'],
    ['a sum', 'const o: any = { port: 0 }; (o.port as any) += 5353; s.bind(o.port);'],
    ['a part of a pattern', 'const o: any = { port: 0 }; [(o.port as any)] = [5353]; s.bind(o.port);'],
    ['a loop', 'const o: any = { port: 0 }; for ((o.port as any) of [5353]); s.bind(o.port);'],
    ['a variable', 'let p: any = 0; (p as any) = 5353; s.bind(p);'],
    ['a variable, cast twice', 'let p: any = 0; (p as any as number) = 5353; s.bind(p);'],
    ['a variable of a type', 'let p: any = 0; (p satisfies any) = 5353; s.bind(p);'],
    ['a variable that is counted', 'let p: any = 0; (p as any)++; s.bind(p);'],
    ['a variable of a pattern', 'let p: any = 0; ({ x: p! } = { x: 5353 }); s.bind(p);'],
  ])('%s', (_, source) => {
    const parsed = parseSource(
      `import * as dgram from 'node:dgram';\nconst s: any = ${MAKE};\n${source}`,
      'program.ts',
    );

    expect(parsed.ok && analyze(parsed.file).map(({ verdict }) => verdict)).toEqual(['listener']);
  });

  it('and reading through one writes nothing', () => {
    const parsed = parseSource(
      `import * as dgram from 'node:dgram';\nconst s: any = ${MAKE};\nlet p: any = 0; s.bind({ port: p as any });`,
      'program.ts',
    );

    expect(parsed.ok && analyze(parsed.file).map(({ verdict }) => verdict)).toEqual(['client']);
  });
});
