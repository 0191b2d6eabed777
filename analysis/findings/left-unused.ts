import type { TSESTree } from '@typescript-eslint/utils';
import type { ProgramFile } from '../program/program-file.ts';
import { type Node, forEachChild } from '../program/syntax.ts';
import { getDeclaredTypes } from './declared-types.ts';

/**
 * A name that nothing reads once a property is gone, in a file that TypeScript checks: under `noUnusedLocals` that is an
 * error. Parameters are left out: they are part of what callers see.
 *
 * @returns the declaration of the name, or undefined where each name is read elsewhere, too
 */
export function findLeftUnused(file: ProgramFile, property: Node): TSESTree.Identifier | undefined {
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
      return name;
    }
    forEachChild(node, (child) => pending.push(child));
  }
  return undefined;
}

function isWithin({ range }: Node, outer: Node): boolean {
  return range[0] >= outer.range[0] && range[1] <= outer.range[1];
}
