import { createHub } from './hub.ts';
import { UNDEFINED, UNKNOWN, toConstant } from './primitive-values.ts';
import { isMadeForPrototype, readPrototype } from './prototypes.ts';
import { callGetter, callGetterOn, toHub } from './accessors.ts';
import type { Engine } from './engine.ts';
import {
  ANY,
  INDEX,
  flowAny,
  forEachField,
  forEachStore,
  getElements,
  getField,
  getPrototype,
  isOfAnyName,
  isSlot,
} from './fields.ts';
import type { HeapValue, Hub, Lookup, Site, Value } from './value-graph.ts';
import { decideNullish, isHeapValue } from './values.ts';

/** A read of a property that is carried out for each object that may be read. */
interface Reading {
  readonly site: Site;
  readonly name: string;
  readonly result: Hub;
  /** Whether something unknown may be an object of the program that other code has. */
  readonly seesElsewhere: boolean;
}

/** The property by which every object gives what it inherits from (ECMA-262, Object.prototype.__proto__). */
export const PROTOTYPE = '__proto__';

/**
 * Reads a property of whatever is at a hub.
 *
 * @param name the property's name, or {@link ANY} where it is not known
 * @param result gets what is read
 * @param seesElsewhere whether something unknown is looked up among the objects that other code has
 */
export function load(
  engine: Engine,
  site: Site,
  base: Hub,
  name: string,
  result: Hub,
  seesElsewhere = true,
): void {
  const reading = { site, name, result, seesElsewhere };
  engine.wantWith(result, base);
  engine.listen(base, (value) => {
    loadFrom(engine, reading, value);
  });
}

function loadFrom(engine: Engine, reading: Reading, value: Value): void {
  const { result, site } = reading;
  const name = reading.name === INDEX ? ANY : reading.name;
  if (isHeapValue(value)) {
    engine.flow(getMember(engine, site, value, reading.name), result);
  } else if (value.kind === 'unknown') {
    engine.add(result, UNKNOWN);
    if (reading.seesElsewhere) {
      engine.flow(engine.semantics.getElsewhere(engine, site, reading.name), result);
    }
  } else if (value.kind === 'primitive' || (value.value !== null && value.value !== undefined)) {
    engine.add(result, engine.semantics.getPrimitiveMember(engine, value, name));
  }
}

/**
 * Whether something unknown may be a value because other code got it. Modules and builtins other code has anyway, and a socket
 * that it has is not known any more.
 */
export function isOfProgram({ kind }: HeapValue): boolean {
  return kind !== 'socket' && kind !== 'module' && kind !== 'builtin';
}

/** What an object has under a name, of its own or inherited. */
export function getMember(engine: Engine, site: Site, object: HeapValue, name: string): Hub {
  if (!object.detail.proxy) {
    return lookUp(engine, object, name, site).result;
  }
  const result = createHub(`${name} of a proxy`);
  loadFromProxy(engine, site, object, name === INDEX ? ANY : name, toHub(engine, object), result);
  return result;
}

/** What an object has under a name: searched once, for all places that read it. */
function lookUp(engine: Engine, receiver: HeapValue, name: string, site: Site): Lookup {
  const known = receiver.lookups.get(name);
  if (known) {
    known.sites.push(site);
    return known;
  }
  const lookup: Lookup = {
    name: name === ANY || name === INDEX ? undefined : name,
    receiver,
    result: createHub(`${name} of an object`),
    sites: [site],
    seen: new Set(),
  };
  receiver.lookups.set(name, lookup);
  if (name === INDEX && (receiver.kind === 'array' || receiver.kind === 'arguments')) {
    receiver.searches.push(lookup);
    engine.flow(getElements(engine, receiver), lookup.result);
    engine.add(lookup.result, UNDEFINED);
    return lookup;
  }
  if (name === PROTOTYPE) {
    readPrototype(engine, receiver, lookup.result);
  }
  // A property of its own can have that name, too.
  search(engine, lookup, receiver);
  return lookup;
}

/** Reads what an object has itself, and what it inherits where that is not known to stand before it. */
function search(engine: Engine, lookup: Lookup, value: HeapValue): void {
  const { result, seen, receiver, name, sites } = lookup;
  if (seen.has(value)) {
    return;
  }
  seen.add(value);
  if (value.detail.proxy) {
    const [site] = sites;
    if (site) {
      loadFromProxy(engine, site, value, name ?? ANY, toHub(engine, receiver), result);
    }
    return;
  }
  value.searches.push(lookup);
  if (name === undefined) {
    // What is written to it under whatever name is read.
    engine.whenWanted(result, () => {
      engine.trackObject(value);
    });
    forEachField(value, (field) => {
      if (!isSlot(field) && !field.startsWith('#')) {
        engine.flow(getField(engine, value, field), result);
      }
    });
    for (const getter of value.getters.keys()) {
      callGetter(engine, value, getter, receiver, result);
    }
    if (value === receiver && value.kind === 'builtin' && !isOfAnyName(value)) {
      // `Array[name]`: its functions are not listed.
      engine.add(result, UNKNOWN);
    }
  } else {
    engine.flow(getField(engine, value, name), result);
    flowAny(engine, value, name, result);
    callGetter(engine, value, name, receiver, result);
  }
  if (name === undefined || value.hasOwn?.(name) !== true) {
    inherit(engine, lookup, value);
    return;
  }
  let isDeleted = false;
  forEachStore(value, (written) => {
    if (written.isDeletion && !isDeleted && (written.name === undefined || written.name === name)) {
      isDeleted = true;
      inherit(engine, lookup, value);
    }
  });
}

/** Reads what a value has not itself. */
function inherit(engine: Engine, lookup: Lookup, value: HeapValue): void {
  const { result } = lookup;
  const prototype = getPrototype(engine, value);
  engine.wantWith(result, prototype);
  engine.listen(prototype, (parent) => {
    if (isHeapValue(parent)) {
      search(engine, lookup, parent);
    } else {
      engine.add(result, parent.kind === 'unknown' ? UNKNOWN : UNDEFINED);
    }
  });
  if (isMadeForPrototype(value)) {
    return;
  }
  const builtin = engine.semantics.getBuiltinPrototype(engine, value);
  if (builtin) {
    search(engine, lookup, builtin);
  } else {
    engine.add(result, UNDEFINED);
  }
}

/** The traps of proxies that are followed: reads, writes, calls and constructions. */
export const PROXY_TRAPS: ReadonlySet<string> = new Set(['get', 'set', 'apply', 'construct']);

/**
 * Carries out an operation on a proxy: by the trap of its handler, if it has one, else on its target.
 *
 * @param args what the trap gets behind the target
 * @param passOn does the same to the target
 */
export function trap(
  engine: Engine,
  site: Site,
  { target, handler }: NonNullable<HeapValue['detail']['proxy']>,
  name: string,
  args: readonly Hub[],
  result: Hub,
  passOn: () => void,
): void {
  const traps = createHub(`trap ${name}`);
  load(engine, site, handler, name, traps);
  engine.want(traps);
  for (const hub of [target, ...args]) {
    engine.wantIfTracked(hub, handler);
  }
  let isPassedOn = false;
  engine.listen(traps, (value) => {
    if (decideNullish(value) !== false && !isPassedOn) {
      isPassedOn = true;
      passOn();
    }
  });
  engine.semantics.call(engine, {
    ...site,
    callee: traps,
    self: handler,
    args: { fixed: [target, ...args], rest: undefined },
    result,
    isNew: false,
  });
}

function loadFromProxy(
  engine: Engine,
  site: Site,
  value: HeapValue,
  name: string,
  self: Hub,
  result: Hub,
): void {
  const { proxy } = value.detail;
  if (proxy) {
    trap(engine, site, proxy, 'get', [createKey(engine, name), self], result, () => {
      loadFor(engine, site, proxy.target, name, self, result);
    });
  }
}

/**
 * Reads a property of whatever is at a hub, for another object: `super.port`, `Reflect.get(object, 'port', self)`.
 *
 * @param self the `this` of the getters
 */
export function loadFor(engine: Engine, site: Site, base: Hub, name: string, self: Hub, result: Hub): void {
  load(engine, site, base, name, result);
  const seen = new Set<HeapValue>();
  const visit = (holder: HeapValue): void => {
    if (seen.has(holder)) {
      return;
    }
    seen.add(holder);
    if (holder.detail.proxy) {
      loadFromProxy(engine, site, holder, name, self, result);
      return;
    }
    const callGetters = (key: string, getters: Hub): void => {
      if (key === name || key === ANY || name === ANY) {
        callGetterOn(engine, getters, name, self, result);
      }
    };
    for (const [key, getters] of holder.getters) {
      callGetters(key, getters);
    }
    holder.accessorListeners.push((kind, key, accessor) => {
      if (kind === 'get') {
        callGetters(key, accessor);
      }
    });
    const prototype = getPrototype(engine, holder);
    engine.wantWith(result, prototype);
    engine.wantIfTracked(self, prototype);
    engine.listen(prototype, (parent) => {
      if (isHeapValue(parent)) {
        visit(parent);
      }
    });
  };
  engine.wantIfTracked(self, base);
  engine.listen(base, (value) => {
    if (isHeapValue(value)) {
      visit(value);
    }
  });
}

/** A property's name, as a trap gets it. */
export function createKey(engine: Engine, name: string): Hub {
  const key = createHub('key');
  engine.add(key, name === ANY || name === INDEX || name.startsWith('@@') ? UNKNOWN : toConstant(name));
  return key;
}
