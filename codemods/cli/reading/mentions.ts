/** Tells whether a file that is not decoded yet can hold anything to find. */
export type MentionTest = (bytes: Buffer) => boolean;

/** A few bytes to look for first, and the words that they are part of. */
interface Needle {
  readonly part: Buffer;
  readonly words: readonly NeedleWord[];
}

interface NeedleWord {
  readonly bytes: Buffer;
  /** Where the part starts in it. */
  readonly partStart: number;
}

/**
 * Node finds up to six bytes by looking for the first one with `memchr` and comparing the rest, and more with a search
 * that takes longer to set up than most files take to read. Fewer than four are found too often.
 */
const PART_LENGTH = 4;

/** From the most frequent on, by and large; capital letters and digits, which are not here, are the rarest in code. */
const BY_FREQUENCY = 'etaoinsrlcdupmhgfbyv.w/kxqjz@_';

/**
 * Makes a test for files as they are read, without decoding them: UTF-8, and whatever else has the same bytes for ASCII.
 *
 * @param words of which a file must contain one
 */
export function createMentionTest(words: readonly string[]): MentionTest {
  const needles = needlesOf(words);
  return (bytes) => needles.some((needle) => isIn(needle, bytes));
}

/** Words share a part where they can: each part is one more search through every file. */
function needlesOf(words: readonly string[]): readonly Needle[] {
  const wordsByPart = new Map<string, string[]>();
  for (const word of words) {
    const part = [...wordsByPart.keys()].find((known) => word.includes(known)) ?? rarestPartOf(word);
    wordsByPart.set(part, [...(wordsByPart.get(part) ?? []), word]);
  }
  return [...wordsByPart].map(([part, sharing]) => ({
    part: Buffer.from(part),
    words: sharing.map((word) => ({
      bytes: Buffer.from(word),
      partStart: Buffer.byteLength(word.slice(0, word.indexOf(part))),
    })),
  }));
}

/** The part that starts with the word's rarest character. */
function rarestPartOf(word: string): string {
  let start = 0;
  for (let index = 1; index + PART_LENGTH <= word.length; index += 1) {
    if (rarity(word[index]) > rarity(word[start])) {
      start = index;
    }
  }
  return word.slice(start, start + PART_LENGTH);
}

function rarity(character = ''): number {
  const rank = BY_FREQUENCY.indexOf(character);
  return rank < 0 ? BY_FREQUENCY.length : rank;
}

function isIn({ part, words }: Needle, bytes: Buffer): boolean {
  for (let found = bytes.indexOf(part); found >= 0; found = bytes.indexOf(part, found + 1)) {
    for (const word of words) {
      const start = found - word.partStart;
      if (word.bytes.equals(bytes.subarray(start, start + word.bytes.length))) {
        return true;
      }
    }
  }
  return false;
}
