import { describe, expect, it } from 'vitest';
import { getVerdicts } from './findings/verdicts-of.ts';

const ARGUED = 'const given = process.argv[2];';

describe('what an optional chain reads of nothing', () => {
  it.each([
    ['an object or null', 'const o = given ? { port: 0 } : null; s.bind(o?.port ?? 5353);'],
    ['a map without the key', "const m = new Map([['a', { port: 0 }]]); s.bind(m.get(given)?.port ?? 5353);"],
    ['a chain that goes on', 'const o = given ? { a: { port: 0 } } : undefined; s.bind(o?.a.port ?? 5353);'],
    ['an index', 'const o = given ? [0] : null; s.bind(o?.[0] ?? 5353);'],
    ['a method', 'const o = given ? { port: () => 0 } : null; s.bind(o?.port() ?? 5353);'],
    [
      'a default',
      'const o = given ? { a: { port: 0 } } : null; const { port = 5353 } = o?.a ?? {}; s.bind(port);',
    ],
    ['a function', 'const f = given ? () => 0 : undefined; s.bind(f?.() ?? 5353);'],
    ['a method that is gone', 'const o = { port: () => 0 }; o.port = null; s.bind(o.port?.() ?? 5353);'],
    ['a method that is deleted', 'const o = { port: () => 0 }; delete o.port; s.bind(o.port?.() ?? 5353);'],
  ])('is undefined: %s', (_, text) => {
    expect(getVerdicts(`${ARGUED} const s = OPEN; ${text}`)).not.toContain('client');
  });

  it.each([
    ['an object', 'const o = { port: 0 }; s.bind(o?.port ?? 5353);'],
    ['an object or null, and no port then', 'const o = given ? { port: 0 } : null; s.bind(o?.port ?? 0);'],
    ['a function', 'const f = () => 0; s.bind(f?.() ?? 5353);'],
  ])('is not taken for more: %s', (_, text) => {
    expect(getVerdicts(`${ARGUED} const s = OPEN; ${text}`)).toContain('client');
  });
});

describe('an index of a list', () => {
  it.each(['pop()', 'shift()', 'splice(0)', 'length = 0', 'length -= 1'])('is empty after %s', (taken) => {
    expect(getVerdicts(`const l = [0]; l.${taken}; OPEN.bind(l[0] ?? 5353);`)).not.toContain('client');
    expect(getVerdicts(`const l = [0]; l.${taken}; const [p = 5353] = l; OPEN.bind(p);`)).not.toContain(
      'client',
    );
  });

  it.each(['push(0)', 'reverse()', 'sort()', 'concat([0])'])('is not empty after %s', (kept) => {
    expect(getVerdicts(`const l = [0]; l.${kept}; OPEN.bind(l[0] ?? 5353);`)).toContain('client');
  });
});

describe('a function that is declared in a block', () => {
  it.each([
    ['of the same name', 'function port() { return 0; } { function port() { return 5353; } }'],
    [
      'of a condition',
      'function port() { return 0; } if (process.argv[2]) { function port() { return 5353; } }',
    ],
    ['of a switch', 'function port() { return 0; } switch (1) { case 1: function port() { return 5353; } }'],
    ['in the place of a var', 'var port = () => 0; { function port() { return 5353; } }'],
    [
      'in a catch',
      'function port() { return 0; } try { throw 1; } catch (e) { function port() { return 5353; } }',
    ],
  ])('takes the place of what is outside: one %s', (_, text) => {
    expect(getVerdicts(`${text} OPEN.bind(port());`)).not.toContain('client');
  });

  it.each([
    ['strict code', "'use strict'; function port() { return 0; } { function port() { return 5353; } }"],
    ['a let outside', 'let port = () => 0; { function port() { return 5353; } }'],
    ['an async one', 'function port() { return 0; } { async function port() { return 5353; } }'],
    ['a let between', 'function port() { return 0; } { let port; { function port() { return 5353; } } }'],
  ])('does not: %s', (_, text) => {
    const [directive, rest] = text.startsWith("'use strict';")
      ? ["'use strict';", text.slice(13)]
      : ['', text];

    expect(getVerdicts(`function main() { ${directive} ${rest} OPEN.bind(port()); } main();`)).toContain(
      'client',
    );
  });
});

describe('a function that is assigned to its own name', () => {
  it.each([
    ['a declaration', 'function port() { port = () => 5353; return port(); } s.bind(port());', 'listener'],
    [
      'a declaration, to give nothing',
      'function port() { port = () => 0; return port(); } s.bind(port());',
      'client',
    ],
    [
      'an expression, which stays what it is',
      "const f = function port() { port = 0; return typeof port === 'function' ? 5353 : 0; }; s.bind(f());",
      'listener',
    ],
  ])('is another one then: %s', (_, text, verdict) => {
    expect(getVerdicts(`const s = OPEN; ${text}`)).toEqual([verdict]);
  });
});

describe('super() of a class that inherits from another one by then', () => {
  const CLASSES =
    'class A { constructor() { this.port = 0; } } class C { constructor() { this.port = 5353; } } class B extends A {}';

  it.each(['Object.setPrototypeOf(B, C);', 'Reflect.setPrototypeOf(B, C);', 'B.__proto__ = C;'])(
    'calls that: %s',
    (text) => {
      expect(getVerdicts(`${CLASSES} ${text} OPEN.bind(new B().port);`)).not.toContain('client');
    },
  );

  it('calls what it extends', () => {
    expect(getVerdicts(`${CLASSES} OPEN.bind(new B().port);`)).toContain('client');
  });
});
