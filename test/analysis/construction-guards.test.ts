import { describe, expect, it } from 'vitest';
import { getVerdicts } from './findings/verdicts-of.ts';

const REST = 'this.s = OPEN; }; Client.prototype.start = function () { this.s.bind(PORT); };';

/** What a program says with a port of 0 in it, and with another one. */
function getBoth(text: string): readonly string[] {
  return ['0', '5353'].map((port) => getVerdicts(text.replaceAll('PORT', port)).join(' '));
}

describe('a constructor that is called without new, and then calls itself with it', () => {
  it.each([
    ['by instanceof', `function Client() { if (!(this instanceof Client)) return new Client(); ${REST}`],
    ['in a block', `function Client() { if (!(this instanceof Client)) { return new Client(); } ${REST}`],
    ['by new.target', `function Client() { if (!new.target) return new Client(); ${REST}`],
    [
      'in strict code',
      `function Client() { 'use strict'; if (!(this instanceof Client)) return new Client(); ${REST}`,
    ],
    [
      'as an expression',
      `const Client = function () { if (!(this instanceof Client)) return new Client(); ${REST}`,
    ],
    [
      'of an emitter',
      `const E = require('events'); require('util').inherits(Client, E); function Client() { if (!(this instanceof Client)) return new Client(); E.call(this); ${REST}`,
    ],
  ])('makes what it would make with new: %s', (_, text) => {
    expect(getBoth(`${text} Client().start();`)).toEqual(['client', 'listener']);
    expect(getBoth(`${text} new Client().start();`)).toEqual(['client', 'listener']);
  });

  it.each([
    [
      'by another name',
      `function Other() {} function Client() { if (!(this instanceof Other)) return new Client(); ${REST}`,
    ],
    [
      'of which all are instances',
      `function Client() { if (!(this instanceof Client)) return new Client(); ${REST} Client.prototype = Object.prototype;`,
    ],
    [
      'that says itself what its instances are',
      `function Client() { if (!(this instanceof Client)) return new Client(); ${REST} Object.defineProperty(Client, Symbol.hasInstance, { value: () => true });`,
    ],
    [
      'that is replaced',
      `function Client() { if (!(this instanceof Client)) return new Client(); ${REST} const First = Client; Client = Object;`,
    ],
  ])('may go on where the test may say something else: %s', (_, text) => {
    const call = text.includes('First') ? 'First();' : 'Client();';

    expect(getBoth(`${text} ${call} globalThis.s.bind(5353);`)[0]).not.toBe('client');
  });

  it('gives the guard its arguments, defaults included', () => {
    const text =
      'function Client(port = PORT) { if (!(this instanceof Client)) return new Client(port); this.s = OPEN; this.s.bind(port); }';

    expect(getBoth(`${text} Client();`)).toEqual(['client', 'listener']);
    expect(getVerdicts(`${text} Client(5353);`)).toEqual(['listener']);
  });

  it('goes on where it is called on an object', () => {
    const text = `function Client() { if (!(this instanceof Client)) return new Client(); ${REST}`;
    const heir =
      'function Sub() { Client.call(this); } Sub.prototype = Object.create(Client.prototype); new Sub().start();';

    expect(getBoth(`${text} ${heir}`)[1]).not.toContain('client');
    expect(getBoth(`${text} Client.call({ set s(s) { s.bind(5353); } });`)[0]).not.toBe('client');
  });
});
