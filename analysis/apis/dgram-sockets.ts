import type { MethodRole, ReuseOption } from './description.ts';

/** Methods of Node.js event emitters that return the emitter (Node.js documentation, "Events"). */
export const EMITTER_CHAIN: readonly string[] = [
  'on',
  'once',
  'off',
  'addListener',
  'prependListener',
  'prependOnceListener',
  'removeListener',
  'removeAllListeners',
  'setMaxListeners',
];

/** Methods of datagram sockets that need no port of their own, or only ask for it (Node.js documentation, "dgram"). */
const DGRAM_HARMLESS: readonly string[] = [
  'address',
  'close',
  'disconnect',
  'dropMembership',
  'dropSourceSpecificMembership',
  'emit',
  'eventNames',
  'getMaxListeners',
  'getRecvBufferSize',
  'getSendBufferSize',
  'getSendQueueCount',
  'getSendQueueSize',
  'listenerCount',
  'listeners',
  'rawListeners',
  'ref',
  'remoteAddress',
  'setBroadcast',
  'setMulticastInterface',
  'setMulticastLoopback',
  'setMulticastTTL',
  'setRecvBufferSize',
  'setSendBufferSize',
  'setTTL',
  'unref',
  '@@asyncDispose',
  '@@dispose',
];

/** `reuseAddr` in the options of a datagram socket, tested for truth. */
export const REUSE_ADDR: ReuseOption = {
  name: 'reuseAddr',
  at: { in: 'maker', argument: 0, property: ['reuseAddr'] },
  sets: 'SO_REUSEADDR',
  enabledBy: 'truthy',
  remedy: 'remove',
};

/** `reusePort` in the options of a datagram socket, tested for truth. */
export const REUSE_PORT: ReuseOption = {
  name: 'reusePort',
  at: { in: 'maker', argument: 0, property: ['reusePort'] },
  sets: 'SO_REUSEPORT',
  enabledBy: 'truthy',
  remedy: 'remove',
};

/**
 * How sockets with the methods of Node's `dgram` get their port.
 *
 * lib/dgram.js: send() and connect() run `this.bind({ port: 0, exclusive: true }, null)` on an unbound socket.
 */
export const DGRAM_ROLE: MethodRole = {
  by: 'methods',
  bind: [
    {
      name: 'bind',
      port: { argument: 0 },
      portProperty: 'port',
      adoptProperties: ['fd'],
      exclusiveProperty: 'exclusive',
    },
    // Since Node.js v26.4.0; never shared between workers.
    { name: 'bindSync', port: { argument: 0 }, portProperty: 'port', adoptProperties: ['fd'] },
  ],
  use: ['send', 'sendto', 'connect', 'connectSync'],
  // dgram.md: both "bind to a random port" a socket that is not bound; libuv then sets SO_REUSEADDR itself.
  join: ['addMembership', 'addSourceSpecificMembership'],
  harmless: DGRAM_HARMLESS,
  // dgram.md: a bind or send that fails emits 'error'. It is assumed that a listener for it does not bind the socket again.
  lateEvents: ['close', 'connect', 'error', 'listening', 'message'],
  chain: [...EMITTER_CHAIN, 'bind', 'ref', 'unref'],
};
