import type { Variable } from '../../program/bindings.ts';
import type { FunctionNode } from '../../program/syntax.ts';
import type { TypePath } from './type-path.ts';
import { isOfNamespace } from './type-steps.ts';
import type { TypeTrail } from './type-trail.ts';

/** Follows the name of a function that is declared to its uses. */
export function followName(trail: TypeTrail, declaration: FunctionNode, path: TypePath): void {
  const variable = declaration.id ? trail.file.bindings.getVariable(declaration.id) : undefined;
  if (variable) {
    followVariable(trail, variable, path);
  } else {
    trail.refuse(declaration);
  }
}

/** All that reads a variable whose type is inferred. */
export function followVariable(trail: TypeTrail, variable: Variable, path: TypePath): void {
  trail.checks.checkTaken(variable.name);
  const declaration = variable.defs[0]?.node;
  if (declaration && isOfNamespace(trail.file, declaration)) {
    trail.refuse(declaration);
  }
  for (const read of trail.file.bindings.getReads(variable)) {
    trail.follow(read, path);
  }
  for (const write of trail.file.bindings.getWrites(variable)) {
    const parent = trail.file.tree.getParent(write);
    const given = parent?.type === 'AssignmentExpression' && parent.left === write ? parent.right : undefined;
    if (given && trail.hasOption(given)) {
      trail.refuse(write, 'is also that of the object with the option at');
    }
  }
}
