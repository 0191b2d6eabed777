import type { ProgramFile } from '../../program/program-file.ts';
import { getValue, isNode } from '../../program/syntax.ts';
import type { Node } from '../../program/syntax.ts';
import type { TypePath } from './type-path.ts';

/** The pattern with an annotation that declares a name. */
export function findAnnotated(file: ProgramFile, name: Node): Node | undefined {
  for (let node: Node | undefined = name; node; node = file.tree.getParent(node)) {
    if (isNode(getValue(node, 'typeAnnotation')) && isPattern(node)) {
      return node;
    }
    if (!isPattern(node) && node.type !== 'Property') {
      return undefined;
    }
  }
  return undefined;
}

/** How one gets from what a pattern takes to what a name in it takes. */
export function getPatternPath(file: ProgramFile, name: Node, pattern: Node): TypePath {
  const path: string[] = [];
  if (name === pattern) {
    return path;
  }
  for (let node = file.tree.getParent(name); node; node = file.tree.getParent(node)) {
    if (node.type === 'Property') {
      const key: Node = node.key;
      path.unshift(!node.computed && key.type === 'Identifier' ? key.name : '*');
    } else if (node.type === 'ArrayPattern') {
      path.unshift('[]');
    }
    if (node === pattern) {
      break;
    }
  }
  return path;
}

function isPattern(node: Node): boolean {
  return ['Identifier', 'ObjectPattern', 'ArrayPattern', 'RestElement', 'AssignmentPattern'].includes(
    node.type,
  );
}
