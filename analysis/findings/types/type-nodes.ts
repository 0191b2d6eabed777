import { getPropertyName, getValue, isNode } from '../../program/syntax.ts';
import type { Node } from '../../program/syntax.ts';

/** The nodes that a node holds under a key, be it one or a list. */
export function getNodes(node: object, key: string): readonly Node[] {
  const value = getValue(node, key);
  return (Array.isArray(value) ? (value as readonly unknown[]) : [value]).filter(isNode);
}

/** The arguments of a generic type, or of a call: `A, B` of `f<A, B>`. */
export function getArguments(node: object): readonly Node[] {
  return [...getNodes(node, 'typeArguments'), ...getNodes(node, 'typeParameters')].flatMap((list) =>
    getNodes(list, 'params'),
  );
}

/** Whether a member of a type can be left out. */
export function isOptional(member: Node): boolean {
  return getValue(member, 'optional') === true;
}

/** The texts of a union of literals: `'a' | 'b'`. */
export function getLiteralTexts(type: Node | undefined): readonly string[] {
  const parts = type?.type === 'TSUnionType' ? getNodes(type, 'types') : [type];
  return parts.flatMap((part) =>
    part?.type === 'TSLiteralType' && part.literal.type === 'Literal' ? [String(part.literal.value)] : [],
  );
}

/** The name of a member of a type, or of a class. */
export function getMemberName(member: Node): string | undefined {
  if (!('key' in member)) {
    return undefined;
  }
  const key: Node = member.key;
  if (key.type === 'PrivateIdentifier') {
    return `#${key.name}`;
  }
  return getPropertyName({ ...member, computed: 'computed' in member && member.computed } as Parameters<
    typeof getPropertyName
  >[0]);
}

/** The fields that a constructor declares by its parameters. */
export function getParameterProperties(member: Node): readonly string[] {
  if (member.type !== 'MethodDefinition' || member.kind !== 'constructor') {
    return [];
  }
  return (member.value.params as readonly Node[]).flatMap((parameter) => {
    const target = parameter.type === 'TSParameterProperty' ? parameter.parameter : undefined;
    const name = target?.type === 'AssignmentPattern' ? target.left : target;
    return name?.type === 'Identifier' ? [name.name] : [];
  });
}

/** The module of `import('dgram').SocketOptions`. */
export function getModule(type: Node): string | undefined {
  const source = getValue(type, 'source') ?? getValue(type, 'argument');
  const literal = isNode(source) && source.type === 'TSLiteralType' ? source.literal : source;
  return isNode(literal) && literal.type === 'Literal' && typeof literal.value === 'string'
    ? literal.value
    : undefined;
}
