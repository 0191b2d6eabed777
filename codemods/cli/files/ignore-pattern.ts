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
  readonly members: readonly ClassMember[];
}

/** A range of characters, or what one of the named classes holds. */
type ClassMember = readonly [first: string, last: string] | RegExp;

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
  const matches = isAnchored ? createPathMatcher(text) : createNameMatcher(text);
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

function createNameMatcher(text: string): IgnorePattern['matches'] | undefined {
  if (!/[*?[\\]/.test(text)) {
    return (name) => name === text;
  }
  const suffix = text.slice(1);
  if (text.startsWith('*') && !/[*?[\\]/.test(suffix)) {
    return (name) => name.endsWith(suffix);
  }
  const tokens = parseTokens(text);
  return tokens && ((name) => matchesName(tokens, name));
}

function createPathMatcher(text: string): IgnorePattern['matches'] | undefined {
  if (!/[*?[\\]/.test(text)) {
    return (path) => path === text;
  }
  const segments: Segment[] = [];
  for (const part of text.split('/')) {
    const segment = part === '**' ? FOLDERS : parseTokens(part);
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
function parseTokens(text: string): readonly Token[] | undefined {
  const characters = Array.from(text);
  const tokens: Token[] = [];
  let index = 0;
  while (index < characters.length) {
    const parsed = parseToken(characters, index);
    if (parsed === undefined) {
      return undefined;
    }
    // Several runs in a row are one.
    if (parsed.value !== RUN || tokens.at(-1) !== RUN) {
      tokens.push(parsed.value);
    }
    index = parsed.next;
  }
  return tokens;
}

/** A part of a text, and where the next one begins. */
interface Parsed<Value> {
  readonly value: Value;
  readonly next: number;
}

function parseToken(text: readonly string[], index: number): Parsed<Token> | undefined {
  switch (text[index]) {
    case '*':
      return { value: RUN, next: index + 1 };
    case '?':
      return { value: ANY, next: index + 1 };
    case '[':
      return parseClass(text, index + 1);
    default:
      return parseCharacter(text, index);
  }
}

/** Behind a backslash each character means itself. */
function parseCharacter(text: readonly string[], index: number): Parsed<string> | undefined {
  const at = text[index] === '\\' ? index + 1 : index;
  const value = text[at];
  return value === undefined ? undefined : { value, next: at + 1 };
}

/** @param start behind the `[` */
function parseClass(text: readonly string[], start: number): Parsed<CharacterClass> | undefined {
  const isNegated = text[start] === '!' || text[start] === '^';
  const from = isNegated ? start + 1 : start;
  const members: ClassMember[] = [];
  let index = from;
  // The first `]` is a member: no class is empty.
  while (text[index] !== ']' || index === from) {
    const member = parseMember(text, index);
    if (member === undefined) {
      return undefined;
    }
    members.push(member.value);
    index = member.next;
  }
  return { value: { isNegated, members }, next: index + 1 };
}

function parseMember(text: readonly string[], index: number): Parsed<ClassMember> | undefined {
  if (text[index] === '[' && text[index + 1] === ':') {
    return parseNamedClass(text, index);
  }
  const first = parseCharacter(text, index);
  if (first === undefined || !isRangeAt(text, first.next)) {
    return first && { value: [first.value, first.value], next: first.next };
  }
  const last = parseCharacter(text, first.next + 1);
  return last && { value: [first.value, last.value], next: last.next };
}

/** Whether a range goes on there: a `-` at the end of a class means itself. */
function isRangeAt(text: readonly string[], index: number): boolean {
  return text[index] === '-' && text[index + 1] !== undefined && text[index + 1] !== ']';
}

/** As in `[[:digit:]]`; undefined for a name that does not exist. */
function parseNamedClass(text: readonly string[], index: number): Parsed<RegExp> | undefined {
  const end = text.indexOf(']', index);
  const value = NAMED_CLASSES.get(text.slice(index + 2, end - 1).join(''));
  return end < 0 || text[end - 1] !== ':' || value === undefined ? undefined : { value, next: end + 1 };
}

/** With each `*` a run of characters. */
function matchesName(tokens: readonly Token[], name: string): boolean {
  return matchesSequence(tokens, Array.from(name), RUN, matchesCharacter);
}

/** With each `**` a run of folders. */
function matchesPath(segments: readonly Segment[], path: readonly string[]): boolean {
  return matchesSequence(
    segments,
    path,
    FOLDERS,
    (segment, name) => segment !== FOLDERS && matchesName(segment, name),
  );
}

/**
 * Whether wanted parts match all parts in their order. With each run only the last one has to be reconsidered: it can take
 * whatever those before it could.
 *
 * @param wanted what the parts are to be
 * @param parts the characters of a name, or the names of a path
 * @param run the wanted part that stands for any number of parts
 * @param matchesPart whether another wanted part matches one
 */
function matchesSequence<Wanted>(
  wanted: readonly Wanted[],
  parts: readonly string[],
  run: Wanted,
  matchesPart: (wanted: Wanted, part: string) => boolean,
): boolean {
  let position = 0;
  let index = 0;
  let lastRun = -1;
  let runEnd = 0;
  while (index < parts.length) {
    const next = wanted[position];
    if (next === run) {
      lastRun = position;
      runEnd = index;
      position += 1;
    } else if (next !== undefined && matchesPart(next, parts[index] ?? '')) {
      position += 1;
      index += 1;
    } else if (lastRun >= 0) {
      runEnd += 1;
      index = runEnd;
      position = lastRun + 1;
    } else {
      return false;
    }
  }
  while (wanted[position] === run) {
    position += 1;
  }
  return position === wanted.length;
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
  return token.members.some((member) => hasCharacter(member, character)) !== token.isNegated;
}

function hasCharacter(member: ClassMember, character: string): boolean {
  if (member instanceof RegExp) {
    return member.test(character);
  }
  const [first, last] = member;
  return first <= character && character <= last;
}
