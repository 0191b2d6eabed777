import type { ArgumentPlace } from '../apis/description.ts';
import { FUNCTION_METHODS } from '../dataflow/builtins/functions.ts';
import type { Engine } from '../dataflow/engine.ts';
import type { Call } from '../dataflow/call.ts';
import { getField } from '../dataflow/fields.ts';
import { HeapValue, PRIMITIVE, UNKNOWN } from '../dataflow/values.ts';
import { ADDRESS_PORT, readArgument } from './arguments.ts';

/** The first name in the path of a socket's methods. */
export const SOCKET = '#socket';

/** What every socket inherits: its methods, of whatever name. */
export function getSocketPrototype(engine: Engine): HeapValue {
  return engine.made.get(['socket prototype'], () => {
    const prototype = new HeapValue('builtin', undefined, undefined, {
      path: [SOCKET],
      hasAnyName: true,
    });
    prototype.initialize = (name, field) => {
      engine.add(field, getSocketMember(engine, name));
    };
    prototype.hasOwn = () => true;
    return prototype;
  });
}

/** A method of a socket, or whatever else it has under a name: of what that has in turn, nothing is known. */
function getSocketMember(engine: Engine, name: string): HeapValue {
  return engine.made.get(['socket member', name], () => {
    const member = new HeapValue('builtin', undefined, undefined, { path: [SOCKET, name] });
    member.hasOwn = (inner) => !Object.hasOwn(FUNCTION_METHODS, inner);
    member.initialize = (inner, field) => {
      if (member.hasOwn?.(inner)) {
        engine.add(field, UNKNOWN);
      }
    };
    return member;
  });
}

/** `Gio.InetSocketAddress.new_from_string(address, port)`. */
export function makeAddress(engine: Engine, call: Call, place: ArgumentPlace): void {
  const { node, activation, args, result } = call;
  const address = engine.made.get(
    ['address', node, activation],
    () => new HeapValue('object', node, activation),
  );
  engine.flow(readArgument(engine, call, args, place).values, getField(engine, address, ADDRESS_PORT));
  engine.add(result, address);
}

/** What `address()` of a socket gives. */
export function getAddress(engine: Engine, socket: HeapValue): HeapValue {
  return engine.made.get(['address', socket], () => {
    const address = new HeapValue('address', socket.node, socket.activation, { socket });
    address.initialize = (name, field) => {
      engine.add(
        field,
        name === 'port'
          ? engine.made.get(
              ['port', socket],
              () => new HeapValue('port', socket.node, socket.activation, { socket }),
            )
          : PRIMITIVE,
      );
    };
    address.hasOwn = () => true;
    address.names = () => ['address', 'family', 'port', 'size'];
    return address;
  });
}
