import type { SocketApi } from '../../apis/description.ts';
import { getValue } from '../../program/syntax.ts';
import type { Node } from '../../program/syntax.ts';
import { getFirstName } from './declared-types.ts';
import type { DeclaredTypes } from './declared-types.ts';
import { getLiteralTexts, getMemberName, getModule, getNodes } from './type-nodes.ts';
import type { TypePath } from './type-path.ts';
import type { OtherProperties } from './typed-object.ts';

/** Types of the language that leave each property as optional as it was, or make it optional. */
const LENIENT = /^(?:\$?Readonly|\$ReadOnly|NonNullable|Awaited|Promise|PromiseLike|Omit|Pick)$/u;
const OPTIONAL = /^(?:\$?Partial|\$Shape|\$Rest)$/u;
const LISTS =
  /^(?:Array|ReadonlyArray|\$ReadOnlyArray|Set|ReadonlySet|WeakSet|\$?(?:Async)?(?:Iterable|IterableIterator|Generator))$/u;
const MAPS = /^(?:Readonly|Weak)?Map$/u;

/** What a type of the language is asked in: a file, and a question about an object. */
export interface TypeContext {
  readonly types: DeclaredTypes;
  readonly api: SocketApi;
  readonly others: OtherProperties;
  /** Whether the types that are asked are parts of an intersection: only the whole of it may be too weak. */
  readonly isPart: boolean;
  /** Whether a type accepts the object, as far down as the depth says. */
  accepts(type: Node, path: TypePath, depth: number): boolean;
  /** Whether what is left of the object has one of some properties, or no property at all. */
  sharesOne(names: readonly (string | undefined)[]): boolean;
  /** Whether a module is one of the API's. */
  isOfApi(module: string | undefined): boolean;
}

/** A type of the language by its name; one that is declared nowhere comes from another file. */
export function acceptsGlobal(
  context: TypeContext,
  name: string,
  args: readonly Node[],
  path: TypePath,
  depth: number,
): boolean {
  const [first] = args;
  const acceptsFirst = (rest: TypePath): boolean =>
    first !== undefined && context.accepts(first, rest, depth - 1);
  if (name === 'const' || name === 'Object' || name === 'any') {
    return true;
  }
  if (OPTIONAL.test(name)) {
    return path.length === 0 ? acceptsPartial(context, first, depth) : acceptsFirst(path);
  }
  if (LENIENT.test(name)) {
    return acceptsFirst(path) && (path.length > 0 || sharesSelected(context, name, getLiteralTexts(args[1])));
  }
  if (LISTS.test(name)) {
    return path[0] === '[]' && acceptsFirst(path.slice(1));
  }
  if (MAPS.test(name)) {
    const element = args[1];
    return path[0] === '[]' && element !== undefined && context.accepts(element, path.slice(1), depth - 1);
  }
  if (name !== 'Record') {
    return false;
  }
  // With single names as its keys, each of them must be there.
  const hasAnyKey = first?.type === 'TSStringKeyword' || (first?.type as string) === 'StringTypeAnnotation';
  const [, value] = args;
  return path.length === 0
    ? hasAnyKey
    : value !== undefined && context.accepts(value, path.slice(1), depth - 1);
}

/** `Pick<T, 'a' | 'b'>` and `Omit<T, 'a'>`: what is left of the object must have one of the selected properties. */
function sharesSelected(context: TypeContext, name: string, keys: readonly string[]): boolean {
  if (name === 'Pick') {
    return context.sharesOne(keys);
  }
  const kept = [...context.others.names].filter((each) => !keys.includes(each));
  return name !== 'Omit' || context.sharesOne(keys.length > 0 ? kept : []);
}

/** `Partial<T>`: with all that `T` names left out, it may be too weak. */
function acceptsPartial(context: TypeContext, type: Node | undefined, depth: number): boolean {
  const members = type && findMembers(context, type, depth);
  return members ? context.sharesOne(members.map(getMemberName)) : context.isPart || isOwn(context, type);
}

/** Whether a type is one of the API. */
function isOwn(context: TypeContext, type: Node | undefined): boolean {
  const name = type && getFirstName(getValue(type, 'typeName') ?? getValue(type, 'id'));
  const module = type?.type === 'TSImportType' ? getModule(type) : context.types.modules.get(name ?? '');
  return context.isOfApi(module) || (name !== undefined && (context.api.globals ?? []).includes(name));
}

/** The members of an object type that is written in place, or declared once and extends nothing. */
function findMembers(context: TypeContext, type: Node, depth: number): readonly Node[] | undefined {
  if (type.type === 'TSTypeLiteral') {
    return getNodes(type, 'members');
  }
  if ((type.type as string) === 'ObjectTypeAnnotation') {
    return getNodes(type, 'properties');
  }
  const name = getFirstName(getValue(type, 'typeName') ?? getValue(type, 'id'));
  const [declaration, second] = (name === undefined ? undefined : context.types.declarations.get(name)) ?? [];
  if (!declaration || second || depth === 0) {
    return undefined;
  }
  if (declaration.type === 'TSInterfaceDeclaration') {
    return declaration.extends.length === 0 ? declaration.body.body : undefined;
  }
  const aliased = getNodes(declaration, 'typeAnnotation')[0] ?? getNodes(declaration, 'right')[0];
  return aliased && findMembers(context, aliased, depth - 1);
}
