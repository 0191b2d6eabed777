import { addGetter, addSetter } from '../accessors.ts';
import { callUnknown } from '../calls.ts';
import { constructSuper } from '../constructions.ts';
import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { createHub } from '../hub.ts';
import type { Hub } from '../hub.ts';
import { getField, getPrototype } from '../fields.ts';
import { getElement } from '../iteration.ts';
import { load } from '../properties.ts';
import { storeTo } from '../stores.ts';
import type { HeapValue } from '../values.ts';
import { UNKNOWN, isHeapValue } from '../values.ts';
import { spreadList } from './functions.ts';
import { getArgumentAt, withKeyHub } from './operation.ts';
import type { Operation } from './operation.ts';

/** `_inherits(Child, Parent)`. */
export const inherit: Operation = (engine, call) => {
  const child = getArgumentAt(call, 0, engine);
  const parent = getArgumentAt(call, 1, engine);
  engine.wantIfTracked(parent, child);
  engine.listen(child, (value) => {
    if (!isHeapValue(value)) {
      return;
    }
    engine.want(parent);
    engine.flow(parent, getPrototype(engine, value));
    const prototypes = getField(engine, value, 'prototype');
    engine.want(prototypes);
    engine.listen(prototypes, (prototype) => {
      engine.listen(parent, (above) => {
        if (isHeapValue(prototype) && isHeapValue(above)) {
          engine.flow(getField(engine, above, 'prototype'), getPrototype(engine, prototype));
        } else if (isHeapValue(prototype) && above.kind === 'unknown') {
          engine.add(getPrototype(engine, prototype), UNKNOWN);
        }
      });
    });
  });
};

/** `_call_super(self, Class, arguments)`: `super(...arguments)`, whose value is `self` or what the superclass returns. */
export const callSuper: Operation = (engine, call) => {
  const { node, activation, result } = call;
  const self = getArgumentAt(call, 0, engine);
  const made = getArgumentAt(call, 1, engine);
  const args = spreadList(engine, call, getArgumentAt(call, 2, engine));
  engine.flow(self, result);
  engine.want(self);
  engine.want(made);
  engine.listen(made, (value) => {
    engine.listen(self, (instance) => {
      if (isHeapValue(value) && isHeapValue(instance)) {
        constructSuper(engine, { node, activation, args, result }, getPrototype(engine, value), instance);
      } else if (value.kind === 'unknown') {
        callUnknown(engine, call);
      }
    });
  });
};

/** `_create_class(Class, members, statics)`, where each member is `{ key, value }` or `{ key, get, set }`. */
export const createClass: Operation = (engine, call) => {
  const made = getArgumentAt(call, 0, engine);
  engine.flow(made, call.result);
  const prototypes = createHub('prototype');
  load(engine, call, made, 'prototype', prototypes);
  defineMembers(engine, call, prototypes, call.args.fixed[1]);
  defineMembers(engine, call, made, call.args.fixed[2]);
};

function defineMembers(engine: Engine, call: Call, holders: Hub, list: Hub | undefined): void {
  if (!list) {
    return;
  }
  const members = getElement(engine, call, list, undefined);
  engine.want(members);
  engine.want(holders);
  engine.whenTracked(members, () => {
    engine.want(holders);
  });
  engine.listen(members, (member) => {
    if (!isHeapValue(member)) {
      return;
    }
    const key = getField(engine, member, 'key');
    withKeyHub(engine, key, (name) => {
      engine.listen(holders, (holder) => {
        if (isHeapValue(holder)) {
          storeTo(engine, call, holder, name, getField(engine, member, 'value'));
          addAccessor(engine, holder, name, getField(engine, member, 'get'), addGetter);
          addAccessor(engine, holder, name, getField(engine, member, 'set'), addSetter);
        }
      });
    });
  });
}

function addAccessor(
  engine: Engine,
  holder: HeapValue,
  name: string,
  accessor: Hub,
  add: typeof addGetter,
): void {
  let isAdded = false;
  engine.want(accessor);
  engine.listen(accessor, (closure) => {
    if (!isAdded && isHeapValue(closure)) {
      isAdded = true;
      add(engine, holder, name, accessor);
    }
  });
}
