import { expect, it } from 'vitest';
import { getVerdicts } from './findings/verdicts-of.ts';

it.each([
  ['new Number(0)', 'new Number(0) ? 5353 : 0'],
  ["new String('')", "new String('') ? 5353 : 0"],
  ['new Boolean(false)', 'new Boolean(false) ? 5353 : 0'],
  ['Object(0)', 'Object(0) ? 5353 : 0'],
  ['new Object(0)', 'new Object(0) ? 5353 : 0'],
  ['what Object.assign gives', 'Object.assign(0, {}) ? 5353 : 0'],
  ['what Object.prototype.valueOf gives', 'Object.prototype.valueOf.call(0) ? 5353 : 0'],
  ['typeof', "typeof new Number(0) === 'object' ? 5353 : 0"],
  ['===', 'new Number(0) === 0 ? 0 : 5353'],
  ['||', '(new Number(0) || 1) === 1 ? 0 : 5353'],
  ['!', '!new Number(0) ? 0 : 5353'],
  ['what is written to it', 'Object.assign(true, { port: 5353 }).port'],
])('a boxed primitive is an object: %s', (_, port) => {
  expect(getVerdicts(`OPEN.bind(${port});`)).toEqual(['listener']);
});

it.each([
  ['Number(0)', 'Number(0) ? 5353 : 0'],
  ["String('')", "String('') ? 5353 : 0"],
  ['Boolean(false)', 'Boolean(false) ? 5353 : 0'],
])('what is not boxed is none: %s', (_, port) => {
  expect(getVerdicts(`OPEN.bind(${port});`)).toEqual(['client']);
});

it('what holds a boxed primitive has what is put into it', () => {
  expect(getVerdicts(`const s = OPEN; Object.assign(0, { s }).s.bind(5353); s.send('x', 9);`)).not.toContain(
    'client',
  );
});

const PORT = 'function () { return this ? 5353 : 0; }';

it.each([
  ['0 by call', `(${PORT}).call(0)`],
  ['false by call', `(${PORT}).call(false)`],
  ['null by call', `(${PORT}).call(null)`],
  ['undefined by apply', `(${PORT}).apply(undefined)`],
  ['nothing', `(${PORT})()`],
  ['0 by bind', `(${PORT}).bind(0)()`],
  ['0 by map', `[1].map(${PORT}, 0)[0]`],
  ['nothing by map', `[1].map(${PORT})[0]`],
  ['0 by Array.from', `Array.from([1], ${PORT}, 0)[0]`],
  ['0 by Reflect.apply', `Reflect.apply(${PORT}, 0, [])`],
])('the `this` of a sloppy function is an object: %s', (_, port) => {
  expect(getVerdicts(`OPEN.bind(${port});`)).toEqual(['listener']);
});

it('the `this` of a strict function is what it is called with', () => {
  expect(getVerdicts(`OPEN.bind((function () { 'use strict'; return this ? 5353 : 0; }).call(0));`)).toEqual([
    'client',
  ]);
});

it.each([
  ['spread', "{ ...'ab' }"],
  ['Object.assign', "Object.assign({}, 'ab')"],
  ['a copy of a copy', "{ ...{ ...'ab' } }"],
  ['a rest', "(({ ...o }) => o)('ab')"],
  ['a text that is not known', '{ ...String(Math.random()) }'],
  ['a long text', `{ ...'${'a'.repeat(100)}' }`],
])('a text has its letters as properties: %s', (_, object) => {
  expect(getVerdicts(`const o = ${object}; OPEN.bind(o[1] ? 5353 : 0);`)).toEqual(['listener']);
  expect(getVerdicts(`const o = ${object}; OPEN.bind(o[process.argv.length] ? 5353 : 0);`)).toEqual([
    'listener',
  ]);
  expect(getVerdicts(`const o = ${object}; OPEN.bind(Object.keys(o).length > 0 ? 5353 : 0);`)).toEqual([
    'listener',
  ]);
});

it('a text has no other properties', () => {
  const text = `{ ...'ab', ...(process.argv.length > 2 && { a: 1 }) }`;
  expect(getVerdicts(`const o = ${text}; OPEN.bind(o.port);`)).toEqual(['client']);
});
