import type { TSESTree } from '@typescript-eslint/utils';
import type { ReuseOption } from '../apis/description.ts';
import type { Activation } from '../dataflow/activation.ts';
import type { Dataflow } from '../dataflow/dataflow.ts';
import type { Hub } from '../dataflow/hub.ts';
import { LiveWrites } from '../dataflow/order/live-writes.ts';
import type { Site } from '../dataflow/site.ts';
import { type HeapValue, type Value, isHeapValue, isTruthy } from '../dataflow/values.ts';
import { type Node, getPropertyName } from '../program/syntax.ts';
import { readArgument } from './arguments.ts';
import { findGivenSite } from './given-option.ts';
import type { MadeSocket, MethodCall, PropertyWrite } from './made-socket.ts';

/**
 * Whether an option is on.
 *
 * - `on`: whenever the call runs.
 * - `sometimes`: on some path, or by default.
 * - `off`: never.
 * - `unknown`: it may be switched off, or is switched on by code that the program does not show.
 */
type OptionState = 'on' | 'sometimes' | 'off' | 'unknown';

/** One place that sets a reuse option of one socket. */
export interface OptionSite {
  readonly option: ReuseOption;
  /** What to report on: the property, argument or assignment that sets it. */
  readonly node: Node;
  readonly activation: Activation;
  /** The property of an object literal that sets it, if one does and if its removal is enough. */
  readonly property: TSESTree.Property | undefined;
  /** The object that it is set in. */
  readonly object: HeapValue | undefined;
  readonly state: OptionState;
  /** The call that reads it. */
  readonly readBy: Site;
}

/** A write that a call may see. */
interface Write {
  readonly node: Node;
  readonly activation: Activation;
  readonly property: TSESTree.Property | undefined;
  readonly object: HeapValue;
  readonly state: OptionState;
}

/** What of a layer is seen. */
interface Layer {
  readonly writes: readonly Write[];
  /** Whether one of the writes always decides. */
  readonly isDefinite: boolean;
  /** Whether something unknown may decide instead. */
  readonly isOpen: boolean;
}

const NOTHING: Layer = { writes: [], isDefinite: false, isOpen: false };
const OPEN: Layer = { writes: [], isDefinite: false, isOpen: true };

/** Finds where the reuse options of a socket are set. */
export class OptionFinder {
  readonly #dataflow: Dataflow;
  readonly #live: LiveWrites;

  constructor(dataflow: Dataflow) {
    this.#dataflow = dataflow;
    this.#live = new LiveWrites(dataflow.engine);
  }

  /** The sites of one option of one socket. */
  find(made: MadeSocket, option: ReuseOption): readonly OptionSite[] {
    const { at } = option;
    switch (at.in) {
      case 'maker':
        return this.#findInArgument(made, made, option, at.argument, at.property);
      case 'method':
        return made.events
          .filter((event): event is MethodCall => event.kind === 'method' && event.name === at.method)
          .flatMap((event) => this.#findInArgument(event, event, option, at.argument, at.property));
      case 'assignment':
        return this.#findAssignments(made, option, at.property[0]);
    }
  }

  #findInArgument(
    call: MadeSocket | MethodCall,
    readBy: Site,
    option: ReuseOption,
    argument: number,
    path: readonly string[] | undefined,
  ): readonly OptionSite[] {
    const { engine } = this.#dataflow;
    if (!path) {
      const { values } = readArgument(engine, call, call.args, { argument });
      const { origin } = values;
      return origin.kind === 'expression'
        ? [
            {
              option,
              node: origin.node,
              activation: origin.activation,
              property: undefined,
              object: undefined,
              state: getState(values, option),
              readBy,
            },
          ]
        : [];
    }
    const holder = path.slice(0, -1);
    const place = holder.length > 0 ? { argument, property: holder } : { argument };
    const { values } = readArgument(engine, call, call.args, place).values;
    const name = path.at(-1) ?? '';
    return values.flatMap((value) =>
      isHeapValue(value) ? this.#findInObject(value, name, option, readBy) : [],
    );
  }

  #findInObject(object: HeapValue, name: string, option: ReuseOption, readBy: Site): readonly OptionSite[] {
    const { writes, isOpen } = this.#look(object, name, option, readBy, new Set());
    return writes.flatMap((write) => {
      const state = isOpen && write.state !== 'off' ? 'unknown' : write.state;
      const site = { ...write, option, state, readBy };
      return write.property ? findGivenSite(site) : [site];
    });
  }

  #look(object: HeapValue, name: string, option: ReuseOption, readBy: Site, seen: Set<HeapValue>): Layer {
    if (seen.has(object)) {
      return NOTHING;
    }
    seen.add(object);
    const initial = this.#lookInLiteral(object, name, option, readBy, seen);
    const later = this.#lookInStores(object, name, option, readBy, seen);
    seen.delete(object);
    const own = this.#live.resolve(object, initial, later, readBy);
    if (own.isDefinite || own.writes.length > 0) {
      return own;
    }
    const inherited = (object.prototype?.values ?? []).flatMap((parent) =>
      isHeapValue(parent) ? [this.#look(parent, name, option, readBy, seen)] : [],
    );
    return inherited.length === 0 ? own : join([own, ...inherited]);
  }

  /** What an object literal says, from its last property to its first. */
  #lookInLiteral(
    object: HeapValue,
    name: string,
    option: ReuseOption,
    readBy: Site,
    seen: Set<HeapValue>,
  ): Layer {
    const { node, activation } = object;
    if (node?.type !== 'ObjectExpression' || !activation) {
      return NOTHING;
    }
    const writes: Write[] = [];
    let isOpen = false;
    for (const property of node.properties.toReversed()) {
      if (property.type === 'SpreadElement') {
        const layer = this.#lookInSource(
          this.#dataflow.engine.getHub(property.argument, activation),
          name,
          option,
          readBy,
          seen,
        );
        writes.push(...layer.writes.map((write) => (isOpen ? toUnknown(write) : write)));
        isOpen ||= layer.isOpen;
        if (layer.isDefinite) {
          return { writes, isDefinite: true, isOpen: false };
        }
        continue;
      }
      const key = getPropertyName(property);
      if (key === undefined) {
        isOpen ||= this.#canBeName(property, activation, name);
      } else if (key === name) {
        const state =
          property.kind === 'init'
            ? getState(this.#dataflow.engine.getHub(property.value, activation), option)
            : getAccessorState(property, node);
        const write = { node: property, activation, property, object, state };
        writes.push(isOpen ? toUnknown(write) : write);
        return { writes, isDefinite: true, isOpen: false };
      }
    }
    return { writes, isDefinite: false, isOpen };
  }

  /** Whether a computed key can be this name. */
  #canBeName(property: TSESTree.Property, activation: Activation, name: string): boolean {
    const { values } = this.#dataflow.engine.getHub(property.key, activation);
    return values.length === 0 || values.some((value) => value.kind !== 'constant' || value.value === name);
  }

  /** A layer that is another object, or any of several. */
  #lookInSource(source: Hub, name: string, option: ReuseOption, readBy: Site, seen: Set<HeapValue>): Layer {
    const layers = source.values.map((value): Layer => {
      if (isHeapValue(value)) {
        return this.#look(value, name, option, readBy, seen);
      }
      return value.kind === 'unknown' ? OPEN : NOTHING;
    });
    return layers.length === 0 ? NOTHING : join(layers);
  }

  /** What is written to an object later: by assignments, and from other objects. */
  #lookInStores(
    object: HeapValue,
    name: string,
    option: ReuseOption,
    readBy: Site,
    seen: Set<HeapValue>,
  ): readonly (Layer & Site)[] {
    const found: (Layer & Site)[] = [];
    const isSet = hasAccessor(object, name, 'setters');
    const isGot = hasAccessor(object, name, 'getters');
    for (const { name: stored, node, activation, value } of object.stores) {
      if (node.type === 'Property' || (stored !== undefined && stored !== name)) {
        continue;
      }
      // A setter takes it; only a getter can give it back.
      if (isSet && !isGot) {
        continue;
      }
      const given = isSet ? 'unknown' : getState(value, option);
      // `copy[key] = from[key]` in a loop writes other values than the option's as well.
      const state = stored === undefined && given !== 'off' ? 'unknown' : given;
      const site = { node: getReported(node, activation), activation, property: undefined, object, state };
      const isDefinite = stored !== undefined;
      found.push({ node, activation, writes: [site], isDefinite, isOpen: false });
    }
    for (const { node, activation, sources } of groupByCall(object.assigned)) {
      const layers = sources.map((source) => this.#lookInSource(source, name, option, readBy, seen));
      found.push({ node, activation, ...overlay(layers) });
    }
    for (const layer of isLeftOut(object, name) ? [] : object.layers) {
      if (!object.assigned.some(({ source }) => source === layer) && object.node && object.activation) {
        const copied = this.#lookInSource(layer, name, option, readBy, seen);
        found.push({ node: object.node, activation: object.activation, ...copied });
      }
    }
    return found;
  }

  /** `socket._reuseAddr = true`. */
  #findAssignments(made: MadeSocket, option: ReuseOption, name: string): readonly OptionSite[] {
    const stores = made.value.stores.filter(
      (store): store is typeof store & PropertyWrite => store.name === name,
    );
    for (const { value } of stores) {
      this.#dataflow.engine.want(value);
    }
    this.#dataflow.run();
    return stores.map(({ node, activation, value }) => ({
      option,
      node: getReported(node, activation),
      activation,
      property: undefined,
      object: undefined,
      state: getState(value, option),
      readBy: { node, activation },
    }));
  }
}

/** The sources of one call of `Object.assign`, in their order. */
function groupByCall(
  assigned: HeapValue['assigned'],
): readonly (Site & { readonly sources: readonly Hub[] })[] {
  const groups: (Site & { readonly sources: Hub[] })[] = [];
  for (const { call, activation, source } of assigned) {
    const known = groups.find((group) => group.node === call && group.activation === activation);
    if (known) {
      known.sources.push(source);
    } else {
      groups.push({ node: call, activation, sources: [source] });
    }
  }
  return groups;
}

/** What layers say, of which each lies over those before it. */
function overlay(layers: readonly Layer[]): Layer {
  const writes: Write[] = [];
  let isOpen = false;
  for (const layer of layers.toReversed()) {
    writes.push(...layer.writes.map((write) => (isOpen ? toUnknown(write) : write)));
    if (layer.isDefinite) {
      return { writes, isDefinite: true, isOpen };
    }
    isOpen ||= layer.isOpen;
  }
  return { writes, isDefinite: false, isOpen };
}

/** Whether a rest object has not a property because its pattern names that: `{ reuseAddr, ...rest }`. */
function isLeftOut({ node, activation }: HeapValue, name: string): boolean {
  const pattern = node?.type === 'RestElement' ? activation?.file.tree.getParent(node) : undefined;
  return (
    pattern?.type === 'ObjectPattern' &&
    pattern.properties.some((property) => property.type === 'Property' && getPropertyName(property) === name)
  );
}

/** Whether an accessor stands for a property, in an object or in what it inherits from. */
function hasAccessor(object: HeapValue, name: string, kind: 'getters' | 'setters'): boolean {
  const seen = new Set<HeapValue>();
  const pending = [object];
  for (let holder = pending.pop(); holder; holder = pending.pop()) {
    if (seen.has(holder)) {
      continue;
    }
    seen.add(holder);
    if (holder[kind].has(name)) {
      return true;
    }
    pending.push(...(holder.prototype?.values ?? []).filter(isHeapValue));
  }
  return false;
}

/** A setter without a getter gives nothing. */
function getAccessorState(
  accessor: TSESTree.Property,
  { properties }: TSESTree.ObjectExpression,
): OptionState {
  const name = getPropertyName(accessor);
  const isRead = properties.some(
    (other) =>
      other.type === 'SpreadElement' ||
      (other.kind === 'get' && (getPropertyName(other) ?? name) === name) ||
      getPropertyName(other) === undefined,
  );
  return accessor.kind === 'get' || isRead ? 'unknown' : 'off';
}

/** The assignment around a member that is written. */
function getReported(node: Node, { file }: Activation): Node {
  const parent = file.tree.getParent(node);
  return parent?.type === 'AssignmentExpression' && (parent.left as Node) === node ? parent : node;
}

function toUnknown<Sited extends { readonly state: OptionState }>(write: Sited): Sited {
  return write.state === 'off' ? write : { ...write, state: 'unknown' };
}

function join(layers: readonly Layer[]): Layer {
  return {
    writes: layers.flatMap(({ writes }) => writes),
    isDefinite: layers.every(({ isDefinite }) => isDefinite),
    isOpen: layers.some(({ isOpen }) => isOpen),
  };
}

/** The state of an option that is set to what is at a hub. */
function getState({ values }: Hub, option: ReuseOption): OptionState {
  const states = values.map((value) => isEnabling(value, option));
  if (states.length === 0) {
    return 'unknown';
  }
  if (states.every((state) => state === true)) {
    return 'on';
  }
  if (states.includes(true)) {
    return 'sometimes';
  }
  return states.every((state) => state === false) ? 'off' : 'unknown';
}

function isEnabling(value: Value, { enabledBy }: ReuseOption): boolean | undefined {
  if (enabledBy === 'truthy') {
    return isTruthy(value);
  }
  if (value.kind === 'primitive' || value.kind === 'unknown') {
    return undefined;
  }
  if (enabledBy === 'true') {
    return value.kind === 'constant' && value.value === true;
  }
  if (isHeapValue(value)) {
    return enabledBy.constants.includes(value.detail.path?.at(-1) ?? '');
  }
  return typeof value.value === 'number' && (value.value & enabledBy.bits) !== 0;
}
