import { addGetter, addSetter } from '../accessors.ts';
import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { ANY, copyProperties, getField } from '../fields.ts';
import { getElement } from '../iteration.ts';
import { getValueAt } from '../same-key.ts';
import { defineIn } from '../stores.ts';
import type { Hub } from '../value-graph.ts';
import { createHeapValue, isHeapValue } from '../values.ts';
import { assign } from './object.ts';
import { getArgumentAt, withKeyHub } from './operation.ts';
import type { Operation } from './operation.ts';

/** `_define_property(object, key, value)`. */
export const defineValue: Operation = (engine, call) => {
  const object = getArgumentAt(call, 0, engine);
  const value = getArgumentAt(call, 2, engine);
  engine.flow(object, call.result);
  engine.wantIfTracked(value, object);
  const key = getArgumentAt(call, 1, engine);
  withKeyHub(engine, key, (name) => {
    const written = getValueAt(engine, call, key, value, name);
    engine.listen(object, (holder) => {
      if (isHeapValue(holder)) {
        defineIn(engine, call, holder, name, written);
      } else if (holder.kind === 'unknown') {
        engine.escape(value, { kind: 'stored', name }, call.node, call.activation);
      }
    });
  });
};

/** `__rest(object, names)`, `_object_without_properties(object, names)`: a copy. */
export const copyRest: Operation = (engine, call) => {
  const { node, activation } = call;
  const source = getArgumentAt(call, 0, engine);
  const made = engine.made.get(['rest', node, activation], () => {
    const leftOut = getElement(engine, call, getArgumentAt(call, 1, engine), undefined);
    engine.want(leftOut);
    return createHeapValue('object', node, activation, { leftOut });
  });
  engine.add(call.result, made);
  copyProperties(engine, source, made);
  engine.whenTracked(source, () => {
    getField(engine, made, ANY);
  });
};

/** `_object_spread_props(target, …sources)`: getters and setters are copied as such. */
export const assignProperties: Operation = (engine, call) => {
  assign(engine, call);
  const target = getArgumentAt(call, 0, engine);
  for (const source of [...call.args.fixed.slice(1), ...(call.args.rest ? [call.args.rest] : [])]) {
    copyAccessors(engine, call, source, target);
  }
};

function copyAccessors(engine: Engine, { node, activation }: Call, from: Hub, to: Hub): void {
  engine.wantIfTracked(from, to);
  const copy = (kind: 'get' | 'set', name: string, accessor: Hub): void => {
    engine.want(to);
    engine.listen(to, (target) => {
      if (isHeapValue(target)) {
        (kind === 'get' ? addGetter : addSetter)(engine, target, name, accessor);
      } else if (target.kind === 'unknown') {
        engine.escape(accessor, { kind: 'stored', name }, node, activation);
      }
    });
  };
  engine.listen(from, (source) => {
    if (!isHeapValue(source)) {
      return;
    }
    for (const [name, getter] of source.getters) {
      copy('get', name, getter);
    }
    for (const [name, setter] of source.setters) {
      copy('set', name, setter);
    }
    source.accessorListeners.push(copy);
  });
}
