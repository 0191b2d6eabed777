import { callSetter, toHub } from './accessors.ts';
import type { Engine } from './engine.ts';
import { ANY, getField, getPrototype } from './fields.ts';
import { createHub } from './hub.ts';
import { UNDEFINED } from './primitive-values.ts';
import { isPrivateField } from './privacy.ts';
import { PROTOTYPE, createKey, trap } from './properties.ts';
import { writePrototype } from './prototypes.ts';
import type { HeapValue, Hub, Site, Store, Value } from './value-graph.ts';
import { isHeapValue, isOfRuntime } from './values.ts';

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
  writeOwn(
    engine,
    { ...site, name: name === ANY ? undefined : name, value, isElsewhere, isDeletion },
    object,
    name,
  );
  callSetters(engine, site, object, name, value);
}

/** Writes a property of one object itself, whatever setters there are. */
function writeOwn(engine: Engine, written: Store, object: HeapValue, name: string): void {
  const { node, activation, value } = written;
  object.stores.push(written);
  if (isOfRuntime(object)) {
    // Everybody has the object.
    engine.escape(value, { kind: 'stored', name: written.name }, node, activation);
  }
  for (const listener of object.storeListeners.slice()) {
    listener(written);
  }
  engine.flow(value, getField(engine, object, name));
  if (object.kind === 'array' && name === 'length') {
    // A shorter list has lost its last elements.
    engine.add(getField(engine, object, ANY), UNDEFINED);
  }
}

/** Defines a property of one object, without its setters: one called `__proto__` is a property like others. */
export function defineIn(engine: Engine, site: Site, object: HeapValue, name: string, value: Hub): void {
  if (object.detail.proxy) {
    storeToProxy(engine, site, object, name, value);
  } else if (name === PROTOTYPE) {
    engine.flow(value, getField(engine, object, name));
  } else {
    const key = name === ANY ? undefined : name;
    writeOwn(engine, { ...site, name: key, value, isElsewhere: false, isDeletion: false }, object, name);
  }
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
