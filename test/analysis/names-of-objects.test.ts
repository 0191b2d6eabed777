import { describe, expect, it } from 'vitest';
import { findIn } from './findings/findings-in.ts';
import { getVerdicts } from './findings/verdicts-of.ts';

describe('whoever asks for the names of what a module exports', () => {
  it.each([
    ['Object.keys', 'exports.port = 5353; for (const key of Object.keys(exports)) OPEN.bind(exports[key]);'],
    ['for … in', 'module.exports.port = 5353; for (const key in module.exports) OPEN.bind(exports[key]);'],
    ['Reflect.ownKeys', 'this.port = 5353; for (const key of Reflect.ownKeys(this)) OPEN.bind(this[key]);'],
    ['the names alone', 'exports[5353] = true; OPEN.bind(Number(Object.keys(exports)[0]));'],
    [
      'to call what they name',
      "exports.open = (one) => one.bind(5353); const s = OPEN; for (const key of Object.keys(exports)) exports[key](s); s.send('x', 9);",
    ],
  ])('sees those that are written: by %s', (_, text) => {
    expect(getVerdicts(text)).not.toContain('client');
  });

  it('leaves a socket alone that nothing of it gets', () => {
    expect(getVerdicts('exports.a = 1; for (const key of Object.keys(exports)) OPEN.bind(0);')).toEqual([
      'client',
    ]);
  });
});

describe('an enum of numbers', () => {
  it.each([
    ['for … in', 'for (const key in P) OPEN.bind(Number(key));'],
    ['Object.keys', 'OPEN.bind(Number(Object.keys(P)[0]));'],
  ])('has the numbers as names, too: %s', (_, text) => {
    const program = `import * as dgram from 'dgram';\nenum P { Mdns = 5353 }\n${text.replace('OPEN', 'dgram.createSocket({ type: "udp4", reuseAddr: true })')}\n`;

    expect(findIn(program, 'a.ts').map(({ verdict }) => verdict)).not.toContain('client');
  });

  it('has the numbers of its members', () => {
    const program =
      'import * as dgram from "dgram";\nenum P { Any, Mdns = 5353 }\ndgram.createSocket({ type: "udp4", reuseAddr: true }).bind(P.Any);\n';

    expect(findIn(program, 'a.ts').map(({ verdict }) => verdict)).toEqual(['client']);
  });
});

describe('what an object does not have', () => {
  it.each([
    ['without a prototype', "Object.create(null)['constructor']"],
    ['of a literal without a prototype', '({ __proto__: null }).valueOf'],
    ['of a group', 'Object.groupBy([], String).constructor'],
    ['of a class that extends null', '(class extends null {}).prototype.toString'],
    ['by a function as a method', '({ open() {} }).open.prototype'],
    ['by an arrow function', '(() => {}).prototype'],
    ['under another name for an index', "[1]['00']"],
  ])('is undefined: %s', (_, value) => {
    expect(getVerdicts(`OPEN.bind(${value} ? 0 : 5353);`)).not.toContain('client');
    expect(getVerdicts(`OPEN.bind(${value} ? 0 : 0);`)).toEqual(['client']);
  });

  it.each([
    ['a bound class', 'class A { static port = 5353; } class B extends A {} OPEN.bind(B.bind(null).port);'],
    [
      'a promisified function',
      "function f(done) { done(); } f.port = 5353; OPEN.bind(require('util').promisify(f).port);",
    ],
  ])('but has from elsewhere: %s', (_, text) => {
    expect(getVerdicts(text)).not.toContain('client');
    expect(getVerdicts(text.replace('5353', '0'))).toEqual(['client']);
  });
});

it.each([
  [
    'is tested',
    'const commands = {}; const has = (k) => commands[k] !== undefined; OPEN.bind(has(name) ? 5353 : 0);',
  ],
  [
    'is kept',
    'const cache = {}; if (!cache[name]) cache[name] = { port: 0 }; OPEN.bind(cache[name].port === undefined ? 5353 : 0);',
  ],
  ['is called', 'const o = { port: 5353, other() { return { port: 0 }; } }; OPEN.bind(o[name]().port);'],
])('a name that is not known may be that of a method which every object has: it %s', (_, text) => {
  expect(getVerdicts(`const name = JSON.parse('"valueOf"'); ${text}`)).not.toContain('client');
});
