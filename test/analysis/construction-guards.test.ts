import { describe, expect, it } from 'vitest';
import { getVerdicts, getVerdictsOfPorts } from './findings/verdicts-of.ts';

const REST = 'this.s = OPEN; }; Client.prototype.start = function () { this.s.bind(PORT); };';

const GUARDED = 'function F() { if (!(this instanceof F)) return new Other(); s.bind(5353); }';

describe('a constructor that is called without new, and then calls itself with it', () => {
  it.each([
    ['by instanceof', `function Client() { if (!(this instanceof Client)) return new Client(); ${REST}`],
    ['in a block', `function Client() { if (!(this instanceof Client)) { return new Client(); } ${REST}`],
    ['by new.target', `function Client() { if (!new.target) return new Client(); ${REST}`],
    [
      'by new.target, in a file that changes what objects inherit',
      `Object.setPrototypeOf({}, null); function Client() { if (!new.target) return new Client(); ${REST}`,
    ],
    [
      'behind a warning',
      `function Client() { if (!(this instanceof Client)) { console.warn('Use new.'); return new Client(); } ${REST}`,
    ],
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
    expect(getVerdictsOfPorts(`${text} Client().start();`)).toEqual(['client', 'listener']);
    expect(getVerdictsOfPorts(`${text} new Client().start();`)).toEqual(['client', 'listener']);
  });

  it('does what its guard does before that', () => {
    const text =
      'const s = OPEN; function F() { if (!(this instanceof F)) { s.bind(PORT); return new F(); } this.x = 1; } F();';

    expect(getVerdictsOfPorts(text)).toEqual(['client', 'listener']);
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

    expect(getVerdictsOfPorts(`${text} ${call} globalThis.s.bind(5353);`)[0]).not.toBe('client');
  });

  it.each([
    [
      'tests a parameter',
      'function F(T) { if (!(this instanceof T)) return new Other(); s.bind(5353); } F(Object);',
    ],
    [
      'runs more before the test',
      'function F() { go(); if (!(this instanceof F)) return new Other(); function go() { s.bind(5353); } } F();',
    ],
    [
      'hands on a function behind a label',
      'function F() { if (!(this instanceof F)) return new Caller(go); lab: function go() { s.bind(5353); } } F();',
    ],
    [
      'hands on a function in the place of a parameter',
      'function F(q) { if (!(this instanceof F)) return new Caller(arguments[0]); function q() { s.bind(5353); } } F(0);',
    ],
    [
      'has the prototype of all objects by Object.assign',
      `${GUARDED} Object.assign(F, { prototype: Object.prototype }); F();`,
    ],
    ['has it by a computed name', `${GUARDED} const key = 'proto' + 'type'; F[key] = Object.prototype; F();`],
    ['has it by a pattern', `${GUARDED} ({ prototype: F.prototype } = Object); F();`],
    ['has it by Reflect.set', `${GUARDED} Reflect.set(F, 'prototype', Object.prototype); F();`],
    [
      'says what its instances are, by a symbol with a computed name',
      `${GUARDED} Object.defineProperty(F, Symbol['has' + 'Instance'], { value: () => true }); F();`,
    ],
  ])('runs all of it where it %s', (_, text) => {
    const others = 'function Other() {} function Caller(f) { f(); }';
    const program = `const s = OPEN; ${others} ${text} setTimeout(() => s.send('x', 9), 50);`;

    expect(getVerdicts(program)).not.toContain('client');
    expect(getVerdicts(program.replace('5353', '0'))).not.toContain('listener');
  });

  it('gives the guard its arguments, defaults included', () => {
    const text =
      'function Client(port = PORT) { if (!(this instanceof Client)) return new Client(port); this.s = OPEN; this.s.bind(port); }';

    expect(getVerdictsOfPorts(`${text} Client();`)).toEqual(['client', 'listener']);
    expect(getVerdicts(`${text} Client(5353);`)).toEqual(['listener']);
  });

  it('goes on where it is called on an object', () => {
    const text = `function Client() { if (!(this instanceof Client)) return new Client(); ${REST}`;
    const heir =
      'function Sub() { Client.call(this); } Sub.prototype = Object.create(Client.prototype); new Sub().start();';

    expect(getVerdictsOfPorts(`${text} ${heir}`)[1]).not.toContain('client');
    expect(getVerdictsOfPorts(`${text} Client.call({ set s(s) { s.bind(5353); } });`)[0]).not.toBe('client');
  });
});
