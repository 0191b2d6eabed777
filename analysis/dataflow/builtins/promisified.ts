import { callUnknown } from '../calls.ts';
import type { Arguments, Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { ANY, copyProperties, forEachStore, getField } from '../fields.ts';
import { createHub } from '../hub.ts';
import { UNKNOWN } from '../primitive-values.ts';
import type { HeapValue, Hub, Value } from '../value-graph.ts';
import { createHeapValue, isHeapValue, isOfRuntime } from '../values.ts';
import { promiseLater } from './node-events.ts';
import { getArgumentAt } from './operation.ts';
import type { Operation } from './operation.ts';

/** `util.promisify(f)`: calls `f` with the same `this` and arguments, and gives a promise of what its callback gets. */
export const promisify: Operation = (engine, site) => {
  const { node, activation } = site;
  const target = getArgumentAt(site, 0, engine);
  const wrapped = engine.made.get(['promisified', node, activation], () =>
    createHeapValue('builtin', node, activation, { path: ['promisified'], wraps: target }),
  );
  copyProperties(engine, target, wrapped);
  engine.add(site.result, wrapped);
  engine.whenTracked(target, () => {
    engine.track(wrapped);
  });
};

/** What `util.promisify` hands over as the last argument: `(error, value) => …`, which settles a promise. */
function getCallback(engine: Engine, { node, activation }: Call, promised: Hub): HeapValue {
  return engine.made.get(['callback', promised], () => {
    const rejects = engine.createEscape({ kind: 'thrown' }, node, activation);
    const detail = { path: ['callback'], resolves: promised, rejects };
    const callback = createHeapValue('builtin', undefined, undefined, detail);
    engine.whenWanted(promised, () => {
      engine.track(callback);
    });
    return callback;
  });
}

/** Calls what `util.promisify` made. */
export function callPromisified(engine: Engine, site: Call, target: Hub): void {
  // `this.ask = promisify(this.ask)` makes a function that calls itself, as far as is known here.
  if (!engine.isFirst(['promisified call', site.node, site.activation, target])) {
    callUnknown(engine, site);
    return;
  }
  const custom = createHub('custom function');
  const plain = createHub('promisified function');
  engine.want(target);
  engine.listen(target, (value) => {
    const operation = getCustom(value);
    if (operation) {
      operation(engine, site);
    } else {
      engine.add(isHeapValue(value) && value.detail.wraps ? custom : plain, value);
    }
    flowCustom(engine, value, custom);
  });
  engine.want(custom);
  engine.semantics.call(engine, { ...site, callee: custom, isNew: false });
  callPlain(engine, site, plain);
}

/** What Node.js gives to timers as `[util.promisify.custom]` (lib/timers.js); what is promisified already has itself. */
function getCustom(value: Value): Operation | undefined {
  const name = isHeapValue(value) && value.kind === 'builtin' ? value.detail.path?.join('.') : undefined;
  return name === 'setTimeout' || name === 'setImmediate'
    ? (engine, site) => {
        promiseLater(engine, site, name);
      }
    : undefined;
}

/** `f[util.promisify.custom]`: a symbol of the runtime is a key that is not known. */
function flowCustom(engine: Engine, value: Value, custom: Hub): void {
  if (!isHeapValue(value)) {
    return;
  }
  if (!isOfRuntime(value)) {
    engine.flow(getField(engine, value, ANY), custom);
    return;
  }
  forEachStore(value, (store) => {
    if (store.name === undefined) {
      engine.flow(store.value, custom);
    }
  });
}

/** Calls functions with a callback as their last argument. */
function callPlain(engine: Engine, site: Call, plain: Hub): void {
  const promise = engine.made.get(['promise', site.node, site.activation], () =>
    createHeapValue('Promise', site.node, site.activation),
  );
  const promised = getField(engine, promise, '[promised]');
  engine.listen(plain, (value) => {
    engine.add(site.result, promise);
    if (!isHeapValue(value) || value.kind !== 'function') {
      engine.add(promised, UNKNOWN);
    }
  });
  const callback = createHub('callback');
  engine.add(callback, getCallback(engine, site, promised));
  engine.semantics.call(engine, {
    ...site,
    callee: plain,
    args: addArgument(engine, site.args, callback),
    result: createHub('nothing'),
    isNew: false,
  });
}

/** One more argument behind all others: of a place that is not known if theirs are not. */
function addArgument(engine: Engine, { fixed, rest }: Arguments, argument: Hub): Arguments {
  if (!rest) {
    return { fixed: [...fixed, argument], rest };
  }
  const further = createHub('further arguments');
  engine.flow(rest, further);
  engine.flow(argument, further);
  return { fixed, rest: further };
}
