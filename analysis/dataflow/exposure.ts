import { ASSUMPTIONS } from './assumptions.ts';
import { isConstructor } from './constructors.ts';
import type { Engine } from './engine.ts';
import { isExport } from './escape.ts';
import type { Escape } from './escape.ts';
import {
  createGone,
  createHeld,
  exposeBound,
  exposeFunction,
  getForeignInstance,
  getReceivers,
  getSelf,
} from './exposed-code.ts';
import { exposeReads, exposeSlot, writeSlot } from './exposed-slots.ts';
import { forEachField, forEachStore, getField, getPrototype, isSlot } from './fields.ts';
import {
  canBeWritten,
  isLeftToOthers,
  isOwnStore,
  replaceFunctions,
  writeFromElsewhere,
  writeUnlessFunction,
} from './foreign-writes.ts';
import { createHub } from './hub.ts';
import { UNKNOWN } from './primitive-values.ts';
import { isForSubclasses, isLeftAlone } from './privacy.ts';
import type { HeapValue, Hub, Store, Value } from './value-graph.ts';
import { isHeapValue } from './values.ts';

/**
 * What other code can do with a value that it has: call it, construct it, extend it, read and write what it holds, call its
 * methods. What is private by form it leaves alone.
 */
export function expose(engine: Engine, value: Value, escape: Escape): void {
  if (!isHeapValue(value)) {
    return;
  }
  if (value.exposure === 'full') {
    if (value.isModuleExports && !isExport(escape.reason)) {
      replaceFunctions(engine, value);
    }
    return;
  }
  const { kind } = value;
  if (value.detail.gives) {
    value.exposure = 'full';
    engine.flow(value.detail.gives, createGone(engine, escape, { kind: 'returned' }));
  }
  if (kind === 'module' || kind === 'builtin' || kind === 'Symbol' || kind === 'address' || kind === 'port') {
    return;
  }
  value.exposure = 'full';
  switch (kind) {
    case 'function':
      exposeFunction(engine, value, undefined, escape);
      break;
    case 'class':
      exposeClass(engine, value, escape);
      break;
    case 'bound':
      exposeBound(engine, value, escape);
      break;
    case 'Proxy':
      exposeProxy(engine, value, escape);
      break;
    default:
  }
  exposeInherited(engine, value, escape);
  exposeProperties(engine, value, escape);
  for (const listener of value.exposureListeners.slice()) {
    listener();
  }
}

function exposeClass(engine: Engine, made: HeapValue, escape: Escape): void {
  getForeignInstance(engine, made, escape);
  const prototypes = getField(engine, made, 'prototype');
  engine.want(prototypes);
  engine.listen(prototypes, (prototype) => {
    expose(engine, prototype, escape);
  });
  // What it extends is constructed and used through it.
  const parents = getPrototype(engine, made);
  engine.want(parents);
  engine.listen(parents, (parent) => {
    if (isHeapValue(parent) && parent.kind === 'class') {
      exposeSuperclass(engine, parent, escape);
    }
  });
}

/** The methods of a superclass are called on instances of the class that other code has. */
function exposeSuperclass(engine: Engine, parent: HeapValue, escape: Escape): void {
  // Once, since classes may seem to extend each other.
  if (!engine.isFirst(['exposed to subclasses', parent])) {
    return;
  }
  const prototypes = getField(engine, parent, 'prototype');
  engine.want(prototypes);
  engine.listen(prototypes, (prototype) => {
    expose(engine, prototype, escape);
  });
  const parents = getPrototype(engine, parent);
  engine.want(parents);
  engine.listen(parents, (above) => {
    if (isHeapValue(above) && above.kind === 'class') {
      exposeSuperclass(engine, above, escape);
    }
  });
}

function exposeProxy(engine: Engine, { detail }: HeapValue, escape: Escape): void {
  for (const hub of detail.proxy ? [detail.proxy.target, detail.proxy.handler] : []) {
    engine.want(hub);
    engine.flow(hub, createHeld(engine, escape, undefined));
  }
}

/** Other code uses what an object inherits as well, and calls the methods of that on the object. */
function exposeInherited(engine: Engine, heir: HeapValue, escape: Escape): void {
  const seen = new Set<HeapValue>();
  const exposeAbove = (holder: HeapValue): void => {
    const prototypes = getPrototype(engine, holder);
    engine.want(prototypes);
    engine.listen(prototypes, (prototype) => {
      if (isHeapValue(prototype) && !seen.has(prototype)) {
        seen.add(prototype);
        engine.add(getReceivers(engine, prototype), heir);
        if (prototype.kind === 'class' || prototype.kind === 'function') {
          exposeStatics(engine, prototype, escape);
        } else {
          expose(engine, prototype, escape);
        }
        exposeAbove(prototype);
      }
    });
  };
  exposeAbove(heir);
}

/** A class has what its superclass has; it does not hand that out, to be constructed. */
function exposeStatics(engine: Engine, superclass: HeapValue, escape: Escape): void {
  if (superclass.exposure !== 'full' && engine.isFirst(['exposed members', superclass])) {
    exposeProperties(engine, superclass, escape);
  }
}

function exposeProperties(engine: Engine, value: HeapValue, escape: Escape): void {
  const self = getSelf(engine, value);
  const gone = new Map<string, Hub>();
  forEachField(value, (name) => {
    if (isSlot(name)) {
      exposeSlot(engine, value, name, escape);
      return;
    }
    exposeReads(engine, value, name);
    const isOwnClass =
      (value.kind === 'instance' || value.kind === 'class') &&
      !isForSubclasses(value, name) &&
      engine.trust.isTrusted(name);
    const field = getField(engine, value, name);
    if (name.startsWith('#') || (!value.hasForeignBase && isLeftAlone(engine.trust, value, name))) {
      if (value.kind === 'instance' && isLeftToOthers(value, name)) {
        engine.add(field, UNKNOWN);
      }
      return;
    }
    const hub = createHub(`held ${name}`);
    gone.set(name, hub);
    engine.flow(field, hub);
    engine.listen(hub, (held) => {
      exposeHeld(engine, held, self, isOwnClass, name, escape);
    });
    if (value.isModuleExports && isExport(escape.reason) && canBeWritten(value, name)) {
      writeUnlessFunction(engine, field);
    } else {
      writeFromElsewhere(engine, value, name, isOwnClass);
    }
  });
  const exposeStore = (store: Store): void => {
    const isPrivate = store.name !== undefined && isLeftAlone(engine.trust, value, store.name);
    if (!store.isElsewhere && !isPrivate && !isOwnStore(value, store)) {
      engine.flow(store.value, createHeld(engine, escape, store.name));
    }
  };
  if (value.kind === 'instance' || value.kind === 'class') {
    forEachStore(value, exposeStore);
  }
  const exposeAccessor = (kind: 'get' | 'set', name: string, accessor: Hub): void => {
    if (kind === 'get') {
      engine.whenTracked(accessor, () => {
        engine.semantics.installPropertyReads(engine, name);
      });
    }
    if (name.startsWith('#') || isLeftAlone(engine.trust, value, name)) {
      return;
    }
    engine.want(accessor);
    engine.listen(accessor, (closure) => {
      if (isHeapValue(closure) && closure.kind === 'function') {
        exposeFunction(engine, closure, self, escape);
      }
    });
  };
  for (const [name, accessor] of value.getters) {
    exposeAccessor('get', name, accessor);
  }
  for (const [name, accessor] of value.setters) {
    exposeAccessor('set', name, accessor);
  }
  value.accessorListeners.push(exposeAccessor);
}

/** What a field of an object holds that other code has. */
export function exposeHeld(
  engine: Engine,
  held: Value,
  self: Hub,
  isOwnClass: boolean,
  name: string,
  escape: Escape,
): void {
  if (!isHeapValue(held)) {
    return;
  }
  const isLeftUnbound = isOwnClass && ASSUMPTIONS.publicFieldsAreNotBound;
  if (held.kind === 'function') {
    if (isConstructor(held)) {
      expose(engine, held, escape);
      return;
    }
    exposeFunction(engine, held, self, escape);
    if (isLeftUnbound) {
      hold(engine, held, name, escape);
    } else if (held.exposure !== 'full' && engine.isFirst(['exposed members', held])) {
      exposeInherited(engine, held, escape);
      exposeProperties(engine, held, escape);
    }
    return;
  }
  if (isLeftUnbound && held.kind !== 'class' && held.kind !== 'bound') {
    hold(engine, held, name, escape);
    return;
  }
  const hub = createHeld(engine, escape, name);
  engine.add(hub, held);
}

/** A public field holds a value: the functions in it are called; it is not bound through the field (see {@link ASSUMPTIONS}). */
function hold(engine: Engine, value: HeapValue, name: string, escape: Escape): void {
  if (value.kind === 'socket') {
    engine.trust.note(name, false);
  }
  if (value.exposure !== 'none') {
    return;
  }
  value.exposure = 'held';
  engine.holders.set(value, { name, escape });
  if (value.kind === 'socket') {
    return;
  }
  const self = getSelf(engine, value);
  forEachField(value, (inner) => {
    if (inner.startsWith('#') || isLeftAlone(engine.trust, value, inner)) {
      return;
    }
    const hub = createHub(`held ${inner}`);
    engine.flow(getField(engine, value, inner), hub);
    engine.listen(hub, (held) => {
      exposeHeld(engine, held, self, true, name, escape);
    });
    if (isSlot(inner)) {
      writeSlot(engine, value, inner);
    } else {
      writeFromElsewhere(engine, value, inner, true);
    }
  });
  engine.listen(getPrototype(engine, value), (parent) => {
    // What inherits from a socket gives all that the socket has.
    if (isHeapValue(parent) && parent.kind === 'socket') {
      hold(engine, parent, name, escape);
    }
  });
}
