import { createHub } from '../hub.ts';
import { PRIMITIVE } from '../primitive-values.ts';
import { getArgumentAt } from './operation.ts';
import type { Operation } from './operation.ts';

/** A callback that the runtime calls later, with the further arguments. */
export function schedule(first: number): Operation {
  return (engine, call) => {
    engine.add(call.result, PRIMITIVE);
    const { node, activation, args } = call;
    const callee = getArgumentAt(call, 0, engine);
    for (const hub of args.fixed.slice(first)) {
      engine.wantIfTracked(hub, callee);
    }
    engine.semantics.call(engine, {
      node,
      activation,
      callee,
      self: undefined,
      args: { fixed: args.fixed.slice(first), rest: args.rest },
      result: createHub('nothing'),
      isNew: false,
    });
  };
}
