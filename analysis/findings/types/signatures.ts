import type { ProgramFile } from '../../program/program-file.ts';
import { isFunction } from '../../program/syntax.ts';
import type { ClassNode, Node } from '../../program/syntax.ts';
import { getDeclaredTypes } from './declared-types.ts';
import { findBaseClass, findOwner, getParameterName } from './typed-members.ts';

/**
 * The constructor of a class, or the one that it inherits, with its signatures.
 *
 * @returns undefined where the base class is not shown, or is a generic one
 */
export function findConstructors(file: ProgramFile, owner: ClassNode): readonly Node[] | undefined {
  const seen = new Set<ClassNode>();
  for (let up: ClassNode | undefined = owner; up && !seen.has(up); up = findBaseClass(file, up)) {
    seen.add(up);
    const own = up.body.body.flatMap((member) =>
      member.type === 'MethodDefinition' && member.kind === 'constructor' ? [member.value as Node] : [],
    );
    if (own.length > 0 || !up.superClass) {
      return own;
    }
  }
  return undefined;
}

/** The signatures that stand in front of a function or a method: callers see these alone. */
export function findOverloads(file: ProgramFile, callee: Node): readonly Node[] {
  const parent = file.tree.getParent(callee);
  if (parent?.type === 'MethodDefinition') {
    const members: readonly Node[] = findOwner(file, parent)?.body.body ?? [];
    return members.flatMap((member) =>
      member !== parent &&
      member.type === 'MethodDefinition' &&
      getParameterName(member.key) === getParameterName(parent.key)
        ? [member.value as Node]
        : [],
    );
  }
  const name = isFunction(callee) ? callee.id?.name : undefined;
  return name === undefined ? [] : (getDeclaredTypes(file).overloads.get(name) ?? []);
}
