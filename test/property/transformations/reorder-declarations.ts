import type { TSESTree } from '@typescript-eslint/utils';
import { getText, replace } from '../../tools/parsed-program.ts';
import type { Choices, Node, ProgramTree } from '../../tools/parsed-program.ts';

/**
 * Puts declarations whose order means nothing into another one: functions, which are hoisted; imports; methods of a class;
 * neighbouring variables that hold functions; properties of an object that have constant values.
 *
 * @param tree the program
 * @param choices which group, and the order of its members
 * @returns the new text, or nothing when there are not two to swap
 */
export function reorderDeclarations(tree: ProgramTree, choices: Choices): string | undefined {
  const groups = tree.nodes
    .flatMap((node) => getGroups(node, tree.parents.get(node)))
    .filter((group) => group.length > 1);
  const group = groups[(choices[0] ?? 0) % groups.length];
  if (!group) {
    return undefined;
  }
  const keys = group.map((_, index) => choices[index + 1] ?? index);
  const order = group.map((_, index) => index).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || b - a);
  return replace(
    tree.text,
    group.map((node, index) => ({
      range: node.range,
      text: getText(tree, group[order[index] ?? index] ?? node),
    })),
  );
}

/** The members of a node, in groups that can be put in any order. */
function getGroups(node: Node, parent: Node | undefined): readonly (readonly Node[])[] {
  switch (node.type) {
    case 'Program':
    case 'BlockStatement':
      return [
        node.body.filter(({ type }) => type === 'FunctionDeclaration'),
        node.body.filter(({ type }) => type === 'ImportDeclaration'),
        ...getRuns(node.body, isFunctionVariable),
      ];
    case 'ClassBody':
      return [node.body.filter(isMovableMethod)];
    case 'ObjectExpression':
      return parent?.type !== 'TSEnumMember' && node.properties.every(isConstantProperty)
        ? [node.properties]
        : [];
    default:
      return [];
  }
}

/** Neighbours that are all of one kind. */
function getRuns(list: readonly Node[], isMember: (node: Node) => boolean): readonly (readonly Node[])[] {
  const runs: Node[][] = [[]];
  for (const node of list) {
    if (isMember(node)) {
      runs.at(-1)?.push(node);
    } else {
      runs.push([]);
    }
  }
  return runs;
}

function isFunctionVariable(node: Node): boolean {
  return (
    node.type === 'VariableDeclaration' &&
    node.declarations.every(
      ({ init }) => init?.type === 'ArrowFunctionExpression' || init?.type === 'FunctionExpression',
    )
  );
}

function isMovableMethod(member: TSESTree.ClassElement): boolean {
  return (
    member.type === 'MethodDefinition' &&
    member.kind === 'method' &&
    !member.computed &&
    member.decorators.length === 0
  );
}

/** A name that is written twice has the last value. */
function isConstantProperty(
  property: TSESTree.ObjectLiteralElement,
  index: number,
  all: readonly TSESTree.ObjectLiteralElement[],
): boolean {
  const getName = (other: TSESTree.ObjectLiteralElement): string | undefined =>
    other.type === 'Property' && other.key.type === 'Identifier' && !other.computed
      ? other.key.name
      : undefined;
  return (
    property.type === 'Property' &&
    property.value.type === 'Literal' &&
    getName(property) !== undefined &&
    all.findIndex((other) => getName(other) === getName(property)) === index
  );
}
