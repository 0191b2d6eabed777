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
  chain: [...EMITTER_CHAIN, 'bind', 'ref', 'unref'],
};
