import { getBody, isFunction } from '../program/syntax.ts';
import { getThisActivation } from './activation.ts';
import { ELSEWHERE } from './activations.ts';
import { ASSUMPTIONS } from './assumptions.ts';
import type { Engine } from './engine.ts';
import type { Escape } from './escape.ts';
import { forEachField, getField, isSlot } from './fields.ts';
import type { HeapKind } from './heap-kinds.ts';
import { UNKNOWN } from './primitive-values.ts';
import type { Activation, HeapValue, Hub, Store, Value } from './value-graph.ts';
import { isHeapValue } from './values.ts';

/** What objects of JavaScript inherit that hold others. */
const PROTOTYPES: Readonly<Partial<Record<HeapKind, object>>> = {
  object: Object.prototype,
  array: Array.prototype,
  Map: Map.prototype,
  Set: Set.prototype,
  WeakMap: WeakMap.prototype,
  WeakSet: WeakSet.prototype,
};

/** Whether a value is a list, a map, a set or a literal, of which other code can do no more than change what is in it. */
function isCollection({ kind, node }: HeapValue): boolean {
  return kind in PROTOTYPES && (kind !== 'object' || node?.type === 'ObjectExpression');
}

/**
 * Other code writes a public field of an object that it has, or that a public field of such an object holds. It puts nothing in
 * the place of a list, a map, a set or a literal, as far as that matters: with those it may change all that is in them, and
 * whatever is put into them it has anyway.
 *
 * @param isHolding whether the class or constructor of the object keeps others in its fields
 */
export function writeFromElsewhere(engine: Engine, value: HeapValue, name: string, isHolding: boolean): void {
  if (!canBeWritten(value, name) || (isCollection(value) && name in (PROTOTYPES[value.kind] ?? {}))) {
    return;
  }
  const field = getField(engine, value, name);
  if (isHolding && ASSUMPTIONS.publicFieldsAreNotBound) {
    writeUnless(engine, field, isCollection);
  } else {
    engine.add(field, UNKNOWN);
  }
}

/** Who requires a module writes its settings, and does not replace its functions. */
export function writeUnlessFunction(engine: Engine, field: Hub): void {
  writeUnless(engine, field, (held) => held.kind === 'class' || isWorkingFunction(held));
}

function writeUnless(engine: Engine, field: Hub, isLeft: (held: HeapValue) => boolean): void {
  const write = (): void => {
    engine.add(field, UNKNOWN);
  };
  engine.listen(field, (held) => {
    if (!isHeapValue(held) || !isLeft(held)) {
      write();
    }
  });
  engine.whenWanted(field, () => {
    engine.ifEmpty(field, write);
  });
}

/** A function that does something: one that does nothing is there to be replaced. */
function isWorkingFunction({ kind, node }: HeapValue): boolean {
  const body = isFunction(node) ? getBody(node) : undefined;
  return kind === 'function' && !(body?.type === 'BlockStatement' && body.body.length === 0);
}

/** A function from elsewhere that is handed a module may replace whatever it has, as `sinon.stub(module, 'open')` does. */
export function replaceFunctions(engine: Engine, exports: HeapValue): void {
  if (engine.isFirst(['replaced functions', exports])) {
    forEachField(exports, (name) => {
      if (!isSlot(name) && canBeWritten(exports, name)) {
        engine.add(getField(engine, exports, name), UNKNOWN);
      }
    });
  }
}

/** It may give methods of its own to a prototype that it is handed: `mock.method(Wire.prototype, 'open')`. */
export function replaceGivenMethods(engine: Engine, value: Value, { reason }: Escape): void {
  if (!isHeapValue(value) || value.kind !== 'prototype' || reason.kind !== 'argument') {
    return;
  }
  if (engine.isFirst(['replaced methods', value])) {
    forEachField(value, (name) => {
      if (!isSlot(name) && name !== 'constructor') {
        engine.add(getField(engine, value, name), UNKNOWN);
      }
    });
  }
}

/** A field that the program reads and never writes is written by somebody, whatever its name. */
export function isLeftToOthers({ activation }: HeapValue, name: string): boolean {
  return !name.startsWith('#') && (activation?.file.isOnlyRead(name) ?? false);
}

/**
 * Whether a class or constructor writes a property itself: by code that has the object as its `this`, that stands in such code,
 * or that is called by it, as compilers' helpers are.
 */
export function isOwnStore(value: HeapValue, { activation }: Store): boolean {
  return (
    isOwnCode(value, activation) ||
    (activation.callers.length > 0 &&
      activation.callers.every((caller) => caller !== ELSEWHERE && isOwnCode(value, caller.activation)))
  );
}

function isOwnCode(value: HeapValue, activation: Activation): boolean {
  for (let around: Activation | undefined = activation; around; around = around.outer) {
    if (getThisActivation(around).self.values.includes(value)) {
      return true;
    }
  }
  return false;
}

/** Whether other code may write a property: the members of a class it overrides in classes of its own. */
export function canBeWritten(value: HeapValue, name: string): boolean {
  if (value.kind === 'prototype' || value.kind === 'socket' || name.startsWith('__')) {
    return false;
  }
  const isCode = value.kind === 'class' || value.kind === 'function';
  return !isCode || (name !== 'prototype' && !(value.hasOwn?.(name) ?? false));
}
