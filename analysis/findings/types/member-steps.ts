import { getPropertyName, isCall, isFunction, unwrap } from '../../program/syntax.ts';
import type { Node } from '../../program/syntax.ts';
import { getDeclaredTypes } from './declared-types.ts';
import type { TypePath } from './type-path.ts';
import { CALLING, CONTAINER_METHODS, ELEMENT, GROWING } from './type-steps.ts';
import { bind } from './type-targets.ts';
import type { TypeTrail } from './type-trail.ts';

/** Goes on from a property of an object to the object. */
export function stepOverProperty(
  trail: TypeTrail,
  value: Node,
  property: Node,
  path: TypePath,
): TypePath | undefined {
  if (
    property.type !== 'Property' ||
    property.value !== value ||
    trail.file.tree.getParent(property)?.type !== 'ObjectExpression'
  ) {
    return undefined;
  }
  trail.checks.checkDocs(property, 'type', path);
  const [step, ...rest] = path;
  return [getPropertyName(property) ?? '*', ...(property.kind === 'get' && step === '()' ? rest : path)];
}

/** A property of what has the type, or holds it. */
export function stepOverMember(
  trail: TypeTrail,
  member: Node,
  [step, ...rest]: TypePath,
): TypePath | undefined {
  if (member.type !== 'MemberExpression') {
    return undefined;
  }
  const name = getPropertyName(member);
  const { parent } = trail.file.tree.getUse(member);
  if (isCall(parent) && unwrap(parent.callee) === member && getDeclaredTypes(trail.file).hasThisTypes) {
    trail.refuse(member);
  }
  if (step === '[]' || step === '~') {
    return stepOverContainer(trail, member, name, [step, ...rest]);
  }
  if (step === undefined) {
    if (name === undefined || name === trail.typed.option) {
      trail.refuse(member);
    }
    return undefined;
  }
  if (name === step) {
    return rest;
  }
  if (name === undefined || step === '*' || step === '()') {
    trail.refuse(member);
  }
  return undefined;
}

/** A member of a list, a map, or a promise. */
function stepOverContainer(
  trail: TypeTrail,
  member: Node,
  name: string | undefined,
  path: TypePath,
): TypePath | undefined {
  if (name === undefined || /^\d+$/u.test(name)) {
    return path.slice(1);
  }
  const call = trail.file.tree.getUse(member).parent;
  if (call?.type !== 'CallExpression' || unwrap(call.callee) !== member || !CONTAINER_METHODS.has(name)) {
    if (name !== 'length' && name !== 'size') {
      trail.refuse(member);
    }
    return undefined;
  }
  const [first] = call.arguments;
  if (GROWING.has(name)) {
    // What joins the others must have their type.
    const other = call.arguments.find((argument) => trail.hasOption(argument));
    if (other) {
      trail.refuse(other, 'is also that of the object with the option at');
    }
    return undefined;
  }
  if (CALLING.has(name)) {
    if (!isFunction(first)) {
      trail.refuse(member);
      return undefined;
    }
    const [parameter] = first.params as readonly Node[];
    if (parameter) {
      bind(trail, parameter, path.slice(1));
    }
    return undefined;
  }
  // The member stands for what its call gives.
  return ['()', ...(ELEMENT.has(name) ? path.slice(1) : path)];
}

/** The call of a function that returns what has the type. */
export function stepOverCall(trail: TypeTrail, call: Node, [step, ...rest]: TypePath): TypePath | undefined {
  if (call.type === 'NewExpression' || step !== '()') {
    trail.refuse(call);
    return undefined;
  }
  return rest;
}
