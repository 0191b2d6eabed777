import type { AST, SourceCode } from 'eslint';
import type { Node } from 'estree';

/** ESLint says of each node in which it is. */
type LinkedNode = Node & { parent?: Node };

/**
 * Compares a program before and after options were removed, token by token: what is left must be the tokens of the
 * input without the removed properties and a comma for each, and every comment.
 *
 * @param offsets where the removed properties began
 * @returns what else is lost, moved or added, or nothing
 */
export function findLoss(
  before: SourceCode,
  after: SourceCode,
  offsets: readonly number[],
): string | undefined {
  let expected = before.ast.tokens;
  for (const offset of offsets) {
    const property = before.getNodeByRangeIndex(offset);
    const removed = property && getOwnNode(property, offset);
    if (!removed) {
      return `no property begins at ${offset}`;
    }
    expected = without(expected, removed);
  }
  return (
    findDifference(expected, after.ast.tokens, ({ value }) => value) ??
    findDifference(before.getAllComments(), after.getAllComments(), ({ type, value }) => `${type} ${value}`)
  );
}

/**
 * @param range of the removed property or statement
 * @returns the tokens outside of it, without the comma behind it or, if there is none, the one before it
 */
function without(tokens: AST.Token[], [start, end]: [number, number]): AST.Token[] {
  const first = tokens.findIndex(({ range }) => range[0] >= start);
  let next = first;
  while (next < tokens.length && (tokens[next]?.range[0] ?? end) < end) {
    next += 1;
  }
  const isFollowed = tokens[next]?.value === ',';
  const isPreceded = !isFollowed && tokens[first - 1]?.value === ',';
  return [...tokens.slice(0, isPreceded ? first - 1 : first), ...tokens.slice(isFollowed ? next + 1 : next)];
}

/**
 * @param node the innermost node at the offset
 * @returns the range of the property, or of the assignment's statement, that begins there
 */
function getOwnNode(node: LinkedNode, offset: number): [number, number] | undefined {
  let current: LinkedNode | undefined = node;
  while (current?.range?.[0] === offset) {
    if (current.type === 'Property' || current.type === 'ExpressionStatement') {
      return current.range;
    }
    current = current.parent;
  }
  return undefined;
}

function findDifference<T>(
  expected: readonly T[],
  actual: readonly T[],
  toText: (item: T) => string,
): string | undefined {
  const expectedTexts = expected.map(toText);
  const actualTexts = actual.map(toText);
  const length = Math.max(expectedTexts.length, actualTexts.length);
  for (let index = 0; index < length; index += 1) {
    const wanted = expectedTexts[index];
    const found = actualTexts[index];
    if (wanted !== found) {
      return `expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`;
    }
  }
  return undefined;
}
