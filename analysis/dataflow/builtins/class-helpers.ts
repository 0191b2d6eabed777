import { toHub } from '../accessors.ts';
import { callUnknown } from '../calls.ts';
import { constructSuper } from '../constructions.ts';
import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { ANY, getField, getPrototype } from '../fields.ts';
import { createHub } from '../hub.ts';
import { getElement } from '../iteration.ts';
import { PRIMITIVE, UNDEFINED, UNKNOWN } from '../primitive-values.ts';
import { load } from '../properties.ts';
import { storeTo } from '../stores.ts';
import { testInstance } from '../transfers/expressions.ts';
import type { HeapValue, Hub } from '../value-graph.ts';
import { isHeapValue } from '../values.ts';
import { spreadList } from './functions.ts';
import { FLAGS } from './member-helper.ts';
import { getArgumentAt, withKeyHub } from './operation.ts';
import type { Operation } from './operation.ts';
import { define } from './property-descriptors.ts';

/** `_inherits(Child, Parent)`. */
export const inherit: Operation = (engine, call) => {
  const child = getArgumentAt(call, 0, engine);
  const parent = getArgumentAt(call, 1, engine);
  engine.wantIfTracked(parent, child);
  engine.listen(child, (value) => {
    if (!isHeapValue(value)) {
      if (value.kind === 'unknown') {
        engine.escape(parent, { kind: 'stored', name: undefined }, call.node, call.activation);
      }
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
        // What it extends is seen where the class is handed to a helper.
        engine.trackObject(value);
        constructSuper(engine, { node, activation, args, result }, getPrototype(engine, value), instance);
      } else if (value.kind === 'unknown' || instance.kind === 'unknown') {
        callUnknown(engine, call);
      }
    });
  });
};

/** `_possible_constructor_return(self, returned)`: the object that a constructor returned, or the one that it was called on. */
export const chooseInstance: Operation = (engine, call) => {
  engine.flow(getArgumentAt(call, 0, engine), call.result);
  engine.flow(getArgumentAt(call, 1, engine), call.result, (value) =>
    isHeapValue(value) || value.kind === 'unknown' ? value : undefined,
  );
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

/** `_defineProperties(target, members)`: defines each of them, and says in it what may be done with it. */
export const defineListed: Operation = (engine, call) => {
  const list = getArgumentAt(call, 1, engine);
  const told = createHub('flag');
  engine.add(told, PRIMITIVE);
  engine.listen(getElement(engine, call, list, undefined), (member) => {
    if (isHeapValue(member)) {
      FLAGS.forEach((flag) => {
        storeTo(engine, call, member, flag, told);
      });
    }
  });
  engine.add(call.result, UNDEFINED);
  engine.listen(list, (value) => {
    if (isHeapValue(value) && value.kind !== 'array') {
      // Its elements and its length may be accessors.
      callUnknown(engine, call);
    }
  });
  defineMembers(engine, call, getArgumentAt(call, 0, engine), list);
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
    if (isHeapValue(member)) {
      defineMember(engine, call, holders, member);
    } else if (member.kind === 'unknown') {
      const unknown = createHub('member');
      engine.add(unknown, UNKNOWN);
      engine.listen(holders, (holder) => {
        if (isHeapValue(holder)) {
          storeTo(engine, call, holder, ANY, unknown);
        }
      });
    }
  });
}

function defineMember(engine: Engine, call: Call, holders: Hub, member: HeapValue): void {
  const descriptor = toHub(engine, member);
  const key = createHub('key');
  load(engine, call, descriptor, 'key', key);
  engine.want(key);
  withKeyHub(engine, key, (name) => {
    engine.listen(holders, (holder) => {
      if (isHeapValue(holder)) {
        define(engine, call, holder, name, descriptor);
      } else if (holder.kind === 'unknown') {
        engine.escape(descriptor, { kind: 'stored', name }, call.node, call.activation);
      }
    });
  });
}

/** `_instanceof(value, maker)`. */
export const testInstanceByHelper: Operation = (engine, call) => {
  engine.add(call.result, PRIMITIVE);
  testInstance(engine, call, getArgumentAt(call, 0, engine), getArgumentAt(call, 1, engine));
};

/** `_class_call_check(self, Class)`: `self instanceof Class`. */
export const checkInstance: Operation = (engine, call) => {
  engine.add(call.result, UNDEFINED);
  testInstance(engine, call, getArgumentAt(call, 0, engine), getArgumentAt(call, 1, engine));
};

/** `_type_of(value)` reads the constructor of the value. */
export const getType: Operation = (engine, call) => {
  engine.add(call.result, PRIMITIVE);
  load(engine, call, getArgumentAt(call, 0, engine), 'constructor', createHub('constructor'));
};
