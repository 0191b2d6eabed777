/**
 * One line of a `.gitignore`.
 *
 * Written for this package because such a line may come from a tree that nobody trusts: libraries turn it into a regular
 * expression, which some lines make exponential. Here the time is at most the length of the pattern times that of the path.
 *
 * @see https://git-scm.com/docs/gitignore
 */
export interface IgnorePattern {
  /** Whether it takes files back in. */
  readonly isNegated: boolean;
  /** Whether it means folders only. */
  readonly isForFolders: boolean;
  /** Whether it matches the whole path, and not the last name alone. */
  readonly isAnchored: boolean;
  /** Tells whether it matches: a path relative to the folder of the `.gitignore`, or a bare name, by `isAnchored`. */
  readonly matches: (path: string) => boolean;
}

/** Any one character. */
const ANY = Symbol('?');

/** Any number of characters. */
const RUN = Symbol('*');

/** What a part of a name may be: this very character, one of several, or one of the above. */
type Token = string | typeof ANY | typeof RUN | CharacterClass;

interface CharacterClass {
  readonly isNegated: boolean;
  readonly ranges: readonly (readonly [first: string, last: string])[];
  readonly named: readonly RegExp[];
}

/** Any number of folders. */
const FOLDERS = Symbol('**');

type Segment = readonly Token[] | typeof FOLDERS;

const NAMED_CLASSES: ReadonlyMap<string, RegExp> = new Map([
  ['alnum', /[A-Za-z0-9]/],
  ['alpha', /[A-Za-z]/],
  ['blank', /[ \t]/],
  ['cntrl', /[\0-\x1f\x7f]/],
  ['digit', /[0-9]/],
  ['graph', /[\x21-\x7e]/],
  ['lower', /[a-z]/],
  ['print', /[\x20-\x7e]/],
  ['punct', /[!-/:-@[-`{-~]/],
  ['space', /\s/],
  ['upper', /[A-Z]/],
  ['xdigit', /[0-9A-Fa-f]/],
]);

/**
 * Reads one line.
 *
 * @param line without its line end
 * @returns the pattern, or undefined for a comment, an empty line, or what can match nothing
 */
export function parseIgnorePattern(line: string): IgnorePattern | undefined {
  let text = withoutTrailingSpaces(line);
  const isNegated = text.startsWith('!');
  if (isNegated) {
    text = text.slice(1);
  } else if (text.startsWith('#')) {
    return undefined;
  }
  const isForFolders = text.endsWith('/');
  if (isForFolders) {
    text = text.slice(0, -1);
  }
  const isAnchored = text.includes('/');
  if (text.startsWith('/')) {
    text = text.slice(1);
  }
  if (text === '') {
    return undefined;
  }
  const matches = isAnchored ? pathMatcherOf(text) : nameMatcherOf(text);
  return matches && { isNegated, isForFolders, isAnchored, matches };
}

/** Spaces at the end count only behind a backslash. */
function withoutTrailingSpaces(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === ' ' && line[end - 2] !== '\\') {
    end -= 1;
  }
  return line.slice(0, end);
}

function nameMatcherOf(text: string): IgnorePattern['matches'] | undefined {
  if (!/[*?[\\]/.test(text)) {
    return (name) => name === text;
  }
  const suffix = text.slice(1);
  if (text.startsWith('*') && !/[*?[\\]/.test(suffix)) {
    return (name) => name.endsWith(suffix);
  }
  const tokens = tokensOf(text);
  return tokens && ((name) => matchesName(tokens, name));
}

function pathMatcherOf(text: string): IgnorePattern['matches'] | undefined {
  if (!/[*?[\\]/.test(text)) {
    return (path) => path === text;
  }
  const segments: Segment[] = [];
  for (const part of text.split('/')) {
    const segment = part === '**' ? FOLDERS : tokensOf(part);
    if (segment === undefined) {
      return undefined;
    }
    segments.push(segment);
  }
  if (segments.at(-1) === FOLDERS) {
    // Behind a folder `**` means what is in it, which is at least one name.
    segments.push([RUN]);
  }
  return (path) => matchesPath(segments, path.split('/'));
}

/** @returns undefined for a class without its end, which matches nothing */
function tokensOf(text: string): readonly Token[] | undefined {
  const characters = Array.from(text);
  const tokens: Token[] = [];
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index] ?? '';
    if (character === '*') {
      if (tokens.at(-1) !== RUN) {
        tokens.push(RUN);
      }
    } else if (character === '?') {
      tokens.push(ANY);
    } else if (character === '[') {
      const parsed = classAt(characters, index + 1);
      if (parsed === undefined) {
        return undefined;
      }
      tokens.push(parsed.characters);
      index = parsed.end;
    } else if (character === '\\') {
      index += 1;
      const escaped = characters[index];
      if (escaped === undefined) {
        return undefined;
      }
      tokens.push(escaped);
    } else {
      tokens.push(character);
    }
  }
  return tokens;
}

function classAt(
  text: readonly string[],
  start: number,
): { readonly characters: CharacterClass; readonly end: number } | undefined {
  let index = start;
  const isNegated = text[index] === '!' || text[index] === '^';
  if (isNegated) {
    index += 1;
  }
  const ranges: (readonly [string, string])[] = [];
  const named: RegExp[] = [];
  for (let isFirst = true; ; isFirst = false) {
    let first = text[index];
    if (first === undefined) {
      return undefined;
    }
    if (first === ']' && !isFirst) {
      return { characters: { isNegated, ranges, named }, end: index };
    }
    if (first === '[' && text[index + 1] === ':') {
      const end = text.indexOf(']', index);
      const known = NAMED_CLASSES.get(text.slice(index + 2, end - 1).join(''));
      if (end < 0 || text[end - 1] !== ':' || known === undefined) {
        return undefined;
      }
      named.push(known);
      index = end + 1;
      continue;
    }
    if (first === '\\') {
      index += 1;
      first = text[index] ?? '';
    }
    let last = first;
    if (text[index + 1] === '-' && text[index + 2] !== undefined && text[index + 2] !== ']') {
      index += 2;
      if (text[index] === '\\') {
        index += 1;
      }
      last = text[index] ?? '';
    }
    ranges.push([first, last]);
    index += 1;
  }
}

/** With each `*` only the last one has to be reconsidered: it can take whatever those before it could. */
function matchesName(tokens: readonly Token[], name: string): boolean {
  const characters = Array.from(name);
  let token = 0;
  let index = 0;
  let lastRun = -1;
  let runEnd = 0;
  while (index < characters.length) {
    const wanted = tokens[token];
    if (wanted === RUN) {
      lastRun = token;
      runEnd = index;
      token += 1;
    } else if (wanted !== undefined && matchesCharacter(wanted, characters[index] ?? '')) {
      token += 1;
      index += 1;
    } else if (lastRun >= 0) {
      runEnd += 1;
      index = runEnd;
      token = lastRun + 1;
    } else {
      return false;
    }
  }
  while (tokens[token] === RUN) {
    token += 1;
  }
  return token === tokens.length;
}

/** The same, with folders for characters and `**` for `*`. */
function matchesPath(segments: readonly Segment[], path: readonly string[]): boolean {
  let segment = 0;
  let index = 0;
  let lastFolders = -1;
  let foldersEnd = 0;
  while (index < path.length) {
    const wanted = segments[segment];
    if (wanted === FOLDERS) {
      lastFolders = segment;
      foldersEnd = index;
      segment += 1;
    } else if (wanted !== undefined && matchesName(wanted, path[index] ?? '')) {
      segment += 1;
      index += 1;
    } else if (lastFolders >= 0) {
      foldersEnd += 1;
      index = foldersEnd;
      segment = lastFolders + 1;
    } else {
      return false;
    }
  }
  while (segments[segment] === FOLDERS) {
    segment += 1;
  }
  return segment === segments.length;
}

function matchesCharacter(token: Token, character: string): boolean {
  if (token === ANY) {
    return true;
  }
  if (typeof token === 'string') {
    return token === character;
  }
  if (token === RUN) {
    return false;
  }
  const isInClass =
    token.ranges.some(([first, last]) => first <= character && character <= last) ||
    token.named.some((known) => known.test(character));
  return isInClass !== token.isNegated;
}
