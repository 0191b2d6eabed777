import type { TSESTree } from '@typescript-eslint/utils';
import type { ArgumentPlace, BindMethod, MethodRole } from '../apis/description.ts';
import type { Arguments } from '../dataflow/call.ts';
import type { Engine } from '../dataflow/engine.ts';
import { getField } from '../dataflow/fields.ts';
import { createHub } from '../dataflow/hub.ts';
import { mayDefine } from '../dataflow/implicit-calls.ts';
import { UNDEFINED } from '../dataflow/primitive-values.ts';
import { load } from '../dataflow/properties.ts';
import type { HeapValue, Hub, HubOrigin, Site } from '../dataflow/value-graph.ts';
import { isHeapValue } from '../dataflow/values.ts';
import { getPropertyName, isCall, isFunction, unwrap } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';
import type { Tree } from '../program/tree.ts';
import type { MadeSocket, MethodCall, SocketEvent } from './made-socket.ts';

/** The property that holds the port of an address which a call of an API makes. */
export const ADDRESS_PORT = 'port';

/** What stands at one place of the arguments of a call. */
export interface ReadArgument {
  readonly values: Hub;
  /** Whether the call has no argument there, and no spread that may hold one. */
  readonly isMissing: boolean;
  /** Whether it may be one of a spread, of a list that is handed to `apply`, or of an object that is not shown. */
  readonly isHidden: boolean;
}

const known = new WeakMap<Arguments, Map<string, ReadArgument>>();

/**
 * Asks what stands at a place of the arguments of a call: the same answer for the same question.
 *
 * @param args the arguments, the same object each time for the same call
 */
export function readArgument(
  engine: Engine,
  site: Site,
  args: Arguments,
  place: ArgumentPlace,
): ReadArgument {
  let places = known.get(args);
  if (!places) {
    places = new Map();
    known.set(args, places);
  }
  const key = `${place.argument}.${place.property?.join('.') ?? ''}`;
  let read = places.get(key);
  if (!read) {
    read = findArgument(engine, site, args, place);
    places.set(key, read);
  }
  return read;
}

/**
 * The object literal that an argument is: written there, or the only thing that a variable of the same block is ever given,
 * which is read nowhere else.
 */
function findLiteral(
  origin: HubOrigin | undefined,
): { readonly node: TSESTree.ObjectExpression; readonly site: Site } | undefined {
  if (origin?.kind !== 'expression') {
    return undefined;
  }
  const { bindings, tree } = origin.activation.file;
  const written = unwrap(origin.node);
  if (written.type === 'ObjectExpression') {
    return { node: written, site: { ...origin, node: origin.node } };
  }
  const variable = written.type === 'Identifier' ? bindings.getVariable(written) : undefined;
  const [definition, ...others] = variable ? bindings.getDefinitions(variable) : [];
  const declarator = others.length === 0 ? definition?.node : undefined;
  if (
    !variable ||
    declarator?.type !== 'VariableDeclarator' ||
    !declarator.init ||
    declarator.id.type !== 'Identifier' ||
    bindings.getReads(variable).length !== 1 ||
    bindings.getWrites(variable).length !== 1
  ) {
    return undefined;
  }
  const node = unwrap(declarator.init);
  const declaration = tree.getParent(declarator);
  const block = declaration && tree.getParent(declaration);
  const isOnce =
    block?.type === 'BlockStatement' &&
    findBlock(tree, written) === block &&
    tree.getUnit(written) === tree.getUnit(block);
  return node.type === 'ObjectExpression' && isOnce
    ? { node, site: { node: declarator.init, activation: origin.activation } }
    : undefined;
}

/** The block whose run evaluates a node once; undefined where a loop or function may evaluate it more often, or later. */
function findBlock(tree: Tree, node: Node): Node | undefined {
  let current = tree.getParent(node);
  while (current && current.type !== 'BlockStatement') {
    if (isFunction(current) || /^(?:For|While|DoWhile)/u.test(current.type)) {
      return undefined;
    }
    current = tree.getParent(current);
  }
  return current;
}

/**
 * Reads a property of an object that is written as the argument itself, or for it.
 *
 * Nobody else has such an object when the call runs: what other code does with it in another call of the same place, where
 * something else is called, does not count.
 *
 * @returns what the property holds; undefined where the argument is no such object, or not all of it is shown
 */
function readLiteral(engine: Engine, args: Arguments, index: number, name: string): Hub | undefined {
  const literal = findLiteral(args.fixed[index]?.origin);
  if (!literal) {
    return undefined;
  }
  const { site } = literal;
  let value: Node | undefined;
  for (const property of literal.node.properties) {
    const key = property.type === 'Property' ? getPropertyName(property) : undefined;
    if (
      property.type !== 'Property' ||
      property.kind !== 'init' ||
      key === undefined ||
      key === '__proto__'
    ) {
      return undefined;
    }
    if (key === name) {
      value = property.value;
    }
  }
  const hub = value ? engine.getHub(value, site.activation) : createHub(name);
  if (value) {
    engine.want(hub);
    return hub;
  }
  engine.add(hub, UNDEFINED);
  engine.want(hub);
  engine.listen(engine.getHub(site.node, site.activation), (object) => {
    const shared = isHeapValue(object) ? engine.semantics.getBuiltinPrototype(engine, object) : undefined;
    if (shared) {
      engine.flow(getField(engine, shared, name), hub);
      engine.semantics.callGetters(engine, shared, name, hub);
    }
  });
  return hub;
}

function findArgument(engine: Engine, site: Site, args: Arguments, place: ArgumentPlace): ReadArgument {
  const fixed = args.fixed[place.argument];
  let hub = fixed ?? args.rest ?? createHub('no argument');
  engine.want(hub);
  const holders: { readonly hub: Hub; readonly name: string }[] = [];
  for (const name of place.property ?? []) {
    const object = createHub('object');
    engine.flow(hub, object, (value) => (isHeapValue(value) || value.kind === 'unknown' ? value : undefined));
    const property = createHub(name);
    load(engine, site, object, name, property);
    engine.want(property);
    holders.push({ hub: object, name });
    hub = property;
  }
  return {
    values: hub,
    isMissing: !fixed && !args.rest,
    get isHidden() {
      const { list } = args;
      const isOfUnknownList =
        list !== undefined &&
        place.argument >= list.from &&
        [list.elements, ...(fixed ? [fixed] : [])].some(hasUnknown);
      return isOfUnknownList || (!fixed && args.rest !== undefined) || holders.some(isOfUnknown);
    },
  };
}

function hasUnknown({ values }: Hub): boolean {
  return values.some(({ kind }) => kind === 'unknown');
}

/** Whether a property comes from an unknown object that is copied into the one that is read. */
function isOfUnknown({ hub, name }: { readonly hub: Hub; readonly name: string }): boolean {
  return hub.values.some(
    (object) =>
      isHeapValue(object) &&
      !(object.hasOwn?.(name) ?? false) &&
      !object.stores.some((store) => store.name === name) &&
      getSources(object).some(({ values }) => values.some(({ kind }) => kind === 'unknown')),
  );
}

/** What is copied into an object, where it is made or later. */
function getSources({ node, activation, layers }: HeapValue): readonly Hub[] {
  const spreads = node?.type === 'ObjectExpression' ? node.properties : [];
  return [
    ...layers,
    ...spreads.flatMap((property) =>
      property.type === 'SpreadElement' ? (activation?.hubs.get(property.argument) ?? []) : [],
    ),
  ];
}

/** Whether a method is what the text calls: no other function gets the same arguments, as by `emit('go', options)`. */
function isOwnCall({ node, name }: MethodCall): boolean {
  const callee = isCall(node) ? unwrap(node.callee) : undefined;
  return callee?.type === 'MemberExpression' && getPropertyName(callee) === name;
}

/** What a property of an argument of a method's call holds. */
export function readProperty(
  engine: Engine,
  event: MethodCall,
  argument: number,
  name: string,
): Pick<ReadArgument, 'values' | 'isHidden'> {
  const ofLiteral = isOwnCall(event) ? readLiteral(engine, event.args, argument, name) : undefined;
  return ofLiteral
    ? { values: ofLiteral, isHidden: false }
    : readArgument(engine, event, event.args, { argument, property: [name] });
}

/** The methods by which an object is converted to a number (ECMA-262, 7.1.1). */
export const CONVERSIONS: readonly string[] = ['@@toPrimitive', 'valueOf', 'toString'];

/** What an argument that is a port has under the names by which it is converted to a number, where the file may define them. */
export function readConversions(engine: Engine, event: MethodCall, { port }: BindMethod): readonly Hub[] {
  return CONVERSIONS.filter((name) => mayDefine(event.activation.file, name)).map(
    (name) => readArgument(engine, event, event.args, { argument: port.argument, property: [name] }).values,
  );
}

/** The property of an object argument that holds the port. */
export function getPortProperty({ portProperty, addressPort }: BindMethod): string | undefined {
  return portProperty ?? (addressPort && ADDRESS_PORT);
}

/** Asks for an option, and for the objects that it stands in. */
function readOption(engine: Engine, site: Site, args: Arguments, place: ArgumentPlace): void {
  readArgument(engine, site, args, place);
  const { argument, property } = place;
  if (property && property.length > 1) {
    readArgument(engine, site, args, { argument, property: property.slice(0, -1) });
  }
}

/** Asks for all that decides about a socket: where it is made, or in what is done with it. */
export function watchOptions(engine: Engine, socket: MadeSocket, event?: SocketEvent): void {
  const { maker } = socket;
  for (const { at } of maker.options) {
    if (at.in === 'maker' && !event) {
      readOption(engine, socket, socket.args, at);
    } else if (at.in === 'method' && event?.kind === 'method' && event.name === at.method) {
      readOption(engine, event, event.args, at);
    }
  }
  const { role } = maker;
  if (role.by === 'making' && !event) {
    for (const place of [
      role.port,
      ...(role.unboundWhenFalse ? [role.unboundWhenFalse] : []),
      ...(role.adopts ?? []),
    ]) {
      readArgument(engine, socket, socket.args, place);
    }
  }
  if (role.by === 'methods' && event?.kind === 'method') {
    watchBind(engine, role, event);
  }
}

/** Asks for what a call of a method that binds says of the port. */
function watchBind(engine: Engine, { bind: binds }: MethodRole, event: MethodCall): void {
  const bind = binds.find(({ name }) => name === event.name);
  if (!bind) {
    return;
  }
  engine.listen(readArgument(engine, event, event.args, bind.port).values, (value) => {
    if (value.kind === 'builtin') {
      // Whatever a program adds to a function of the runtime is followed only then.
      engine.track(value);
    }
  });
  readConversions(engine, event, bind);
  for (const name of [getPortProperty(bind), bind.exclusiveProperty, ...(bind.adoptProperties ?? [])]) {
    if (name !== undefined) {
      readProperty(engine, event, bind.port.argument, name);
    }
  }
}
