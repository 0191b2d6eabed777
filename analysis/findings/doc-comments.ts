import type { ProgramFile } from '../program/program-file.ts';
import type { Node } from '../program/syntax.ts';

/** A type that stands in a comment. */
interface DocType {
  /** The type as it is written, without its braces. */
  readonly text: string;
  /** What the comment stands at. */
  readonly node: Node;
}

/** Tags of JSDoc that give a type, by what they are about. */
const TAGS = {
  type: ['type', 'satisfies'],
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

/** Whether a comment in front of what is around a node is about the node as well. */
function isHolder({ type }: Node, tag: keyof typeof TAGS): boolean {
  return tag === 'type'
    ? /^(?:VariableDeclarator|AssignmentExpression)$/u.test(type)
    : /^(?:Function|ArrowFunction|VariableDeclarator|VariableDeclaration|Property|MethodDefinition|AssignmentExpression|Export)/u.test(
        type,
      );
}

/** The last JSDoc comment in front of an offset, with nothing but white space and parentheses between. */
function getDocComment(text: string, offset: number): string | undefined {
  const before = text.slice(Math.max(0, offset - 2000), offset).replace(/[\s(]+$/u, '');
  if (!before.endsWith('*/')) {
    return undefined;
  }
  const start = before.lastIndexOf('/*');
  return start >= 0 && before.startsWith('/**', start) ? before.slice(start + 3, -2) : undefined;
}

/** The types in braces behind tags. */
function getTypes(comment: string, tags: readonly string[], name: string | undefined): readonly string[] {
  const types = [];
  for (const match of comment.matchAll(/@(\w+)\s*\{/gu)) {
    const start = match.index + match[0].length;
    const end = findBrace(comment, start);
    const rest = comment.slice(end + 1);
    const isNamed =
      name === undefined || new RegExp(`^\\s*\\[?\\s*${name.replace(/\$/gu, '\\$')}\\b`, 'u').test(rest);
    if (tags.includes(match[1] ?? '') && isNamed) {
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
