import type { TSESTree } from '@typescript-eslint/utils';
import { getFunctions } from '../functions.ts';
import { type Advance, goTo, leave } from './advance.ts';
import { bindParameter } from './writes.ts';

/** The part of a path that stands for any element of an array, map or set, or any property of a record. */
export const CONTAINER_ELEMENTS = '*';

/** Methods of promises (ECMA-262, 27.2.5). */
export const PASSING_METHODS: ReadonlySet<string> = new Set(['then', 'catch', 'finally']);

/** Methods that call their first argument with an element as the argument of this index. */
const ELEMENT_CALLBACKS: ReadonlyMap<string, number> = new Map([
  ['forEach', 0],
  ['map', 0],
  ['flatMap', 0],
  ['filter', 0],
  ['find', 0],
  ['findLast', 0],
  ['some', 0],
  ['every', 0],
  ['reduce', 1],
]);

/** Methods that return an element. */
const ELEMENT_METHODS = new Set(['get', 'pop', 'shift', 'at', 'find', 'findLast']);

/** Methods that return a container of the same elements. */
const CONTAINER_METHODS = new Set([
  'values',
  'entries',
  'filter',
  'slice',
  'splice',
  'concat',
  'reverse',
  'sort',
  'toReversed',
  'toSorted',
  'flat',
  'set',
  'add',
]);

/** Follows a value through a method of the container or promise that holds it: `sockets.forEach((socket) => …)`. */
export function advanceContainerCall(state: Advance, call: TSESTree.CallExpression, name: string): void {
  const { step } = state;
  const [callback, second] = call.arguments;
  if (PASSING_METHODS.has(name)) {
    if (name !== 'then') goTo(state, call);
    else if (callback) passToCallback(state, call, callback, 0, step.path);
    if (name === 'then' && second) goTo(state, call);
    return;
  }
  const rest = step.path.slice(1);
  const index = ELEMENT_CALLBACKS.get(name);
  if (index !== undefined && callback) passToCallback(state, call, callback, index, rest);
  if (ELEMENT_METHODS.has(name)) goTo(state, call, { path: rest });
  if (CONTAINER_METHODS.has(name)) goTo(state, call);
}

function passToCallback(
  state: Advance,
  call: TSESTree.CallExpression,
  callback: TSESTree.CallExpressionArgument,
  index: number,
  path: readonly string[],
): void {
  const { functions, isOpen } = getFunctions(state.flow.model, callback);
  for (const node of functions) bindParameter(state, node, call, index, path);
  if (isOpen) leave(state, 'is handed to a callback that the file does not show');
}
