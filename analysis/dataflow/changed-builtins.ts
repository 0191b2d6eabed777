import type { TSESTree } from '@typescript-eslint/utils';
import type { ProgramFile } from '../program/program-file.ts';
import { getPropertyName, isWriteTarget, unwrap } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';
import { getBuiltin, getGlobalBuiltin } from './builtins/globals.ts';
import type { Engine } from './engine.ts';
import { GLOBAL_OBJECTS, findChangeable, getGlobalMembers } from './runtime-objects.ts';
import type { Activation } from './value-graph.ts';
import { isHeapValue } from './values.ts';

/** `Array.prototype.first = …`, `Object.assign(Array.prototype, …)`, `Array.from = …`: every array has it then. */
export function trackExtendedBuiltins(engine: Engine, file: ProgramFile, root: Activation): void {
  const wantEverywhere = (node: Node): void => {
    engine.inActivations(file.tree.getUnit(node), root, (activation) => {
      engine.install(node, activation);
      engine.want(engine.getHub(node, activation));
    });
  };
  for (const { node, value } of findChangeable(engine, file)) {
    engine.track(value);
    wantEverywhere(node);
  }
  for (const call of file.tree.calls) {
    const callee = unwrap(call.callee);
    if (callee.type === 'MemberExpression' && getPropertyName(callee) === 'getPrototypeOf') {
      wantEverywhere(call);
    }
  }
  for (const member of file.tree.getMembers('prototype')) {
    const isNamed = isGivenName(file, member);
    const owner =
      isNamed || isExtended(file, member) ? getBuiltinOwner(engine, file, member, isNamed) : undefined;
    if (owner !== undefined) {
      engine.track(getBuiltin(engine, [owner, 'prototype']));
    }
    // `socket.constructor.prototype` can be any.
    if (owner !== undefined || (isExtended(file, member) && isConstructor(member.object))) {
      wantEverywhere(member);
    }
  }
}

function isConstructor(node: Node): boolean {
  const object = unwrap(node);
  return object.type === 'MemberExpression' && getPropertyName(object) === 'constructor';
}

/** `const shared = EventEmitter.prototype`: what is written to it is written there. */
function isGivenName({ tree }: ProgramFile, node: Node): boolean {
  const { value, parent } = tree.getUse(node);
  return parent?.type === 'VariableDeclarator' && parent.init === value && parent.id.type === 'Identifier';
}

/** The name of the builtin of which a property is read. */
function getBuiltinOwner(
  engine: Engine,
  file: ProgramFile,
  { object }: TSESTree.MemberExpression,
  isNamed: boolean,
): string | undefined {
  const { bindings } = file;
  if (isOfEvents(file, object)) {
    return 'EventEmitter';
  }
  if (isNamed || object.type !== 'Identifier' || bindings.getGlobals(object.name).length === 0) {
    return undefined;
  }
  const value = getGlobalBuiltin(engine, object.name);
  return value && isHeapValue(value) ? object.name : undefined;
}

/** `EventEmitter`, `events.EventEmitter`, `require('events')`. */
function isOfEvents(file: ProgramFile, node: Node): boolean {
  let root = unwrap(node);
  while (root.type === 'MemberExpression') {
    root = unwrap(root.object);
  }
  const [specifier] = root.type === 'CallExpression' ? root.arguments : [];
  const module = specifier?.type === 'Literal' ? specifier.value : file.getImportedFrom(node);
  return module === 'events' || module === 'node:events';
}

/** `Number = …`, `globalThis.Number = …`: the file gives the name another meaning. */
export function isReassigned(file: ProgramFile, name: string): boolean {
  const { bindings, tree } = file;
  const isAssigned = (node: Node): boolean => {
    const use = tree.getUse(node);
    const isShorthand =
      use.parent?.type === 'Property' && tree.getParent(use.parent)?.type !== 'ObjectPattern';
    return isWriteTarget(use) && !isShorthand;
  };
  return (
    bindings.getGlobals(name).some(isAssigned) ||
    getGlobalMembers(file, name).some(isAssigned) ||
    [...GLOBAL_OBJECTS].some((global) =>
      bindings.getGlobals(global).some((identifier) => definesOn(tree.getUse(identifier), name)),
    )
  );
}

/**
 * Whether an object is an argument of a function that may give it a property of a name: `Object.defineProperty(globalThis, …)`.
 */
function definesOn({ value, parent }: ReturnType<ProgramFile['tree']['getUse']>, name: string): boolean {
  const callee = parent?.type === 'CallExpression' ? unwrap(parent.callee) : undefined;
  const called = callee?.type === 'MemberExpression' ? getPropertyName(callee) : undefined;
  if (
    parent?.type !== 'CallExpression' ||
    callee === value ||
    called === undefined ||
    !EXTENDING.has(called)
  ) {
    return false;
  }
  const [, key] = parent.arguments;
  const isKeyed = called === 'defineProperty' || called === 'set';
  return !(isKeyed && key?.type === 'Literal' && key.value !== name);
}

/** Functions of `Object` and `Reflect` that change their first argument. */
const EXTENDING: ReadonlySet<string> = new Set([
  'assign',
  'defineProperties',
  'defineProperty',
  'set',
  'setPrototypeOf',
]);

/** Whether an object is given properties where it is named. */
function isExtended({ tree }: ProgramFile, node: Node): boolean {
  const { value, parent } = tree.getUse(node);
  if (parent?.type === 'CallExpression') {
    const callee = unwrap(parent.callee);
    const name = callee.type === 'MemberExpression' ? getPropertyName(callee) : undefined;
    return parent.callee !== value && name !== undefined && EXTENDING.has(name);
  }
  if (parent?.type !== 'MemberExpression' || parent.object !== value) {
    return false;
  }
  const use = tree.getUse(parent);
  return use.parent?.type === 'AssignmentExpression' && use.parent.left === use.value;
}
