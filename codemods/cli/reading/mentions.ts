/**
 * Finds words in bytes that are not decoded yet.
 *
 * @param bytes UTF-8, or whatever else has the same bytes for ASCII
 * @returns where the words start, in no order
 */
export type MentionSearch = (bytes: Buffer) => readonly number[];

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
 * Makes a search for words.
 *
 * @param words what to find, none empty
 */
export function createMentionSearch(words: readonly string[]): MentionSearch {
  const needles = toNeedles(words);
  return (bytes) => {
    const found: number[] = [];
    for (const needle of needles) {
      addMentions(found, needle, bytes);
    }
    return found;
  };
}

/** Words share a part where they can: each part is one more search through every file. */
function toNeedles(words: readonly string[]): readonly Needle[] {
  const wordsByPart = new Map<string, string[]>();
  for (const word of words) {
    const part = [...wordsByPart.keys()].find((known) => word.includes(known)) ?? findRarestPart(word);
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
function findRarestPart(word: string): string {
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

function addMentions(found: number[], { part, words }: Needle, bytes: Buffer): void {
  for (let place = bytes.indexOf(part); place >= 0; place = bytes.indexOf(part, place + 1)) {
    for (const word of words) {
      const start = place - word.partStart;
      if (word.bytes.equals(bytes.subarray(start, start + word.bytes.length))) {
        found.push(start);
      }
    }
  }
}
