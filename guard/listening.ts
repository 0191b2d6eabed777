import type { Socket } from 'node:dgram';

const watched = new WeakSet();

/**
 * Calls back before a socket emits `listening`, with which a bind ends, once. A listener could be counted, and removed by the
 * program; so `emit` is watched, of this socket alone and up to that event, before which no datagram arrives.
 *
 * @param socket One that is watched already keeps its first callback.
 * @param onListening Called once; not at all when the socket is closed before.
 */
export function watchListening(socket: Socket, onListening: () => void): void {
  if (watched.has(socket)) {
    return;
  }
  watched.add(socket);
  const before = Object.getOwnPropertyDescriptor(socket, 'emit');
  const emit = new Proxy(Reflect.get(socket, 'emit') as () => boolean, {
    apply: (original, self, parameters) => {
      const [event] = parameters as readonly unknown[];
      if (event === 'listening' || event === 'close') {
        watched.delete(socket);
        restore();
      }
      if (event === 'listening') {
        onListening();
      }
      return Reflect.apply(original, self, parameters) as boolean;
    },
  });
  // A socket that was made to take no property is not watched.
  Reflect.defineProperty(socket, 'emit', { value: emit, configurable: true, writable: true });

  function restore(): void {
    // The program may have put an `emit` of its own over it.
    if (Object.getOwnPropertyDescriptor(socket, 'emit')?.value !== emit) {
      return;
    }
    if (before === undefined) {
      Reflect.deleteProperty(socket, 'emit');
    } else {
      Reflect.defineProperty(socket, 'emit', before);
    }
  }
}
