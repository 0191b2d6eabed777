import { getCallees, getFunctions, getHandedArguments } from '../functions.ts';
import type { ProgramModel } from '../model.ts';
import { isPromiseExecutor } from '../order.ts';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  getPropertyName,
  isFunction,
  unwrap,
} from '../syntax.ts';
import { type Advance, goTo, note } from './advance.ts';
import {
  ASYNC_WRAPPERS,
  FIELD_DEFINERS,
  PRIVATE_READERS,
  PRIVATE_WRITERS,
  STATE_MACHINE_RETURN,
} from './compiled.ts';
import { CONTAINER_ELEMENTS } from './containers.ts';
import { returnFrom } from './returns.ts';
import { bindParameter } from './writes.ts';

/** Methods that put their last argument into the container that they are called on. */
const STORING_METHODS = new Set(['push', 'unshift', 'add', 'set', 'splice']);

/** Functions that return the function that they are given, in another form. */
const FUNCTION_WRAPPERS = new Set(['promisify', 'pify', 'promisifyAll', 'fromCallback', 'fromNode']);

/** `Object` and `Promise` functions that return what they are given, or a container of it. */
const SAME_VALUE = new Set(['Object.freeze', 'Object.seal', 'Promise.resolve', 'Object.assign']);
/** Functions that take nothing of their argument but its property names, or its kind. */
const NAMES_ONLY = new Set(['Object.keys', 'Object.getOwnPropertyNames', 'Array.isArray']);
const SAME_CONTAINER = new Set([
  'Object.values',
  'Object.entries',
  'Object.fromEntries',
  'Promise.all',
  'Promise.allSettled',
  'Promise.any',
  'Promise.race',
  'Array.from',
  'Map',
  'Set',
  'WeakSet',
]);

/** What a callee is called: `Object.values`, `promisify`, or only the last name of a longer chain. */
function getCalleeName(model: ProgramModel, callee: Node): string | undefined {
  const expression = unwrap(callee);
  const name = model.getCalledName(expression);
  if (expression.type !== 'MemberExpression') return name;
  const object = unwrap(expression.object);
  const isStandard = object.type === 'Identifier' && ['Object', 'Promise', 'Array'].includes(object.name);
  return isStandard ? `${object.name}.${name ?? ''}` : name;
}

/** Follows a value that is an argument of a call. */
export function advanceArgument(state: Advance, call: CallNode): void {
  const { step, flow } = state;
  const index = call.arguments.findIndex((argument) => argument === step.node);
  if (index < 0) return;
  const name = getCalleeName(flow.model, call.callee);
  if (step.method !== undefined) {
    if (name !== undefined && FUNCTION_WRAPPERS.has(name)) goTo(state, call);
    else note(state, call, { kind: 'method', name: step.method, args: undefined });
    return;
  }
  if (name !== undefined && advanceCompiledField(state, call, name, index)) return;
  if (name !== undefined && ASYNC_WRAPPERS.has(name) && step.path.length === 0) {
    goTo(state, call);
    return;
  }
  if (name === STATE_MACHINE_RETURN) {
    const machine = flow.model.tree.getEnclosingFunction(call);
    if (machine) returnFrom(state, machine);
    return;
  }
  if (index === 0 && advanceThisArgument(state, call)) return;
  if (advanceIntoResult(state, call, name, index) || advanceIntoContainer(state, call, index)) return;
  if (advanceIntoPromise(state, call, index)) return;
  const callees = getCallees(flow.model, call);
  const position = callees.args?.indexOf(step.node) ?? -1;
  for (const node of callees.functions)
    if (position >= 0) bindParameter(state, node, call, position, step.path);
  if (callees.isOpen || callees.functions.length === 0 || position < 0) {
    const parameters = getParameterFunctions(state, call);
    for (const node of parameters ?? []) bindParameter(state, node, call, index, step.path);
    if (!parameters) note(state, step.node, { kind: 'argument', call, index, path: step.path });
  }
}

/** Fields of compiled classes: `_defineProperty(this, 'socket', value)`, `__privateAdd(this, _socket, value)`. */
function advanceCompiledField(state: Advance, call: CallNode, name: string, index: number): boolean {
  const { step, flow } = state;
  const map = PRIVATE_READERS.get(name);
  if (map !== undefined && index === map && step.path[0] === CONTAINER_ELEMENTS) {
    goTo(state, call, { path: step.path.slice(1) });
    return true;
  }
  if (index !== 2) return false;
  const holder = call.arguments[PRIVATE_WRITERS.get(name) ?? -1];
  if (holder) return followContainer(state, holder, [CONTAINER_ELEMENTS, ...step.path], index);
  const [object, argument] = call.arguments;
  const key = argument && unwrap(argument);
  if (!FIELD_DEFINERS.has(name) || !object || key?.type !== 'Literal' || typeof key.value !== 'string')
    return false;
  for (const read of flow.model.getFieldReads(flow.model.objects.getOwners(object), key.value)) {
    if (read.node.type === 'MemberExpression') goTo(state, read.node, { isSure: false });
  }
  return true;
}

/** `socket.bind.call(socket, …)`, `promisify(socket.bind).bind(socket)`, `Socket.prototype.bind.apply(socket, …)`. */
function advanceThisArgument(state: Advance, call: CallNode): boolean {
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression') return false;
  const how = getPropertyName(callee);
  if (how !== 'call' && how !== 'apply' && how !== 'bind') return false;
  const method = getMethodName(state.flow.model, callee.object);
  if (method !== undefined) {
    if (how === 'bind') goTo(state, call, { method });
    else
      note(state, call, {
        kind: 'method',
        name: method,
        args: getHandedArguments(call, how),
      });
    return true;
  }
  const { functions, isOpen } = getFunctions(state.flow.model, callee.object);
  for (const node of functions) {
    for (const self of state.flow.model.tree.getThisExpressions(node))
      goTo(state, self, { isCertain: false });
  }
  return !isOpen;
}

/** The name of the method that an expression takes from some object, perhaps as a promise-returning function. */
function getMethodName(model: ProgramModel, node: Node): string | undefined {
  const expression = unwrap(node);
  if (expression.type === 'MemberExpression') return getPropertyName(expression);
  if (expression.type !== 'CallExpression') return undefined;
  const name = getCalleeName(model, expression.callee);
  const [first] = expression.arguments;
  return name !== undefined && first && FUNCTION_WRAPPERS.has(name) ? getMethodName(model, first) : undefined;
}

/** Calls whose result is or holds the argument. */
function advanceIntoResult(state: Advance, call: CallNode, name: string | undefined, index: number): boolean {
  const { step } = state;
  if (name === undefined) return false;
  if (NAMES_ONLY.has(name)) return true;
  if (SAME_VALUE.has(name)) {
    goTo(state, call);
    const [target] = call.arguments;
    if (name === 'Object.assign' && index > 0) {
      if (step.path.length === 0) note(state, step.node, { kind: 'spread' });
      else if (target && target.type !== 'ObjectExpression') goTo(state, target);
    }
    return true;
  }
  if (SAME_CONTAINER.has(name) && (step.path.length > 0 || call.type === 'CallExpression')) {
    const path =
      step.path[0] === CONTAINER_ELEMENTS || step.path.length === 0
        ? step.path
        : [CONTAINER_ELEMENTS, ...step.path.slice(1)];
    goTo(state, call, { path });
    return true;
  }
  return false;
}

/** `sockets.push(socket)`, `byName.set(name, socket)`. */
function advanceIntoContainer(state: Advance, call: CallNode, index: number): boolean {
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression') return false;
  const name = getPropertyName(callee);
  if (name === undefined || !STORING_METHODS.has(name)) return false;
  if (name === 'set' && call.arguments.length !== 2) return false;
  const path = [CONTAINER_ELEMENTS, ...state.step.path];
  return followContainer(state, callee.object, path, index);
}

/** Goes on at every read of the variable or field that holds a container. */
function followContainer(state: Advance, container: Node, path: readonly string[], index: number): boolean {
  const { model } = state.flow;
  const object = unwrap(container);
  if (index < 0) return false;
  if (object.type === 'Identifier') {
    const variable = model.bindings.getVariable(object);
    if (!variable || variable.defs[0]?.type !== 'Variable') return false;
    for (const read of model.getContentReads(model.bindings.getReads(variable))) {
      if (read !== object) goTo(state, read, { path, isSure: false });
    }
    return true;
  }
  if (object.type === 'MemberExpression') {
    const name = getPropertyName(object);
    const owners = model.objects.getOwners(object.object);
    if (name === undefined || !owners) return false;
    for (const read of model.getFieldReads(owners, name)) {
      if (read.node !== object && read.node.type === 'MemberExpression')
        goTo(state, read.node, { path, isSure: false });
    }
    return true;
  }
  return false;
}

/** `resolve(socket)` inside of a promise executor. */
function advanceIntoPromise(state: Advance, call: CallNode, index: number): boolean {
  const executor = index === 0 ? getExecutorOf(state, call) : undefined;
  const promise = executor && state.flow.model.tree.getUse(executor).parent;
  if (!promise) return false;
  goTo(state, promise, { isSure: state.step.isSure });
  return true;
}

/** The promise executor whose first parameter a call calls. */
function getExecutorOf(state: Advance, call: CallNode): Node | undefined {
  const { model } = state.flow;
  const callee = unwrap(call.callee);
  const variable = callee.type === 'Identifier' ? model.bindings.getVariable(callee) : undefined;
  const definition = variable?.defs[0];
  if (definition?.type !== 'Parameter') return undefined;
  const node: Node = definition.node;
  return isFunction(node) && isPromiseExecutor(node, model.tree) && node.params[0] === definition.name
    ? node
    : undefined;
}

/** The functions that a called parameter can be, when every caller of its function is known: `done(undefined, socket)`. */
function getParameterFunctions(state: Advance, call: CallNode): FunctionNode[] | undefined {
  const { model } = state.flow;
  const callee = unwrap(call.callee);
  const variable = callee.type === 'Identifier' ? model.bindings.getVariable(callee) : undefined;
  const definition = variable?.defs[0];
  if (definition?.type !== 'Parameter') return undefined;
  const owner: Node = definition.node;
  if (!isFunction(owner)) return undefined;
  const index = owner.params.findIndex((parameter) => parameter === definition.name);
  const callers = state.flow.getCallers(owner);
  const meant = state.step.context.getCall(owner);
  if (index < 0 || (callers.open && !meant)) return undefined;
  const found: FunctionNode[] = [];
  for (const caller of callers.calls) {
    if (meant && caller.call !== meant) continue;
    const argument = caller.args?.[index];
    const result = argument && getFunctions(model, argument);
    if (!result || result.isOpen) return undefined;
    found.push(...result.functions);
  }
  return found;
}
