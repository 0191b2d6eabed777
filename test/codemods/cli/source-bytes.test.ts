import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, selectApis } from '../../../analysis/index.ts';
import { createMentionSearch } from '../../../codemods/cli/reading/mentions.ts';
import { applyByteEdits, toByteEdits, toText } from '../../../codemods/cli/reading/source-bytes.ts';

/** ASCII, UTF-8 of each length, and bytes that are none. */
const pieces = fc.constantFrom<number[]>(
  [0x61],
  [0x0a],
  [0xc3, 0xa9],
  [0xe2, 0x82, 0xac],
  [0xf0, 0x9f, 0x98, 0x80],
  [0xff],
  [0xe2, 0x82],
  [0xf0, 0x9f],
  [0x80],
  [0xed, 0xa0, 0x80],
);
const files = fc.array(pieces, { maxLength: 20 }).map((parts) => Buffer.from(parts.flat()));

describe('edits of bytes', () => {
  it('do to the bytes what edits of the text do to the text, or do not exist', () => {
    fc.assert(
      fc.property(files, fc.boolean(), fc.array(fc.nat(40), { maxLength: 4 }), (file, hasMark, offsets) => {
        const bytes = hasMark ? Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), file]) : file;
        const text = toText(file);
        const ascending = offsets.map((offset) => Math.min(offset, text.length)).sort((a, b) => a - b);
        const edits = [0, 2].flatMap((index) => {
          const [start, end] = ascending.slice(index, index + 2);
          return start === undefined || end === undefined
            ? []
            : [{ range: [start, end] as const, text: 'x' }];
        });
        // An edit does not part the halves of a character.
        fc.pre(
          edits.every(({ range }) => range.every((offset) => !/[\uDC00-\uDFFF]/.test(text[offset] ?? ''))),
        );
        const byteEdits = toByteEdits(bytes, edits);
        const after = byteEdits && applyByteEdits(bytes, byteEdits);
        if (after !== undefined) {
          const expected = applyEdits(text, edits);
          expect(toText(after)).toBe(hasMark ? `\uFEFF${expected}` : expected);
        } else {
          // Only within a run of bytes that are not ASCII.
          expect(file.some((byte) => byte >= 0x80)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('exist wherever ASCII is on one side', () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xe9]), Buffer.from('abc'), Buffer.from([0xe9, 0xe9])]);
    expect(toByteEdits(bytes, [{ range: [2, 5], text: '' }])).toEqual([{ start: 2, end: 5, text: '' }]);
    expect(toByteEdits(bytes, [{ range: [5, 6], text: '' }])).toBeUndefined();
    expect(toByteEdits(bytes, [{ range: [7, 7], text: '' }])).toEqual([{ start: 7, end: 7, text: '' }]);
  });
});

function getPlaces(word: Buffer, bytes: Buffer): number[] {
  return Array.from(bytes.keys()).filter((place) => bytes.subarray(place, place + word.length).equals(word));
}

describe('the search in bytes', () => {
  it('finds what the analysis looks for in the text', () => {
    const selection = selectApis(undefined);
    const search = createMentionSearch(selection.mentions);
    const parts = fc.constantFrom(
      ...selection.mentions,
      'reusePor',
      'reuse',
      'Addr',
      'reuseAddress',
      'Port',
      ' ',
      'é',
      'r',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 6 }), (words) => {
        const text = words.join('');
        expect(search(Buffer.from(text)).length > 0).toBe(selection.isMentioned(text));
      }),
      { numRuns: 500 },
    );
  });

  it('finds each place of any words, whatever they share', () => {
    const piece = fc.constantFrom('a', 'aaaa', 'b', 'A', '_', 'é', 'Abc', 'Abca', 'bcAb');
    const text = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), fc.array(piece), (words, pieces) => {
        const source = pieces.join('');
        const bytes = Buffer.from(source);
        const places = words.flatMap((word) => getPlaces(Buffer.from(word), bytes));
        expect(new Set(createMentionSearch(words)(bytes))).toEqual(new Set(places));
      }),
      { numRuns: 2000 },
    );
  });
});
