import { describe, expect, it } from 'vitest';
import { analyze } from '../../analysis/index.ts';
import { parseSource } from '../../codemods/parse.ts';

/**
 * The verdict on a socket `s` that is also bound to 0, in a branch: a call that is not seen leaves that alone, which is a client.
 */
function judge(source: string): string | undefined {
  const parsed = parseSource(
    `const dgram = require('dgram');
const { EventEmitter } = require('events');
const { promisify } = require('util');
const s = dgram.createSocket({ type: 'udp4', reuseAddr: true });
${source}
if (!Date.now()) s.bind(0);`,
    'program.cjs',
  );
  if (!parsed.ok) {
    throw new Error(parsed.error.message);
  }
  return analyze(parsed.file)[0]?.verdict;
}

const BINDS = 'this.s.bind(5353);';
const CONVERTED = `const h = { s, valueOf() { ${BINDS} return 1; } };`;
const WRITTEN_OUT = `const h = { s, toString() { ${BINDS} return ''; } };`;
const ITERATOR = `s, [Symbol.iterator]() { return this; }, next() { return { value: 1, done: false }; }`;

describe('a method is called on its object', () => {
  it.each([
    ['by JSON.stringify', `const h = { s, toJSON() { ${BINDS} return 1; } }; JSON.stringify({ list: [h] });`],
    [
      'by JSON.stringify, of a class',
      `class H { constructor(x) { this.s = x; } toJSON() { ${BINDS} return 1; } } JSON.stringify([new H(s)]);`,
    ],
    ['by a template', `${WRITTEN_OUT} void \`\${h}\`;`],
    ['by String', `${WRITTEN_OUT} String(h);`],
    ['by a key', `${WRITTEN_OUT} void {}[h];`],
    ['by join', `${WRITTEN_OUT} [h].join();`],
    ['by a sign', `${CONVERTED} void +h;`],
    ['by a comparison', `${CONVERTED} void (h == 2);`],
    ['by Math', `${CONVERTED} Math.max(h, 1);`],
    ['by a timer', `${CONVERTED} setTimeout(() => {}, h);`],
    ['by the length of an array', `${CONVERTED} const a = []; a.length = h;`],
    [
      'by Symbol.toPrimitive',
      `class H { constructor(x) { this.s = x; } [Symbol.toPrimitive]() { ${BINDS} return 1; } } void ('a' + new H(s));`,
    ],
    [
      'by a pattern that takes enough',
      `const h = { ${ITERATOR}, return() { ${BINDS} return {}; } }; const [a] = h;`,
    ],
    [
      'by a loop that is left',
      `const h = { ${ITERATOR}, return() { ${BINDS} return {}; } }; for (const x of h) break;`,
    ],
    [
      'by a loop that waits and is left',
      `const h = { s, [Symbol.asyncIterator]() { return this; }, async next() { return { value: 1 }; }, async return() { ${BINDS} return {}; } };
(async () => { for await (const x of h) break; })();`,
    ],
    [
      'of a function',
      `function f() {} f.s = s; f.toString = function () { ${BINDS} return ''; }; void \`\${f}\`;`,
    ],
    [
      'of an array',
      `const a = [s]; a.join = function () { this[0].bind(5353); return ''; }; void \`\${a}\`;`,
    ],
    [
      'of a class, by a text',
      `class P { constructor(x) { this.s = x; } [Symbol.match]() { ${BINDS} return []; } } 'x'.match(new P(s));`,
    ],
  ])('%s', (_, source) => {
    expect(judge(source)).not.toBe('client');
  });

  it.each([
    ['does not touch the socket', `const h = { s, toJSON() { return 1; } }; JSON.stringify(h);`],
    [
      'says where it is',
      `const h = { s, toString() { return 'on ' + this.s.address().port; } }; void \`\${h}\`;`,
    ],
    [
      'closes it',
      `const h = { ${ITERATOR}, return() { this.s.close(); return {}; } }; for (const x of h) break;`,
    ],
  ])('and leaves a client one that %s', (_, source) => {
    expect(judge(`${source} s.bind(0);`)).toBe('client');
  });
});

describe('what the language hands over reaches', () => {
  it.each([
    [
      'the replacer of JSON.stringify',
      "JSON.stringify({ a: s }, (k, v) => { if (k === 'a') { v.bind(5353); return 1; } return v; });",
    ],
    ['a pattern', "'x'.replace({ [Symbol.replace](t, r) { r.bind(5353); return ''; } }, s);"],
    [
      'the iterator that a generator delegates to',
      `const h = { ${ITERATOR}, return(v) { v.bind(5353); return {}; } };
function* g() { yield* h; } const i = g(); i.next(); i.return(s);`,
    ],
    [
      'what looks like a set',
      'new Set([s]).isSubsetOf({ size: 1, has(v) { v.bind(5353); return true; }, keys() { return [].values(); } });',
    ],
    [
      'who listens for listeners',
      "const e = new EventEmitter(); e.on('newListener', (n, f) => { f.s.bind(5353); }); const f = () => {}; f.s = s; e.on('x', f);",
    ],
    [
      'a list that is spread',
      '[].concat({ length: 1, 0: s, [Symbol.isConcatSpreadable]: true })[0].bind(5353);',
    ],
    [
      'a clone',
      "const h = { get z() { this.q.bind(5353); return 1; } }; Object.defineProperty(h, 'q', { value: s }); structuredClone(h);",
    ],
  ])('%s', (_, source) => {
    expect(judge(source)).not.toBe('client');
  });
});

const THEN = 'then(a, b) { return super.then((v) => { v?.bind?.(5353); return a && a(v); }, b); }';

describe('a builtin runs what a subclass overrides', () => {
  it.each([
    [
      'when it fills a map',
      "class K extends Map { set(k, v) { v.bind(5353); return super.set(k, v); } } new K([['a', s]]);",
    ],
    [
      'when it fills a set',
      'class K extends Set { add(v) { v.bind(5353); return super.add(v); } } new K([s]);',
    ],
    [
      'of a constructor',
      `function K(list) { return Reflect.construct(Set, [list], K); }
K.prototype = Object.create(Set.prototype); K.prototype.add = function (v) { v.bind(5353); }; new K([s]);`,
    ],
    [
      'when it makes an array of the same class',
      'class K extends Array { sort() { this[0].bind(5353); return this; } } const k = new K(); k.push(s); k.slice().sort();',
    ],
    [
      'when it makes one of values',
      'class K extends Array { at(i) { this[0].bind(5353); return this[i]; } } K.of(s).at(0);',
    ],
    ['when it makes a promise', `class K extends Promise { ${THEN} } K.resolve(s).then(() => {});`],
    ['when it waits', `class K extends Promise { ${THEN} } (async () => { await K.all([s]); })();`],
    [
      'when it makes a promise of a promise',
      `class K extends Promise { ${THEN} } new K((r) => r(1)).then(() => s).then(() => {});`,
    ],
    [
      'by super, in a loop',
      'class K extends Map { forEach() { super.forEach((v) => { v.bind(5353); }); } } const k = new K(); k.set(1, s); k.forEach(() => {});',
    ],
    [
      'by super, as an iterator',
      'class K extends Map { *[Symbol.iterator]() { for (const v of super.values()) v.bind(5353); } } const k = new K(); k.set(1, s); void [...k];',
    ],
    [
      'by super, for a listener',
      "class K extends EventEmitter { on(n, f) { return super.on(n, (x) => { x.bind(5353); }); } } const k = new K(); k.on('x', () => {}); k.emit('x', s);",
    ],
  ])('%s', (_, source) => {
    expect(judge(source)).not.toBe('client');
  });
});

describe('a property is read and written for another object', () => {
  it.each([
    ['by Reflect.set', "const o = { port: 0 }; Reflect.set({}, 'port', 5353, o); s.bind(o);"],
    [
      'by a setter',
      "const o = { s: null }; Reflect.set({ set x(v) { this.s = v; } }, 'x', s, o); o.s.bind(5353);",
    ],
    ['by a getter', "const o = { y: s }; Reflect.get({ get x() { return this.y; } }, 'x', o).bind(5353);"],
    [
      'by the trap of what it inherits from',
      'const o = Object.create(new Proxy({}, { set(t, k, v, r) { Object.defineProperty(r, k, { value: 5353 }); return true; } })); o.port = 0; s.bind(o);',
    ],
    [
      'by a trap that reads on',
      'const h = { s }; const p = new Proxy({ get x() { return this.s; } }, { get: (t, k) => Reflect.get(t, k, h) }); p.x.bind(5353);',
    ],
    [
      'by a proxy without a trap',
      "const p = new Proxy({ get x() { return this.y; } }, { get(t, k, r) { return k === 'y' ? s : Reflect.get(t, k, r); } }); p.x.bind(5353);",
    ],
    [
      'by super, with a getter',
      'class A { get x() { return this.s; } } class B extends A { take() { return super.x; } } const b = new B(); b.s = s; b.take().bind(5353);',
    ],
    [
      'by super, with a setter',
      'class A { set x(v) { this.s = v; } } class B extends A { put(v) { super.x = v; } } const b = new B(); b.put(s); b.s.bind(5353);',
    ],
    [
      'by super, without one',
      'const b = { __proto__: {}, port: 0, put(v) { super.port = v; } }; b.put(5353); s.bind(b);',
    ],
  ])('%s', (_, source) => {
    expect(judge(source)).not.toBe('client');
  });

  it.each([
    ['Reflect.get', "const o = { s }; Reflect.get(o, 's', o).bind(0);"],
    [
      'a trap that passes on',
      'const p = new Proxy({ s }, { get: (t, k, r) => Reflect.get(t, k, r) }); p.s.bind(0);',
    ],
    [
      'a trap that passes all arguments on',
      'const p = new Proxy({ s }, { get() { return Reflect.get(...arguments); } }); p.s.bind(0);',
    ],
  ])('and a client is one through %s', (_, source) => {
    expect(judge(source)).toBe('client');
  });
});

describe('what a callback gets is what promisify promises', () => {
  it.each([
    ['a socket', 'listener', 'promisify((x, done) => done(null, x))(s).then((y) => y.bind(5353));'],
    [
      'a socket, later',
      'listener',
      'promisify((x, done) => setTimeout(done, 1, null, x))(s).then((y) => y.bind(5353));',
    ],
    [
      'a promise of one',
      'listener',
      'promisify((x, done) => done(null, Promise.resolve(x)))(s).then((y) => y.bind(5353));',
    ],
    ['a port', 'listener', 'promisify((done) => { done(null, 5353); })().then((p) => s.bind(p));'],
    ['an error', 'unknown', 'promisify((x, done) => done(x))(s).catch((y) => y.bind(5353));'],
    ['nothing that is seen', 'unknown', "promisify(require('./open'))(s).then((y) => y.bind(0));"],
    [
      'something of a method that calls itself',
      'listener',
      'class A { constructor() { this.f = promisify(this.f); } f(x, done) { done(null, x); } } new A().f(s).then((y) => y.bind(5353));',
    ],
    [
      'a client',
      'client',
      '(async () => { const y = await promisify((x, done) => done(null, x))(s); y.bind(0); })();',
    ],
  ])('%s', (_, verdict, source) => {
    expect(judge(source)).toBe(verdict);
  });
});

it('an option that Reflect.set switches off for its receiver is none', () => {
  const parsed = parseSource(
    `const o = { type: 'udp4', reuseAddr: true };
Reflect.set({}, 'reuseAddr', false, o);
require('dgram').createSocket(o).send('x', 53);`,
    'program.cjs',
  );

  expect(parsed.ok && analyze(parsed.file)).toEqual([]);
});
