import type { Engine } from '../dataflow/engine.ts';
import { UNDEFINED } from '../dataflow/primitive-values.ts';
import type { Hub, Value } from '../dataflow/value-graph.ts';
import { isHeapValue } from '../dataflow/values.ts';
import { getPropertyName, unwrap } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';
import { hasConversion } from './calm-calls.ts';
import type { Bind } from './judgement.ts';
import { mayHaveAccessor, mayHaveOwn } from './made-socket.ts';
import type { MadeSocket, MethodCall } from './made-socket.ts';
import { getSelfCalls } from './self-calls.ts';

/** The calls that bind a socket, by their nodes. */
export interface SaturatingCalls {
  /** Those that bind it to an ephemeral port. */
  readonly saturating: ReadonlyMap<Node, MethodCall>;
  /** Those that bind it to another. */
  readonly binding: ReadonlySet<Node>;
}

/**
 * Finds the calls behind which a socket is bound.
 *
 * @param calls its methods that are called
 * @param binds those of them that bind it by name
 */
export function findSaturatingCalls(
  engine: Engine,
  made: MadeSocket,
  calls: readonly MethodCall[],
  binds: readonly Bind[],
): SaturatingCalls {
  const saturating = new Map<Node, MethodCall>();
  const binding = new Set<Node>();
  // Its accessors run unseen: what is read or written is no call.
  if (runsOwnOn(engine, made) || mayHaveAccessor(engine, made.value)) {
    return { saturating, binding };
  }
  const { role } = made.maker;
  const uses = role.by === 'methods' ? [...role.use, ...(role.join ?? [])] : [];
  const bindNames = role.by === 'methods' ? role.bind.map(({ name }) => name) : [];
  for (const call of calls) {
    const isUse = uses.includes(call.name) && !bindNames.includes(call.name);
    if (isUse && !hasCoercion(call)) {
      saturating.set(call.node, call);
    }
  }
  const known = [...uses, ...bindNames];
  const others = calls.filter(
    (call) =>
      (!known.includes(call.name) && !known.includes(getWrittenName(call))) ||
      [call.name, ...getSelfCalls(made, call.name)].some((name) => mayHaveOwn(engine, call.receiver, name)),
  );
  for (const { event, port } of binds) {
    if (port.choice === 'ephemeral' && !hasCoercion(event)) {
      saturating.set(event.node, event);
    } else {
      binding.add(event.node);
    }
  }
  // In another run, what would give the port throws.
  const bound = new Set(binds.map(({ event }) => event));
  const interrupted = calls.filter((call) => bindNames.includes(call.name) && !bound.has(call));
  // A call that may also call something else does not certainly bind it.
  for (const node of [...binding, ...[...others, ...interrupted].map((call) => call.node)]) {
    saturating.delete(node);
  }
  return { saturating, binding };
}

/** Whether a method of the program runs while the socket is made: `on()` gets the listener that its constructor is given. */
function runsOwnOn(engine: Engine, { args, value }: MadeSocket): boolean {
  return (args.fixed.length > 1 || args.rest !== undefined) && mayHaveOwn(engine, value, 'on');
}

/** The name by which a method is called in the text; the empty text where there is none. */
function getWrittenName({ node }: MethodCall): string {
  const callee = 'callee' in node ? unwrap(node.callee) : undefined;
  return (callee?.type === 'MemberExpression' ? getPropertyName(callee) : undefined) ?? '';
}

/** Whether an argument is an object of the program with methods that run when it is converted, or getters. */
function hasCoercion({ args }: MethodCall): boolean {
  return args.fixed.some(({ values }) =>
    values.some((value) => (isHeapValue(value) && value.getters.size > 0) || hasConversion(value)),
  );
}

/**
 * Whether a call may throw before it binds: `send()`, `connect()` and `addMembership()` check their arguments first, `bind()`
 * sets its state (lib/dgram.js; for groups `uv_udp_set_membership` of libuv). A port that is not shown may be wrong.
 */
export function canThrow({ name, args }: MethodCall): boolean {
  if (name.startsWith('bind')) {
    return false;
  }
  if (args.rest) {
    return true;
  }
  const [first, second] = args.fixed;
  switch (name) {
    case 'connect':
    case 'connectSync':
      return !(isAll(first, isPort) && isAllOrMissing(second, isAddress));
    case 'addMembership':
      return !isAll(first, isGroup);
    case 'addSourceSpecificMembership':
      return !(isAll(first, isGroup) && isAll(second, isGroup));
    case 'send':
      return !isRightSend(args.fixed);
    default:
      return true;
  }
}

/** `send(message, port, address, callback)`, or with an offset and a length behind the message. */
function isRightSend([message, second, third, fourth, ...others]: readonly Hub[]): boolean {
  const isCut = isAll(fourth, isPort);
  const [port, address, callback] = isCut ? [fourth, ...others] : [second, third, fourth];
  return (
    isAll(message, isMessage) &&
    (!isCut || (isAll(second, isZero) && isAll(third, isLength))) &&
    isAll(port, isPort) &&
    isAllOrMissing(address, isAddress) &&
    isAllOrMissing(callback, isCallback)
  );
}

/** Whether all that an argument can be is known, and right. */
function isAll(hub: Hub | undefined, isRight: (value: Value) => boolean): boolean {
  return hub !== undefined && hub.values.length > 0 && hub.values.every(isRight);
}

function isAllOrMissing(hub: Hub | undefined, isRight: (value: Value) => boolean): boolean {
  return hub === undefined || isAll(hub, isRight);
}

function isText(value: Value): boolean {
  return value.kind === 'constant' && typeof value.value === 'string';
}

/** Whether a value is no number and not known; such a one is taken for what belongs there. */
function isHidden(value: Value): boolean {
  return value.kind === 'unknown' || (value.kind === 'primitive' && !value.isNumber);
}

function isMessage(value: Value): boolean {
  return isText(value) || isHidden(value) || (isHeapValue(value) && value.kind === 'array');
}

function isZero(value: Value): boolean {
  return value.kind === 'constant' && value.value === 0;
}

/** Whether a value is a length that is computed: one that is written may be more than the message has. */
function isLength(value: Value): boolean {
  return value.kind === 'unknown' || value.kind === 'primitive';
}

/** Whether a value is a port that can be sent to. */
function isPort(value: Value): boolean {
  if (value.kind !== 'constant' || (typeof value.value !== 'number' && typeof value.value !== 'string')) {
    return false;
  }
  const port = Number(value.value);
  return Number.isInteger(port) && port > 0 && port < 65_536;
}

/** Whether a value is an address, or a callback in its place; one that is not shown is taken for an address. */
function isAddress(value: Value): boolean {
  return isHidden(value) || isText(value) || isCallback(value);
}

/** Whether a value is a callback, or leaves it out. */
function isCallback(value: Value): boolean {
  return value === UNDEFINED || (isHeapValue(value) && (value.kind === 'function' || value.kind === 'bound'));
}

/** Whether a value is the address of a group: one that is none throws before the socket is bound. */
function isGroup(value: Value): boolean {
  const parts = value.kind === 'constant' && typeof value.value === 'string' ? value.value.split('.') : [];
  return (
    parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/u.test(part) && Number(part) < 256)
  );
}
