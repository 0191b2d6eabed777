/**
 * The methods that methods of Node.js event emitters call on `this`, so that a program's own method of that name runs
 * (lib/events.js).
 */
const EMITTER_SELF_CALLS: Readonly<Record<string, readonly string[]>> = {
  once: ['on'],
  prependOnceListener: ['prependListener'],
  removeAllListeners: ['removeListener'],
};

/** The same for datagram sockets, beside that those which use an unbound socket bind it (lib/dgram.js). */
const SOCKET_SELF_CALLS: Readonly<Record<string, readonly string[]>> = {
  ...EMITTER_SELF_CALLS,
  '@@asyncDispose': ['close'],
  close: ['on'],
  // What is added by `once()` is removed behind its event.
  emit: ['removeListener'],
  sendto: ['send'],
};

/** The methods that a method of all event emitters calls on `this`. */
export function getEmitterSelfCalls(name: string): readonly string[] {
  return Object.hasOwn(EMITTER_SELF_CALLS, name) ? (EMITTER_SELF_CALLS[name] ?? []) : [];
}

/** The methods that a method of sockets calls on `this`, whatever their role. */
export function getSocketSelfCalls(name: string): readonly string[] {
  return Object.hasOwn(SOCKET_SELF_CALLS, name) ? (SOCKET_SELF_CALLS[name] ?? []) : [];
}
