import type { TSESTree } from '@typescript-eslint/utils';
import type { ProgramFile } from '../program/program-file.ts';
import { getPropertyName, unwrap } from '../program/syntax.ts';
import type { CallNode, Node } from '../program/syntax.ts';

/** A declaration in C: `int connect(int fd, …)`. */
const FOREIGN_PROTOTYPE = /\b(\w+)\s*\(/u;

/** The name of the function that a call runs, of the program or of C. */
export function getCalleeName(call: CallNode, file: ProgramFile): string | undefined {
  const callee = unwrap(call.callee);
  if (callee.type === 'MemberExpression') {
    return getPropertyName(callee);
  }
  if (callee.type !== 'Identifier') {
    return undefined;
  }
  return getForeignName(callee, file) ?? file.getCalledName(callee);
}

/**
 * The function of C that a name stands for: `const set = library.func('int setsockopt(…)')`, or `func('connect', 'int', […])`.
 */
function getForeignName(callee: TSESTree.Identifier, { bindings, tree }: ProgramFile): string | undefined {
  const variable = bindings.getVariable(callee);
  const [write] = variable ? bindings.getWrites(variable) : [];
  const written = write && tree.getParent(write);
  const init = written?.type === 'VariableDeclarator' && written.init ? unwrap(written.init) : undefined;
  if (init?.type !== 'CallExpression') {
    return undefined;
  }
  for (const argument of init.arguments) {
    const name = getDeclaredName(unwrap(argument), init.arguments.length > 2);
    if (name !== '') {
      return name;
    }
  }
  return undefined;
}

/**
 * The name that a text declares a function of C by; the empty text where there is none.
 *
 * @param isBare whether the text may be the name alone
 */
function getDeclaredName(declaration: Node, isBare: boolean): string {
  const text = declaration.type === 'Literal' ? declaration.value : undefined;
  if (typeof text !== 'string') {
    return '';
  }
  if (/\bsetsockopt\b/u.test(text)) {
    return 'setsockopt';
  }
  return FOREIGN_PROTOTYPE.exec(text)?.[1] ?? (isBare ? text : '');
}
