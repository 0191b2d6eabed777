import { describe, expect, it } from 'vitest';
import { getVerdicts } from './findings/verdicts-of.ts';

function judge(text: string): readonly string[] {
  return getVerdicts(
    `const util = require('util'); const s = OPEN; s.on('listening', () => s.send('x', 9)); ${text}`,
  );
}

describe('a namespace of the runtime', () => {
  it.each([
    ['hands on what its functions wrap', 'performance.timerify((x) => x.bind(5353))(s);'],
    ['does so by a name that is not shown', 'performance[process.argv[2]]((x) => x.bind(5353))(s);'],
    ['has members that are not known', 'console.context(s);'],
    ['keeps streams', "new console.Console({ write() { s.bind(5353); }, on() {} }).log('x');"],
    [
      'shows objects by their own method',
      "console.log({ s, [util.inspect.custom]() { this.s.bind(5353); return ''; } });",
    ],
    [
      'shows objects by that of a registered name',
      "console.log({ s, [Symbol.for('nodejs.util.inspect.custom')]() { this.s.bind(5353); return ''; } });",
    ],
    [
      'shows objects inside of others',
      "const { custom } = util.inspect; util.inspect({ o: { s, [custom]: function () { this.s.bind(5353); return ''; } } });",
    ],
  ])('%s', (_, text) => {
    expect(judge(text)).not.toContain('client');
  });

  it.each([
    ['prints', 'console.log(s);'],
    ['prints by a name that is not shown', 'console[process.argv[2]](s);'],
    ['computes', 'Math.max(s.address().port, performance.now());'],
    ['measures', "performance.mark('a'); performance.measure('b', 'a');"],
    ['shows what does no harm', "console.log({ s, [util.inspect.custom]() { return ''; } });"],
  ])('keeps nothing of what it %s', (_, text) => {
    expect(judge(text)).toContain('client');
  });
});
