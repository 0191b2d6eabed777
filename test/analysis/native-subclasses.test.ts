import { describe, expect, it } from 'vitest';
import { getVerdicts, getVerdictsOfPorts } from './findings/verdicts-of.ts';

describe('an instance of a class that extends a built-in one', () => {
  it.each([
    ['AbortController', 'new X().signal.reason'],
    ['ArrayBuffer', 'new X(5353).byteLength'],
    ['Blob', "new X(['x'.repeat(5353)]).size"],
    ['DataView', 'new X(new ArrayBuffer(5353)).byteLength'],
    ['AggregateError', 'new X([5353]).errors[0]'],
    ['CustomEvent', "new X('x', { detail: 5353 }).detail"],
    ['Event', "Number(new X('5353').type)"],
    ['Number', 'new X(5353).valueOf()'],
    ['RegExp', "Number(new X('5353').source)"],
    ['RegExp', 'new X().lastIndex'],
    ['String', "new X('x'.repeat(5353)).length"],
    ['String', "Number(new X('5353')[0])"],
    ['URL', "+new X('udp://h:5353').port"],
    ['URLSearchParams', "+new X('p=5353').get('p')"],
    ['Uint8Array', 'new X(5353).length'],
    ['Uint16Array', 'new X([5353])[0]'],
  ])('may have what that gives: %s', (name, value) => {
    const program = `class X extends ${name} {} const x = ${value}; OPEN.bind(x);`;

    expect(getVerdicts(program)).not.toContain('client');
    expect(getVerdicts(program.replace(/const x = .*?; OPEN/u, 'OPEN').replace('(x)', '()'))).toEqual([
      'client',
    ]);
  });

  it.each([
    ['by super', "open() { OPEN.bind(+super.port); } } new X('udp://h:5353').open();"],
    ['in a getter', "get udp() { return Number(this.port); } } OPEN.bind(new X('udp://h:5353').udp);"],
    ['by a pattern', "} const { port } = new X('udp://h:5353'); OPEN.bind(+port);"],
    ['by a name that is not known', "} OPEN.bind(+new X('udp://h:5353')[process.argv[2]]);"],
    ['by Reflect.get', "} OPEN.bind(+Reflect.get(new X('udp://h:5353'), 'port'));"],
    ['in a heir', "} class Y extends X {} OPEN.bind(+new Y('udp://h:5353').port);"],
  ])('gives it however it is read: %s', (_, text) => {
    expect(getVerdicts(`class X extends URL { ${text}`)).not.toContain('client');
  });

  it.each([
    [
      'EventTarget',
      "const t = new X(); t.addEventListener('x', () => { s.bind(5353); }); t.dispatchEvent(new Event('x'));",
    ],
    ['WeakMap', 'const w = new X(); const k = {}; w.set(k, s); w.get(k).bind(5353);'],
  ])('calls back and keeps what it is given: %s', (name, text) => {
    const program = `class X extends ${name} {} const s = OPEN; ${text} s.send('x', 9);`;

    expect(getVerdicts(program)).not.toContain('client');
    expect(getVerdicts(program.replace('5353', '0'))).toEqual(['client']);
  });

  it.each(['Error', 'EventTarget', 'URL', 'AbortController', "require('events')"])(
    'has its own fields beside that: %s',
    (name) => {
      const base = name === 'URL' ? "super('udp://h')" : 'super()';
      const text = `class X extends ${name} { constructor() { ${base}; this.s = OPEN; this.own = PORT; } go() { this.s.bind(this.own); } } new X().go();`;

      expect(getVerdictsOfPorts(text)).toEqual(['client', 'listener']);
    },
  );
});

describe('an instance of a class that extends an error', () => {
  it.each([
    ['its message', "class X extends Error {} OPEN.bind(+new X('PORT').message);"],
    [
      'its message, in a heir',
      "class X extends TypeError {} class Y extends X {} OPEN.bind(+new Y('PORT').message);",
    ],
    [
      'its message, by its constructor',
      'class X extends Error { constructor(port) { super(`${port}`); } get port() { return Number(this.message); } } OPEN.bind(new X(PORT).port);',
    ],
    [
      'its message, by Reflect',
      "class X extends Error {} OPEN.bind(+Reflect.construct(Error, ['PORT'], X).message);",
    ],
    ['its cause', "class X extends Error {} OPEN.bind(new X('x', { cause: PORT }).cause);"],
    [
      'its cause, by a pattern',
      "class X extends Error {} const { cause: port = 0 } = new X('x', { cause: PORT }); OPEN.bind(port);",
    ],
    [
      'its cause, from a getter',
      "class X extends Error {} OPEN.bind(new X('x', { get cause() { return PORT; } }).cause);",
    ],
  ])('has what it was made from: %s', (_, text) => {
    expect(getVerdictsOfPorts(text)).toEqual(['client', 'listener']);
  });

  it.each([
    ['its stack', '+new X().stack'],
    ['its name', '+new X().name'],
    ['a message that is no text', '+new X({ toString() { return 5353; } }).message'],
    ['a message of an argument', '+new X(process.argv[2]).message'],
  ])('may have any text: %s', (_, value) => {
    expect(getVerdicts(`class X extends Error {} OPEN.bind(${value});`)).not.toContain('client');
    expect(getVerdicts('class X extends Error {} OPEN.bind(+new X().message);')).toEqual(['client']);
  });

  it('holds a socket that it was given as its cause', () => {
    const text =
      "class X extends Error {} const s = OPEN; new X('x', { cause: s }).cause.bind(PORT); s.send('x', 9);";

    expect(getVerdictsOfPorts(text)).toEqual(['client', 'listener']);
  });
});

describe('an instance of a class of a module', () => {
  it.each([
    ['of a class that extends it', "new (class extends require('net').Socket {})()"],
    ['of its own', "new (require('net').Socket)()"],
  ])('may have anything: %s', (_, made) => {
    for (const test of [
      '.connecting === false',
      '.connecting !== true',
      '.connecting',
      '.remotePort == null',
    ]) {
      expect(getVerdicts(`OPEN.bind(${made}${test} ? 5353 : 0);`)).not.toContain('client');
      expect(getVerdicts(`OPEN.bind(${made}${test} ? 0 : 5353);`)).not.toContain('client');
      expect(getVerdicts(`OPEN.bind(${made}${test} ? 0 : '');`)).toEqual(['client']);
    }
    expect(getVerdicts(`const { connecting = 0 } = ${made}; OPEN.bind(connecting ?? 0);`)).not.toContain(
      'client',
    );
  });
});

describe('a class that extends a collection', () => {
  it.each([
    ['Map', "open(k, p) { this.get(k).bind(p); } } const c = new C(); c.set('a', OPEN); c.open('a', PORT);"],
    ['Set', 'open(p) { for (const s of this) s.bind(p); } } const c = new C(); c.add(OPEN); c.open(PORT);'],
    ['Array', 'open(p) { this.forEach((s) => s.bind(p)); } } const c = new C(); c.push(OPEN); c.open(PORT);'],
  ])('has methods of its own before those of the collection: %s', (name, text) => {
    expect(getVerdictsOfPorts(`class C extends ${name} { ${text}`)).toEqual(['client', 'listener']);
  });

  it('may override one of its methods', () => {
    const text =
      "class C extends Map { get(k) { const s = super.get(k); s.bind(PORT); return s; } } const c = new C(); c.set('a', OPEN); c.get('a').send('x', 9);";

    expect(getVerdictsOfPorts(text)).toEqual(['client', 'listener']);
  });
});
