import type { TSESTree } from '@typescript-eslint/utils';
import type { ReuseOption } from '../apis/description.ts';
import type { Dataflow } from '../dataflow/dataflow.ts';
import { LiveWrites } from '../dataflow/order/live-writes.ts';
import type { LaterWrite } from '../dataflow/order/live-writes.ts';
import { ANY } from '../dataflow/fields.ts';
import type { Activation, HeapValue, Hub, Site, Store } from '../dataflow/value-graph.ts';
import { isHeapValue } from '../dataflow/values.ts';
import { getPropertyName } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';
import { readArgument } from './arguments.ts';
import { findGivenSite } from './given-option.ts';
import type { MadeSocket, MethodCall, PropertyWrite } from './made-socket.ts';
import { getComputedKey, isUnderIdleConditions } from './off-switches.ts';
import { NOTHING, OPEN, join, overlay, toUnknown } from './option-layers.ts';
import type { Layer, Write } from './option-layers.ts';
import type { OptionSite, OptionState } from './option-site.ts';
import { getAccessorState, getState, getWrittenState, hasNamedAccessor } from './option-state.ts';

/** Finds where the reuse options of a socket are set. */
export class OptionFinder {
  readonly #dataflow: Dataflow;
  readonly #live: LiveWrites;

  constructor(dataflow: Dataflow) {
    this.#dataflow = dataflow;
    this.#live = new LiveWrites(dataflow.engine);
  }

  /** The option sites of one option of one socket. */
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
    // Data that is read from elsewhere may have any name.
    const isData = [...(object.names?.() ?? [])].includes(ANY);
    const initial = isData ? OPEN : this.#lookInLiteral(object, name, option, readBy, seen);
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
        const state = this.#getPropertyState(property, node, activation, option);
        const write = { node: property, activation, property, object, state };
        writes.push(isOpen ? toUnknown(write) : write);
        return { writes, isDefinite: true, isOpen: false };
      }
    }
    return { writes, isDefinite: false, isOpen };
  }

  #getPropertyState(
    property: TSESTree.Property,
    literal: TSESTree.ObjectExpression,
    activation: Activation,
    option: ReuseOption,
  ): OptionState {
    return property.kind === 'init'
      ? getState(this.#dataflow.engine.getHub(property.value, activation), option)
      : getAccessorState(property, literal);
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
  ): readonly (Layer & LaterWrite)[] {
    const found: (Layer & LaterWrite)[] = [];
    const isSet = hasNamedAccessor(object, name, 'setters');
    const isGot = hasNamedAccessor(object, name, 'getters');
    for (const store of object.stores) {
      const { name: stored, node, activation } = store;
      const isOther = node.type === 'Property' || (stored !== undefined && stored !== name);
      // A setter takes it; only a getter can give it back.
      if (isOther || (isSet && !isGot)) {
        continue;
      }
      const state = isSet ? 'unknown' : getWrittenState(this.#dataflow.engine, store, option);
      const site = { node: getReported(node, activation), activation, property: undefined, object, state };
      const isDefinite = stored !== undefined;
      found.push({
        node,
        activation,
        writes: [site],
        isDefinite,
        isOpen: false,
        isDoubtful: this.#isDoubtful(store, state, name),
      });
    }
    for (const { node, activation, sources } of groupByCall(object.assigned)) {
      const layers = sources.map((source) => this.#lookInSource(source, name, option, readBy, seen));
      found.push({ node, activation, ...overlay(layers) });
    }
    found.push(...this.#lookInCopied(object, name, option, readBy, seen));
    return found;
  }

  #isDoubtful(store: Store, state: OptionState, name: string): boolean {
    return (
      getComputedKey(store) !== undefined ||
      (state !== 'on' && isUnderIdleConditions(this.#dataflow, store, name))
    );
  }

  /** What an object has from others that it is a copy of. */
  #lookInCopied(
    object: HeapValue,
    name: string,
    option: ReuseOption,
    readBy: Site,
    seen: Set<HeapValue>,
  ): readonly (Layer & Site)[] {
    const { node, activation, assigned, layers } = object;
    if (!node || !activation || isLeftOut(object, name)) {
      return [];
    }
    return layers
      .filter((layer) => !assigned.some(({ source }) => source === layer))
      .map((layer) => ({ node, activation, ...this.#lookInSource(layer, name, option, readBy, seen) }));
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

/**
 * Whether a rest object lacks a property because its pattern names it: `{ reuseAddr, ...rest }`. Names that a compiler's helper
 * is given count if they are not known: they may be this one.
 */
function isLeftOut({ node, activation, detail }: HeapValue, name: string): boolean {
  if (detail.leftOut) {
    return detail.leftOut.values.some((value) => value.kind !== 'constant' || value.value === name);
  }
  const pattern = node?.type === 'RestElement' ? activation?.file.tree.getParent(node) : undefined;
  return (
    pattern?.type === 'ObjectPattern' &&
    pattern.properties.some((property) => property.type === 'Property' && getPropertyName(property) === name)
  );
}

/** The assignment around a member that is written. */
function getReported(node: Node, { file }: Activation): Node {
  const parent = file.tree.getParent(node);
  return parent?.type === 'AssignmentExpression' && (parent.left as Node) === node ? parent : node;
}
