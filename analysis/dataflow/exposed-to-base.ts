import type { Engine } from './engine.ts';
import type { Escape } from './escape.ts';
import { getSelf } from './exposed-code.ts';
import { exposeHeld } from './exposure.ts';
import { forEachField, getField, getPrototype, isSlot } from './fields.ts';
import { canBeWritten } from './foreign-writes.ts';
import { createHub } from './hub.ts';
import { UNKNOWN } from './primitive-values.ts';
import type { HeapValue } from './value-graph.ts';
import { isHeapValue } from './values.ts';

/**
 * A base class elsewhere uses every field of an object but those that the language makes private, and by `this.constructor` and
 * `new.target` those of its class.
 */
export function exposeToBase(engine: Engine, instance: HeapValue, escape: Escape): void {
  exposeFieldsToBase(engine, instance, escape);
  const { maker } = instance.detail;
  if (maker) {
    exposeClassToBase(engine, maker, escape);
  }
}

function exposeClassToBase(engine: Engine, made: HeapValue, escape: Escape): void {
  // Once, since classes may seem to extend each other.
  if (!engine.isFirst(['exposed to its base', made])) {
    return;
  }
  exposeFieldsToBase(engine, made, escape);
  const above = getPrototype(engine, made);
  engine.want(above);
  engine.listen(above, (parent) => {
    if (isHeapValue(parent) && parent.kind === 'class') {
      exposeClassToBase(engine, parent, escape);
    }
  });
}

function exposeFieldsToBase(engine: Engine, holder: HeapValue, escape: Escape): void {
  const self = getSelf(engine, holder);
  const isClass = holder.kind === 'class' || holder.kind === 'function';
  forEachField(holder, (name) => {
    if (isSlot(name) || name.startsWith('#') || (isClass && name === 'prototype')) {
      return;
    }
    const field = getField(engine, holder, name);
    const hub = createHub(`held ${name}`);
    engine.flow(field, hub);
    engine.listen(hub, (held) => {
      exposeHeld(engine, held, self, false, name, escape);
    });
    if (!isClass || canBeWritten(holder, name)) {
      engine.add(field, UNKNOWN);
    }
  });
}
