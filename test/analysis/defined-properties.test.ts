import { expect, it } from 'vitest';
import { getVerdicts } from './findings/verdicts-of.ts';

it.each([
  ['undefined', `Object.defineProperty(o, 'port', { value: undefined });`],
  ['undefined, by Reflect', `Reflect.defineProperty(o, 'port', { value: undefined });`],
  ['undefined, by defineProperties', `Object.defineProperties(o, { port: { value: undefined } });`],
  ['undefined, by a variable', `const d = { value: undefined }; Object.defineProperty(o, 'port', d);`],
  ['what has a setter alone', `Object.defineProperty(o, 'port', { set() {} });`],
  ['what has a setter alone, by __defineSetter__', `o.__defineSetter__('port', () => {});`],
  ['what has no getter', `Object.defineProperty(o, 'port', { get: undefined });`],
  ['what had a getter', `const d = { get: () => 0 }; delete d.get; Object.defineProperty(o, 'port', d);`],
])('a property that is defined anew can be %s', (_, define) => {
  const [before, after] = ['const o = { port: 0 };', 'OPEN.bind(o.port ?? 5353);'];
  expect(getVerdicts(`${before} ${define} ${after}`)).toEqual(['listener']);
});

it('a property that is defined without a value is undefined', () => {
  expect(getVerdicts(`const o = {}; Object.defineProperty(o, 'p', {}); OPEN.bind(o.p ?? 5353);`)).toEqual([
    'listener',
  ]);
});

it('a getter that is defined gives what it gives', () => {
  const define = `Object.defineProperty(o, 'port', { enumerable: true, get: () => 0 });`;
  expect(getVerdicts(`const o = {}; ${define} OPEN.bind(o.port);`)).toEqual(['client']);
});

it('a value that is defined is what is read', () => {
  const define = `Object.defineProperty(o, 'port', { value: 0 });`;
  expect(getVerdicts(`const o = {}; ${define} OPEN.bind(o.port);`)).toEqual(['client']);
});

it('a setter that is defined is called by those who write the property, and not by its definition', () => {
  const define = `Object.defineProperty(Peer.prototype, 'port', { set: function (v) { this.s = OPEN; this.s.bind(v); } });`;
  expect(getVerdicts(`function Peer() {} ${define} new Peer().port = 0;`)).toEqual(['client']);
  expect(getVerdicts(`function Peer() {} ${define} new Peer().port = 5353;`)).toEqual(['listener']);
});
