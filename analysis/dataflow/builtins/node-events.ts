import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { ANY, getField } from '../fields.ts';
import { createHub } from '../hub.ts';
import { UNKNOWN } from '../primitive-values.ts';
import type { HeapValue } from '../value-graph.ts';
import { createHeapValue, isHeapValue } from '../values.ts';
import { addListener } from './emitter.ts';
import { getArgumentAt } from './operation.ts';
import type { Operation } from './operation.ts';
import { callOwn } from './self-calls.ts';

/**
 * The arguments that an event is emitted with, as an array: by the program or by the runtime.
 *
 * @param methods by which the emitter is given the listener (lib/events.js)
 */
function collectEvent(engine: Engine, call: Call, methods: readonly string[]): HeapValue {
  const { node, activation, args } = call;
  const list = engine.made.get(['event', node, activation], () => createHeapValue('array', node, activation));
  const emitted = getField(engine, list, ANY);
  engine.add(emitted, UNKNOWN);
  const [emitter, event] = args.fixed;
  if (!emitter || !event) {
    return list;
  }
  const listener = createHub('listener');
  engine.add(
    listener,
    engine.made.get(['listener', node, activation], () =>
      createHeapValue('builtin', node, activation, { path: ['listener'], finishes: emitted }),
    ),
  );
  engine.want(emitter);
  addListener(
    engine,
    {
      ...call,
      self: emitter,
      args: { fixed: [event, listener], rest: undefined },
      result: createHub('nothing'),
    },
    () => true,
  );
  engine.listen(emitter, (value) => {
    if (isHeapValue(value)) {
      for (const name of methods) {
        callOwn(engine, call, value, name, [event, listener]);
      }
    }
  });
  return list;
}

/** `events.once(emitter, event)`: a promise of the arguments. */
export const awaitEvent: Operation = (engine, call) => {
  const { node, activation, result } = call;
  const promise = engine.made.get(['once', node, activation], () =>
    createHeapValue('Promise', node, activation),
  );
  engine.add(
    getField(engine, promise, '[promised]'),
    collectEvent(engine, call, ['once', 'on', 'removeListener']),
  );
  engine.add(result, promise);
};

/** `events.on(emitter, event)`: an asynchronous iterator of the arguments. */
export const iterateEvents: Operation = (engine, call) => {
  const { node, activation, result } = call;
  const iterator = engine.made.get(['events', node, activation], () =>
    createHeapValue('Iterator', node, activation, { isAsync: true }),
  );
  engine.add(getField(engine, iterator, '[yielded]'), collectEvent(engine, call, ['on', 'removeListener']));
  engine.add(result, iterator);
};

/** The functions of `timers/promises`: the second argument comes later, that of `setImmediate` is the first. */
export function promiseLater(engine: Engine, call: Call, name: string | undefined): void {
  const { node, activation, result } = call;
  const value = getArgumentAt(call, name === 'setImmediate' ? 0 : 1, engine);
  const isRepeated = name === 'setInterval';
  const later = engine.made.get(['later', node, activation], () =>
    isRepeated
      ? createHeapValue('Iterator', node, activation, { isAsync: true })
      : createHeapValue('Promise', node, activation),
  );
  engine.flow(value, getField(engine, later, isRepeated ? '[yielded]' : '[promised]'));
  engine.add(result, later);
}
