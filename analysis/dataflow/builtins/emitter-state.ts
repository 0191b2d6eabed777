import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { ANY, forEachStore, getField, getPrototype } from '../fields.ts';
import { createHub } from '../hub.ts';
import { UNKNOWN } from '../primitive-values.ts';
import type { HeapValue, Hub } from '../value-graph.ts';
import { createHeapValue, isHeapValue } from '../values.ts';
import { getArgumentAt, withKeyHub } from './operation.ts';
import type { Operation } from './operation.ts';

/*
 * What an emitter knows of its listeners (lib/events.js): a table of them by their events, `_events`, which it may inherit, and
 * which a program may read, copy and replace.
 */

/** The slot of the listeners for an event. */
function getListeners(engine: Engine, emitter: HeapValue, event: string): Hub {
  return getField(engine, emitter, `[on ${event}]`);
}

/**
 * Calls `act` with an emitter, and with each object that it inherits from and that may be an emitter itself: without a table of
 * its own it uses that one's.
 */
function forEachHolder(engine: Engine, emitter: HeapValue, act: (holder: HeapValue) => void): void {
  const seen = new Set<HeapValue>();
  const visit = (object: HeapValue): void => {
    if (seen.has(object)) {
      return;
    }
    seen.add(object);
    if (object === emitter || object.kind === 'instance' || object.kind === 'object') {
      act(object);
    }
    engine.listen(getPrototype(engine, object), (parent) => {
      if (isHeapValue(parent)) {
        visit(parent);
      }
    });
  };
  visit(emitter);
}

/** Calls `act` with where the listeners for an event are, those for unknown events included. */
export function forEachListeners(
  engine: Engine,
  emitter: HeapValue,
  event: string,
  act: (listeners: Hub) => void,
): void {
  forEachHolder(engine, emitter, (holder) => {
    if (event !== ANY) {
      act(getListeners(engine, holder, event));
      act(getListeners(engine, holder, ANY));
      return;
    }
    const actOnSlot = (name: string): void => {
      if (name.startsWith('[on ')) {
        act(getField(engine, holder, name));
      }
    };
    holder.fieldListeners.push(actOnSlot);
    for (const name of [...holder.fields.keys()]) {
      actOnSlot(name);
    }
  });
}

/** Puts a listener where an emitter keeps those for an event. */
export function keepListener(
  engine: Engine,
  call: Call,
  emitter: HeapValue,
  event: string,
  listener: Hub,
): void {
  forEachHolder(engine, emitter, (holder) => {
    engine.flow(listener, getListeners(engine, holder, event));
    const table = watchTable(engine, call, holder);
    if (!table) {
      return;
    }
    const entry = getField(engine, table, event);
    engine.flow(listener, entry);
    // Several of them are a list.
    const list = engine.made.get(['listeners in a table', table, event], () =>
      createHeapValue('array', table.node, table.activation),
    );
    engine.flow(listener, getField(engine, list, ANY));
    engine.add(entry, list);
  });
}

/** What may be an emitter of the program. All that a socket has is unknown, and so is what it calls its listeners with. */
const EMITTERS: ReadonlySet<string> = new Set(['class', 'function', 'instance', 'object', 'prototype']);

/** The table of an emitter. What is put into it, or in its place, is called when somebody emits. */
export function watchTable(
  engine: Engine,
  { node, activation }: Call,
  emitter: HeapValue,
): HeapValue | undefined {
  if (!EMITTERS.has(emitter.kind)) {
    return undefined;
  }
  return engine.made.get(['table of listeners', emitter], () => {
    const table = createHeapValue('object', emitter.node, emitter.activation);
    const field = getField(engine, emitter, '_events');
    engine.add(field, table);
    const gone = engine.createEscape({ kind: 'stored', name: '_events' }, node, activation);
    engine.flow(field, gone, (value) => (value === table ? undefined : value));
    forEachStore(table, ({ value }) => {
      engine.flow(value, gone);
    });
    return table;
  });
}

/** What `once()` keeps of a listener: a function that calls it, with the listener as a property. */
function getWrapper(
  engine: Engine,
  { node, activation }: Call,
  emitter: HeapValue,
  listeners: Hub,
): HeapValue {
  return engine.made.get(['wrapper of listeners', node, activation, listeners], () => {
    const self = createHub('emitter');
    engine.add(self, emitter);
    const wrapper = createHeapValue('bound', node, activation, {
      bound: { target: listeners, self, args: [] },
    });
    engine.flow(listeners, getField(engine, wrapper, 'listener'));
    return wrapper;
  });
}

/**
 * `emitter.listeners(event)`: a list of the functions, which may be called with anything.
 *
 * @param isRaw whether it gives what it keeps for those that are called once, which have them as a property
 */
function giveListeners(isRaw: boolean): Operation {
  return (engine, call) => {
    const { self, node, activation, result } = call;
    if (!self) {
      engine.add(result, UNKNOWN);
      return;
    }
    engine.wantWith(result, self);
    engine.listen(self, (emitter) => {
      if (!isHeapValue(emitter)) {
        engine.add(result, UNKNOWN);
        return;
      }
      engine.track(emitter);
      const list = engine.made.get(['listeners', node, activation, emitter], () =>
        createHeapValue('array', node, activation),
      );
      const elements = getField(engine, list, ANY);
      engine.add(result, list);
      withKeyHub(engine, getArgumentAt(call, 0, engine), (event) => {
        forEachListeners(engine, emitter, event, (listeners) => {
          engine.flow(listeners, elements);
          if (isRaw) {
            engine.add(elements, getWrapper(engine, call, emitter, listeners));
          }
        });
      });
      const addUnknown = (): void => {
        engine.add(elements, UNKNOWN);
      };
      emitter.exposureListeners.push(addUnknown);
      if (emitter.exposure === 'full') {
        addUnknown();
      }
    });
  };
}

/** The methods that give what an emitter keeps. */
export const LISTENER_LISTS = { listeners: giveListeners(false), rawListeners: giveListeners(true) };
