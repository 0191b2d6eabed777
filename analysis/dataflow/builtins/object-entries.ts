import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { ANY, forEachField, getField, getPrototype, isSlot } from '../fields.ts';
import { createHub } from '../hub.ts';
import { getElement } from '../iteration.ts';
import { PRIMITIVE, UNKNOWN, toConstant } from '../primitive-values.ts';
import { load } from '../properties.ts';
import { getKeys } from '../transfers/assignments.ts';
import type { Hub } from '../value-graph.ts';
import { isHeapValue } from '../values.ts';
import { make } from './made-by-call.ts';
import { getArgumentAt } from './operation.ts';
import type { Operation } from './operation.ts';

/** The names of properties, as an array of texts. */
export const keys: Operation = (engine, call) => {
  const made = make(engine, call, 'array', 'keys');
  engine.add(call.result, made);
  engine.flow(getKeys(engine, getArgumentAt(call, 0, engine)), getField(engine, made, ANY));
};

/** `Object.values(object)`. */
export const values: Operation = (engine, call) => {
  const made = make(engine, call, 'array', 'values');
  engine.add(call.result, made);
  readValues(engine, call, getArgumentAt(call, 0, engine), getField(engine, made, ANY));
};

/** What the properties of an object hold. */
function readValues(engine: Engine, call: Call, from: Hub, to: Hub): void {
  engine.wantWith(to, from);
  engine.listen(from, (value) => {
    if (value.kind === 'unknown') {
      engine.add(to, UNKNOWN);
    } else if (isHeapValue(value)) {
      forEachField(value, (name) => {
        if (!isSlot(name) && !name.startsWith('#') && !name.startsWith('@@')) {
          engine.flow(getField(engine, value, name), to);
        }
      });
      engine.semantics.callGetters(engine, value, ANY, to);
    } else {
      engine.add(to, PRIMITIVE);
    }
  });
}

/** `Object.entries(object)`. */
export const entries: Operation = (engine, call) => {
  const made = make(engine, call, 'array', 'entries');
  const pair = make(engine, call, 'array', 'entry');
  const from = getArgumentAt(call, 0, engine);
  engine.add(call.result, made);
  engine.add(getField(engine, made, ANY), pair);
  engine.flow(getKeys(engine, from), getField(engine, pair, '0'));
  readValues(engine, call, from, getField(engine, pair, '1'));
};

/** `Object.fromEntries(pairs)`: which value has which key is not told. */
export const fromEntries: Operation = (engine, call) => {
  const made = make(engine, call, 'object', 'fromEntries');
  engine.add(call.result, made);
  const pair = getElement(engine, call, getArgumentAt(call, 0, engine), undefined);
  load(engine, call, pair, '1', getField(engine, made, ANY));
};

/** `Object.groupBy(items, name)`: objects of arrays. */
export const groupBy: Operation = (engine, call) => {
  const made = make(engine, call, 'object', 'groupBy');
  const group = make(engine, call, 'array', 'group');
  engine.add(getPrototype(engine, made), toConstant(null));
  engine.add(call.result, made);
  engine.add(getField(engine, made, ANY), group);
  const element = getElement(engine, call, getArgumentAt(call, 0, engine), undefined);
  engine.flow(element, getField(engine, group, ANY));
  const { node, activation } = call;
  engine.semantics.call(engine, {
    node,
    activation,
    callee: getArgumentAt(call, 1, engine),
    self: undefined,
    args: { fixed: [element], rest: undefined },
    result: createHub('key'),
    isNew: false,
  });
};
