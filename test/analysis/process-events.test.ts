import { describe, expect, it } from 'vitest';
import { getVerdicts } from './findings/verdicts-of.ts';

const IDLE = 'class Idle extends Error { constructor(s) { super(); this.s = s; } }';
const HELD = 'const f = () => {}; f.s = s;';

/** The process hands what it is given to whoever listens. */
describe('a listener of the process gets', () => {
  it.each([
    [
      'a warning',
      'warning',
      `${IDLE} process.on('EVENT', (w) => w.s.bind(5353)); process.emitWarning(new Idle(s));`,
    ],
    [
      'a warning by the module',
      'warning',
      `${IDLE} require('process').on('EVENT', (w) => w.s.bind(5353)); require('process').emitWarning(new Idle(s));`,
    ],
    [
      'a new listener',
      'newListener',
      `${HELD} process.on('EVENT', (_, g) => g.s?.bind(5353)); process.on('exit', f);`,
    ],
    [
      'a listener that is removed',
      'removeListener',
      `${HELD} process.once('EVENT', (_, g) => g.s?.bind(5353)); process.off('exit', f);`,
    ],
    [
      'it by another name',
      'removeListener',
      `${HELD} process.once('EVENT', (_, g) => g.s?.bind(5353)); process.removeListener('exit', f);`,
    ],
  ])('%s', (_, event, text) => {
    const program = `const s = OPEN; s.on('listening', () => s.send('x', 9)); ${text}`;

    expect(getVerdicts(program.replace('EVENT', event))).not.toContain('client');
  });

  it.each([
    [
      'a warning that is a text',
      "process.on('warning', (w) => w.s?.bind(5353)); process.emitWarning('idle');",
    ],
    [
      'no listener where it listens for something else',
      `${HELD} process.on('exit', (g) => g.s?.bind(5353)); process.off('exit', f);`,
    ],
  ])('%s', (_, text) => {
    expect(getVerdicts(`const s = OPEN; s.on('listening', () => s.send('x', 9)); ${text}`)).toContain(
      'client',
    );
  });
});
