import { FOLDER_LOADERS } from './source-facts.ts';

/** What a text shows without being parsed. Comments count: whoever finds a sign looks at the tree. */
export interface TextSigns {
  /** It may load a module whose name it computes. */
  readonly mayCompute: boolean;
  /** It may replace modules for a test. */
  readonly mayMock: boolean;
  /** It may replace them for another module, and name them as that one does. */
  readonly mayMockWithin: boolean;
  /** It may write a module's name with an escape. */
  readonly hasEscapes: boolean;
}

/** Something that loads, and what stands first between its parentheses, if that is a text that ends there. */
const LOADING =
  /\b(?:import|require(?:Actual)?|importActual)\s*(?:\?\.\s*)?(?:\/\*[^]{0,200}?\*\/\s*)*\(\s*(?:\/\*[^]{0,200}?\*\/\s*|\/\/[^\n]*\n\s*)*(?:(["'`])[^"'`\n$\\]*\1\s*(?:\/\*[^]{0,200}?\*\/\s*)*([),]))?/gu;

/** `require` that is more than called: it may also stand in a type assertion, or before a comment. */
const HANDED_ON =
  /[(,=&|?:[{>/]\s*require\s*(?:[),;\]}&|?:\n]|\/[*/]|(?:as|satisfies)\b|\.(?!resolve|main|cache|extensions|context)\w|$)|\breturn\s+require\s*(?:[;}\n]|\/[*/]|(?:as|satisfies)\b|$)/u;

/** `Function (name)` has no text, and is more often prose. */
const OTHER_LOADING = new RegExp(
  `createRequire|\\b(?:_load|_findPath|_nodeModulePaths|_pathCache|_resolve(?:Filename|LookupPaths)|globalPaths|registerHooks)\\b|\\brequire\\s*(?:!|(?:\\?\\.\\s*)?\\[|\\??\\.\\s*(?:apply|bind|cache|call|main)\\b)|\\bmainModule\\b|\\.\\s*require\\b|\\[\\s*["'\`]require["'\`]|\\bmeta\\s*\\.\\s*glob|require\\s*\\.\\s*context|\\b(?:Async)?Function\\s*\\((?![\\w\\s]*\\))|\\beval\\s*\\(|\\b(?:require|import)\\s*\\(\\s*\\\\*["'\`]{1,2}\\s*\\+|\\bimport\\b[^\\n;]*\\bfrom\\s*["'\`\\\\]*\\s*(?:\\+|\\$\\{)|${[
    ...FOLDER_LOADERS,
  ]
    .map((name) => `["'\`]${name}["'\`]`)
    .join('|')}`,
  'u',
);

/** `module` in other uses than `module.exports` and a test for it. */
const MODULE_HANDED_ON =
  /\bmodule\s*(?:\?\.\s*)?(?:\[|\.\s*(?!exports\b|hot\b|id\b)\w)|\bmodule\s*!|[(,=|?:[{>/]\s*module\s*(?:[),;\]}|:\n]|\/[*/]|(?:as|satisfies)\b|$)|\breturn\s+module\s*(?:[;}\n]|\/[*/]|(?:as|satisfies)\b|$)/u;

/** What `mock-calls.ts` knows by the names of functions. */
const MOCKING = /\bmock\b|\b(?:do|import|require|set)Mock\b|mockModule\b/u;

/** What it knows by the names of packages, and of their functions: those replace modules for another one. */
const MOCKING_WITHIN =
  /esmock|mock-require|mockery|proxyquire|quibble|rewire|sandboxed-module|SandboxedModule|testdouble|\btd\b/u;

const CACHE = /require\s*\.\s*cache/u;

const ESCAPED = /(?:\bfrom|\bimport|\brequire\s*\(|\bimport\s*\()\s*["'`][^"'`\n]*[\\%]/u;

/**
 * Looks for what only the tree can tell for certain.
 *
 * @param text a source
 */
export function findTextSigns(text: string): TextSigns {
  const mayMockWithin = MOCKING_WITHIN.test(text);
  return {
    mayCompute: mayCompute(text),
    mayMock: mayMockWithin || MOCKING.test(text) || (text.includes('require') && CACHE.test(text)),
    mayMockWithin,
    hasEscapes: ESCAPED.test(text),
  };
}

function mayCompute(text: string): boolean {
  if (
    OTHER_LOADING.test(text) ||
    (text.includes('require') && HANDED_ON.test(text)) ||
    (text.includes('module') && MODULE_HANDED_ON.test(text))
  ) {
    return true;
  }
  for (const [, , end] of text.matchAll(LOADING)) {
    if (end === undefined) {
      return true;
    }
  }
  return false;
}

/** Names of folders without a word in them: `.`, `..`, `../..`. */
const FOLDER_NAME = /(["'`])((?:\.{1,2}\/)*\.{1,2}\/?)\1/gu;

/** The quoted texts that name a folder by dots alone. */
export function findFolderNames(text: string): readonly string[] {
  return [...new Set(Array.from(text.matchAll(FOLDER_NAME), ([, , name = '']) => name))];
}

const QUOTES = ['"', "'", '`'] as const;

/**
 * The quoted texts that may be names of modules: those with a word in them. What stands before a quote is not known, so that each
 * of the three kinds of quotes around a word may be the one that counts.
 *
 * @param text a source
 * @param word part of the name
 * @param maxLength the longest name, in characters
 */
export function findQuotedNames(text: string, word: string, maxLength: number): readonly string[] {
  const found = new Set<string>();
  for (let index = text.indexOf(word); index !== -1; index = text.indexOf(word, index + word.length)) {
    const left = text.slice(Math.max(0, index - maxLength), index);
    const before = left.slice(left.lastIndexOf('\n') + 1);
    for (const quote of QUOTES) {
      const start = before.lastIndexOf(quote);
      const after = start === -1 ? '' : text.slice(index, index + maxLength);
      const end = after.indexOf(quote);
      const name = before.slice(start + 1) + after.slice(0, end);
      if (end !== -1 && !name.includes('\n')) {
        found.add(name);
      }
    }
  }
  return [...found];
}
