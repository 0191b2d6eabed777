import { describe, expect, it } from 'vitest';
import { getVerdictsOfPorts } from './findings/verdicts-of.ts';

const INHERITS = "const inherits = require('util').inherits;";

describe('super_, which util.inherits() gives to a constructor', () => {
  it.each([
    ['by call', 'function B() { B.super_.call(this); OPEN.bind(this.port); } inherits(B, A); new B();'],
    [
      'by apply',
      'function B() { B.super_.apply(this, arguments); OPEN.bind(this.port); } inherits(B, A); new B();',
    ],
    [
      'by its constructor',
      'function B() { this.constructor.super_.call(this); OPEN.bind(this.port); } inherits(B, A); new B();',
    ],
    [
      'by a pattern',
      'function B() { const { super_ } = B; super_.call(this); OPEN.bind(this.port); } inherits(B, A); new B();',
    ],
    [
      'through a heir',
      'function B() {} inherits(B, A); class C extends B { constructor() { super(); C.super_.call(this); OPEN.bind(this.port); } } new C();',
    ],
    [
      'in its methods',
      'class B { go() { B.super_.prototype.start.call(this); OPEN.bind(this.port); } } inherits(B, A); new B().go();',
    ],
    ['with new', 'function B() {} inherits(B, A); OPEN.bind(new B.super_().port);'],
  ])('is the one it inherits from: %s', (_, text) => {
    const base = 'function A() { this.port = PORT; } A.prototype.start = function () { this.port = PORT; };';
    const both = getVerdictsOfPorts(`${INHERITS} ${base} ${text}`);

    expect(both[0]).toBe('client');
    expect(both[1]).not.toBe('client');
  });

  it('gets what it is called with', () => {
    const text =
      'function A(s) { s.bind(PORT); } function B() { const s = OPEN; B.super_.call(this, s); } inherits(B, A); new B();';

    expect(getVerdictsOfPorts(`${INHERITS} ${text}`)).toEqual(['client', 'listener']);
  });

  it('gives the methods of an emitter', () => {
    const text =
      "const E = require('events'); function B() { B.super_.call(this); this.s = OPEN; } inherits(B, E); B.prototype.emit = function (...args) { return B.super_.prototype.emit.apply(this, args); }; const b = new B(); b.on('x', (p) => b.s.bind(p)); b.emit('x', PORT);";

    expect(getVerdictsOfPorts(`${INHERITS} ${text}`)).toEqual(['client', 'listener']);
  });

  it.each([
    [
      'of the program',
      'function inherits(ctor, base) { ctor.super_ = base; ctor.prototype = Object.create(base.prototype); }',
    ],
    ['of a package', "const inherits = require('inherits');"],
  ])('is given by an inherits() as well: %s', (_, text) => {
    const program =
      'function A() { this.port = PORT; } function B() { B.super_.call(this); OPEN.bind(this.port); } inherits(B, A); new B();';

    expect(getVerdictsOfPorts(`${text} ${program}`)[1]).not.toContain('client');
  });
});
