import type { ProgramFile } from '../../program/program-file.ts';
import { getPropertyName, isClass, unwrap } from '../../program/syntax.ts';
import type { ClassNode, Node } from '../../program/syntax.ts';
import { getNodes } from './type-nodes.ts';

/** The class that a member is of. */
export function findOwner(file: ProgramFile, member: Node): ClassNode | undefined {
  const body = file.tree.getParent(member);
  const owner = body && file.tree.getParent(body);
  return isClass(owner) ? owner : undefined;
}

/** Whether a member of a class is one that nothing else than the class sees, so that its type is nobody else's. */
export function isHidden(member: Node): boolean {
  return (
    ('accessibility' in member && member.accessibility === 'private') ||
    ('key' in member && (member.key as Node | null)?.type === 'PrivateIdentifier')
  );
}

/**
 * What a class of the file declares under the name that a member is accessed by: fields, methods, and parameters of its
 * constructor.
 *
 * @param access `this.name`, `super.name` or `Class.name`
 */
export function findMembers(file: ProgramFile, access: Node, name: string): readonly Node[] {
  if (access.type !== 'MemberExpression') {
    return [];
  }
  const holder = unwrap(access.object);
  let owner: ClassNode | undefined;
  if (holder.type === 'ThisExpression') {
    owner = file.tree.getClass(file.tree.getThisUnit(holder));
  } else if (holder.type === 'Identifier') {
    const definition = findDefinition(file, holder);
    owner = isClass(definition) ? definition : undefined;
  }
  const members: readonly Node[] = owner?.body.body ?? [];
  return [
    ...members.filter(
      (member) =>
        'key' in member && getPropertyName(member as Parameters<typeof getPropertyName>[0]) === name,
    ),
    ...members.flatMap(getParameterProperties).filter((parameter) => getParameterName(parameter) === name),
  ];
}

/** The parameters of a constructor that declare fields. */
function getParameterProperties(member: Node): readonly Node[] {
  return member.type === 'MethodDefinition' && member.kind === 'constructor'
    ? (member.value.params as readonly Node[]).filter(({ type }) => type === 'TSParameterProperty')
    : [];
}

/** The name that a parameter declares. */
export function getParameterName(parameter: Node): string | undefined {
  const declared = getDeclared(parameter);
  return declared.type === 'Identifier' ? declared.name : undefined;
}

/** The pattern of a parameter, without its default and its modifiers. */
export function getDeclared(parameter: Node): Node {
  if (parameter.type === 'TSParameterProperty') {
    return getDeclared(parameter.parameter);
  }
  return parameter.type === 'AssignmentPattern' ? getDeclared(parameter.left) : parameter;
}

/** What a name of the file declares: a function, a class, a variable. */
export function findDefinition(file: ProgramFile, name: Node): Node | undefined {
  return name.type === 'Identifier' ? file.bindings.getVariable(name)?.defs[0]?.node : undefined;
}

/** The class of the file that a call of `super` constructs, where it is no generic one. */
export function findBase(file: ProgramFile, call: Node): Node | undefined {
  const owner = file.tree.getClass(file.tree.getThisUnit(call));
  return owner && findBaseClass(file, owner);
}

/** The class of the file that another one extends, where it is given no types. */
export function findBaseClass(file: ProgramFile, owner: ClassNode): ClassNode | undefined {
  const definition = owner.superClass && findDefinition(file, owner.superClass);
  const isGeneric =
    getNodes(owner, 'superTypeArguments').length + getNodes(owner, 'superTypeParameters').length > 0;
  return isClass(definition) && !isGeneric ? definition : undefined;
}
