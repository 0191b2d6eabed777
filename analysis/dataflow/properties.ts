import { createHub, type Engine } from './engine.ts';
import {
  ANY,
  INDEX,
  flowAny,
  forEachField,
  forEachStore,
  getElements,
  getField,
  getPrototype,
  isSlot,
} from './fields.ts';
import type { Hub } from './hub.ts';
import { isPrivateField } from './privacy.ts';
import type { Site } from './site.ts';
import {
  type HeapValue,
  type Lookup,
  UNDEFINED,
  UNKNOWN,
  type Value,
  isHeapValue,
  isNullish,
  toConstant,
} from './values.ts';

/** A read of a property that is carried out for each object that may be read. */
interface Reading {
  readonly site: Site;
  readonly name: string;
  readonly result: Hub;
  /** Whether something unknown may be an object of the program that other code has. */
  readonly seesElsewhere: boolean;
}

/** The property by which every object gives what it inherits from (ECMA-262, Object.prototype.__proto__). */
const PROTOTYPE = '__proto__';

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
 * Whether something unknown may be a value because other code got it. Modules and builtins other code has anyway, and a socket that
 * it has is not known any more.
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
  } else if (name === PROTOTYPE) {
    receiver.searches.push(lookup);
    readPrototype(engine, receiver, lookup.result);
  } else {
    search(engine, lookup, receiver);
  }
  return lookup;
}

/** What an object inherits from flows to a hub. */
export function readPrototype(engine: Engine, object: HeapValue, result: Hub): void {
  engine.trackObject(object);
  engine.flow(getPrototype(engine, object), result);
  const builtin = engine.semantics.getBuiltinPrototype(engine, object);
  if (builtin) {
    engine.add(result, builtin);
  }
}

/** What is at a hub becomes what an object inherits from. */
export function writePrototype(engine: Engine, object: HeapValue, prototype: Hub): void {
  engine.want(prototype);
  engine.flow(prototype, getPrototype(engine, object));
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
  } else {
    engine.flow(getField(engine, value, name), result);
    flowAny(engine, value, name, result);
    callGetter(engine, value, name, receiver, result);
  }
  const isOwn = name !== undefined && (value.hasOwn?.(name) ?? false);
  if (!isOwn) {
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
    } else if (parent.kind === 'unknown') {
      engine.add(result, UNKNOWN);
    }
  });
  const builtin = engine.semantics.getBuiltinPrototype(engine, value);
  if (builtin) {
    search(engine, lookup, builtin);
  } else {
    engine.add(result, UNDEFINED);
  }
}

/** Calls the getters of one property of one object, those of any name included. */
export function callGetter(
  engine: Engine,
  value: HeapValue,
  name: string,
  receiver: HeapValue,
  result: Hub,
): void {
  for (const [key, getters] of value.getters) {
    if (key === name || key === ANY || name === ANY) {
      runGetter(engine, getters, name, receiver, result);
    }
  }
}

function runGetter(engine: Engine, getters: Hub, name: string, receiver: HeapValue, result: Hub): void {
  callGetterOn(engine, getters, name, toHub(engine, receiver), result);
}

/** Calls getters of a property on whatever is at a hub. */
function callGetterOn(engine: Engine, getters: Hub, name: string, self: Hub, result: Hub): void {
  const given = createHub('what a getter gives');
  callAccessor(engine, getters, self, [], given);
  engine.flow(given, result, (held) => engine.semantics.nameMember(engine, held, name));
}

function toHub(engine: Engine, value: HeapValue): Hub {
  const hub = createHub('this');
  engine.add(hub, value);
  return hub;
}

function callAccessor(engine: Engine, accessor: Hub, self: Hub, fixed: readonly Hub[], result: Hub): void {
  engine.want(accessor);
  engine.listen(accessor, (closure) => {
    if (!isHeapValue(closure) || !closure.node || !closure.activation) {
      return;
    }
    const { node, activation } = closure;
    const callee = createHub('accessor');
    engine.add(callee, closure);
    const args = { fixed, rest: undefined };
    engine.semantics.call(engine, { node, activation, callee, self, args, result, isNew: false });
  });
}

/** Adds a getter to an object: also for whoever has read the property already. */
export function addGetter(engine: Engine, value: HeapValue, name: string, getter: Hub): void {
  const known = value.getters.get(name);
  const hub = known ?? createHub(`get ${name}`);
  value.getters.set(name, hub);
  engine.flow(getter, hub);
  if (known) {
    return;
  }
  engine.whenTracked(hub, () => {
    engine.track(value);
  });
  notify(value, 'get', name, hub);
  for (const lookup of value.searches.slice()) {
    if (name === ANY || lookup.name === undefined || lookup.name === name) {
      runGetter(engine, hub, lookup.name ?? ANY, lookup.receiver, lookup.result);
    }
  }
}

/** Adds a setter to an object: also for whoever has written the property already. */
export function addSetter(engine: Engine, value: HeapValue, name: string, setter: Hub): void {
  const known = value.setters.get(name);
  const hub = known ?? createHub(`set ${name}`);
  value.setters.set(name, hub);
  engine.flow(setter, hub);
  if (known) {
    return;
  }
  engine.whenTracked(hub, () => {
    engine.track(value);
  });
  notify(value, 'set', name, hub);
  for (const written of value.setterSearches.slice()) {
    if (name === ANY || written.name === ANY || written.name === name) {
      callSetter(engine, hub, written.getSelf(), written.value);
    }
  }
}

function notify(value: HeapValue, kind: 'get' | 'set', name: string, accessor: Hub): void {
  for (const listener of value.accessorListeners.slice()) {
    listener(kind, name, accessor);
  }
}

function callSetter(engine: Engine, setters: Hub, self: Hub, value: Hub): void {
  callAccessor(engine, setters, self, [value], createHub('nothing'));
}

/**
 * Calls the setters that an object has or inherits, and the traps of the proxies that it inherits from.
 *
 * @param self the `this` of the setters, if it is not the object itself
 */
export function callSetters(
  engine: Engine,
  site: Site,
  object: HeapValue,
  name: string,
  value: Hub,
  self?: Hub,
): void {
  // Most properties have no setter.
  let known = self;
  const getSelf = (): Hub => (known ??= toHub(engine, object));
  const seen = new Set<HeapValue>();
  const visit = (holder: HeapValue): void => {
    if (seen.has(holder)) {
      return;
    }
    seen.add(holder);
    const { proxy } = holder.detail;
    if (proxy && holder !== object) {
      setByTrap(engine, site, proxy, { name, value, self: getSelf() }, visit);
      return;
    }
    holder.setterSearches.push({ name, getSelf, value });
    for (const [key, setters] of holder.setters) {
      if (key === name || key === ANY || name === ANY) {
        callSetter(engine, setters, getSelf(), value);
      }
    }
    const prototype = getPrototype(engine, holder);
    engine.wantIfTracked(value, prototype);
    engine.listen(prototype, (parent) => {
      if (isHeapValue(parent)) {
        // For the setters that are added to it elsewhere.
        engine.whenTracked(value, () => {
          engine.trackObject(parent);
        });
        visit(parent);
      }
    });
  };
  visit(object);
}

/**
 * Writes a property of whatever is at a hub.
 *
 * @param name the property's name, or {@link ANY} where it is not known
 */
export function store(engine: Engine, site: Site, base: Hub, name: string, value: Hub): void {
  const seen = new Set<HeapValue>();
  const storeOnce = (object: Value, isElsewhere: boolean): void => {
    if (isHeapValue(object) && !seen.has(object)) {
      seen.add(object);
      storeTo(engine, site, object, name, value, isElsewhere);
    }
  };
  engine.wantIfTracked(value, base);
  engine.listen(base, (object) => {
    storeOnce(object, false);
    // What is not a constant may be a regular expression, which keeps it.
    if (object.kind === 'unknown' || (object.kind === 'primitive' && !object.isNumber)) {
      const reason = { kind: 'stored', name: name === ANY ? undefined : name } as const;
      engine.escape(value, reason, site.node, site.activation);
    }
    if (object.kind === 'unknown') {
      engine.listen(engine.elsewhere, (exposed) => {
        // Any other property is written by other code as well.
        if (isHeapValue(exposed) && name !== ANY && isPrivateField(exposed, name)) {
          storeOnce(exposed, true);
        }
      });
    }
  });
}

/**
 * Writes a property of one object.
 *
 * @param isElsewhere whether the object is one that other code has, and that only may be meant
 * @param isDeletion whether the property is deleted
 */
export function storeTo(
  engine: Engine,
  site: Site,
  object: HeapValue,
  name: string,
  value: Hub,
  isElsewhere = false,
  isDeletion = false,
): void {
  if (object.detail.proxy) {
    storeToProxy(engine, site, object, name, value);
    return;
  }
  if (name === PROTOTYPE) {
    writePrototype(engine, object, value);
    return;
  }
  const written = { ...site, name: name === ANY ? undefined : name, value, isElsewhere, isDeletion };
  object.stores.push(written);
  if (object.kind === 'module' || (object.kind === 'builtin' && !object.node)) {
    // Everybody has the object.
    engine.escape(value, { kind: 'stored', name: written.name }, site.node, site.activation);
  }
  for (const listener of object.storeListeners.slice()) {
    listener(written);
  }
  engine.flow(value, getField(engine, object, name));
  callSetters(engine, site, object, name, value);
}

/** Deletes a property of each object at a hub. */
export function remove(engine: Engine, site: Site, base: Hub, name: string): void {
  const removed = createHub('nothing');
  engine.add(removed, UNDEFINED);
  engine.listen(base, (value) => {
    if (isHeapValue(value)) {
      storeTo(engine, site, value, name, removed, false, true);
    }
  });
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
    if (isNullish(value) !== false && !isPassedOn) {
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

function storeToProxy(engine: Engine, site: Site, proxy: HeapValue, name: string, value: Hub): void {
  const { proxy: detail } = proxy.detail;
  if (detail) {
    const self = toHub(engine, proxy);
    setByTrap(engine, site, detail, { name, value, self }, (target) => {
      storeTo(engine, site, target, name, value);
      callSetters(engine, site, target, name, value, self);
    });
  }
}

/**
 * Writes a property by the trap of a proxy.
 *
 * @param passOn does the same to a target of the proxy, if there is no trap
 */
function setByTrap(
  engine: Engine,
  site: Site,
  proxy: NonNullable<HeapValue['detail']['proxy']>,
  { name, value, self }: { readonly name: string; readonly value: Hub; readonly self: Hub },
  passOn: (target: HeapValue) => void,
): void {
  trap(engine, site, proxy, 'set', [createKey(engine, name), value, self], createHub('nothing'), () => {
    engine.wantIfTracked(value, proxy.target);
    engine.listen(proxy.target, (target) => {
      if (isHeapValue(target)) {
        passOn(target);
      } else if (target.kind === 'unknown') {
        engine.escape(value, { kind: 'stored', name }, site.node, site.activation);
      }
    });
  });
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

/**
 * Writes a property by the setters of whatever is at a hub, or else of another object: `super.port = 0`,
 * `Reflect.set(object, 'port', 0, self)` (ECMA-262, OrdinarySet).
 *
 * @param self the `this` of the setters, which gets the property where there is none
 */
export function storeFor(engine: Engine, site: Site, base: Hub, name: string, value: Hub, self: Hub): void {
  engine.wantIfTracked(value, base);
  engine.wantIfTracked(self, base);
  engine.listen(base, (object) => {
    if (isHeapValue(object)) {
      callSetters(engine, site, object, name, value, self);
    } else if (object.kind === 'unknown') {
      engine.escape(value, { kind: 'stored', name }, site.node, site.activation);
      engine.escape(self, { kind: 'receiver', callee: 'set' }, site.node, site.activation);
    }
  });
  store(engine, site, self, name, value);
}

/** A property's name, as a trap gets it. */
function createKey(engine: Engine, name: string): Hub {
  const key = createHub('key');
  engine.add(key, name === ANY || name === INDEX || name.startsWith('@@') ? UNKNOWN : toConstant(name));
  return key;
}
