import type { ProgramFile } from '../program/program-file.ts';
import { getPropertyName, isFunction } from '../program/syntax.ts';
import type { FunctionNode, Node } from '../program/syntax.ts';
import type { HeapValue } from './value-graph.ts';

/**
 * Whether a function is seen to be called with `new`, to have a prototype, to be named as one that is, or to be all that a file
 * exports while it uses `this`.
 */
export function isConstructor({ node, activation }: HeapValue): boolean {
  if (!activation || !isFunction(node) || node.type === 'ArrowFunctionExpression') {
    return false;
  }
  const { file } = activation;
  const name = getName(file, node);
  if (isMethod(file, node)) {
    return false;
  }
  if (isWholeExport(file, node) && file.tree.getThisExpressions(node).length > 0) {
    return true;
  }
  if (!name) {
    return false;
  }
  if (name.type === 'Identifier' && /^[A-Z]/u.test(name.name)) {
    return true;
  }
  const variable = file.bindings.getVariable(name);
  return (variable ? file.bindings.getReads(variable) : []).some((read) => {
    const { value, parent } = file.tree.getUse(read);
    return (
      (parent?.type === 'NewExpression' && parent.callee === value) ||
      (parent?.type === 'MemberExpression' &&
        parent.object === value &&
        getPropertyName(parent) === 'prototype')
    );
  });
}

/** `module.exports = function () {}`, and the same by its name. */
function isWholeExport({ tree, bindings }: ProgramFile, node: FunctionNode): boolean {
  const variable = node.id ? bindings.getVariable(node.id) : undefined;
  return [node, ...(variable ? bindings.getReads(variable) : [])].some((mention) => {
    const { value, parent } = tree.getUse(mention);
    if (parent?.type === 'ExportDefaultDeclaration') {
      return true;
    }
    return parent?.type === 'AssignmentExpression' && parent.right === value && isModuleExports(parent.left);
  });
}

function isModuleExports(node: Node): boolean {
  return (
    node.type === 'MemberExpression' &&
    node.object.type === 'Identifier' &&
    node.object.name === 'module' &&
    getPropertyName(node) === 'exports'
  );
}

function getName(file: ProgramFile, node: FunctionNode): Node | undefined {
  if (node.id) {
    return node.id;
  }
  const { value, parent } = file.tree.getUse(node);
  if (parent?.type === 'VariableDeclarator') {
    return parent.id;
  }
  if (parent?.type === 'AssignmentExpression' && parent.right === value) {
    const { left } = parent;
    return left.type === 'MemberExpression' ? left.property : left;
  }
  return undefined;
}

function isMethod(file: ProgramFile, node: FunctionNode): boolean {
  const parent = file.tree.getParent(node);
  return parent?.type === 'MethodDefinition' || (parent?.type === 'Property' && parent.method);
}
