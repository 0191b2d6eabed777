import { describe, expect, it } from 'vitest';
import { analyze } from '../../analysis/index.ts';
import { parseSource } from '../../codemods/parse.ts';

/** The verdict on a socket that may be bound by its `send()`, unless other code that has it binds it before. */
function judge(source: string): string | undefined {
  const text = `const dgram = require('dgram');
const s = dgram.createSocket({ type: 'udp4', reuseAddr: true });
try { s.send('x', -1); } catch {}
${source}`;
  const parsed = parseSource(text, 'program.cjs');
  if (!parsed.ok) {
    throw new Error(parsed.error.message);
  }
  return analyze(parsed.file)[0]?.verdict;
}

describe('other code that has an object has what it inherits', () => {
  it.each([
    'exports.o = { __proto__: { s } };',
    'exports.o = { __proto__: { __proto__: { open(port) { s.bind(port); } } } };',
    'exports.o = Object.create({ s });',
    'exports.o = Object.setPrototypeOf([], { s });',
    'exports.f = Object.setPrototypeOf(() => {}, { s });',
    'module.exports = Object.create({ get s() { return s; } });',
    "require('./elsewhere')({ __proto__: { s } });",
    'exports.f = () => Object.create({ s });',
    'const o = Object.create({ open(port) { this._s.bind(port); } }); o._s = s; exports.o = o;',
  ])('%s', (source) => {
    expect(judge(source)).not.toBe('client');
  });
});

describe('other code that has a class has the static members of its superclass', () => {
  it.each([
    'class A { static create() { return s; } } class B extends A {} exports.B = B;',
    'class A { static get s() { return s; } } class B extends A {} exports.B = B;',
    'class A {} A.s = s; class B extends A {} class C extends B {} exports.C = C;',
    'class A { static open(port) { this._s.bind(port); } } class B extends A {} B._s = s; exports.B = B;',
  ])('%s', (source) => {
    expect(judge(source)).not.toBe('client');
  });
});

describe('other code that has a function has its properties', () => {
  it.each([
    'function f() {} f.s = s; exports.f = f;',
    'const f = () => {}; f.open = (port) => s.bind(port); module.exports = { f };',
    'function f() {} f.port = 0; exports.f = f; setTimeout(() => { s.bind(f.port); });',
    'exports.o = { f: Object.assign(() => {}, { inner: { s } }) };',
  ])('%s', (source) => {
    expect(judge(source)).not.toBe('client');
  });

  it('but not those of one that stays inside', () => {
    expect(judge('function f() {} f.s = s; f();')).toBe('client');
  });
});
