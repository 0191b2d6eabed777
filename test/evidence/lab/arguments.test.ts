import { expect, it } from 'vitest';
import { parseArguments } from '../../../evidence/lab/arguments.ts';

it.each([
  [[], { size: 'full', out: 'lab/report' }],
  [['--quick'], { size: 'quick', out: undefined }],
  [['--quick', '--out', 'here'], { size: 'quick', out: 'here' }],
  [['--out=there'], { size: 'full', out: 'there' }],
  [['--help'], undefined],
])('%j', (args, expected) => {
  expect(parseArguments(args, 'lab/report')).toEqual(expected);
});

it.each([[['--fast']], [['--out']], [['quick']]])('refuses %j', (args) => {
  expect(() => parseArguments(args, 'lab/report')).toThrow(TypeError);
});
