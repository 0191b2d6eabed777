import type { ProgramFile } from '../program/program-file.ts';
import { forEachChild, getPropertyName } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';
import { getDeclaredTypes } from './types/declared-types.ts';
import { findMembers, isHidden } from './types/typed-members.ts';

/** What nothing reads any more. */
interface Unused {
  readonly name: string;
  /** Where it is declared. */
  readonly node: Node;
}

/**
 * A variable or a private member that nothing reads once a property is gone, in a file that TypeScript checks: under
 * `noUnusedLocals` that is an error. Parameters are left out: they are part of what callers see.
 *
 * @returns the first one, or undefined where each is read elsewhere, too
 */
export function findLeftUnused(file: ProgramFile, property: Node): Unused | undefined {
  if (!getDeclaredTypes(file).isTyped) {
    return undefined;
  }
  const pending = [property];
  for (let node = pending.pop(); node; node = pending.pop()) {
    const variable = node.type === 'Identifier' ? file.bindings.getVariable(node) : undefined;
    const [name] = variable?.identifiers ?? [];
    const isReadElsewhere =
      !variable ||
      variable.defs.some(({ type }) => (type as string) === 'Parameter') ||
      file.getExportedNames(variable).length > 0 ||
      file.bindings.getReads(variable).some((read) => !isWithin(read, property));
    if (name?.type === 'Identifier' && !isReadElsewhere) {
      return { name: name.name, node: name };
    }
    const member = findUnusedMember(file, node, property);
    if (member) {
      return member;
    }
    forEachChild(node, (child) => pending.push(child));
  }
  return undefined;
}

/** A private member of a class that only the property reads. */
function findUnusedMember(file: ProgramFile, access: Node, property: Node): Unused | undefined {
  const name = access.type === 'MemberExpression' ? getPropertyName(access) : undefined;
  const member = name === undefined ? undefined : findMembers(file, access, name).find(isHidden);
  const isReadElsewhere =
    name === undefined ||
    file.tree.getDestructuredReads(name).length > 0 ||
    file.tree.getMembers(name).some((each) => !isWithin(each, property) && !isWritten(file, each));
  return member && !isReadElsewhere ? { name, node: member } : undefined;
}

function isWritten(file: ProgramFile, member: Node): boolean {
  const parent = file.tree.getParent(member);
  return parent?.type === 'AssignmentExpression' && parent.left === member && parent.operator === '=';
}

function isWithin({ range }: Node, outer: Node): boolean {
  return range[0] >= outer.range[0] && range[1] <= outer.range[1];
}
