import type { ProgramModel } from './model.ts';
import { type FunctionNode, type Node, getPropertyName, isFunction, unwrap } from './syntax.ts';

/** A parameter, or one property of the object that a parameter is, or is taken apart from. */
export interface GivenParameter {
  readonly owner: FunctionNode;
  readonly index: number;
  readonly property: string | undefined;
}

/** The parameter, or the property of one, that a value is: `reuse`, `{ reuse }`, `options.reuse`. */
export function getGivenParameter(model: ProgramModel, value: Node): GivenParameter | undefined {
  const isAccess = value.type === 'MemberExpression';
  const node = isAccess ? unwrap(value.object) : value;
  const accessed = isAccess ? getPropertyName(value) : undefined;
  if (node.type !== 'Identifier' || (isAccess && accessed === undefined)) return undefined;
  const definition = model.bindings.getVariable(node)?.defs[0];
  const owner: Node | undefined = definition?.type === 'Parameter' ? definition.node : undefined;
  if (!definition || !isFunction(owner)) return undefined;
  const name = definition.name;
  for (const [index, parameter] of owner.params.entries()) {
    const target = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
    if (target === name) return { owner, index, property: accessed };
    if (target.type !== 'ObjectPattern' || isAccess) continue;
    for (const property of target.properties) {
      if (property.type !== 'Property') continue;
      const inner = property.value.type === 'AssignmentPattern' ? property.value.left : property.value;
      const key = getPropertyName(property);
      if (inner === name && key !== undefined) return { owner, index, property: key };
    }
  }
  return undefined;
}

/** What a caller gives for a parameter or for a property of one, as it stands in the call; undefined when it gives nothing. */
export function getGiven(argument: Node | undefined, property: string | undefined): Node | undefined {
  if (!argument || property === undefined) return argument;
  const literal = unwrap(argument);
  if (literal.type !== 'ObjectExpression') return argument;
  const found = literal.properties.findLast(
    (candidate) => candidate.type === 'SpreadElement' || getPropertyName(candidate) === property,
  );
  return found?.type === 'SpreadElement' ? argument : found;
}
