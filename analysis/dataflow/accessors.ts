import type { Engine } from './engine.ts';
import { ANY } from './fields.ts';
import { createHub } from './hub.ts';
import type { HeapValue, Hub } from './value-graph.ts';
import { isHeapValue } from './values.ts';

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
export function callGetterOn(engine: Engine, getters: Hub, name: string, self: Hub, result: Hub): void {
  const given = createHub('what a getter gives');
  callAccessor(engine, getters, self, [], given);
  engine.flow(given, result, (held) => engine.semantics.nameMember(engine, held, name));
}

/** A place that holds one value. */
export function toHub(engine: Engine, value: HeapValue): Hub {
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

/** Calls setters of a property with what is written. */
export function callSetter(engine: Engine, setters: Hub, self: Hub, value: Hub): void {
  callAccessor(engine, setters, self, [value], createHub('nothing'));
}
