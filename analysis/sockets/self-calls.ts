import type { MethodRole } from '../apis/description.ts';
import { getSocketSelfCalls } from '../apis/self-calls.ts';
import { callOwn } from '../dataflow/builtins/self-calls.ts';
import type { Arguments, Call } from '../dataflow/call.ts';
import type { Engine } from '../dataflow/engine.ts';
import { getField } from '../dataflow/fields.ts';
import { createHub } from '../dataflow/hub.ts';
import { toConstant } from '../dataflow/primitive-values.ts';
import type { Constant } from '../dataflow/primitive-values.ts';
import type { Activation, HeapValue, Hub, Site } from '../dataflow/value-graph.ts';
import { createHeapValue } from '../dataflow/values.ts';
import type { Node } from '../program/syntax.ts';
import type { MadeSocket } from './made-socket.ts';

/**
 * The methods that a method of a socket calls on the socket: a program that has put one of its own into their place is called.
 * `send()` and `connect()` bind the socket by its `bind()`.
 */
export function getSelfCalls({ maker }: Pick<MadeSocket, 'maker'>, name: string): readonly string[] {
  const { role } = maker;
  const binds = role.by === 'methods' && isUse(role, name) ? role.bind.map((bind) => bind.name) : [];
  return [...binds, ...getSocketSelfCalls(name)];
}

function isUse(role: MethodRole, name: string): boolean {
  return role.use.includes(name) && !role.bind.some((bind) => bind.name === name);
}

/** Calls what the program has put in the place of the methods that a method of a socket calls. */
export function callOwnMethods(
  engine: Engine,
  call: Call,
  receiver: HeapValue,
  made: readonly MadeSocket[],
  name: string,
): void {
  const called = new Set(made.flatMap((socket) => getSelfCalls(socket, name)));
  for (const own of called) {
    callOwn(engine, call, receiver, own, getArguments(engine, call, name, own));
  }
}

/** `new Socket(options, listener)`: the listener is added by `on('message', listener)`. */
export function callOwnOn(engine: Engine, site: Site, { fixed, rest }: Arguments, socket: HeapValue): void {
  const listener = fixed[1] ?? rest;
  if (listener) {
    callOwn(engine, site, socket, 'on', [toConstantHub(engine, 'message'), listener]);
  }
}

/** What one method gives to another. */
function getArguments(
  engine: Engine,
  { node, activation, args }: Call,
  name: string,
  own: string,
): readonly Hub[] {
  switch (own) {
    case 'on':
      return name === 'close' ? [toConstantHub(engine, 'close'), ...args.fixed] : args.fixed;
    case 'close':
      return [];
    case 'send':
    case 'prependListener':
    case 'removeListener':
      return args.fixed;
    default:
      return [createBindOptions(engine, node, activation), toConstantHub(engine, null)];
  }
}

/** lib/dgram.js: `this.bind({ port: 0, exclusive: true }, null)`. */
function createBindOptions(engine: Engine, node: Node, activation: Activation): Hub {
  const options = engine.made.get(['implicit bind', node, activation], () => {
    const made = createHeapValue('object', node, activation);
    made.names = () => ['port', 'exclusive'];
    made.hasOwn = (name) => name === 'port' || name === 'exclusive';
    engine.add(getField(engine, made, 'port'), toConstant(0));
    engine.add(getField(engine, made, 'exclusive'), toConstant(true));
    return made;
  });
  const hub = createHub('options');
  engine.add(hub, options);
  return hub;
}

function toConstantHub(engine: Engine, value: Constant): Hub {
  const hub = createHub('constant');
  engine.add(hub, toConstant(value));
  return hub;
}
