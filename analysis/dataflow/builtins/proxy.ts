import { getPropertyName } from '../../program/syntax.ts';
import { callUnknown } from '../calls.ts';
import { UNKNOWN } from '../primitive-values.ts';
import { PROXY_TRAPS } from '../properties.ts';
import type { HeapValue } from '../value-graph.ts';
import { createHeapValue, isHeapValue } from '../values.ts';
import type { Operation } from './operation.ts';

/** `new Proxy(target, handler)`: traps that the analysis does not know do more than it follows. */
export const createProxy: Operation = (engine, call) => {
  const [target, handler] = call.args.fixed;
  const { node, activation, result } = call;
  if (!target || !handler) {
    callUnknown(engine, call);
    return;
  }
  const proxy = engine.made.get(['proxy', node, activation], () =>
    createHeapValue('Proxy', node, activation, { proxy: { target, handler }, hasAnyName: true }),
  );
  // Whoever lists its properties, or copies them, gets what is not followed.
  proxy.initialize = (_name, field) => {
    engine.add(field, UNKNOWN);
    for (const hub of [target, handler]) {
      engine.escape(hub, { kind: 'unmodelled', what: 'Proxy' }, node, activation);
    }
  };
  engine.add(result, proxy);
  for (const hub of [target, handler]) {
    engine.whenTracked(hub, () => {
      engine.track(proxy);
    });
  }
  engine.listen(handler, (value) => {
    const isKnown = isHeapValue(value) && value.kind === 'object' && hasKnownTraps(value);
    if (!isKnown) {
      engine.add(result, UNKNOWN);
      for (const hub of [target, handler]) {
        engine.escape(hub, { kind: 'argument', callee: 'Proxy' }, node, activation);
      }
    }
  });
  engine.wantWith(result, handler);
  engine.wantIfTracked(target, handler);
};

/** Whether a handler is a literal whose traps are all among those that are followed: see {@link PROXY_TRAPS}. */
function hasKnownTraps({ node }: HeapValue): boolean {
  return (
    node?.type === 'ObjectExpression' &&
    node.properties.every(
      (property) => property.type === 'Property' && PROXY_TRAPS.has(getPropertyName(property) ?? ''),
    )
  );
}
