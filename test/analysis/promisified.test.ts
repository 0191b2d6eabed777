import { describe, expect, it } from 'vitest';
import { getVerdicts } from './findings/verdicts-of.ts';

/** A socket that `util.promisify` hands on is bound to a port; with 0 in its place, the kernel picks one. */
describe('what util.promisify makes', () => {
  it.each([
    ['of setTimeout', 'promisify(setTimeout)(5, s).then((x) => x.bind(PORT));'],
    ['of setImmediate', 'promisify(setImmediate)(s).then((x) => x.bind(PORT));'],
    ['of those of a module', "promisify(require('timers').setTimeout)(5, s).then((x) => x.bind(PORT));"],
    [
      'of those of the object of all globals',
      'promisify(globalThis.setTimeout)(5, s).then((x) => x.bind(PORT));',
    ],
    [
      'of what an object holds',
      'const o = { wait: promisify(setTimeout) }; o.wait(5, s).then((x) => x.bind(PORT));',
    ],
    ['of it once more', 'promisify(promisify(setTimeout))(5, s).then((x) => x.bind(PORT));'],
    ['of a function once more', 'promisify(promisify((x, cb) => cb(null, x)))(s).then((x) => x.bind(PORT));'],
    [
      'of one of two',
      'promisify(process.argv[2] ? setTimeout : setImmediate)(s, s).then((x) => x.bind(PORT));',
    ],
    [
      'with any arguments',
      'const wait = (...all) => promisify(setTimeout)(...all); wait(5, s).then((x) => x.bind(PORT));',
    ],
    ['and is awaited', '(async () => { const x = await promisify(setTimeout)(5, s); x.bind(PORT); })();'],
    [
      'of a function with a custom one',
      'const f = () => {}; f[promisify.custom] = async (x) => x; promisify(f)(s).then((x) => x.bind(PORT));',
    ],
    [
      'of a function with one by a registered symbol',
      "const f = () => {}; f[Symbol.for('nodejs.util.promisify.custom')] = async (x) => x; promisify(f)(s).then((x) => x.bind(PORT));",
    ],
    [
      'of a bound function with a custom one',
      'const f = (() => {}).bind(null); f[promisify.custom] = async (x) => x; promisify(f)(s).then((x) => x.bind(PORT));',
    ],
    [
      'of one of the runtime with a custom one',
      'setInterval[promisify.custom] = async (x) => x; promisify(setInterval)(s).then((x) => x.bind(PORT));',
    ],
  ])('%s', (_, text) => {
    const program = `const { promisify } = require('util'); const s = OPEN; s.on('listening', () => s.send('x', 9)); ${text}`;

    expect(getVerdicts(program.replace('PORT', '5353'))).not.toContain('client');
    expect(getVerdicts(program.replace('PORT', '0'))).toContain('client');
  });
});
