import { describe, expect, it } from 'vitest';
import { getVerdicts } from './findings/verdicts-of.ts';

/** Where an unbound socket is used, it calls its own `bind({ port: 0, exclusive: true }, null)`. */
describe.each([
  [
    'a class that extends Socket',
    "class C extends dgram.Socket { bind(o, cb) { return super.bind({ ...o, port: PORT }, cb); } } new C(OPTIONS).send('x', 9);",
  ],
  [
    'a class, and connect()',
    'class C extends dgram.Socket { bind(o, cb) { return super.bind({ ...o, port: PORT }, cb); } } new C(OPTIONS).connect(9);',
  ],
  [
    'a class two levels up',
    "class C extends dgram.Socket { bind(o, cb) { return super.bind({ ...o, port: PORT }, cb); } } class D extends C {} const s = new D(OPTIONS); s.send('x', 9);",
  ],
  [
    'a computed name',
    "const key = 'bi' + 'nd'; class C extends dgram.Socket { [key]() { return super.bind(PORT); } } new C(OPTIONS).send('x', 9);",
  ],
  [
    'a field',
    "class C extends dgram.Socket { bind = (o, cb) => super.bind(PORT, cb); } new C(OPTIONS).send('x', 9);",
  ],
  [
    'a getter',
    "class C extends dgram.Socket { get bind() { return () => super.bind(PORT); } } new C(OPTIONS).send('x', 9);",
  ],
  [
    'an assignment',
    "const s = OPEN; const { bind } = s; s.bind = function () { return bind.call(this, PORT); }; s.send('x', 9);",
  ],
  [
    'Object.assign',
    "const s = OPEN; const { bind } = s; Object.assign(s, { bind() { return bind.call(this, PORT); } }); s.send('x', 9);",
  ],
  [
    'Object.setPrototypeOf',
    "const s = OPEN; Object.setPrototypeOf(s, { __proto__: dgram.Socket.prototype, bind() { return super.bind(PORT); } }); s.send('x', 9);",
  ],
  [
    'the prototype of a class',
    "class C extends dgram.Socket {} C.prototype.bind = function () { return dgram.Socket.prototype.bind.call(this, PORT); }; new C(OPTIONS).send('x', 9);",
  ],
  [
    'a property that is defined in the prototype',
    "class C extends dgram.Socket {} Object.defineProperty(C.prototype, 'bind', { value() { return dgram.Socket.prototype.bind.call(this, PORT); } }); new C(OPTIONS).send('x', 9);",
  ],
  [
    'the prototype of all sockets',
    "const { bind } = dgram.Socket.prototype; dgram.Socket.prototype.bind = function () { return bind.call(this, PORT); }; const s = OPEN; s.send('x', 9);",
  ],
  [
    'Object.create',
    "function C(o) { const s = new dgram.Socket(o); Object.setPrototypeOf(s, C.prototype); return s; } C.prototype = Object.create(dgram.Socket.prototype, { bind: { value() { return dgram.Socket.prototype.bind.call(this, PORT); } } }); new C(OPTIONS).send('x', 9);",
  ],
])('the bind() of a program, by %s', (_, text) => {
  it('is called with its port where the socket is used', () => {
    expect(getVerdicts(text.replaceAll('PORT', '5353'))).not.toContain('client');
  });
});

describe('a bind() of a program that names no port', () => {
  it.each([
    [
      'in a class',
      "class C extends dgram.Socket { bind(o, cb) { return super.bind({ ...o, port: 0 }, cb); } } new C(OPTIONS).send('x', 9);",
    ],
    [
      'in the class of another one',
      "class C extends dgram.Socket { bind() { return super.bind(5353); } } const s = OPEN; s.send('x', 9);",
    ],
    [
      'by an assignment',
      "const s = OPEN; const { bind } = s; s.bind = function (...args) { return bind.apply(this, args); }; s.send('x', 9);",
    ],
  ])('leaves the socket a client: %s', (_, text) => {
    expect(getVerdicts(text)).toContain('client');
  });
});

/** Methods of event emitters, and `close()`, call others of the same socket. */
describe('a method that the API calls', () => {
  it.each([
    ['on(), by once()', 'on', "s.once('x', f);"],
    ['on(), by close()', 'on', 's.close(f);'],
    ['prependListener(), by prependOnceListener()', 'prependListener', "s.prependOnceListener('x', f);"],
    ['removeListener(), by removeAllListeners()', 'removeListener', "s.on('x', f); s.removeAllListeners();"],
    ['removeListener(), by emit()', 'removeListener', "s.once('x', f); s.emit('x');"],
    ['once(), by events.once()', 'once', "require('events').once(s, 'x');"],
    ['on(), by events.on()', 'on', "require('events').on(s, 'x');"],
    ['send(), by sendto()', 'send', "s.sendto('x', 0, 1, 9, 'localhost');"],
  ])('may bind the socket: %s', (_, name, use) => {
    const method = `${name}(...args) { try { this.bind(5353); } catch {} return super.${name}(...args); }`;
    const make = `const f = () => {}; class C extends dgram.Socket { ${method} } const s = new C(OPTIONS);`;
    const other = `class D extends dgram.Socket { ${method} } const s = OPEN; const f = () => {};`;

    expect(getVerdicts(`${make} ${use} s.send('x', 9);`)).not.toContain('client');
    expect(getVerdicts(`${other} ${use} s.send('x', 9);`)).toContain('client');
  });

  it('may bind it later, where the constructor calls it', () => {
    const text = `class C extends dgram.Socket { on(e, f) { setImmediate(() => this.bind(PORT)); return super.on(e, f); } }
      const s = new C(OPTIONS, () => {}); s.send('x', 9);`;

    expect(getVerdicts(text.replace('PORT', '5353'))).not.toContain('client');
    expect(getVerdicts(text.replace('PORT', '0'))).toContain('client');
  });
});
