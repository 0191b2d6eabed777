import { getText, isTypeScript } from '../../tools/parsed-program.ts';
import type { Choices, Node, ProgramTree } from '../../tools/parsed-program.ts';

type Writing = (expression: string) => string;

/** Ways to write an expression that mean the same. */
const PARENTHESES: readonly Writing[] = [(text) => `(${text})`, (text) => `((${text}))`];
const SEQUENCE: Writing = (text) => `(0, ${text})`;
/** What the programs under test are rewritten to, as text: casts that people write, and that must hide no socket. */
const CASTS: readonly Writing[] = [
  (text) => `((${text}) as any)`,
  (text) => `((${text}) as unknown as never)`,
  (text) => `((${text}) satisfies unknown)`,
  (text) => `((${text})!)`,
];
/** A file with JSX reads it as an element. */
const ANGLE_CAST: Writing = (text) => `(<any>(${text}))`;
const FLOW_CAST: Writing = (text) => `((${text}): any)`;

/**
 * Writes parentheses, sequences with one meaning, and casts where the language has them, around expressions.
 *
 * @param tree the program
 * @param choices which expressions, and which writing
 * @returns the new text, or nothing when there is no expression around which it is safe
 */
export function rewriteExpressions(tree: ProgramTree, choices: Choices): string | undefined {
  const { text } = tree;
  const candidates = tree.nodes.filter((node) => canBeParenthesized(node, tree));
  if (candidates.length === 0) {
    return undefined;
  }
  const writings = getWritings(tree);
  const chosen = new Map(
    choices.map((choice, index) => [candidates[choice % candidates.length], choices[index + 1] ?? choice]),
  );
  const insertions = [...chosen].flatMap(([node, choice]) => {
    const write = writings[choice % writings.length];
    if (!node || !write) {
      return [];
    }
    // `(0, a.b)()` calls without `this`.
    const isOther = write === SEQUENCE && isCallee(node, tree);
    const [before = '', after = ''] = (isOther ? '(\0)' : write('\0')).split('\0');
    const width = node.range[1] - node.range[0];
    return [
      { at: node.range[0], text: before, isStart: true, width },
      { at: node.range[1], text: after, isStart: false, width },
    ];
  });
  // Of those at one place: ends before starts, inner ends first, outer starts first.
  insertions.sort(
    (a, b) =>
      a.at - b.at ||
      Number(a.isStart) - Number(b.isStart) ||
      (a.isStart ? b.width - a.width : a.width - b.width),
  );
  let output = '';
  let position = 0;
  for (const insertion of insertions) {
    output += text.slice(position, insertion.at) + insertion.text;
    position = insertion.at;
  }
  return output + text.slice(position);
}

function getWritings({ path, text }: ProgramTree): readonly Writing[] {
  const writings = [...PARENTHESES, SEQUENCE];
  if (isTypeScript(path)) {
    writings.push(...CASTS, ...(path.endsWith('x') ? [] : [ANGLE_CAST]));
  } else if (text.includes('@flow')) {
    writings.push(FLOW_CAST);
  }
  return writings;
}

function isCallee(node: Node, { parents }: ProgramTree): boolean {
  const parent = parents.get(node);
  return parent?.type === 'CallExpression' && parent.callee === node;
}

function canBeParenthesized(node: Node, tree: ProgramTree): boolean {
  const { parents, text } = tree;
  const parent = parents.get(node);
  if (!parent || node.type === 'SpreadElement' || node.type === 'Super' || node.type.startsWith('JSX')) {
    return false;
  }
  // `await (a)` is a call at the top of what may be a script; `async (a)` is one everywhere.
  if (/\b(?:await|async)\s+$/.test(text.slice(0, node.range[0]))) {
    return false;
  }
  // The parentheses of a cast in Flow are no part of its range.
  if (node.type.startsWith('TypeCast')) {
    return false;
  }
  // Parentheses end an optional chain; at the start of a line they continue the statement before it.
  if (isInChain(node, tree) || isStartOfStatement(node, tree)) {
    return false;
  }
  return isExpressionOf(parent, node, tree);
}

function isInChain(node: Node, tree: ProgramTree): boolean {
  return getEnclosing(node, tree).some(({ type }) => type === 'ChainExpression');
}

function isStartOfStatement(node: Node, tree: ProgramTree): boolean {
  return getEnclosing(node, tree).some(
    ({ type, range }) => type === 'ExpressionStatement' && range[0] === node.range[0],
  );
}

/** @returns the node, and what it is part of, up to its statement or function */
function getEnclosing(node: Node, { parents }: ProgramTree): readonly Node[] {
  const enclosing: Node[] = [];
  for (let ancestor: Node | undefined = node; ancestor; ancestor = parents.get(ancestor)) {
    enclosing.push(ancestor);
    if (/Statement$|Function/.test(ancestor.type)) {
      break;
    }
  }
  return enclosing;
}

/** Whether the node is a child whose value the parent takes, so that parentheses around it change nothing. */
function isExpressionOf(parent: Node, node: Node, tree: ProgramTree): boolean {
  switch (parent.type) {
    case 'CallExpression':
      // Type arguments belong to the callee, and `(eval)()` is another function.
      return parent.callee === node
        ? !parent.typeArguments && getText(tree, node) !== 'eval'
        : parent.arguments.some((argument) => argument === node);
    case 'NewExpression':
      // `new (a())()` is not `new a()()`.
      return parent.arguments.some((argument) => argument === node);
    case 'MemberExpression':
      return parent.object === node;
    case 'VariableDeclarator':
      return parent.init === node;
    case 'AssignmentExpression':
      return parent.right === node;
    case 'AssignmentPattern':
      return parent.right === node;
    case 'Property':
      return (
        tree.parents.get(parent)?.type === 'ObjectExpression' &&
        parent.value === node &&
        parent.kind === 'init' &&
        !parent.shorthand &&
        !parent.method
      );
    case 'PropertyDefinition':
      return parent.value === node;
    case 'ArrowFunctionExpression':
      return parent.body === node && node.type !== 'BlockStatement';
    case 'SpreadElement':
    case 'ReturnStatement':
    case 'AwaitExpression':
      return parent.argument === node;
    case 'UnaryExpression':
      // `delete (0, a.b)` deletes nothing.
      return parent.operator !== 'delete';
    case 'ConditionalExpression':
    case 'LogicalExpression':
    case 'BinaryExpression':
    case 'ArrayExpression':
      return node.type !== 'PrivateIdentifier';
    case 'ForOfStatement':
      return parent.right === node;
    case 'IfStatement':
      return parent.test === node;
    default:
      return false;
  }
}
