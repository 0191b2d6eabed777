import { describe, expect, it } from 'vitest';
import { getVerdicts } from './findings/verdicts-of.ts';

/** What is called under the name of a method then binds nothing, so that the socket can still be bound. */
describe('a method that is replaced by something that is no function of the program', () => {
  it.each([
    ['a function of the console', 's.send = console.info;'],
    ['another method', 's.send = s.ref;'],
    ['a function of the language', 's.send = Math.max;'],
    ['a bound function', 's.send = (() => {}).bind(null);'],
    ['by Object.assign', 'Object.assign(s, { send: Math.max });'],
    ['by definition', "Object.defineProperty(s, 'send', { value: (() => {}).bind(null) });"],
    ['by a prototype', 'dgram.Socket.prototype.send = Math.max;'],
    ['by a name that is not shown', 's[process.argv[2]] = Math.max;'],
  ])('binds no socket: %s', (_, text) => {
    expect(getVerdicts(`const s = OPEN; ${text} s.send('x', 9); s.bind(5353);`)).not.toContain('client');
    expect(getVerdicts(`const s = OPEN; s.send('x', 9); ${text} s.send('x', 9); s.bind(0);`)).toContain(
      'client',
    );
  });

  it('binds no socket: the function that does nothing', () => {
    const text = "const s = OPEN; s.send = Function.prototype; s.send('x', 9); s.bind(5353);";

    expect(getVerdicts(text)).not.toContain('client');
  });

  it('binds no socket: by a field of its class', () => {
    const text =
      "class C extends dgram.Socket { NAME = Math.max; } const s = new C(OPTIONS); s.send('x', 9); s.bind(5353);";

    expect(getVerdicts(text.replace('NAME', 'send'))).not.toContain('client');
    expect(getVerdicts(text.replace('NAME', 'peak'))).toContain('client');
  });

  it('binds no socket: bind() itself', () => {
    const text = 'const s = OPEN; const { bind } = s; s.NAME = s.ref; s.bind(0); bind.call(s, 5353);';

    expect(getVerdicts(text.replace('NAME', 'bind'))).not.toContain('client');
    expect(getVerdicts(text.replace('NAME', 'other'))).toContain('client');
  });
});

it.each([
  ['an assignment', 'Client[key] = { start() { this.s.bind(5353); } };'],
  ['Reflect.set', 'Reflect.set(Client, key, { start() { this.s.bind(5353); } });'],
  ['a definition', 'Object.defineProperty(Client, key, { value: { start() { this.s.bind(5353); } } });'],
])('may be replaced with the whole prototype, by a name that is put together: %s', (_, text) => {
  const client =
    'function Client() { this.s = OPEN; } Client.prototype.start = function () { this.s.bind(0); };';
  const key = "const key = ['proto', 'type'].join('');";

  expect(getVerdicts(`${client} ${key} ${text} new Client().start();`)).not.toContain('client');
  expect(getVerdicts(`${client} ${key} ${text.replace('5353', '0')} new Client().start();`)).toContain(
    'client',
  );
});
