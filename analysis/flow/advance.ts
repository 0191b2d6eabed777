import type { TSESTree } from '@typescript-eslint/utils';
import { getHandedArguments, getPlainArguments } from '../functions.ts';
import { alwaysFollows } from '../order.ts';
import { type Node, getPropertyName, isFunction, isWrappedBy, unwrap } from '../syntax.ts';
import { advanceArgument } from './arguments.ts';
import { ASYNC_WRAPPERS, AWAITERS } from './compiled.ts';
import { CONTAINER_ELEMENTS, PASSING_METHODS, advanceContainerCall } from './containers.ts';
import type { Flow } from './flow.ts';
import { returnFrom } from './returns.ts';
import type { Step, Use, UseDetail, ValueTraits } from './step.ts';
import { bindPattern, writeField, writeVariable } from './writes.ts';

/** What one step of following a value works with. */
export interface Advance {
  readonly flow: Flow;
  readonly step: Step;
  readonly traits: ValueTraits;
  /** Takes a place where the value is as well. */
  readonly enqueue: (step: Step) => void;
  readonly use: (use: Use) => void;
}

/** Goes on at another expression that has the same value. */
export function goTo(advance: Advance, node: Node, change: Partial<Step> = {}): void {
  advance.enqueue({ ...advance.step, node, ...change });
}

/** Notes what is done with the value. */
export function note(advance: Advance, node: Node, detail: UseDetail): void {
  const { step, flow } = advance;
  const isCertain = step.isCertain && alwaysFollows(step.anchor, node, flow.model.tree);
  advance.use({ ...detail, node, context: step.context, isSure: step.isSure, isCertain });
}

/** Notes that the value goes where the file does not show it; names that are private by custom stay inside. */
export function leave(advance: Advance, how: string): void {
  note(advance, advance.step.node, { kind: 'leaves', how });
}

/** Goes one step from an expression that holds the value to the places around it. */
export function advance(state: Advance): void {
  const { step, flow } = state;
  const { node } = step;
  const parent = flow.model.tree.getParent(node);
  if (!parent) return;
  if (isWrappedBy(node, parent)) {
    goTo(state, parent);
    return;
  }
  switch (parent.type) {
    case 'AwaitExpression':
      goTo(state, parent);
      return;
    case 'ConditionalExpression':
      if (parent.test !== node) goTo(state, parent);
      return;
    case 'LogicalExpression':
      // The left side of `&&` goes on only when it is falsy, and a socket never is.
      if (parent.operator !== '&&' || parent.right === node) goTo(state, parent);
      return;
    case 'VariableDeclarator':
      if (parent.init === node) bindPattern(state, parent.id, step.path);
      return;
    case 'AssignmentExpression':
      advanceAssignment(state, parent);
      return;
    case 'AssignmentPattern':
      if (parent.right === node) bindPattern(state, getPatternWithDefault(state, parent), step.path);
      return;
    case 'ForOfStatement':
      if (parent.right === node && isElement(step.path[0])) {
        const target =
          parent.left.type === 'VariableDeclaration' ? parent.left.declarations[0].id : parent.left;
        bindPattern(state, target, step.path.slice(1));
      }
      return;
    case 'MemberExpression':
      if (parent.object === node) advanceMember(state, parent);
      return;
    case 'CallExpression':
    case 'NewExpression':
      if (parent.callee === node) advanceCallee(state, parent);
      else advanceArgument(state, parent);
      return;
    case 'Property':
      advanceProperty(state, parent);
      return;
    case 'PropertyDefinition':
      if (parent.value === node) writeField(state, parent, flow.model.objects.getOwnersOfMember(parent));
      return;
    case 'ArrayExpression':
      goTo(state, parent, { path: [CONTAINER_ELEMENTS, ...step.path] });
      return;
    case 'SpreadElement':
      advanceSpread(state, parent);
      return;
    case 'ReturnStatement':
    case 'ArrowFunctionExpression': {
      const returning = isFunction(parent) ? parent : flow.model.tree.getEnclosingFunction(parent);
      if (returning && (!isFunction(parent) || parent.body === node)) returnFrom(state, returning);
      return;
    }
    case 'ExportSpecifier':
    case 'ExportDefaultDeclaration':
    case 'TSExportAssignment':
      leave(state, 'is exported');
      return;
    case 'YieldExpression':
      if (isCompiledAwait(state, parent)) goTo(state, parent);
      else leave(state, 'is yielded');
      return;
    case 'ThrowStatement':
      leave(state, 'is thrown');
      return;
    case 'JSXExpressionContainer':
    case 'JSXSpreadAttribute':
      leave(state, 'is handed to a component');
      return;
    case 'TaggedTemplateExpression':
    case 'Decorator':
      leave(state, 'is used in a way that is not followed');
      return;
    default:
    // Tests, comparisons, `typeof`, `delete`, statements: the value goes nowhere.
  }
}

/** `yield promise` in the generator that a compiler has made of an async function. */
function isCompiledAwait(state: Advance, node: Node): boolean {
  const { tree } = state.flow.model;
  const generator = tree.getEnclosingFunction(node);
  const call = generator && tree.getParent(generator);
  if (call?.type !== 'CallExpression') return false;
  const callee = unwrap(call.callee);
  const name =
    callee.type === 'MemberExpression'
      ? getPropertyName(callee)
      : callee.type === 'Identifier'
        ? callee.name
        : '';
  return name !== undefined && (AWAITERS.has(name) || ASYNC_WRAPPERS.has(name));
}

/** The pattern that a default value stands for: the parameter property around it, where there is one. */
function getPatternWithDefault(state: Advance, pattern: TSESTree.AssignmentPattern): Node {
  const parent = state.flow.model.tree.getParent(pattern);
  return parent?.type === 'TSParameterProperty' ? parent : pattern.left;
}

/** Whether a path's first part is an element of a container. */
function isElement(part: string | undefined): boolean {
  return part === CONTAINER_ELEMENTS;
}

function advanceAssignment(state: Advance, parent: TSESTree.AssignmentExpression): void {
  const { step, flow } = state;
  if (parent.right !== step.node) return;
  const left: Node = parent.left;
  if (left.type === 'MemberExpression') writeField(state, parent, flow.model.objects.getOwners(left.object));
  else if (left.type === 'Identifier') writeVariable(state, left, step.path);
  else bindPattern(state, left, step.path);
  goTo(state, parent);
}

function advanceProperty(state: Advance, parent: TSESTree.Property): void {
  const { step, flow } = state;
  if (parent.value !== step.node) return;
  const literal = flow.model.tree.getParent(parent);
  if (literal?.type !== 'ObjectExpression') return;
  const name = getPropertyName(parent) ?? CONTAINER_ELEMENTS;
  goTo(state, literal, { path: [name, ...step.path] });
  if (name !== CONTAINER_ELEMENTS) writeField(state, parent, flow.model.objects.getOwnersOfMember(parent));
}

function advanceSpread(state: Advance, parent: TSESTree.SpreadElement): void {
  const { step, flow } = state;
  const target = flow.model.tree.getParent(parent);
  if (target?.type === 'ObjectExpression') {
    if (step.path.length > 0) goTo(state, target);
    else note(state, step.node, { kind: 'spread' });
  } else if (target?.type === 'ArrayExpression') {
    goTo(state, target);
  } else {
    leave(state, 'is handed on by a spread');
  }
}

/** `value(…)`: the value is called, or the method that was taken from it. */
function advanceCallee(state: Advance, parent: TSESTree.CallExpression | TSESTree.NewExpression): void {
  const { step } = state;
  if (step.path.length > 0) return;
  const args = getPlainArguments(parent);
  if (step.method === undefined) note(state, parent, { kind: 'call', call: parent, args });
  else callMethod(state, parent, step.method, args);
}

function callMethod(state: Advance, call: Node, name: string, args: readonly Node[] | undefined): void {
  note(state, call, { kind: 'method', name, args });
  if (state.traits.returnsReceiver(name)) goTo(state, call, { method: undefined });
  if (!state.traits.isEmitter) return;
  for (const argument of args ?? []) {
    if (argument.type !== 'FunctionExpression') continue;
    for (const self of state.flow.model.tree.getThisExpressions(argument))
      goTo(state, self, { method: undefined });
  }
}

function advanceMember(state: Advance, parent: TSESTree.MemberExpression): void {
  const { step, flow } = state;
  const name = getPropertyName(parent);
  const { value, parent: outer } = flow.model.tree.getUse(parent);
  const call = outer?.type === 'CallExpression' && outer.callee === value ? outer : undefined;
  if (call && name !== undefined && PASSING_METHODS.has(name) && step.method === undefined) {
    // Promises are not told from what they promise.
    advanceContainerCall(state, call, name);
    return;
  }
  const [first, ...rest] = step.path;
  if (first !== undefined) {
    if (call && first === CONTAINER_ELEMENTS && name !== undefined) advanceContainerCall(state, call, name);
    else if (name === first || (name === undefined) !== (first === CONTAINER_ELEMENTS)) {
      if (name === first || name === undefined) goTo(state, parent, { path: rest });
    } else if (first === CONTAINER_ELEMENTS && isIndex(name, parent)) {
      goTo(state, parent, { path: rest });
    }
    return;
  }
  if (step.method !== undefined) {
    advanceMethodMember(state, call, name);
    return;
  }
  if (outer?.type === 'AssignmentExpression' && outer.left === value && outer.operator === '=') {
    if (name !== undefined) note(state, outer, { kind: 'write', name, value: outer.right });
    return;
  }
  if (call && name !== undefined) {
    callMethod(state, call, name, getPlainArguments(call));
    return;
  }
  note(state, parent, { kind: 'read', name });
  if (name !== undefined) goTo(state, parent, { method: name });
  else if (call) leave(state, 'has a method called whose name is computed');
}

/** Elements of a container are reached by an index: `sockets[0]`, `byName[name]`, or `byName.lan` for an object's keys. */
function isIndex(name: string | undefined, node: TSESTree.MemberExpression): boolean {
  return name === undefined || node.computed;
}

/** `socket.bind.call(…)`, `.apply(…)` and `.bind(…)` of a method that was taken from the value. */
function advanceMethodMember(
  state: Advance,
  call: TSESTree.CallExpression | undefined,
  name: string | undefined,
): void {
  const { method } = state.step;
  if (!call || method === undefined) return;
  if (name === 'call' || name === 'apply') {
    callMethod(state, call, method, getHandedArguments(call, name));
  } else if (name === 'bind') {
    if (call.arguments.length > 1)
      note(state, call, { kind: 'method', name: method, args: call.arguments.slice(1) });
    goTo(state, call);
  }
}
