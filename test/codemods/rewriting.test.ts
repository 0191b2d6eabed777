import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../analysis/index.ts';
import type { TextEdit } from '../../analysis/index.ts';
import { EditedText } from '../../codemods/rewriting/edited-text.ts';

/** Ascending edits without overlap for a text of some length. */
function editsFor(length: number): fc.Arbitrary<TextEdit[]> {
  return fc
    .tuple(
      fc.uniqueArray(fc.integer({ min: 0, max: length }), { maxLength: 8 }),
      fc.array(fc.constantFrom('', '', 'a', 'bc'), { minLength: 4, maxLength: 4 }),
    )
    .map(([offsets, texts]) => {
      const ascending = offsets.toSorted((a, b) => a - b);
      return texts.flatMap((text, index): TextEdit[] => {
        const start = ascending[2 * index];
        const end = ascending[2 * index + 1];
        return start === undefined || end === undefined ? [] : [{ range: [start, end], text }];
      });
    });
}

describe('EditedText', () => {
  const rounds = fc.integer({ min: 0, max: 40 }).chain((length) =>
    fc.record({
      original: fc.string({
        minLength: length,
        maxLength: length,
        unit: fc.constantFrom('x', 'y', 'z', '\n'),
      }),
      first: editsFor(length),
      seed: fc.infiniteStream(fc.nat()),
    }),
  );

  it('turns rounds of edits into one list of edits on the original', () => {
    fc.assert(
      fc.property(rounds, fc.gen(), ({ original, first }, generate) => {
        const edited = new EditedText(original);
        let text = original;
        let edits = first;
        for (let round = 0; round < 3; round += 1) {
          edited.apply(edits);
          text = applyEdits(text, edits);
          expect(edited.text).toBe(text);
          expect(applyEdits(original, edited.edits)).toBe(text);
          edits = generate(editsFor, text.length);
        }
      }),
    );
  });

  it('gives its edits in ascending order, none touching another', () => {
    fc.assert(
      fc.property(rounds, ({ original, first }) => {
        const edited = new EditedText(original);
        edited.apply(first);
        const { edits } = edited;
        edits.slice(1).forEach(({ range }, index) => {
          expect(range[0]).toBeGreaterThan(edits[index]?.range[1] ?? 0);
        });
      }),
    );
  });

  it('knows where text was that stays', () => {
    const edited = new EditedText('0123456789');
    edited.apply([{ range: [2, 4], text: '' }]);
    edited.apply([{ range: [3, 4], text: 'abc' }]);
    expect(edited.text).toBe('014abc6789');
    expect([0, 2, 3, 5, 6, 9, 10].map((offset) => edited.originalOffset(offset))).toEqual([
      0, 4, 5, 5, 6, 9, 10,
    ]);
  });

  it('has no edits at first', () => {
    expect(new EditedText('').edits).toEqual([]);
    expect(new EditedText('abc').edits).toEqual([]);
    expect(new EditedText('abc').text).toBe('abc');
  });
});
