import type { TSESTree } from '@typescript-eslint/utils';
import { getChain, getMemberName, unwrap } from './syntax.ts';
import type { Names, Node } from './syntax.ts';

/** Properties of `require` by which nothing else gets hold of it. */
const HARMLESS_OF_REQUIRE: ReadonlySet<string> = new Set([
  'cache',
  'context',
  'extensions',
  'main',
  'resolve',
]);

/** Properties of `module` by which nothing gets hold of what loads, or of another module. */
const HARMLESS_OF_MODULE: ReadonlySet<string> = new Set([
  'exports',
  'filename',
  'hot',
  'id',
  'isPreloading',
  'loaded',
  'path',
  'paths',
]);

/**
 * Whether a node gets hold of what loads modules, and does more with it than to call it: whoever gets it may load anything.
 *
 * @param node any node of a file
 * @param parent the node that it is in
 * @param names what its identifiers mean
 */
export function isLoaderHandedOn(node: Node, parent: Node, names: Names): boolean {
  switch (node.type) {
    case 'Identifier':
      if (node.name === 'createRequire') {
        return !isCreateRequireUse(node, parent);
      }
      return isRequireName(node, names)
        ? isHandedOn(node, parent, HARMLESS_OF_REQUIRE)
        : isModuleObject(node, names) && isHandedOn(node, parent, HARMLESS_OF_MODULE, names);
    case 'MemberExpression':
      if (getMemberName(node) === 'createRequire') {
        return !isCallee(node, parent);
      }
      return isCache(node, names)
        ? isCacheRead(node, parent, names)
        : isModuleObject(node, names) && isHandedOn(node, parent, HARMLESS_OF_OTHER_MODULE, names);
    case 'CallExpression':
      return (
        unwrap(node.callee).type !== 'CallExpression' && isCreateRequire(node) && !isKept(node, parent, names)
      );
    default:
      return false;
  }
}

/** What another module exports, its own importers get. */
const HARMLESS_OF_OTHER_MODULE: ReadonlySet<string> = new Set(
  [...HARMLESS_OF_MODULE].filter((name) => name !== 'exports'),
);

/** Whether a call makes a `require` for an ECMAScript module. */
export function isCreateRequire(node: Node): boolean {
  const call = unwrap(node);
  return (
    call.type === 'CallExpression' && /^createRequire(?:FromPath)?$/u.test(getChain(call.callee).at(-1) ?? '')
  );
}

/**
 * What a `require` that was made looks names up from.
 *
 * @param callee the call that makes it, or a constant
 * @param names the names of its file
 * @returns undefined for any other function
 */
export function getRequireBase(callee: Node, names: Names): Node | undefined {
  const made = callee.type === 'Identifier' ? names.getConstant(callee) : callee;
  const call = made && unwrap(made);
  return call?.type === 'CallExpression' && isCreateRequire(call) ? call.arguments[0] : undefined;
}

/** Whether an expression is the `require` method of the file's own module. */
export function isModuleRequire(node: Node, names: Names): boolean {
  if (node.type !== 'MemberExpression' || getMemberName(node) !== 'require') {
    return false;
  }
  const object = unwrap(node.object);
  return object.type === 'Identifier' && object.name === 'module' && names.isGlobal(object);
}

function isRequireName(node: TSESTree.Identifier, names: Names): boolean {
  if (names.isGlobal(node)) {
    return node.name === 'require';
  }
  const value = names.getConstant(node);
  return value !== undefined && isCreateRequire(value);
}

/** The file's own module, the one that the program starts with, and the first importer. */
function isModuleObject(node: Node, names: Names): boolean {
  if (node.type === 'Identifier') {
    return node.name === 'module' && names.isGlobal(node);
  }
  if (node.type !== 'MemberExpression') {
    return false;
  }
  const object = unwrap(node.object);
  switch (getMemberName(node)) {
    case 'main':
      return object.type === 'Identifier' && object.name === 'require' && names.isGlobal(object);
    case 'mainModule':
      return object.type === 'Identifier' && object.name === 'process' && names.isGlobal(object);
    case 'parent':
      return isModuleObject(object, names);
    default:
      return false;
  }
}

function isCallee(node: Node, parent: Node): boolean {
  return parent.type === 'CallExpression' && parent.callee === node;
}

/** A call of it, or an import by its own name. */
function isCreateRequireUse(node: Node, parent: Node): boolean {
  switch (parent.type) {
    case 'ImportSpecifier':
      return parent.local.name === 'createRequire';
    case 'Property':
      return parent.shorthand || (parent.key === node && !parent.computed && isNamedSo(parent.value));
    case 'MemberExpression':
      return parent.property === node && !parent.computed;
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      return true;
    default:
      return isCallee(node, parent) || parent.type.startsWith('TS');
  }
}

function isNamedSo(node: Node): boolean {
  return node.type === 'Identifier' && node.name === 'createRequire';
}

/** A `require` that is made is called at once, or has a constant name, or the one that everybody knows. */
function isKept(node: Node, parent: Node, names: Names): boolean {
  return (
    isCallee(node, parent) ||
    parent.type === 'ExpressionStatement' ||
    (parent.type === 'MemberExpression' && HARMLESS_OF_REQUIRE.has(getMemberName(parent) ?? '')) ||
    (parent.type === 'VariableDeclarator' &&
      parent.id.type === 'Identifier' &&
      (parent.id.name === 'require' || isConstant(names.getParent(parent))))
  );
}

function isConstant(declaration: Node | undefined): boolean {
  return declaration?.type === 'VariableDeclaration' && declaration.kind === 'const';
}

function isCache(node: Node, names: Names): boolean {
  if (node.type !== 'MemberExpression' || getMemberName(node) !== 'cache') {
    return false;
  }
  const object = unwrap(node.object);
  return object.type === 'Identifier' && object.name === 'require' && names.isGlobal(object);
}

/** Whether the modules that are loaded are looked at, and not only those whose names are written. */
function isCacheRead(node: Node, parent: Node, names: Names): boolean {
  if (parent.type === 'CallExpression') {
    return getChain(parent.callee).join('.') !== 'Object.keys';
  }
  if (parent.type !== 'MemberExpression' || parent.object !== node) {
    return true;
  }
  const around = names.getParent(parent);
  if (around?.type === 'UnaryExpression' && around.operator === 'delete') {
    return false;
  }
  const key = unwrap(parent.property);
  const value = key.type === 'Identifier' ? names.getConstant(key) : key;
  return value?.type !== 'CallExpression' || getChain(value.callee).join('.') !== 'require.resolve';
}

/** Whether something is more than called, looked at or asked for what is harmless. */
function isHandedOn(node: Node, parent: Node, harmless: ReadonlySet<string>, names?: Names): boolean {
  switch (parent.type) {
    case 'CallExpression':
      return parent.callee !== node;
    case 'UnaryExpression':
    case 'BinaryExpression':
    case 'IfStatement':
    case 'ExpressionStatement':
      return false;
    case 'ConditionalExpression':
      return parent.test !== node;
    case 'LogicalExpression':
      return parent.left !== node || parent.operator !== '&&';
    case 'MemberExpression':
      return parent.object === node && !isHarmlessMember(parent, harmless, names);
    case 'Property':
    case 'PropertyDefinition':
    case 'MethodDefinition':
      return parent.value === node;
    case 'SequenceExpression':
      return parent.expressions.at(-1) !== node || parent.expressions.length !== 2;
    case 'VariableDeclarator':
      return parent.init === node;
    case 'ImportSpecifier':
    case 'ExportSpecifier':
    case 'LabeledStatement':
      return false;
    default:
      return (
        !parent.type.startsWith('TS') || /^TS(?:As|Satisfies|NonNull|ExportAssignment)/u.test(parent.type)
      );
  }
}

function isHarmlessMember(member: Node, harmless: ReadonlySet<string>, names: Names | undefined): boolean {
  const name = getMemberName(member) ?? '';
  if (harmless.has(name) || (names !== undefined && isModuleObject(member, names))) {
    return true;
  }
  const around = name === 'require' ? names?.getParent(member) : undefined;
  return around !== undefined && isCallee(member, around);
}
