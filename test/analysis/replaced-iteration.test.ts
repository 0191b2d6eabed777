import { describe, expect, it } from 'vitest';
import { getVerdicts, getVerdictsOfPorts } from './findings/verdicts-of.ts';

const GENERATE = 'function* generate() { yield 0; }';
const STEP = 'function () { this.n = (this.n || 0) + 1; return { done: this.n > 1, value: PORT }; }';
const NEXT = `const { next } = P; P.next = function () { const step = next.call(this); return step.done ? step : { value: PORT, done: false }; };`;

describe('iteration that the program replaces', () => {
  it.each([
    ['in a loop', 'for (const p of [0]) OPEN.bind(p);'],
    ['by a pattern', 'const [p] = [0]; OPEN.bind(p);'],
    ['as arguments', 'OPEN.bind(...[0]);'],
    ['as elements', 'OPEN.bind([...[0]][0]);'],
    ['as entries', 'new Set([0]).forEach((p) => OPEN.bind(p));'],
    ['by yield*', 'function* all() { yield* [0]; } for (const p of all()) OPEN.bind(p);'],
  ])('of lists gives what the program says: %s', (_, text) => {
    const program = `Array.prototype[Symbol.iterator] = function* () { yield PORT; }; ${text}`;
    const both = getVerdictsOfPorts(program);

    expect(both[1]).not.toBe('client');
    expect(both[0]).not.toBe('listener');
    expect(getVerdictsOfPorts(text)).toEqual(['client', 'client']);
  });

  it.each([
    [
      'lists',
      'Array.prototype[Symbol.iterator] = function* () { yield PORT; }; for (const p of [0]) OPEN.bind(p);',
    ],
    [
      'lists, by a definition',
      'Object.defineProperty(Array.prototype, Symbol.iterator, { value: function* () { yield PORT; } }); for (const p of [0]) OPEN.bind(p);',
    ],
    [
      'lists, without a generator',
      'Array.prototype[Symbol.iterator] = function () { return { next() { return { value: PORT }; } }; }; for (const p of [0]) OPEN.bind(p);',
    ],
    [
      'lists, by a getter',
      'Object.defineProperty(Array.prototype, Symbol.iterator, { get: () => function* () { yield PORT; } }); for (const p of [0]) OPEN.bind(p);',
    ],
    [
      'all generators, by what makes their functions',
      `generate.constructor.prototype.prototype.next = ${STEP}; for (const p of generate()) OPEN.bind(p);`,
    ],
    [
      'sets',
      'Set.prototype[Symbol.iterator] = function* () { yield PORT; }; for (const p of new Set([0])) OPEN.bind(p);',
    ],
    [
      'one generator function',
      `generate.prototype.next = ${STEP}; for (const p of generate()) OPEN.bind(p);`,
    ],
    [
      'one generator function, by its prototype',
      'Object.setPrototypeOf(generate.prototype, { next() { return { done: true, value: PORT }; } }); OPEN.bind(generate().next().value);',
    ],
    [
      'one generator function, with another prototype',
      `generate.prototype = { __proto__: generate.prototype, next: ${STEP} }; for (const p of generate()) OPEN.bind(p);`,
    ],
    [
      'all generators',
      `Object.getPrototypeOf(generate).prototype.next = ${STEP}; for (const p of generate()) OPEN.bind(p);`,
    ],
    [
      'all generators, by one of them',
      `Object.getPrototypeOf(generate.prototype).next = ${STEP}; OPEN.bind(generate().next().value);`,
    ],
  ])('is followed: %s', (_, text) => {
    expect(getVerdictsOfPorts(`${GENERATE} ${text}`)).toEqual(['client', 'listener']);
  });

  it.each([
    ['lists', `const P = Object.getPrototypeOf([].values()); ${NEXT} for (const p of [0]) OPEN.bind(p);`],
    [
      'sets',
      `const P = Object.getPrototypeOf(new Set().values()); ${NEXT} for (const p of new Set([0])) OPEN.bind(p);`,
    ],
    [
      'maps',
      "Map.prototype[Symbol.iterator] = function* () { yield ['p', PORT]; }; for (const [, p] of new Map([['p', 0]])) OPEN.bind(p);",
    ],
    ['one iterator', `const it = generate(); it.next = ${STEP}; for (const p of it) OPEN.bind(p);`],
    [
      'a helper of iterators',
      'Object.getPrototypeOf(Object.getPrototypeOf([].values())).map = function (f) { f(PORT); return this; }; [0].values().map((p) => { OPEN.bind(p); });',
    ],
    [
      'any member',
      'Array.prototype[Symbol[process.argv[2]]] = function* () { yield PORT; }; for (const p of [0]) OPEN.bind(p);',
    ],
  ])('may give anything: %s', (_, text) => {
    expect(getVerdictsOfPorts(`${GENERATE} ${text}`)[1]).not.toBe('client');
    expect(getVerdicts(`${GENERATE} for (const p of generate()) OPEN.bind(p);`)).toEqual(['client']);
  });

  it('gets the socket that is iterated', () => {
    const text =
      "const s = OPEN; generate.prototype.next = function () { return { done: true, value: s.bind(PORT) }; }; for (const x of generate()) x; s.send('x', 9);";

    expect(getVerdictsOfPorts(`${GENERATE} ${text}`)[1]).not.toBe('client');
  });
});
