import type { ArgumentPlace } from '../apis/description.ts';
import { EMITTER_METHODS } from '../dataflow/builtins/emitter.ts';
import { FUNCTION_METHODS } from '../dataflow/builtins/functions.ts';
import { getBuiltin } from '../dataflow/builtins/globals.ts';
import type { Engine } from '../dataflow/engine.ts';
import type { Call } from '../dataflow/call.ts';
import { ANY, getField } from '../dataflow/fields.ts';
import { PRIMITIVE, UNKNOWN } from '../dataflow/primitive-values.ts';
import type { HeapValue, Hub } from '../dataflow/value-graph.ts';
import { createHeapValue, isHeapValue } from '../dataflow/values.ts';
import { ADDRESS_PORT, readArgument } from './arguments.ts';
import { SOCKET } from './made-socket.ts';

/** What every socket inherits: its methods, of whatever name. */
export function getSocketPrototype(engine: Engine): HeapValue {
  return engine.made.get(['socket prototype'], () => {
    const prototype = createHeapValue('builtin', undefined, undefined, {
      path: [SOCKET],
      hasAnyName: true,
    });
    // A private name is one of the program's class.
    prototype.hasOwn = (name) => !name.startsWith('#');
    // A call of any method of one socket says nothing of the named methods of another.
    prototype.isShadowing = (name) => name !== ANY;
    prototype.initialize = (name, field) => {
      if (prototype.hasOwn?.(name) === true) {
        engine.add(field, getSocketMember(engine, name));
        inheritReplaced(engine, name, field);
      }
    };
    return prototype;
  });
}

/** What sockets inherit from beside their own class, and what they have of it. */
const INHERITED = [
  { owner: 'EventEmitter', names: new Set<string>([...Object.keys(EMITTER_METHODS), ANY]) },
  { owner: 'Object', names: new Set<string>([...Object.getOwnPropertyNames(Object.prototype), ANY]) },
];

/** What the program has put into the prototypes of all emitters and of all objects, which sockets then have. */
function inheritReplaced(engine: Engine, name: string, field: Hub): void {
  for (const { owner, names } of INHERITED) {
    if (names.has(name)) {
      const prototype = getBuiltin(engine, [owner, 'prototype']);
      for (const key of new Set([name, ANY])) {
        engine.flow(getField(engine, prototype, key), field, (held) =>
          isHeapValue(held) && held.kind !== 'builtin' ? held : undefined,
        );
      }
    }
  }
}

/** A method of a socket, or whatever else it has under a name: of what that has in turn, nothing is known. */
function getSocketMember(engine: Engine, name: string): HeapValue {
  return engine.made.get(['socket member', name], () => {
    const member = createHeapValue('builtin', undefined, undefined, {
      path: [SOCKET, name],
      mayBePrimitive: true,
    });
    member.hasOwn = (inner) => !Object.hasOwn(FUNCTION_METHODS, inner);
    member.initialize = (inner, field) => {
      if (name === 'constructor' && inner === 'prototype') {
        engine.add(field, getSocketPrototype(engine));
      } else if (member.hasOwn?.(inner)) {
        engine.add(field, UNKNOWN);
      }
    };
    return member;
  });
}

/** `Gio.InetSocketAddress.new_from_string(address, port)`. */
export function makeAddress(engine: Engine, call: Call, place: ArgumentPlace): void {
  const { node, activation, args, result } = call;
  const address = engine.made.get(['address', node, activation], () =>
    createHeapValue('object', node, activation),
  );
  engine.flow(readArgument(engine, call, args, place).values, getField(engine, address, ADDRESS_PORT));
  engine.add(result, address);
}

/** What `address()` of a socket gives. */
export function getAddress(engine: Engine, socket: HeapValue): HeapValue {
  return engine.made.get(['address', socket], () => {
    const address = createHeapValue('address', socket.node, socket.activation, { socket });
    address.initialize = (name, field) => {
      engine.add(
        field,
        name === 'port'
          ? engine.made.get(['port', socket], () =>
              createHeapValue('port', socket.node, socket.activation, { socket }),
            )
          : PRIMITIVE,
      );
    };
    address.hasOwn = () => true;
    address.names = () => ['address', 'family', 'port', 'size'];
    return address;
  });
}
