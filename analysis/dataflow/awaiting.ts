import type { Engine } from './engine.ts';
import { getField } from './fields.ts';
import { createHub } from './hub.ts';
import { load } from './properties.ts';
import type { HeapValue, Hub, Value } from './value-graph.ts';
import { createHeapValue, isHeapValue } from './values.ts';

/** What is awaited flows on: what promises promise, and anything else as it is. */
export function flowAwaited(engine: Engine, from: Hub, to: Hub): void {
  engine.wantWith(to, from);
  engine.flow(from, to, (value) => (isPromise(value) ? undefined : value));
  engine.listen(from, (value) => {
    if (isPromise(value)) {
      engine.flow(getField(engine, value, '[promised]'), to);
    } else if (isHeapValue(value) && canHaveThen(value)) {
      adoptThenable(engine, value, to);
    }
  });
}

/** A function that puts its argument into a hub. It is followed as soon as the values at the hub are asked for. */
export function getResolver(engine: Engine, to: Hub): HeapValue {
  return engine.made.get(['resolve', to], () => {
    const resolve = createHeapValue('builtin', undefined, undefined, { path: ['resolve'], resolves: to });
    engine.whenWanted(to, () => {
      engine.track(resolve);
    });
    return resolve;
  });
}

function isPromise(value: Value): value is HeapValue {
  return isHeapValue(value) && value.kind === 'Promise';
}

/** Objects whose `then` the program may have written. */
function canHaveThen({ kind }: HeapValue): boolean {
  return kind === 'object' || kind === 'instance';
}

/** An object with a method `then` gives what the method hands to its first argument. What its second one gets is thrown. */
function adoptThenable(engine: Engine, thenable: HeapValue, to: Hub): void {
  const { node, activation } = thenable;
  if (!node || !activation) {
    return;
  }
  const self = createHub('thenable');
  engine.add(self, thenable);
  const callee = createHub('then');
  load(engine, { node, activation }, self, 'then', callee);
  const [first, second] = [createHub('resolve'), createHub('reject')];
  engine.add(first, getResolver(engine, to));
  engine.add(
    second,
    engine.made.get(['reject', thenable], () => {
      const resolves = engine.createEscape({ kind: 'thrown' }, node, activation);
      return createHeapValue('builtin', undefined, undefined, { path: ['reject'], resolves });
    }),
  );
  const args = { fixed: [first, second], rest: undefined };
  const result = createHub('nothing');
  engine.wantWith(to, callee);
  engine.semantics.call(engine, { node, activation, callee, self, args, result, isNew: false });
}
