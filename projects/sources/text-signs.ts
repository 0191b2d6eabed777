import { FOLDER_LOADERS } from './source-facts.ts';

/** What a text shows without being parsed. Comments count: whoever finds a sign looks at the tree. */
export interface TextSigns {
  /** It may load a module whose name it computes. */
  readonly mayCompute: boolean;
  /** It may replace modules for a test. */
  readonly mayMock: boolean;
  /** It may write a module's name with an escape. */
  readonly hasEscapes: boolean;
}

/** Something that loads, and what stands first between its parentheses, if that is a text that ends there. */
const LOADING =
  /\b(?:import|require(?:Actual)?|importActual)\s*(?:\?\.\s*)?(?:\/\*[^]{0,200}?\*\/\s*)*\(\s*(?:\/\*[^]{0,200}?\*\/\s*|\/\/[^\n]*\n\s*)*(?:(["'`])[^"'`\n$\\]*\1\s*(?:\/\*[^]{0,200}?\*\/\s*)*([),]))?/gu;

const HANDED_ON =
  /[(,=&|?:[{>]\s*require\s*(?:[),;\]}&|?:\n]|\.(?!resolve|main|cache|extensions|context)\w|$)|\breturn\s+require\s*(?:[;}\n]|$)/u;

const OTHER_LOADING = new RegExp(
  `createRequire|\\bmeta\\s*\\.\\s*glob|require\\s*\\.\\s*context|\\bFunction\\s*\\(|\\beval\\s*\\(|${[
    ...FOLDER_LOADERS,
  ]
    .map((name) => `["'\`]${name}["'\`]`)
    .join('|')}`,
  'u',
);

const MOCKING = /mock|proxyquire|rewire|quibble|testdouble|sandboxed-module/iu;

const ESCAPED = /(?:\bfrom|\bimport|\brequire\s*\(|\bimport\s*\()\s*["'`][^"'`\n]*\\/u;

/**
 * Looks for what only the tree can tell for certain.
 *
 * @param text a source
 */
export function findTextSigns(text: string): TextSigns {
  return { mayCompute: mayCompute(text), mayMock: MOCKING.test(text), hasEscapes: ESCAPED.test(text) };
}

function mayCompute(text: string): boolean {
  if (OTHER_LOADING.test(text) || HANDED_ON.test(text)) {
    return true;
  }
  for (const [, , end] of text.matchAll(LOADING)) {
    if (end === undefined) {
      return true;
    }
  }
  return false;
}

/** Names of the file itself: `.`, `..`, `../..`. */
const FOLDER_NAME = /^(?:\.{1,2}\/?)+$/u;

/** A quoted text without a line break; each quote may be its start, since what stands before it is not known. */
const QUOTE = /["'`]/gu;

/**
 * The quoted texts that may be names of modules: those with one of some words in them.
 *
 * @param text a source
 * @param words of which one must be part of the name
 * @param namesFolders whether `.` and `..` may be meant
 * @param maxLength the longest name, in characters
 */
export function findMentions(
  text: string,
  words: readonly string[],
  namesFolders: boolean,
  maxLength: number,
): readonly string[] {
  if (!namesFolders && !words.some((word) => text.includes(word))) {
    return [];
  }
  const found = new Set<string>();
  for (const { 0: quote, index } of text.matchAll(QUOTE)) {
    const end = text.indexOf(quote, index + 1);
    if (end === -1 || end - index > maxLength + 1) {
      continue;
    }
    const name = text.slice(index + 1, end);
    const isMention = words.some((word) => name.includes(word)) || (namesFolders && FOLDER_NAME.test(name));
    if (isMention && !name.includes('\n')) {
      found.add(name);
    }
  }
  return [...found];
}
