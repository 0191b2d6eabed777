import { describe, expect, it } from 'vitest';
import { getVerdictsOfPorts } from './findings/verdicts-of.ts';

const EMITTER = "const e = new (require('events'))();";

describe('what is read of undefined', () => {
  it.each([
    ['of an argument', '(o) => s.bind(o.port)', '{ port: PORT }'],
    ['by a pattern', '({ port }) => s.bind(port)', '{ port: PORT }'],
    ['by a pattern in a pattern', '({ udp: { port } }) => s.bind(port)', '{ udp: { port: PORT } }'],
    ['for a socket that is made before', '(o) => OPEN.bind(o.port)', '{ port: PORT }'],
    ['where a call ends', '({ port }) => { const s = OPEN; s.bind(port); }', '{ port: PORT }'],
  ])('is no port, since the reading throws: %s', (_, listener, payload) => {
    const text = `${EMITTER} ${listener.includes('OPEN') ? '' : 'const s = OPEN;'} e.on('x', ${listener}); e.emit('x', ${payload});`;

    expect(getVerdictsOfPorts(text)).toEqual(['client', 'listener']);
  });

  it.each([
    [
      'of what others give',
      'let o; exports.set = (v) => { o = v; }; exports.open = () => OPEN.bind(o.port);',
    ],
    [
      'with a default',
      `${EMITTER} const s = OPEN; e.on('x', ({ port = 5353 } = {}) => s.bind(port)); e.emit('x');`,
    ],
    [
      'by an optional chain',
      `${EMITTER} const s = OPEN; e.on('x', (o) => s.bind(o?.port ?? 5353)); e.emit('x');`,
    ],
    [
      'of an emitter that others have',
      `${EMITTER} const s = OPEN; e.on('x', (o) => s.bind(o.port)); exports.e = e;`,
    ],
    [
      'of a call that ends in another run',
      'const make = () => OPEN; let last; const open = (o) => { const s = make(); last = s; s.bind(o.port); }; open({ port: 0 }); let s; try { open(undefined); } catch { s = last; } s.bind(5353);',
    ],
    ['where that is caught', 'const s = OPEN; let o; try { s.bind(o.port); } catch { s.bind(5353); }'],
  ])('may be a port: %s', (_, text) => {
    expect(getVerdictsOfPorts(text)[0]).not.toContain('client');
  });

  it('leaves a socket that is used all the same', () => {
    const text = "const s = OPEN; let o; try { s.bind(o.port); } catch {} s.send('x', 9);";

    expect(getVerdictsOfPorts(text)[0]).toBe('client');
  });

  it.each([
    ['a loop', 'for (const port of list) OPEN.bind(port);'],
    ['a pattern', 'const [port] = list; OPEN.bind(port);'],
    ['a spread list', 'const all = [...list]; OPEN.bind(all[0]);'],
  ])('has no elements: %s', (_, text) => {
    const program = `let list; if (process.argv[2]) list = [PORT]; ${text}`;

    expect(getVerdictsOfPorts(program)).toEqual(['client', 'listener']);
  });

  it('has those of an iterator that the program gives to numbers', () => {
    const text =
      'Number.prototype[Symbol.iterator] = function* () { yield +this; }; const all = [...5353]; OPEN.bind(all[0]);';

    expect(getVerdictsOfPorts(text)[0]).not.toContain('client');
  });
});
