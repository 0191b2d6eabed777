import type { TSESTree } from '@typescript-eslint/utils';
import { isPathFunction } from './origins.ts';
import { getChain, getMemberName, isFunctionNode, unwrap } from './syntax.ts';
import type { Names, Node } from './syntax.ts';

/** Steps from a name back to the list that it is of. */
const LONGEST_WAY = 8;

/** Methods of a list that call back with each of its elements first. */
const EACH_METHODS: ReadonlySet<string> = new Set([
  'every',
  'filter',
  'find',
  'flatMap',
  'forEach',
  'map',
  'some',
]);

/** Methods of a list that give a list of some of its elements. */
const PART_METHODS: ReadonlySet<string> = new Set([
  'filter',
  'reverse',
  'slice',
  'sort',
  'toReversed',
  'toSorted',
]);

/** Methods of a list that do not change it. */
const OTHER_METHODS: ReadonlySet<string> = new Set(['includes', 'indexOf', 'join', 'length', 'reduce']);

/** Methods of a text by which a name loses its ending. */
const SHORTENING_METHODS: ReadonlySet<string> = new Set([
  'replace',
  'slice',
  'substring',
  'trim',
  'toString',
]);

/**
 * Whether an expression is the name of something in a folder, as `readdir` gives it: without a slash in it, and of what is there.
 *
 * @param expression part of what names a module
 * @param names the names of its file
 */
export function isListedName(expression: Node, names: Names): boolean {
  return isName(unwrap(expression), names, LONGEST_WAY);
}

function isName(node: Node, names: Names, left: number): boolean {
  if (left === 0) {
    return false;
  }
  switch (node.type) {
    case 'Identifier': {
      const constant = names.getConstant(node);
      return constant ? isName(unwrap(constant), names, left - 1) : isElement(node, names, left - 1);
    }
    case 'MemberExpression':
      // `entry.name` of `readdir(folder, { withFileTypes: true })`, and `path.parse(file).name`.
      return getMemberName(node) === 'name' && isName(unwrap(node.object), names, left - 1);
    case 'CallExpression': {
      const callee = unwrap(node.callee);
      const method = getChain(callee).at(-1) ?? '';
      const [first] = node.arguments;
      if (method === 'basename' || method === 'parse') {
        return first !== undefined && isPathFunction(callee, names) && isName(unwrap(first), names, left - 1);
      }
      return (
        SHORTENING_METHODS.has(method) &&
        callee.type === 'MemberExpression' &&
        (method !== 'replace' || isEmptyText(node.arguments[1])) &&
        isName(unwrap(callee.object), names, left - 1)
      );
    }
    default:
      return false;
  }
}

function isEmptyText(node: Node | undefined): boolean {
  return node?.type === 'Literal' && node.value === '';
}

/** Whether an identifier is the variable of a loop over a list, or what a callback gets of one. */
function isElement(identifier: Node, names: Names, left: number): boolean {
  const definition = names.getDefinition(identifier);
  if (!names.getReads(identifier)) {
    return false;
  }
  if (definition?.type === 'Variable') {
    const loop = names.getParent(names.getParent(definition.node));
    return loop?.type === 'ForOfStatement' && isListing(loop.right, names, left);
  }
  if (definition?.type !== 'Parameter' || !isFunctionNode(definition.node)) {
    return false;
  }
  const [first] = definition.node.params;
  const call = names.getParent(definition.node);
  if (first?.type !== 'Identifier' || first.name !== getIdentifierName(identifier)) {
    return false;
  }
  if (call?.type !== 'CallExpression' || call.arguments[0] !== definition.node) {
    return false;
  }
  const callee = unwrap(call.callee);
  return (
    callee.type === 'MemberExpression' &&
    EACH_METHODS.has(getMemberName(callee) ?? '') &&
    isListing(callee.object, names, left)
  );
}

function getIdentifierName(node: Node): string | undefined {
  return node.type === 'Identifier' ? node.name : undefined;
}

/** Whether an expression is what a folder holds, or a part of that. */
function isListing(expression: Node, names: Names, left: number): boolean {
  const node = unwrap(expression);
  if (left === 0) {
    return false;
  }
  if (node.type === 'Identifier') {
    const constant = names.getConstant(node);
    if (!isOnlyRead(node, names)) {
      return false;
    }
    return constant ? isListing(constant, names, left - 1) : isGivenListing(node, names);
  }
  if (node.type !== 'CallExpression') {
    return false;
  }
  const callee = unwrap(node.callee);
  const method = getChain(callee).at(-1) ?? '';
  if (method === 'readdirSync' || method === 'readdir') {
    return !isRecursive(node.arguments[1]);
  }
  return (
    PART_METHODS.has(method) &&
    callee.type === 'MemberExpression' &&
    isListing(callee.object, names, left - 1)
  );
}

/** Whether a list stays as it is: it is looped over, and asked by methods that change nothing in it. */
function isOnlyRead(list: Node, names: Names): boolean {
  const reads = names.getReads(list);
  return (
    reads?.every((read) => {
      const parent = names.getParent(read);
      if (parent?.type === 'MemberExpression') {
        const method = getMemberName(parent) ?? '';
        return EACH_METHODS.has(method) || PART_METHODS.has(method) || OTHER_METHODS.has(method);
      }
      return parent?.type === 'ForOfStatement' && parent.right === read;
    }) ?? false
  );
}

/** `readdir(folder, (error, files) => …)`. */
function isGivenListing(identifier: Node, names: Names): boolean {
  const definition = names.getDefinition(identifier);
  if (definition?.type !== 'Parameter' || !isFunctionNode(definition.node)) {
    return false;
  }
  const given = definition.node.params[1];
  const call = names.getParent(definition.node);
  return (
    given?.type === 'Identifier' &&
    given.name === getIdentifierName(identifier) &&
    call?.type === 'CallExpression' &&
    call.arguments.at(-1) === definition.node &&
    getChain(call.callee).at(-1) === 'readdir' &&
    (call.arguments.length === 2 || !isRecursive(call.arguments[1]))
  );
}

/** Names of what is in folders below have a slash in them. */
function isRecursive(options: TSESTree.CallExpressionArgument | undefined): boolean {
  if (!options || options.type === 'Literal') {
    return false;
  }
  return (
    options.type !== 'ObjectExpression' ||
    options.properties.some(
      (property) =>
        property.type !== 'Property' ||
        property.computed ||
        (property.key.type === 'Identifier' ? property.key.name : '') !== 'withFileTypes',
    )
  );
}
