import type { SocketApi, SocketMaker } from '../apis/description.ts';
import type { Arguments } from '../dataflow/call.ts';
import { getBuiltin } from '../dataflow/builtins/globals.ts';
import type { Engine } from '../dataflow/engine.ts';
import { ANY } from '../dataflow/fields.ts';
import { UNDEFINED } from '../dataflow/primitive-values.ts';
import type { Activation, HeapValue, Value } from '../dataflow/value-graph.ts';
import { isHeapValue } from '../dataflow/values.ts';
import type { Node } from '../program/syntax.ts';

/** The first name in the path of a socket's methods. */
export const SOCKET = '#socket';

/** A socket that a call makes in one activation. */
export interface MadeSocket {
  readonly api: SocketApi;
  readonly maker: SocketMaker;
  readonly value: HeapValue;
  /** The call that makes it. */
  readonly node: Node;
  readonly activation: Activation;
  readonly args: Arguments;
  /** What is done with it, in no order. */
  readonly events: SocketEvent[];
}

/** A method of a socket is called, or one of its properties is written. */
export type SocketEvent = MethodCall | PropertyWrite | Adoption;

/** A call of a method of a socket. */
export interface MethodCall {
  readonly kind: 'method';
  readonly name: string;
  readonly node: Node;
  readonly activation: Activation;
  readonly args: Arguments;
  /** The object that the method is called on: the socket, or one that inherits from it. */
  readonly receiver: HeapValue;
}

/** A write of a property of a socket. */
export interface PropertyWrite {
  readonly kind: 'write';
  readonly name: string;
  readonly node: Node;
  readonly activation: Activation;
}

/** The socket is handed to a call that connects or listens with it. */
export interface Adoption {
  readonly kind: 'adoption';
  readonly name: string;
  readonly node: Node;
  readonly activation: Activation;
  /** Whether the socket is in the property from which a client takes it over. */
  readonly isInProperty: boolean;
}

/**
 * Whether a socket, or what it inherits from, may have something else under a name than the API gives it: what was stored there,
 * whatever it is, or a getter.
 */
export function mayHaveOwn(engine: Engine, receiver: HeapValue, name: string): boolean {
  return findHolders(engine, receiver).some(({ detail, getters, fields }) => {
    const isReplaced = [name, ANY].some((key) =>
      (fields.get(key)?.values ?? []).some((value) => value !== UNDEFINED && !isOfApi(value, key)),
    );
    return detail.proxy !== undefined || getters.has(name) || getters.has(ANY) || isReplaced;
  });
}

/** Whether a socket, or what it inherits from, was given a getter or setter, which runs wherever it is read or written. */
export function mayHaveAccessor(engine: Engine, receiver: HeapValue): boolean {
  return findHolders(engine, receiver).some(({ getters, setters }) => getters.size > 0 || setters.size > 0);
}

/** A socket, and what it inherits from. */
function findHolders(engine: Engine, receiver: HeapValue): readonly HeapValue[] {
  const holders = new Set([receiver, ...INHERITED.map((path) => getBuiltin(engine, path))]);
  for (const holder of holders) {
    const shared = engine.semantics.getBuiltinPrototype(engine, holder);
    for (const parent of [
      ...(holder.prototype?.values ?? []).filter(isHeapValue),
      ...(shared ? [shared] : []),
    ]) {
      holders.add(parent);
    }
  }
  return [...holders];
}

/** Whether a value is what sockets have under a name from the start: another builtin was put there. */
function isOfApi(value: Value, name: string): boolean {
  const path = isHeapValue(value) && value.kind === 'builtin' ? (value.detail.path ?? []) : [];
  return path.at(-1) === name && (path[0] === SOCKET || INHERITED.some(([owner]) => path[0] === owner));
}

/** What sockets inherit from beside their own class. */
const INHERITED = [
  ['EventEmitter', 'prototype'],
  ['Object', 'prototype'],
];

/** Whether a socket, or what it inherits from, was given a method of its own by this name. */
export function hasOwnMethod(
  engine: Engine,
  { receiver, name }: Pick<MethodCall, 'receiver' | 'name'>,
): boolean {
  const seen = new Set<HeapValue>();
  const pending = [receiver];
  for (let holder = pending.pop(); holder; holder = pending.pop()) {
    if (seen.has(holder)) {
      continue;
    }
    seen.add(holder);
    const held = holder.fields.get(name)?.values ?? [];
    if (held.some((method) => isHeapValue(method) && method.kind === 'function')) {
      return true;
    }
    // What the program puts into the prototypes of the language is not called on sockets here.
    const shared =
      holder.kind === 'builtin' ? undefined : engine.semantics.getBuiltinPrototype(engine, holder);
    pending.push(...(holder.prototype?.values ?? []).filter(isHeapValue), ...(shared ? [shared] : []));
  }
  return false;
}
