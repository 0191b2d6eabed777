import type { ProgramFile } from '../../program/program-file.ts';
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
  const { text } = file.source;
  // Only few files have such a comment.
  if (!text.includes('/**')) {
    return [];
  }
  for (let up: Node | undefined = node; up; up = file.tree.getParent(up)) {
    const holder = up;
    const comment = getDocComment(text, holder.range[0]);
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
  const { text, comments = [] } = file.source;
  if (!text.includes('/**')) {
    return undefined;
  }
  const asking = new RegExp(
    String.raw`\b${property}\s*:|['"]${property}['"]|@(?:prop(?:erty)?|param|arg(?:ument)?)\s*\{.*\}\s+(?:[\w$.[\]]+\.)?${property}\b`,
    'u',
  );
  const found = comments.find(({ range }) => {
    const comment = text.slice(...range);
    return comment.startsWith('/**') && asking.test(comment.replaceAll(/@example[^@]*/gu, ''));
  });
  return found && file.formatPlace({ range: found.range } as Node);
}

/** Whether the JSDoc of a class says that it keeps to an interface, or which types its base has. */
export function hasDocContract(file: ProgramFile, owner: Node): boolean {
  const { text } = file.source;
  const holder = file.tree.getParent(owner);
  return [owner, holder].some(
    (node) => node && /@(?:implements|extends|augments)\s*\{/u.test(getDocComment(text, node.range[0]) ?? ''),
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

/** The JSDoc comments in front of an offset, with nothing but white space, parentheses and other comments between. */
function getDocComment(text: string, offset: number): string | undefined {
  const found: string[] = [];
  for (let end = skipBack(text, offset); ;) {
    const lineStart = getLineStart(text, end);
    if (/^[ \t]*\/\//u.test(text.slice(lineStart, end))) {
      end = skipBack(text, lineStart);
      continue;
    }
    const start = text.endsWith('*/', end) ? text.lastIndexOf('/*', end - 3) : -1;
    if (start < 0) {
      break;
    }
    if (text.startsWith('/**', start)) {
      found.unshift(text.slice(start + 3, end - 2));
    }
    end = skipBack(text, start);
  }
  return found.length === 0 ? undefined : found.join('\n');
}

function getLineStart(text: string, offset: number): number {
  let index = offset;
  while (index > 0 && !/[\n\r\u2028\u2029]/u.test(text[index - 1] ?? '')) {
    index--;
  }
  return index;
}

/** Where the text in front of an offset ends, without white space and opened parentheses. */
function skipBack(text: string, offset: number): number {
  let end = offset;
  while (end > 0 && /[\s(]/u.test(text[end - 1] ?? '')) {
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
          .replaceAll(/^\s*\*/gmu, ' ')
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
