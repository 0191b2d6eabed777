import { describe, expect, it } from 'vitest';
import { toDisjoint } from '../../analysis/index.ts';
import { rewrite } from '../../codemods/rewrite.ts';

describe('toDisjoint', () => {
  it('puts edits in order and makes each of them once', () => {
    expect(
      toDisjoint([
        { range: [7, 9], text: 'b' },
        { range: [1, 3], text: 'a' },
        { range: [7, 9], text: 'b' },
      ]),
    ).toEqual([
      { range: [1, 3], text: 'a' },
      { range: [7, 9], text: 'b' },
    ]);
  });

  it.each([
    ['two texts for one range', [1, 3], [1, 3]],
    ['a range inside of another', [1, 9], [3, 4]],
    ['ranges that share a part', [1, 5], [4, 9]],
    ['two insertions at one place', [2, 2], [2, 2]],
  ] as const)('gives nothing for %s', (_name, first, second) => {
    expect(
      toDisjoint([
        { range: first, text: 'a' },
        { range: second, text: 'b' },
      ]),
    ).toBeUndefined();
  });
});

describe('a comment that is left alone on its line', () => {
  it.each([
    ["{ type: 'udp4'\n  , reuseAddr: true // why\n}", "{ type: 'udp4'\n  // why\n}"],
    ["{ type: 'udp4'\n  , reuseAddr: true /* why */\n}", "{ type: 'udp4'\n  /* why */\n}"],
    ["{\n  type: 'udp4',\n  reuseAddr: true // a\n  , // b\n}", "{\n  type: 'udp4',\n  // a\n  // b\n}"],
    ["{ type: 'udp4'\n  , /* why */ reuseAddr: true\n}", "{ type: 'udp4'\n  /* why */\n}"],
    ["{\n  type: 'udp4',\n  reuseAddr: true, // why\n}", "{\n  type: 'udp4',\n  // why\n}"],
    [
      "{\u2028  type: 'udp4',\u2028  reuseAddr: true, // why\u2028}",
      "{\u2028  type: 'udp4',\u2028  // why\u2028}",
    ],
  ])('starts where the option, or its comma, did: %j', (before, after) => {
    const toProgram = (options: string): string =>
      `require('dgram').createSocket(${options}).send('x', 53);\n`;

    expect(rewrite(toProgram(before), 'input.js').output).toBe(toProgram(after));
  });
});
