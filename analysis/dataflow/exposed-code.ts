import { isClass, isFunction } from '../program/syntax.ts';
import { enterFromElsewhere } from './calls.ts';
import { construct, createInstance } from './constructions.ts';
import { isConstructor } from './constructors.ts';
import type { Engine } from './engine.ts';
import type { Escape, EscapeReason } from './escape.ts';
import { getField } from './fields.ts';
import { createHub } from './hub.ts';
import { UNKNOWN } from './primitive-values.ts';
import type { HeapValue, Hub } from './value-graph.ts';
import { createHeapValue } from './values.ts';

/** The way out of the program, for one reason. */
export function createGone(engine: Engine, escape: Escape, reason: EscapeReason): Hub {
  return engine.createEscape(reason, escape.node, escape.activation);
}

/** How a value escapes that is held by an object which other code has. */
export function createHeld(engine: Engine, escape: Escape, name: string | undefined): Hub {
  const { reason } = escape;
  const holder = reason.kind === 'held' ? reason.holder : reason;
  return createGone(engine, escape, { kind: 'held', name, holder });
}

/** Other code calls a function, as a method of an object or by itself, or with `new`. */
export function exposeFunction(
  engine: Engine,
  closure: HeapValue,
  self: Hub | undefined,
  escape: Escape,
): void {
  const unit = closure.node;
  if (!isFunction(unit)) {
    return;
  }
  let receiver = self;
  if (!receiver) {
    if (isConstructor(closure)) {
      receiver = createHub('this');
      engine.add(receiver, getForeignInstance(engine, closure, escape));
    } else {
      receiver = createHub('this');
      engine.add(receiver, UNKNOWN);
    }
  }
  const entered = enterFromElsewhere(engine, closure, receiver);
  if (entered && engine.isFirst(['returns elsewhere', closure])) {
    engine.escape(entered.result, { kind: 'returned' }, unit, entered);
  }
}

/** The object that other code makes of a class or constructor, or of a class that extends it. */
export function getForeignInstance(engine: Engine, maker: HeapValue, escape: Escape): HeapValue {
  return engine.made.get(['foreign instance', maker], () => {
    const instance = createInstance(
      engine,
      createHeapValue('instance', maker.node, maker.activation, { maker }),
      maker,
    );
    const given = createHub('arguments from elsewhere');
    engine.add(given, UNKNOWN);
    engine.later(() => {
      const node = maker.node;
      if (isClass(node)) {
        const args = { fixed: [], rest: given };
        const result = createHub('nothing');
        construct(engine, { node, activation: undefined, args, result }, maker, instance);
      }
      const gone = createGone(engine, escape, escape.reason);
      engine.add(gone, instance);
    });
    return instance;
  });
}

/** Other code calls a bound function. */
export function exposeBound(engine: Engine, value: HeapValue, escape: Escape): void {
  const { bound } = value.detail;
  if (!bound) {
    return;
  }
  const given = createHub('arguments from elsewhere');
  engine.add(given, UNKNOWN);
  const { node, activation } = escape;
  const result = createHub('what a bound function returns');
  engine.want(bound.target);
  engine.semantics.call(engine, {
    node,
    activation,
    callee: bound.target,
    self: bound.self,
    args: { fixed: bound.args, rest: given },
    result,
    isNew: false,
  });
  engine.flow(result, createGone(engine, escape, { kind: 'returned' }));
}

/** The objects on which other code calls the methods of a prototype. */
export function getReceivers(engine: Engine, prototype: HeapValue): Hub {
  return getField(engine, prototype, '[receivers]');
}

/** The `this` of the methods that other code calls on a value. */
export function getSelf(engine: Engine, value: HeapValue): Hub {
  const receivers = getReceivers(engine, value);
  if (value.kind === 'prototype') {
    return receivers;
  }
  const self = createHub('this');
  engine.add(self, value);
  engine.flow(receivers, self);
  return self;
}
