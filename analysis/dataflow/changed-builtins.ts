import type { ProgramFile } from '../program/program-file.ts';
import type { Node } from '../program/syntax.ts';
import { isKnownModule } from './builtins/known-modules.ts';
import type { Engine } from './engine.ts';
import { ANY, getField } from './fields.ts';
import { getModule } from './modules.ts';
import { UNKNOWN } from './primitive-values.ts';
import { findChanges, isChangeable } from './runtime-objects.ts';
import type { Change } from './change-search.ts';
import type { Activation, Hub, Site, Value } from './value-graph.ts';
import { isHeapValue, isOfRuntime } from './values.ts';

/*
 * `Array.prototype.first = …`, `Object.assign(Array.prototype, …)`, `Array.from = …`: every array has it then. Objects of the
 * runtime are followed from where a program may change them or passes them on, and so is what is read of them.
 */

/** Follows the objects of the runtime that a file may change. */
export function followChanges(engine: Engine, file: ProgramFile, root: Activation): void {
  for (const change of findChanges(file)) {
    engine.inActivations(file.tree.getUnit(change.node), root, (activation) => {
      followChange(engine, change, activation);
    });
  }
}

function followChange(engine: Engine, { node, perhaps }: Change, activation: Activation): void {
  const hub = engine.getHub(node, activation);
  engine.install(node, activation);
  engine.want(hub);
  engine.listen(hub, (value) => {
    followObject(engine, value);
    if (perhaps === 'globals' && value.kind === 'unknown') {
      engine.semantics.readGlobal(engine, 'globalThis', activation, hub);
    }
  });
  for (const argument of perhaps === 'module' && 'arguments' in node ? node.arguments : []) {
    // By `call` and `apply`, it is not the first.
    const specifiers = argument.type === 'ArrayExpression' ? argument.elements : [argument];
    for (const specifier of specifiers) {
      if (specifier) {
        loseKnown(engine, specifier, activation);
      }
    }
  }
}

/**
 * Of the module of Node's own that an expression names, nothing is known any more: some object gave it, and that is changed. It
 * may be another one, and so does not come to where it is given.
 */
function loseKnown(engine: Engine, specifier: Node, activation: Activation): void {
  const hub = engine.getHub(specifier, activation);
  engine.want(hub);
  engine.listen(hub, (value) => {
    const name = value.kind === 'constant' ? activation.file.getModuleName(String(value.value)) : '';
    if (isKnownModule(name)) {
      const module = getModule(engine, [name]);
      followObject(engine, module);
      engine.add(getField(engine, module, ANY), UNKNOWN);
    }
  });
}

/** Follows what comes to a place from an expression that gives a module, if that may be changed where it stands. */
export function followGiven(engine: Engine, { node, activation }: Site, given: Hub): void {
  if (isChangeable(activation.file, node)) {
    engine.listen(given, (value) => {
      followObject(engine, value);
    });
  }
}

/** Follows an object of the runtime that a program has wherever it may change it, and those that are read of it. */
export function followObject(engine: Engine, value: Value): void {
  if (!isHeapValue(value) || !isOfRuntime(value) || !engine.isFirst(['followed', value])) {
    return;
  }
  engine.track(value);
  const followMember = (name: string): void => {
    engine.listen(getField(engine, value, name), (member) => {
      followObject(engine, member);
    });
  };
  value.fieldListeners.push(followMember);
  for (const name of [...value.fields.keys()]) {
    followMember(name);
  }
}
