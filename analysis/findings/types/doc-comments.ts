import { memoize, memoizeText } from '../../program/memoize.ts';
import type { ProgramFile } from '../../program/program-file.ts';
import type { CommentRange } from '../../program/source-file.ts';
import type { Node } from '../../program/syntax.ts';

/** A type that stands in a comment. */
interface DocType {
  /** The type as it is written, without its braces. */
  readonly text: string;
  /** What the comment stands at. */
  readonly node: Node;
}

/** Tags of JSDoc that give a type, by what they are about. */
const TAGS = {
  type: ['type', 'satisfies', 'enum'],
  returns: ['returns', 'return'],
  param: ['param', 'arg', 'argument'],
} as const;

/** The JSDoc of one file. */
class DocComments {
  readonly #file: ProgramFile;
  /** All comments, in order: those of other kinds may stand between. */
  readonly #comments: readonly CommentRange[];
  readonly #hasAny: boolean;

  /** The place of the first comment that asks for a property. */
  readonly findAsking: (property: string) => string | undefined;

  constructor(file: ProgramFile) {
    this.#file = file;
    this.#comments = file.source.comments ?? [];
    this.#hasAny = this.#comments.some(({ range }) => this.#isDoc(range[0]));
    this.findAsking = memoizeText((property) => this.#searchAsking(property));
  }

  /** The JSDoc comments in front of an offset, with nothing but white space, parentheses and other comments between. */
  getBefore(offset: number): string | undefined {
    // Only few files have such a comment.
    if (!this.#hasAny) {
      return undefined;
    }
    const { text } = this.#file.source;
    const found: string[] = [];
    let end = offset;
    for (let index = this.#countUpTo(offset) - 1; index >= 0; index--) {
      const [start, stop] = this.#comments[index]?.range ?? [0, 0];
      if (skipBack(text, end, stop) > stop) {
        break;
      }
      if (this.#isDoc(start)) {
        found.unshift(text.slice(start + 3, stop - 2));
      }
      end = start;
    }
    return found.length === 0 ? undefined : found.join('\n');
  }

  #searchAsking(property: string): string | undefined {
    const { text } = this.#file.source;
    const asking = new RegExp(
      String.raw`\b${property}\s*:|['"]${property}['"]|@(?:prop(?:erty)?|param|arg(?:ument)?)\s*\{.*\}\s+(?:[\w$.[\]]+\.)?${property}\b`,
      'u',
    );
    const found = this.#comments.find(
      ({ range }) =>
        this.#isDoc(range[0]) && asking.test(text.slice(...range).replaceAll(/@example[^@]*/gu, '')),
    );
    return found && this.#file.formatPlace({ range: found.range } as Node);
  }

  /** How many comments end in front of an offset, or at it. */
  #countUpTo(offset: number): number {
    let low = 0;
    let high = this.#comments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#comments[middle]?.range[1] ?? 0) <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  #isDoc(start: number): boolean {
    return this.#file.source.text.startsWith('/**', start);
  }
}

const getDocComments = memoize((file: ProgramFile) => new DocComments(file));

/**
 * The types that the JSDoc of a declaration gives, which TypeScript obeys in JavaScript under `checkJs`.
 *
 * @param node what the comment may stand in front of, or in front of a statement that begins with it
 * @param name of a parameter
 */
export function findDocTypes(
  file: ProgramFile,
  node: Node,
  tag: keyof typeof TAGS,
  name?: string,
): readonly DocType[] {
  for (let up: Node | undefined = node; up; up = file.tree.getParent(up)) {
    const holder = up;
    const comment = getDocComments(file).getBefore(holder.range[0]);
    if (comment !== undefined) {
      return getTypes(comment, TAGS[tag], name).map((type) => ({ text: type, node: holder }));
    }
    if (!isHolder(holder, tag)) {
      return [];
    }
  }
  return [];
}

/**
 * The JSDoc of a file with a type that has a property which can't be left out, or that names it as a key, as
 * `Record<'reuseAddr', …>` does.
 *
 * @returns the place of the first one
 */
export function findAskingComment(file: ProgramFile, property: string): string | undefined {
  return getDocComments(file).findAsking(property);
}

/** Whether the JSDoc of a class says that it keeps to an interface, or which types its base has. */
export function hasDocContract(file: ProgramFile, owner: Node): boolean {
  const holder = file.tree.getParent(owner);
  return [owner, holder].some(
    (node) =>
      node &&
      /@(?:implements|extends|augments)\s*\{/u.test(getDocComments(file).getBefore(node.range[0]) ?? ''),
  );
}

/** Whether a comment in front of what is around a node is about the node as well. */
function isHolder({ type }: Node, tag: keyof typeof TAGS): boolean {
  return tag === 'type'
    ? /^(?:VariableDeclarator|AssignmentExpression)$/u.test(type)
    : /^(?:Function|ArrowFunction|VariableDeclarator|VariableDeclaration|Property|MethodDefinition|AssignmentExpression|Export)/u.test(
        type,
      );
}

/** Where the text between two offsets ends, without white space and opened parentheses. */
function skipBack(text: string, offset: number, start: number): number {
  let end = offset;
  while (end > start && /[\s(]/u.test(text[end - 1] ?? '')) {
    end--;
  }
  return end;
}

/** The types in braces behind tags. */
function getTypes(comment: string, tags: readonly string[], name: string | undefined): readonly string[] {
  const types = [];
  if (name !== undefined && /@overload\b/u.test(comment)) {
    types.push('@overload');
  }
  for (const match of comment.matchAll(/@(\w+)\s*\{/gu)) {
    const start = match.index + match[0].length;
    const end = findBrace(comment, start);
    const rest = comment.slice(end + 1);
    const isNamed =
      name === undefined || new RegExp(`^\\s*\\[?\\s*${name.replace(/\$/gu, '\\$')}\\b`, 'u').test(rest);
    const nested = tags.includes(match[1] ?? '') && /^\s*([\w$]+)(?:\[\])?\.([\w$]+)/u.exec(rest);
    if (nested && nested[1] === name) {
      // `@param {boolean} options.reuseAddr`; in brackets, it can be left out.
      types.push(`{ ${nested[2] ?? ''}: ${comment.slice(start, end)} }`);
    } else if (tags.includes(match[1] ?? '') && isNamed) {
      types.push(
        comment
          .slice(start, end)
          .replaceAll(/^[\t ]*\*/gmu, ' ')
          .trim(),
      );
    }
  }
  return types;
}

/** Where the brace ends that was opened before an offset. */
export function findBrace(text: string, start: number): number {
  let depth = 1;
  for (let index = start; index < text.length; index++) {
    if (text[index] === '{') {
      depth++;
    } else if (text[index] === '}' && --depth === 0) {
      return index;
    }
  }
  return text.length;
}
