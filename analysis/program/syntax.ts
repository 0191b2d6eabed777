import type { TSESTree } from '@typescript-eslint/utils';

/** Any node of the ESTree, TypeScript and JSX nodes included. */
export type Node = TSESTree.Node;

/** A function of any form. */
export type FunctionNode =
  TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;

/** A call or a construction: both take arguments and yield a value. */
export type CallNode = TSESTree.CallExpression | TSESTree.NewExpression;

/** A class of any form. */
export type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

/** A node whose name can be static or computed. */
export type KeyedNode =
  | TSESTree.MemberExpression
  | TSESTree.Property
  | TSESTree.MethodDefinition
  | TSESTree.PropertyDefinition
  | TSESTree.AccessorProperty
  | TSESTree.TSAbstractMethodDefinition
  | TSESTree.TSAbstractPropertyDefinition
  | TSESTree.TSAbstractAccessorProperty;

/** The body of a function; some parsers give none to one that is only declared, whatever the types say. */
export function getBody(
  node: FunctionNode,
): TSESTree.BlockStatement | TSESTree.Expression | null | undefined {
  return node.body;
}

/** The decorators of a class or of a member of one; trees of JavaScript have no list of them. */
export function getDecorators(node: {
  readonly type: string;
  readonly decorators?: readonly TSESTree.Decorator[] | undefined;
}): readonly TSESTree.Decorator[] {
  return node.decorators ?? [];
}

/** Whether a node is a function with a body. */
export function isFunction(node: Node | undefined | null): node is FunctionNode {
  return (
    node?.type === 'FunctionDeclaration' ||
    node?.type === 'FunctionExpression' ||
    node?.type === 'ArrowFunctionExpression'
  );
}

/** Whether a node is a class. */
export function isClass(node: Node | undefined | null): node is ClassNode {
  return node?.type === 'ClassDeclaration' || node?.type === 'ClassExpression';
}

/** Whether a node calls or constructs something. */
export function isCall(node: Node | undefined | null): node is CallNode {
  return node?.type === 'CallExpression' || node?.type === 'NewExpression';
}

/**
 * The expression inside of one layer of syntax that does not change its value: casts, `!`, optional chains, sequences.
 *
 * @returns the inner expression, or undefined when `node` is no such wrapper
 */
function getWrapped(node: Node): Node | undefined {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
    case 'ChainExpression':
      return node.expression;
    case 'SequenceExpression':
      return node.expressions.at(-1);
    default:
      return FOREIGN_WRAPPERS.has(node.type) ? getChild(node, 'expression') : undefined;
  }
}

/** Flow casts, and parentheses where a parser keeps them: neither is in the TypeScript tree's types. */
const FOREIGN_WRAPPERS: ReadonlySet<string> = new Set([
  'TypeCastExpression',
  'ParenthesizedExpression',
  'AsExpression',
  'AsConstExpression',
  'SatisfiesExpression',
]);

/** Strips casts, `!`, optional chains, sequences and parentheses: `(0, a.b)!` gives `a.b`. */
export function unwrap(node: Node): Node {
  let current = node;
  for (let inner = getWrapped(current); inner; inner = getWrapped(current)) {
    current = inner;
  }
  return current;
}

/** Whether `child` is the part of `parent` that gives a wrapper its value. */
export function isWrappedBy(child: Node, parent: Node): boolean {
  return getWrapped(parent) === child;
}

/** Whether a value is a node of a syntax tree. */
export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function getChild(node: Node, key: string): Node | undefined {
  const value = getValue(node, key);
  return isNode(value) ? value : undefined;
}

/** What a node holds under a key of any parser. */
export function getValue(node: object, key: string): unknown {
  return (node as Readonly<Record<string, unknown>>)[key];
}

/** Keys that hold no syntax, or that point upwards. */
const NOT_CHILDREN = new Set([
  'parent',
  'loc',
  'range',
  'tokens',
  'comments',
  'extra',
  'errors',
  'leadingComments',
  'innerComments',
  'trailingComments',
]);

/** The keys that hold children, for each type of node, in source order. */
export type VisitorKeys = Readonly<Record<string, readonly string[] | undefined>>;

/**
 * Calls `visit` with each child of a node, in source order as far as the order of its keys follows it.
 *
 * @param node the parent
 * @param visit called with each child
 * @param visitorKeys where the children are; a node of a type that they don't know, and every node without them, is
 * searched by the keys that it has, which works on every parser's tree
 */
export function forEachChild(node: Node, visit: (child: Node) => void, visitorKeys?: VisitorKeys): void {
  const known = visitorKeys?.[node.type];
  for (const key of known ?? Object.keys(node)) {
    const value = getValue(node, key);
    if (typeof value !== 'object' || value === null || (!known && NOT_CHILDREN.has(key))) {
      continue;
    }
    if (Array.isArray(value)) {
      for (const item of value) {
        if (isNode(item)) {
          visit(item);
        }
      }
    } else if (isNode(value)) {
      visit(value);
    }
  }
}

/** What an expression is called where it stands: `UV_UDP_REUSEADDR` of itself and of `constants.UV_UDP_REUSEADDR`. */
export function getLastName(node: Node): string | undefined {
  if (node.type === 'Identifier') {
    return node.name;
  }
  return node.type === 'MemberExpression' ? getPropertyName(node) : undefined;
}

/**
 * The name of a static member access, property, method or field: `a.b`, `a['b']`, `{ b }`, `{ 'b': 1 }`, `#b`.
 *
 * @returns the name (private names keep their `#`), or undefined when it is computed
 */
export function getPropertyName(node: KeyedNode): string | undefined {
  const key: Node = node.type === 'MemberExpression' ? node.property : node.key;
  if (key.type === 'PrivateIdentifier') {
    return `#${key.name}`;
  }
  if (!node.computed && key.type === 'Identifier') {
    return key.name;
  }
  return getStaticString(key);
}

/** Whether a node is an identifier of this name, whatever it means there. */
export function isNamed(node: Node | null | undefined, name: string): boolean {
  return node?.type === 'Identifier' && node.name === name;
}

/**
 * The names of the properties of an object literal that has nothing else: no getters, no methods by computed names, no spread
 * objects.
 *
 * @returns undefined for anything else
 */
export function listPlainProperties(node: Node): readonly string[] | undefined {
  if (node.type !== 'ObjectExpression') {
    return undefined;
  }
  const names = node.properties.flatMap((property) =>
    property.type === 'Property' && property.kind === 'init' ? (getPropertyName(property) ?? []) : [],
  );
  return names.length === node.properties.length ? names : undefined;
}

/** The value of a string, number or bigint literal or of a template without expressions, as a property name. */
function getStaticString(node: Node): string | undefined {
  if (node.type === 'Literal' && ['string', 'number', 'bigint'].includes(typeof node.value)) {
    return String(node.value);
  }
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0) {
    return node.quasis[0]?.value.cooked ?? undefined;
  }
  return undefined;
}

/** The identifiers that a pattern gives values to. */
export function getPatternNames(pattern: Node): readonly Node[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern];
    case 'AssignmentPattern':
      return getPatternNames(pattern.left);
    case 'RestElement':
      return getPatternNames(pattern.argument);
    case 'TSParameterProperty':
      return getPatternNames(pattern.parameter);
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? getPatternNames(element) : []));
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        getPatternNames(property.type === 'Property' ? property.value : property.argument),
      );
    default:
      return [];
  }
}

/** The parameters that calls give values to: TypeScript's `this` is none. */
export function getParameters({ params }: FunctionNode): readonly Node[] {
  const [first] = params;
  return first?.type === 'Identifier' && first.name === 'this' ? params.slice(1) : params;
}

/**
 * Whether an expression is given another value where it stands: by `=`, `++`, `delete`, a pattern or a loop.
 *
 * A property of an object literal counts as one of a pattern.
 */
export function isWriteTarget({
  value,
  parent,
}: {
  readonly value: Node;
  readonly parent: Node | undefined;
}): boolean {
  switch (parent?.type) {
    case 'AssignmentExpression':
    case 'ForInStatement':
    case 'ForOfStatement':
      return parent.left === value;
    case 'UnaryExpression':
      return parent.operator === 'delete';
    case 'UpdateExpression':
    case 'Property':
    case 'ArrayPattern':
    case 'AssignmentPattern':
    case 'RestElement':
      return true;
    default:
      return false;
  }
}
