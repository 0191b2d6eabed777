import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { createHub } from '../hub.ts';
import { load } from '../properties.ts';
import type { HeapValue, Hub, Value } from '../value-graph.ts';
import { isHeapValue } from '../values.ts';

/**
 * A method of the runtime calls another one on its `this`: what the program has put in the place of that runs.
 *
 * @param receiver the `this`
 * @param fixed what the method is given
 */
export function callOwn(
  engine: Engine,
  { node, activation }: Pick<Call, 'node' | 'activation'>,
  receiver: HeapValue,
  name: string,
  fixed: readonly Hub[],
): void {
  const self = createHub('this');
  engine.add(self, receiver);
  const methods = createHub(`own ${name}`);
  load(engine, { node, activation }, self, name, methods, false);
  const callee = createHub(`replaced ${name}`);
  engine.flow(methods, callee, (method) => (isOfRuntime(method, name) ? undefined : method));
  engine.whenTracked(self, () => {
    engine.want(callee);
  });
  engine.semantics.call(engine, {
    node,
    activation,
    callee,
    self,
    args: { fixed, rest: undefined },
    result: createHub('nothing'),
    isNew: false,
  });
}

/** Whether a method is the runtime's own, so that it is known what it does. */
function isOfRuntime(method: Value, name: string): boolean {
  return isHeapValue(method) && method.kind === 'builtin' && method.detail.path?.at(-1) === name;
}
