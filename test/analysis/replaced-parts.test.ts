import { describe, expect, it } from 'vitest';
import { analyze } from '../../analysis/index.ts';
import { parseSource } from '../../codemods/parse.ts';

/** The verdict on the socket that has the option. */
function judge(source: string): string | undefined {
  const parsed = parseSource(`const dgram = require('dgram');\n${source}`, 'program.cjs');
  if (!parsed.ok) {
    throw new Error(parsed.error.message);
  }
  return analyze(parsed.file)[0]?.verdict;
}

const MAKE = `dgram.createSocket({ type: 'udp4', reuseAddr: true })`;
const USE = `const s = ${MAKE}; s.bind(0); s.send('x', 53);`;

describe('a method that the file replaces in what all sockets inherit', () => {
  it.each([
    [
      'by assignment',
      `const { bind } = dgram.Socket.prototype; dgram.Socket.prototype.bind = function () { return bind.call(this, 5353); };`,
    ],
    [
      'by definition',
      `const { bind } = dgram.Socket.prototype; Object.defineProperty(dgram.Socket.prototype, 'bind', { value() { return bind.call(this, 5353); } });`,
    ],
    [
      'by Object.getPrototypeOf',
      `const proto = Object.getPrototypeOf(dgram.createSocket('udp4')); const { bind } = proto; proto.bind = function () { return bind.call(this, 5353); };`,
    ],
    [
      'by __proto__',
      `const one = dgram.createSocket('udp4'); const { bind } = one; one.__proto__.bind = function () { return bind.call(this, 5353); };`,
    ],
  ])('is followed: %s', (_, patch) => {
    expect(judge(`${patch} ${USE}`)).toBe('listener');
  });

  it('is followed where it binds before it sends', () => {
    const patch = `const { send } = dgram.Socket.prototype; dgram.Socket.prototype.send = function (...args) { try { this.bind(5353); } catch {} return send.apply(this, args); };`;
    expect(judge(`${patch} const s = ${MAKE}; s.send('x', 53);`)).toBe('listener');
  });
});

describe('a global that the file replaces', () => {
  it.each([
    ['by its name', 'parseInt = () => 5353;'],
    ['in globalThis', 'globalThis.parseInt = () => 5353;'],
    ['in global', 'global.parseInt = () => 5353;'],
    ['by definition', `Object.defineProperty(globalThis, 'parseInt', { value: () => 5353 });`],
    ['by Object.assign', 'Object.assign(globalThis, { parseInt: () => 5353 });'],
  ])('is not the one of the language: %s', (_, patch) => {
    expect(judge(`${patch} const s = ${MAKE}; s.bind(parseInt('0')); s.send('x', 53);`)).not.toBe('client');
  });

  it('is the one of the language where another is defined', () => {
    const patch = `Object.defineProperty(globalThis, 'other', { value: () => 5353 });`;
    expect(judge(`${patch} const s = ${MAKE}; s.bind(parseInt('0')); s.send('x', 53);`)).toBe('client');
  });
});

describe('arguments and parameters of a sloppy function', () => {
  it.each([
    [
      'written by its position',
      `function f(port) { arguments[0] = 5353; const s = ${MAKE}; s.bind(port); } f(0);`,
    ],
    [
      'written by another function',
      `function set(list) { list[0] = 5353; } function f(port) { set(arguments); const s = ${MAKE}; s.bind(port); } f(0);`,
    ],
    [
      'written by its name',
      `function f(port) { port = 5353; const s = ${MAKE}; s.bind(arguments[0]); } f(0);`,
    ],
    [
      'written by both',
      `function f(port) { port = 0; arguments[0] = 5353; const s = ${MAKE}; s.bind(port); } f(0);`,
    ],
  ])('are one: %s', (_, source) => {
    expect(judge(source)).toBe('listener');
  });

  it.each([
    ['strict', `'use strict'; arguments[0] = 5353;`],
    ['reading', 'console.log(arguments[0]);'],
  ])('are two, or are not written, in %s code', (_, start) => {
    expect(judge(`function f(port) { ${start} const s = ${MAKE}; s.bind(port); } f(0);`)).toBe('client');
  });
});

describe('__proto__', () => {
  it('gives an options object what it inherits', () => {
    expect(
      judge(`const o = { address: 'x' }; o.__proto__ = { port: 5353 }; const s = ${MAKE}; s.bind(o);`),
    ).toBe('listener');
  });

  it('gives a class the methods of another', () => {
    expect(
      judge(`function Old() {} Old.prototype.open = function (socket) { socket.bind(5353); };
        function New() {} New.prototype.__proto__ = Old.prototype;
        const s = ${MAKE}; if (process.argv[2]) { new New().open(s); } s.send('x', 53);`),
    ).toBe('listener');
  });
});
