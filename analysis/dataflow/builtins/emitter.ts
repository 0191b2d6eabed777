import { getEmitterSelfCalls } from '../../apis/self-calls.ts';
import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { ANY } from '../fields.ts';
import { createHub } from '../hub.ts';
import { UNKNOWN, toConstant } from '../primitive-values.ts';
import type { HeapValue, Hub } from '../value-graph.ts';
import { isHeapValue } from '../values.ts';
import { LISTENER_LISTS, forEachListeners, keepListener, watchTable } from './emitter-state.ts';
import { getArgumentAt, withKeyHub } from './operation.ts';
import type { Operation } from './operation.ts';
import { callOwn } from './self-calls.ts';
import { PURE } from './summary.ts';
import type { Summary } from './summary.ts';

/** Whether somebody may listen for an event that an emitter emits by itself. */
export function mayListen({ fields }: HeapValue, event: OwnEvent): boolean {
  return [event, ANY].some((name) => (fields.get(`[on ${name}]`)?.values ?? []).length > 0);
}

/**
 * `emitter.on(event, listener)`: an emitter that other code has may emit anything.
 *
 * @param isHarmless whether a listener for an event can do no harm to the emitter
 */
export function addListener(engine: Engine, call: Call, isHarmless: (event: string) => boolean): void {
  const { self, result } = call;
  if (!self) {
    return;
  }
  engine.flow(self, result);
  const listener = getArgumentAt(call, 1, engine);
  engine.wantIfTracked(listener, self);
  engine.listen(self, (emitter) => {
    if (!isHeapValue(emitter)) {
      engine.escape(listener, { kind: 'stored', name: undefined }, call.node, call.activation);
      return;
    }
    withKeyHub(engine, getArgumentAt(call, 0, engine), (event) => {
      keepListener(engine, call, emitter, event, listener);
      callListener(engine, call, listener, emitter, isHarmless(event));
    });
    callListenerObservers(engine, call, emitter, 'newListener');
    emitter.exposureListeners.push(() => {
      engine.escape(listener, { kind: 'stored', name: undefined }, call.node, call.activation);
    });
    if (emitter.exposure === 'full') {
      engine.escape(listener, { kind: 'stored', name: undefined }, call.node, call.activation);
    }
  });
}

/** The events that emitters emit by themselves, when a listener is added or removed. */
export type OwnEvent = 'newListener' | 'removeListener';

/** Who listens for `newListener` or `removeListener` gets every listener, by `emit()`. */
function callListenerObservers(
  engine: Engine,
  { node, activation, args }: Call,
  emitter: HeapValue,
  event: OwnEvent,
): void {
  const self = createHub('emitter');
  engine.add(self, emitter);
  const listeners = createHub(`listeners for ${event}`);
  forEachListeners(engine, emitter, event, (told) => {
    engine.flow(told, listeners);
  });
  engine.whenTracked(self, () => {
    engine.want(listeners);
  });
  engine.semantics.call(engine, {
    node,
    activation,
    callee: listeners,
    self,
    args,
    result: createHub('nothing'),
    isNew: false,
    isThisHarmless: true,
  });
  engine.listen(listeners, () => {
    if (engine.isFirst(['tell', node, activation, emitter, event])) {
      const name = createHub('event');
      engine.add(name, toConstant(event));
      callOwn(engine, { node, activation }, emitter, 'emit', [name, ...args.fixed]);
    }
  });
}

/** `emitter.off(event, listener)`, and what else removes listeners. */
export function removeListener(engine: Engine, call: Call): void {
  const { self, result } = call;
  if (!self) {
    return;
  }
  engine.flow(self, result);
  engine.listen(self, (emitter) => {
    if (isHeapValue(emitter)) {
      callListenerObservers(engine, call, emitter, 'removeListener');
    }
  });
}

/** Methods that call others of the emitter, which the program may have replaced. */
function callsOwn(name: string, operation: Operation): Operation {
  return (engine, call) => {
    operation(engine, call);
    const { self, args } = call;
    if (self) {
      engine.listen(self, (emitter) => {
        if (isHeapValue(emitter)) {
          for (const called of getEmitterSelfCalls(name)) {
            callOwn(engine, call, emitter, called, args.fixed);
          }
        }
      });
    }
  };
}

const on: Operation = (engine, call) => {
  addListener(engine, call, () => false);
};

/** Calls a listener with the emitter as its `this`, whoever emits. Its arguments are added where events are emitted. */
function callListener(
  engine: Engine,
  { node, activation }: Call,
  listener: Hub,
  emitter: HeapValue,
  isThisHarmless: boolean,
): void {
  if (!engine.isFirst(['listener', node, activation, listener, emitter, isThisHarmless])) {
    return;
  }
  const self = createHub('emitter');
  engine.add(self, emitter);
  engine.whenTracked(self, () => {
    engine.want(listener);
  });
  engine.semantics.call(engine, {
    node,
    activation,
    callee: listener,
    self,
    args: { fixed: [], rest: undefined },
    result: createHub('nothing'),
    isNew: false,
    isThisHarmless,
  });
}

/** `emitter.emit(event, …arguments)`. */
const emit: Operation = (engine, call) => {
  const { self, args, node, activation } = call;
  if (!self) {
    return;
  }
  const handed = [...args.fixed.slice(1), ...(args.rest ? [args.rest] : [])];
  for (const hub of handed) {
    engine.wantIfTracked(hub, self);
  }
  engine.listen(self, (emitter) => {
    if (!isHeapValue(emitter)) {
      escapeAll(engine, call, handed);
      return;
    }
    engine.track(emitter);
    watchTable(engine, call, emitter);
    withKeyHub(engine, getArgumentAt(call, 0, engine), (event) => {
      if (event === 'error') {
        // Without a listener, it is thrown.
        for (const hub of handed) {
          engine.escape(hub, { kind: 'thrown' }, node, activation);
        }
      }
      forEachListeners(engine, emitter, event, (callee) => {
        engine.want(callee);
        engine.semantics.call(engine, {
          node,
          activation,
          callee,
          self,
          args: { fixed: args.fixed.slice(1), rest: args.rest },
          result: createHub('nothing'),
          isNew: false,
        });
      });
    });
    emitter.exposureListeners.push(() => {
      escapeAll(engine, call, handed);
    });
    if (emitter.exposure === 'full') {
      escapeAll(engine, call, handed);
    }
  });
};

function escapeAll(engine: Engine, { node, activation }: Call, hubs: readonly Hub[]): void {
  for (const hub of hubs) {
    engine.escape(hub, { kind: 'argument', callee: 'emit' }, node, activation);
  }
}

const same: Summary = { rows: ['this -> result'] };
const off: Operation = removeListener;

type EmitterMember =
  | 'addListener'
  | 'emit'
  | 'eventNames'
  | 'getMaxListeners'
  | 'listenerCount'
  | 'listeners'
  | 'off'
  | 'on'
  | 'once'
  | 'prependListener'
  | 'prependOnceListener'
  | 'rawListeners'
  | 'removeAllListeners'
  | 'removeListener'
  | 'setMaxListeners';

/** What the methods of event emitters do (Node.js documentation, "Events"). */
export const EMITTER_METHODS = {
  addListener: on,
  emit,
  eventNames: PURE,
  getMaxListeners: PURE,
  listenerCount: PURE,
  listeners: LISTENER_LISTS.listeners,
  off,
  on,
  once: callsOwn('once', on),
  prependListener: on,
  prependOnceListener: callsOwn('prependOnceListener', on),
  rawListeners: LISTENER_LISTS.rawListeners,
  removeAllListeners: callsOwn('removeAllListeners', off),
  removeListener: off,
  setMaxListeners: same,
} as const satisfies Readonly<Record<EmitterMember, Summary | Operation>>;

/**
 * A callback that the runtime calls with arguments of its own.
 *
 * @returns what the callback returns
 */
export function callByRuntime(
  engine: Engine,
  call: Call,
  callback: Hub,
  self: Hub | undefined,
  isThisHarmless = false,
): Hub {
  const { node, activation } = call;
  const result = createHub('what a callback returns');
  const given = createHub('arguments of the runtime');
  engine.add(given, UNKNOWN);
  if (self) {
    engine.wantIfTracked(self, callback);
  }
  engine.semantics.call(engine, {
    node,
    activation,
    callee: callback,
    self,
    args: { fixed: [], rest: given },
    result,
    isNew: false,
    isThisHarmless,
  });
  return result;
}
