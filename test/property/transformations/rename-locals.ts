import { replace } from '../../tools/parsed-program.ts';
import type { Node, ProgramTree, Replacement } from '../../tools/parsed-program.ts';

/** Helpers that compilers write into a file, which are known by their names alone. */
const COMPILERS_NAME = /^_|^tslib/;

/**
 * Gives local variables, functions, classes, parameters and imports other names. What has the same name gets the same new
 * name, so that shadowing stays.
 *
 * @param tree the program
 * @param suffix the end of the new names
 * @returns the new text, or nothing when there is nothing to rename
 */
export function renameLocals(tree: ProgramTree, suffix: string): string | undefined {
  const kept = new Set<string>();
  const occurrences: { readonly name: string; readonly node: Node }[] = [];
  for (const scope of tree.file.scopeManager.scopes) {
    for (const variable of scope.variables) {
      const references: readonly Node[] = variable.references.map(({ identifier }) => identifier);
      const nodes = [...variable.identifiers, ...references];
      if (
        variable.identifiers.length === 0 ||
        COMPILERS_NAME.test(variable.name) ||
        tree.text.includes(`${variable.name}${suffix}`) ||
        nodes.some((node) => node.type !== 'Identifier' || hasPublicName(node, tree))
      ) {
        kept.add(variable.name);
      }
      for (const node of nodes) {
        occurrences.push({ name: variable.name, node });
      }
    }
  }
  const replacements = new Map<Node, Replacement>();
  for (const { name, node } of occurrences) {
    if (!kept.has(name)) {
      replacements.set(node, rename(node, name, `${name}${suffix}`, tree));
    }
  }
  return replacements.size === 0 ? undefined : replace(tree.text, [...replacements.values()]);
}

/** Whether an identifier is a name that other files, or members of `this`, have too. */
function hasPublicName(node: Node, { parents }: ProgramTree): boolean {
  let child = node;
  for (let parent = parents.get(child); parent; child = parent, parent = parents.get(child)) {
    switch (parent.type) {
      case 'ExportNamedDeclaration':
      case 'ExportDefaultDeclaration':
      case 'ExportSpecifier':
      case 'TSEnumDeclaration':
      case 'TSModuleDeclaration':
      case 'TSParameterProperty':
        return true;
      case 'VariableDeclaration':
        break;
      case 'VariableDeclarator':
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
        if (child !== parent.id) {
          return false;
        }
        break;
      case 'AssignmentPattern':
        if (child !== parent.left) {
          return false;
        }
        break;
      case 'ObjectPattern':
      case 'ArrayPattern':
      case 'RestElement':
        break;
      case 'Property':
        if (child !== parent.value) {
          return false;
        }
        break;
      default:
        return false;
    }
  }
  return false;
}

function rename(node: Node, oldName: string, newName: string, { parents }: ProgramTree): Replacement {
  const parent = parents.get(node);
  const holder = parent?.type === 'AssignmentPattern' && parent.left === node ? parents.get(parent) : parent;
  // A type annotation belongs to the identifier's range.
  const range: Replacement['range'] = [node.range[0], node.range[0] + oldName.length];
  if (holder?.type === 'Property' && holder.shorthand) {
    return { range, text: `${oldName}: ${newName}` };
  }
  if (parent?.type === 'ImportSpecifier' && parent.imported.range[0] === parent.local.range[0]) {
    return { range, text: `${oldName} as ${newName}` };
  }
  return { range, text: newName };
}
