import type { ProgramFile } from '../program/program-file.ts';
import type { SourceFile } from '../program/source-file.ts';
import type { Node } from '../program/syntax.ts';

/** What TypeScript and Flow take for a directive that hides the errors of the next line of code. */
const DIRECTIVE = /^(?:\/\/+|\/\*)[\s*]*(@ts-(?:expect-error|ignore)|\$Flow\w+)/u;

/**
 * Why a type error may be hidden, or expected, where an option stands: without the option, the comment would hide another error
 * or none.
 *
 * @param nodes the property that would go, and the expressions that its object, or the type of it, gets to
 * @returns a clause, or undefined where no such comment covers one of them or the statement around it
 */
export function findDirectiveReason(file: ProgramFile, nodes: readonly Node[]): string | undefined {
  const directives = getDirectives(file.source);
  if (directives.length === 0) {
    return undefined;
  }
  const covered = nodes.map((node) => [getStatement(file, node).range[0], node.range[1]] as const);
  const found = directives.find(({ start, lineStart, lineEnd }) =>
    covered.some(([from, to]) => from < lineEnd && lineStart < to && start <= to),
  );
  return found && `the comment '${found.name}' at ${formatPlace(file, found.range)} is about it`;
}

/** A comment about the next line of code. */
interface Directive {
  readonly name: string;
  readonly range: readonly [number, number];
  /** Where the code starts. */
  readonly start: number;
  /** The line of it, from its start on, as what is covered may begin before the option does. */
  readonly lineStart: number;
  readonly lineEnd: number;
}

const readDirectives = new WeakMap<SourceFile, readonly Directive[]>();

function getDirectives(source: SourceFile): readonly Directive[] {
  let known = readDirectives.get(source);
  if (!known) {
    known = findDirectives(source);
    readDirectives.set(source, known);
  }
  return known;
}

function findDirectives({ text, comments = [] }: SourceFile): readonly Directive[] {
  if (!/@ts-|\$Flow/u.test(text)) {
    return [];
  }
  return comments.flatMap(({ range }, index) => {
    const name = DIRECTIVE.exec(text.slice(...range))?.[1];
    if (name === undefined) {
      return [];
    }
    const start = getCodeBehind(text, comments, index);
    return { name, range, start, lineStart: getLineStart(text, start), lineEnd: getLineEnd(text, start) };
  });
}

/** Where the code starts behind a comment and the comments that directly follow it. */
function getCodeBehind(text: string, comments: NonNullable<SourceFile['comments']>, first: number): number {
  let position = comments[first]?.range[1] ?? 0;
  for (let index = first + 1; index < comments.length; index++) {
    const [start, end] = comments[index]?.range ?? [0, 0];
    if (text.slice(position, start).trim() !== '') {
      break;
    }
    position = Math.max(position, end);
  }
  while (position < text.length && /\s/u.test(text[position] ?? '')) {
    position++;
  }
  return position;
}

function getLineStart(text: string, offset: number): number {
  let index = offset;
  while (index > 0 && !/[\n\r\u2028\u2029]/u.test(text[index - 1] ?? '')) {
    index--;
  }
  return index;
}

function getLineEnd(text: string, offset: number): number {
  let index = offset;
  while (index < text.length && !/[\n\r\u2028\u2029]/u.test(text[index] ?? '')) {
    index++;
  }
  return index;
}

/** The statement, or the member of a class, that a node is in. */
function getStatement({ tree }: ProgramFile, node: Node): Node {
  for (let up: Node | undefined = node; up; up = tree.getParent(up)) {
    if (/(?:Statement|Declaration|Definition|^AccessorProperty|^StaticBlock)$/u.test(up.type)) {
      return up;
    }
  }
  return node;
}

function formatPlace(file: ProgramFile, [start, end]: readonly [number, number]): string {
  return file.formatPlace({ range: [start, end] } as Node);
}
