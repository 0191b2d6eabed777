import { isFunction } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';
import { getThisActivation } from './activation.ts';
import { enterFromElsewhere } from './calls.ts';
import { isConstructor } from './constructors.ts';
import type { Engine } from './engine.ts';
import { expose } from './exposure.ts';
import { createHub } from './hub.ts';
import { UNKNOWN } from './primitive-values.ts';
import type { HeapValue } from './value-graph.ts';

/**
 * Runs functions whose callers were asked for and that have none: of those, the ones that no other of them calls.
 *
 * @returns whether there were any
 */
export function enterUncalledFunctions(engine: Engine): boolean {
  for (const closure of engine.askedFor) {
    // Neither comes to an end, and to look again each time would take as long as the program squared.
    if (closure.exposure !== 'none' || engine.isEntered(closure)) {
      engine.askedFor.delete(closure);
    }
  }
  const uncalled = [...engine.askedFor];
  const roots = uncalled.filter((closure) => !isNamedIn(closure, uncalled));
  for (const closure of roots.length > 0 ? roots : uncalled) {
    enterUncalled(engine, closure);
  }
  return uncalled.length > 0;
}

/** Whether one of some functions that nothing calls names another of them. */
function isNamedIn(closure: HeapValue, uncalled: readonly HeapValue[]): boolean {
  const { node, activation } = closure;
  if (!node || !activation || !('id' in node) || !node.id) {
    return false;
  }
  const { file } = activation;
  const variable = file.bindings.getVariable(node.id);
  return (variable ? file.bindings.getReads(variable) : []).some((read) =>
    uncalled.some((other) => other !== closure && other.node && contains(other.node, read)),
  );
}

function contains(outer: Node, inner: Node): boolean {
  return outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
}

/** Runs a function or class that nothing calls, as if code from elsewhere did. */
function enterUncalled(engine: Engine, closure: HeapValue): void {
  const { node, activation } = closure;
  if (!node || !activation) {
    return;
  }
  const escape = { reason: { kind: 'returned' } as const, node, activation };
  if (closure.kind === 'class' || isConstructor(closure)) {
    expose(engine, closure, escape);
    return;
  }
  const self = createHub('this');
  const unit = isFunction(node) ? activation.file.tree.getClass(node) : undefined;
  const made = unit && activation.objects.get(unit);
  if (made?.instances.length === 0 && made.exposure === 'none') {
    expose(engine, made, escape);
    return;
  }
  if (made) {
    // A method: it is called on the objects of its class.
    for (const instance of made.instances) {
      engine.add(self, instance);
    }
    made.instanceListeners.push((instance) => {
      engine.add(self, instance);
    });
  } else {
    engine.add(self, UNKNOWN);
    // A helper that is not understood may call it with the `this` around it.
    engine.flow(getThisActivation(activation).self, self);
  }
  enterFromElsewhere(engine, closure, self);
}
