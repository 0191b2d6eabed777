import type { ProgramFile } from '../program/program-file.ts';
import type { Node } from '../program/syntax.ts';

/** What TypeScript and Flow take for a directive that hides the errors of the next line of code. */
const DIRECTIVE = /^(?:\/\/+|\/\*+)[\s*]*(@ts-(?:expect-error|ignore)|\$Flow\w+)/u;

/**
 * Why a type error may be hidden, or expected, where an option stands: without the option, the comment would hide another error or
 * none.
 *
 * @param nodes the property that would go, and the expressions that its object, or the type of it, gets to
 * @returns a clause, or undefined where no such comment covers one of them or the statement around it
 */
export function findDirectiveReason(file: ProgramFile, nodes: readonly Node[]): string | undefined {
  const { text, comments = [] } = file.source;
  if (!/@ts-|\$Flow/u.test(text)) {
    return undefined;
  }
  const covered = nodes.map((node) => [getStatement(file, node).range[0], node.range[1]] as const);
  for (const [index, { range }] of comments.entries()) {
    const name = DIRECTIVE.exec(text.slice(...range))?.[1];
    if (name === undefined) {
      continue;
    }
    const start = getCodeBehind(
      text,
      comments.slice(index).map((comment) => comment.range),
    );
    const end = getLineEnd(text, start);
    // From the start of the line on, as what is covered may begin before the option does.
    if (covered.some(([from, to]) => from < end && getLineStart(text, start) < to && start <= to)) {
      return `the comment '${name}' at ${formatPlace(file, range)} is about it`;
    }
  }
  return undefined;
}

/** Where the code starts behind a comment and those that follow it directly. */
function getCodeBehind(text: string, ranges: readonly (readonly [number, number])[]): number {
  let position = ranges[0]?.[1] ?? 0;
  for (const [start, end] of ranges) {
    if (text.slice(position, start).trim() === '') {
      position = Math.max(position, end);
    }
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
