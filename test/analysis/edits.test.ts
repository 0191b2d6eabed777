import { describe, expect, it } from 'vitest';
import { toDisjoint } from '../../analysis/index.ts';

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
