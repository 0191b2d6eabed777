import { AWAITERS, AWAIT_INSTRUCTION, GENERATOR_RUNNER, STATE_MACHINE_RUNNER } from './compiled.ts';
import { alwaysFollows, isPromiseExecutor } from '../order.ts';
import { type FunctionNode, type Node, getPropertyName, isPrivateName, unwrap } from '../syntax.ts';
import { type Advance, goTo, leave } from './advance.ts';
import { CONTAINER_ELEMENTS, PASSING_METHODS } from './containers.ts';

/** Methods whose callback's value becomes an element of what they return. */
const COLLECTING_METHODS = new Set(['map', 'flatMap', 'from']);

/** Functions that drop what their callback returns. */
const DROPPING_FUNCTIONS = new Set([
  'on',
  'once',
  'off',
  'addListener',
  'prependListener',
  'prependOnceListener',
  'addEventListener',
  'forEach',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'nextTick',
  'queueMicrotask',
]);

/** Follows a value out of a function that returns it, to the calls of the function. */
export function returnFrom(state: Advance, node: FunctionNode): void {
  const { step, flow } = state;
  const { model } = flow;
  const parent = model.tree.getParent(node);
  if (isPromiseExecutor(node, model.tree)) return;
  if (parent?.type === 'MethodDefinition' && parent.kind === 'constructor') return;
  if ((parent?.type === 'MethodDefinition' || parent?.type === 'Property') && parent.kind === 'get') {
    const name = getPropertyName(parent);
    if (name === undefined) return;
    for (const read of model.getFieldReads(model.objects.getOwnersOfMember(parent), name)) {
      if (read.node.type === 'MemberExpression')
        goTo(state, read.node, { isSure: isSureAfter(state, read.node) });
    }
    return;
  }
  const taker = model.tree.getUse(node).parent;
  if (taker?.type === 'CallExpression' && unwrap(taker.callee) !== node) {
    const callee = unwrap(taker.callee);
    const name =
      callee.type === 'MemberExpression'
        ? getPropertyName(callee)
        : callee.type === 'Identifier'
          ? callee.name
          : undefined;
    if (name !== undefined) {
      if (PASSING_METHODS.has(name)) {
        goTo(state, taker);
        return;
      }
      if (COLLECTING_METHODS.has(name)) {
        goTo(state, taker, { path: [CONTAINER_ELEMENTS, ...step.path] });
        return;
      }
      if (DROPPING_FUNCTIONS.has(name)) return;
      if (AWAITERS.has(name) || name === STATE_MACHINE_RUNNER) {
        goTo(state, taker);
        return;
      }
      if (name === GENERATOR_RUNNER) {
        leaveStateMachine(state, node, taker);
        return;
      }
    }
  }
  const callers = flow.getCallers(node);
  const meant = step.context.getCall(node);
  for (const { call } of callers.calls) {
    if (meant && call !== meant) continue;
    goTo(state, call, {
      isSure: isSureAfter(state, call),
      anchor: call,
      isCertain: isCertainReturn(state, node),
    });
  }
  if (callers.open && !meant && !(step.path[0] !== undefined && isPrivateName(step.path[0])))
    leave(state, 'is returned');
}

/** `return [4, promise]` is an `await`, whose value `state.sent()` gives later; `return [2, value]` is the return. */
function leaveStateMachine(state: Advance, machine: FunctionNode, runner: Node): void {
  const { step, flow } = state;
  const [first] = step.node.type === 'ArrayExpression' ? step.node.elements : [];
  const instruction = first && unwrap(first);
  const path = step.path.slice(1);
  if (instruction?.type !== 'Literal' || instruction.value !== AWAIT_INSTRUCTION) {
    goTo(state, runner, { path });
    return;
  }
  for (const access of flow.model.tree.getMembers('sent')) {
    const call = flow.model.tree.getParent(access);
    if (call?.type === 'CallExpression' && flow.model.tree.contains(machine, call))
      goTo(state, call, { path, isSure: false });
  }
}

/** Whether a function that has made the value always returns it: then what follows the call follows the making. */
function isCertainReturn(state: Advance, node: FunctionNode): boolean {
  const { step, flow } = state;
  if (!step.isCertain) return false;
  return step.anchor === node || alwaysFollows(step.anchor, step.node, flow.model.tree);
}

/** A read through a getter sees the write that stands before it, wherever the getter itself stands. */
function isSureAfter(state: Advance, read: Parameters<typeof goTo>[1]): boolean {
  const { isSure, passage } = state.step;
  if (isSure || !passage) return isSure;
  return passage.order.getReach(passage.write, read, passage.isOnlyValue) === 'always';
}
