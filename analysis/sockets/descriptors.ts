import type { TSESTree } from '@typescript-eslint/utils';
import type { ProgramFile } from '../program/program-file.ts';
import { getPropertyName, isCall, unwrap } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';

/** The variable or field at the root of a descriptor: `socket` of `socket._handle.fd`. */
export function getRoot(node: Node): Node {
  const expression = unwrap(node);
  if (expression.type === 'CallExpression') {
    const callee = unwrap(expression.callee);
    return callee.type === 'MemberExpression' && /^(?:getFd|fd)$/u.test(getPropertyName(callee) ?? '')
      ? getRoot(callee.object)
      : expression;
  }
  if (expression.type === 'MemberExpression') {
    const name = getPropertyName(expression);
    return name === '_handle' || name === 'fd' ? getOuterRoot(expression) : expression;
  }
  return expression;
}

/** `this.fd` is a field of its own; `socket.fd` is a part of `socket`. */
function getOuterRoot(expression: TSESTree.MemberExpression): Node {
  const object = unwrap(expression.object);
  return object.type === 'ThisExpression' ? expression : getRoot(object);
}

/** The calls whose result a variable or field is given. */
export function getOrigins(root: Node, file: ProgramFile): readonly Node[] {
  if (isCall(root)) {
    return [root];
  }
  return findWritten(root, file).map(unwrapAwait).filter(isCall);
}

/** What is written to a variable, or to a field of whatever object. */
function findWritten(root: Node, { bindings, tree }: ProgramFile): readonly Node[] {
  if (root.type === 'Identifier') {
    const variable = bindings.getVariable(root);
    return (variable ? bindings.getWrites(variable) : []).flatMap((write) => {
      const parent = tree.getParent(write);
      return parent?.type === 'VariableDeclarator' && parent.id === write && parent.init
        ? [parent.init]
        : getAssigned(write, parent);
    });
  }
  const name = root.type === 'MemberExpression' ? getPropertyName(root) : undefined;
  return (name === undefined ? [] : tree.getMembers(name)).flatMap((member) =>
    getAssigned(member, tree.getParent(member)),
  );
}

function getAssigned(target: Node, parent: Node | undefined): readonly Node[] {
  return parent?.type === 'AssignmentExpression' && (parent.left as Node) === target ? [parent.right] : [];
}

function unwrapAwait(node: Node): Node {
  const expression = unwrap(node);
  return expression.type === 'AwaitExpression' ? unwrap(expression.argument) : expression;
}
