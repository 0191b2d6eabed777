import { describe, expect, it } from 'vitest';
import { getVerdicts } from './findings/verdicts-of.ts';

function getVerdictsAfter(use: string): readonly string[] {
  return getVerdicts(`let s; function open() { s = OPEN; ${use} } try { open(); } catch {} s.bind(5353);`);
}

/** What checks its arguments first leaves the socket unbound where they are wrong. */
describe('a call that may throw', () => {
  it.each([
    "s.send('x');",
    "s.send('x', () => {});",
    'const port = 9; s.send(5, port); if (!port) s.connect(port);',
    "const port = 9; s.send('x', 0, 8, port); if (!port) s.connect(port);",
    's.connect(9, null);',
    's.connect(9, {});',
    's.connect(9, 127);',
    's.connect(true);',
    "s.addMembership('nope');",
    "s.addMembership('224.0.0.256');",
    "s.addSourceSpecificMembership('nope', '224.0.0.114');",
  ])('binds no socket: %s', (use) => {
    expect(getVerdictsAfter(use)).not.toContain('client');
  });

  it.each([
    's.connect(9);',
    "s.connect(9, '127.0.0.1');",
    's.connect(9, undefined, () => {});',
    's.connect(9, () => {});',
    "s.addMembership('224.0.0.114');",
    "s.addSourceSpecificMembership('10.0.0.1', '224.0.0.114');",
    's.bind(0);',
  ])('has bound the socket where it cannot: %s', (use) => {
    expect(getVerdictsAfter(use)).toContain('client');
  });

  it('binds no socket in an async function', () => {
    const text = 'let s; const open = async () => { s = OPEN; USE }; open().catch(() => s.bind(5353));';

    expect(getVerdicts(text.replace('USE', "s.send('x');"))).not.toContain('client');
    expect(getVerdicts(text.replace('USE', 's.connect(9);'))).toContain('client');
  });
});
