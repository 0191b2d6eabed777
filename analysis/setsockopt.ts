import type { TSESTree } from '@typescript-eslint/utils';
import {
  CONNECTING_CALLS,
  LISTENING_CALLS,
  REUSE_CONSTANTS,
  REUSE_NUMBERS,
  SET_OPTION_FUNCTIONS,
} from './apis/setsockopt.ts';
import { CallContext } from './context.ts';
import type { Finding, Verdict } from './finding.ts';
import type { ProgramModel } from './model.ts';
import { type CallNode, type Node, getPropertyName, unwrap } from './syntax.ts';
import type { Evaluator } from './values.ts';

/** A call that sets a reuse option on a descriptor. */
interface SetCall {
  readonly call: TSESTree.CallExpression;
  readonly descriptor: Node;
  readonly sets: string;
}

/** What is done with a descriptor elsewhere in the file. */
interface DescriptorUse {
  readonly connecting: CallNode | undefined;
  readonly listening: CallNode | undefined;
}

/** A declaration in C: `int connect(int fd, …)`. */
const FOREIGN_PROTOTYPE = /\b(\w+)\s*\(/u;

const REASON = 'the descriptor may be used in ways that this file does not show';

/** Finds reuse options that are set by number or constant, on a descriptor that is seen to connect or to listen. */
export function findSetCalls(model: ProgramModel, values: Evaluator): readonly Finding[] {
  if (!SET_OPTION_FUNCTIONS.some((word) => model.file.text.includes(word))) return [];
  const found = model.tree.calls.flatMap((call) => toSetCall(call, model, values) ?? []);
  return found.map((set) => toFinding(set, getDescriptorUse(set, model), model));
}

function getCalleeName(call: CallNode, model: ProgramModel): string | undefined {
  const callee = unwrap(call.callee);
  if (callee.type === 'MemberExpression') return getPropertyName(callee);
  if (callee.type !== 'Identifier') return undefined;
  return getForeignName(callee, model) ?? model.getCalledName(callee);
}

/** The function of C that a name stands for: `const set = library.func('int setsockopt(…)')`, or `func('connect', 'int', […])`. */
function getForeignName(callee: TSESTree.Identifier, model: ProgramModel): string | undefined {
  const variable = model.bindings.getVariable(callee);
  const [write] = variable ? model.getAssignments(variable) : [];
  const value = write?.value && unwrap(write.value);
  if (value?.type !== 'CallExpression') return undefined;
  for (const argument of value.arguments) {
    const declaration = unwrap(argument);
    const text = declaration.type === 'Literal' ? declaration.value : undefined;
    if (typeof text !== 'string') continue;
    if (/\bsetsockopt\b/u.test(text)) return 'setsockopt';
    const name = FOREIGN_PROTOTYPE.exec(text)?.[1] ?? (value.arguments.length > 2 ? text : '');
    if (CONNECTING_CALLS.test(name) || LISTENING_CALLS.test(name)) return name;
  }
  return undefined;
}

function toSetCall(call: CallNode, model: ProgramModel, values: Evaluator): SetCall | undefined {
  const name = getCalleeName(call, model);
  if (call.type !== 'CallExpression' || name === undefined || !SET_OPTION_FUNCTIONS.includes(name))
    return undefined;
  const callee = unwrap(call.callee);
  const { arguments: args } = call;
  for (const index of [1, 2]) {
    const sets = getReuseName(args[index - 1], args[index], model, values);
    if (sets === undefined) continue;
    const descriptor = index === 2 ? args[0] : callee.type === 'MemberExpression' ? callee.object : undefined;
    const value = args[index + 1];
    if (!descriptor || !value || isOff(value, values)) return undefined;
    return { call, descriptor, sets };
  }
  return undefined;
}

function getReuseName(
  level: Node | undefined,
  name: Node | undefined,
  model: ProgramModel,
  values: Evaluator,
): string | undefined {
  if (!level || !name) return undefined;
  const expression = unwrap(name);
  const written = model.getCalledName(expression);
  if (written !== undefined && REUSE_CONSTANTS.includes(written)) return written;
  const levels = values.evaluate(level, CallContext.none);
  const names = values.evaluate(name, CallContext.none);
  return REUSE_NUMBERS.find(
    (known) =>
      levels.some((value) => value.kind === 'constant' && value.value === known.level) &&
      names.some((value) => value.kind === 'constant' && value.value === known.name),
  )?.sets;
}

function isOff(node: Node, values: Evaluator): boolean {
  const expression = unwrap(node);
  const [only] = expression.type === 'ArrayExpression' ? expression.elements : [expression];
  return only
    ? values.evaluate(only, CallContext.none).every((value) => value.kind === 'constant' && !value.value)
    : true;
}

/** The variable or field at the root of a descriptor: `socket` of `socket._handle.fd`. */
function getRoot(node: Node, model: ProgramModel): string | undefined {
  const expression = unwrap(node);
  if (expression.type === 'CallExpression') return getRoot(expression.callee, model);
  if (expression.type === 'MemberExpression') {
    const name = getPropertyName(expression);
    if (name === '_handle' || name === 'fd' || name === 'getFd') return getRoot(expression.object, model);
    const object = getRoot(expression.object, model);
    return object === undefined || name === undefined ? model.getText(expression) : `${object}.${name}`;
  }
  if (expression.type === 'ThisExpression') return 'this';
  if (expression.type !== 'Identifier') return undefined;
  const variable = model.bindings.getVariable(expression);
  return variable && `${expression.name}@${variable.identifiers[0]?.range[0] ?? 0}`;
}

function getDescriptorUse({ descriptor }: SetCall, model: ProgramModel): DescriptorUse {
  const root = getRoot(descriptor, model);
  let connecting: CallNode | undefined;
  let listening: CallNode | undefined;
  for (const call of root === undefined ? [] : model.tree.calls) {
    const name = getCalleeName(call, model);
    if (name === undefined) continue;
    const isConnecting = CONNECTING_CALLS.test(name);
    if (!isConnecting && !LISTENING_CALLS.test(name)) continue;
    const callee = unwrap(call.callee);
    const holders: (Node | undefined)[] = [
      call.arguments[0],
      getHandle(call.arguments[0]),
      callee.type === 'MemberExpression' ? callee.object : undefined,
      getAssigned(call, model),
    ];
    if (!holders.some((holder) => holder && getRoot(holder, model) === root)) continue;
    if (isConnecting) connecting ??= call;
    else listening ??= call;
  }
  return { connecting, listening };
}

/** `net.connect({ handle: socket })`. */
function getHandle(argument: Node | undefined): Node | undefined {
  const options = argument && unwrap(argument);
  if (options?.type !== 'ObjectExpression') return undefined;
  const handle = options.properties.find(
    (item) => item.type === 'Property' && getPropertyName(item) === 'handle',
  );
  return handle?.type === 'Property' ? handle.value : undefined;
}

/** What the result of a call is assigned to: `const socket = net.connect(…)`. */
function getAssigned(call: CallNode, model: ProgramModel): Node | undefined {
  const { parent } = model.tree.getUse(call);
  if (parent?.type === 'VariableDeclarator') return parent.id;
  return parent?.type === 'AssignmentExpression' ? parent.left : undefined;
}

function toFinding(
  { call, sets }: SetCall,
  { connecting, listening }: DescriptorUse,
  model: ProgramModel,
): Finding {
  const verdict: Verdict = listening ? 'listener' : connecting ? 'client' : 'unknown';
  const decisive = listening ?? connecting;
  const evidence = decisive
    ? `${getCalleeName(decisive, model) ?? ''}() at ${model.formatPlace(decisive)} ${listening ? 'gives it a port' : 'connects it, and nothing in the file binds it'}`
    : 'the file does not show what becomes of the descriptor';
  const prefix = `'${sets}' is set by setsockopt()`;
  const messages: Record<Verdict, string> = {
    client: `${prefix} on a client socket: ${evidence}, so the kernel picks its port, and may pick one that another such socket already has. Remove it by hand: ${REASON}.`,
    mixed: '',
    listener: `${prefix} on a listener: ${evidence}.`,
    unknown: `${prefix} on a socket that may be a client: ${evidence}.`,
  };
  return {
    verdict,
    api: 'setsockopt',
    option: sets,
    node: call,
    place: model.getPlace(call),
    evidence,
    message: messages[verdict],
    remedy: { kind: 'none', reason: REASON },
  };
}
