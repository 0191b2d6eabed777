import { describe, expect, it } from 'vitest';
import { getVerdicts } from './findings/verdicts-of.ts';

describe('an accessor of a socket', () => {
  it.each([
    [
      'a getter',
      'class C extends dgram.Socket { get go() { this.bind(PORT); return 1; } } const s = new C(OPTIONS); s.go;',
    ],
    [
      'a setter',
      'class C extends dgram.Socket { set port(p) { this.bind(p); } static make() { return new C(OPTIONS); } } const s = C.make(); s.port = PORT;',
    ],
    [
      'a getter that is destructured',
      'class C extends dgram.Socket { get go() { this.bind(PORT); return 1; } } const s = new C(OPTIONS); const { go } = s;',
    ],
    [
      'a getter of all sockets',
      "const s = OPEN; Object.defineProperty(dgram.Socket.prototype, 'up', { get() { this.bind(PORT); return 1; } }); s.up;",
    ],
    [
      'a getter of its own',
      "const s = OPEN; Object.defineProperty(s, 'up', { get() { this.bind(PORT); return 1; } }); s.up;",
    ],
  ])('may bind it before it is used: %s', (_, text) => {
    const program = `${text} s.send('x', 9);`;

    expect(getVerdicts(program.replace('PORT', '5353'))).not.toContain('client');
    expect(getVerdicts(program.replace('PORT', '0'))).toContain('client');
  });

  it('does no harm to a socket of another class', () => {
    const text =
      'class C extends dgram.Socket { get go() { this.bind(5353); return 1; } } const s = OPEN; s.go;';

    expect(getVerdicts(`${text} s.send('x', 9);`)).toContain('client');
  });
});
