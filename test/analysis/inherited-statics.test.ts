import { describe, expect, it } from 'vitest';
import { getVerdicts, getVerdictsOfPorts } from './findings/verdicts-of.ts';

describe('a static member', () => {
  it.each([
    [
      'of a class that another one extends',
      'class A { static port = PORT; } class B extends A {} OPEN.bind(A.port);',
    ],
    ['that a class inherits', 'class A { static port = PORT; } class B extends A {} OPEN.bind(B.port);'],
    [
      'that is a getter',
      'class A { static get port() { return PORT; } } class B extends A {} OPEN.bind(B.port);',
    ],
    [
      'by super',
      'class A { static port = PORT; } class B extends A { static open() { OPEN.bind(super.port); } } B.open();',
    ],
    [
      'by the class of an object',
      'class A { static port = PORT; open() { OPEN.bind(this.constructor.port); } } new A().open();',
    ],
    [
      'by the class of an object that inherits it',
      'class A { static port = PORT; open() { OPEN.bind(this.constructor.port); } } class B extends A {} new B().open();',
    ],
    [
      'that takes the socket',
      'class A { static open(s) { s.bind(PORT); } } class B extends A {} B.open(OPEN);',
    ],
  ])('is known: %s', (_, text) => {
    expect(getVerdictsOfPorts(text)).toEqual(['client', 'listener']);
  });

  it.each([
    [
      'by a subclass',
      'class A { static port = 0; open() { OPEN.bind(this.constructor.port); } } class B extends A { static port = 5353; } new B().open();',
    ],
    ['by a write', 'class A { static port = 0; } class B extends A {} A.port = 5353; OPEN.bind(B.port);'],
    [
      'by another prototype',
      'class A { static port = 0; } class B extends A {} Object.setPrototypeOf(B, { port: 5353 }); OPEN.bind(B.port);',
    ],
    [
      'by an own constructor',
      'class A { static port = 0; open() { OPEN.bind(this.constructor.port); } } const a = new A(); a.constructor = { port: 5353 }; a.open();',
    ],
    [
      'by the prototype of the function',
      'function A() {} A.prototype = { constructor: { port: 5353 }, open() { OPEN.bind(this.constructor.port); } }; A.port = 0; new A().open();',
    ],
  ])('is replaced: %s', (_, text) => {
    expect(getVerdicts(text)).not.toContain('client');
  });
});

describe('what an object inherits from its class', () => {
  it.each([
    ['no property', 'class A {} OPEN.bind(new A().port ?? PORT);'],
    ['a property of all objects', 'class A {} OPEN.bind(new A().toString ? PORT : 7);'],
    [
      'a property of what the function has for a prototype',
      'function A() {} A.prototype = { port: PORT }; OPEN.bind(new A().port);',
    ],
  ])('is known: %s', (_, text) => {
    expect(getVerdictsOfPorts(text)[1]).toBe('listener');
    expect(getVerdictsOfPorts(text.replace(': 7', ': 0'))[0]).toBe('client');
  });

  it('may be nothing, where it has another prototype', () => {
    expect(getVerdicts('function A() {} A.prototype = 5; OPEN.bind(new A().port ?? 5353);')).not.toContain(
      'client',
    );
  });
});

describe('an instance of what has no prototype', () => {
  it('inherits what all objects do', () => {
    const text =
      'Object.port = 5353; function A() {} A.prototype = null; A.port = 0; OPEN.bind(new A().constructor.port);';

    expect(getVerdicts(text)).not.toContain('client');
  });
});

describe('a function that is constructed for a built-in one', () => {
  it.each(['Object', 'Array', 'F.bind()', 'new Proxy(F, {})'])('runs: %s', (target) => {
    const text = `const s = OPEN; function F(port) { if (port) s.bind(port); } new F(0); Reflect.construct(F, [5353], ${target}); setTimeout(() => s.send('x', 9), 50);`;

    expect(getVerdicts(text)).not.toContain('client');
  });
});
