/** Tells whether a file that is not decoded yet can hold anything to find. */
export type MentionTest = (bytes: Buffer) => boolean;

/** A word, and the part of it to look for first. */
interface Needle {
  readonly word: Buffer;
  readonly part: Buffer;
  /** Where the part starts in the word. */
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
  // A word that holds another one needs no search of its own.
  const needles = words
    .filter((word) => !words.some((other) => other !== word && word.includes(other)))
    .map(needleOf);
  return (bytes) => needles.some((needle) => isIn(needle, bytes));
}

/** The part that starts with the word's rarest character. */
function needleOf(text: string): Needle {
  let start = 0;
  for (let index = 1; index + PART_LENGTH <= text.length; index += 1) {
    if (rarity(text[index]) > rarity(text[start])) {
      start = index;
    }
  }
  return {
    word: Buffer.from(text),
    part: Buffer.from(text.slice(start, start + PART_LENGTH)),
    partStart: Buffer.byteLength(text.slice(0, start)),
  };
}

function rarity(character = ''): number {
  const rank = BY_FREQUENCY.indexOf(character);
  return rank < 0 ? BY_FREQUENCY.length : rank;
}

function isIn({ word, part, partStart }: Needle, bytes: Buffer): boolean {
  for (let found = bytes.indexOf(part, partStart); found >= 0; found = bytes.indexOf(part, found + 1)) {
    const start = found - partStart;
    if (word.equals(bytes.subarray(start, start + word.length))) {
      return true;
    }
  }
  return false;
}
