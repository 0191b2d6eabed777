import { addSetter } from '../accessors.ts';
import type { addGetter } from '../accessors.ts';
import { ANY, getField, getPrototype } from '../fields.ts';
import { UNDEFINED, UNKNOWN } from '../primitive-values.ts';
import type { HeapValue, Hub, Value } from '../value-graph.ts';
import { isHeapValue, isOfRuntime } from '../values.ts';
import { getArgumentAt, withKeyArgument } from './operation.ts';
import type { Operation } from './operation.ts';

/** `__defineGetter__(name, getter)` and its like. */
export function defineAccessor(add: typeof addGetter): Operation {
  return (engine, call) => {
    const accessor = getArgumentAt(call, 1, engine);
    withKeyArgument(engine, call, 0, (name) => {
      if (call.self) {
        engine.listen(call.self, (value) => {
          if (isHeapValue(value)) {
            add(engine, value, name, accessor);
            if (add === addSetter) {
              // Without a getter, what it had before is gone.
              engine.add(getField(engine, value, name), UNDEFINED);
            }
            if (isOfRuntime(value)) {
              engine.escape(accessor, { kind: 'stored', name }, call.node, call.activation);
            }
          }
        });
      }
    });
  };
}

/** `__lookupGetter__(name)` and its like: of the object or of what it inherits from. */
export function lookUpAccessor(kind: 'getters' | 'setters'): Operation {
  return (engine, call) => {
    const { self, result } = call;
    engine.add(result, UNDEFINED);
    if (!self) {
      return;
    }
    const seen = new Set<HeapValue>();
    const lookUp = (value: Value, name: string): void => {
      if (!isHeapValue(value)) {
        engine.add(result, UNKNOWN);
        return;
      }
      if (seen.has(value)) {
        return;
      }
      seen.add(value);
      const add = (of: string, accessor: Hub): void => {
        if (of === name || of === ANY || name === ANY) {
          engine.flow(accessor, result);
        }
      };
      for (const [of, accessor] of value[kind]) {
        add(of, accessor);
      }
      value.accessorListeners.push((added, of, accessor) => {
        if (`${added}ters` === kind) {
          add(of, accessor);
        }
      });
      const prototype = getPrototype(engine, value);
      engine.wantWith(result, prototype);
      engine.listen(prototype, (parent) => {
        lookUp(parent, name);
      });
    };
    withKeyArgument(engine, call, 0, (name) => {
      engine.wantWith(result, self);
      engine.listen(self, (value) => {
        lookUp(value, name);
      });
    });
  };
}
