import { SOCKET_APIS, getMentions } from '../../../analysis/apis/index.ts';

/** A word, and the part of it to look for first. */
interface Needle {
  readonly word: Buffer;
  /** The end of the word, from its rarest byte on. */
  readonly tail: Buffer;
}

/** A shorter tail is found too often. */
const MIN_TAIL = 3;

const WORDS = getMentions(SOCKET_APIS);

/** A word that holds another one needs no search of its own. */
const NEEDLES = WORDS.filter((word) => !WORDS.some((other) => other !== word && word.includes(other))).map(
  needleOf,
);

/**
 * Whether a file that is not decoded yet can hold anything to find. The words are ASCII, which is the same in every
 * encoding that a JavaScript engine reads.
 *
 * @param bytes the file
 */
export function mentionsReuseOption(bytes: Buffer): boolean {
  return NEEDLES.some((needle) => isIn(needle, bytes));
}

/**
 * Node searches for the first byte of what it is given before it compares the rest, so a search that starts with a
 * capital letter, rare in code, takes a third of the time (`Addr` for `reuseAddr`).
 */
function needleOf(text: string): Needle {
  const rare = text.slice(0, text.length - MIN_TAIL + 1).search(/[A-Z_]/);
  return { word: Buffer.from(text), tail: Buffer.from(text.slice(Math.max(0, rare))) };
}

function isIn({ word, tail }: Needle, bytes: Buffer): boolean {
  const head = word.length - tail.length;
  for (let found = bytes.indexOf(tail, head); found >= 0; found = bytes.indexOf(tail, found + 1)) {
    if (bytes.compare(word, 0, word.length, found - head, found + tail.length) === 0) {
      return true;
    }
  }
  return false;
}
