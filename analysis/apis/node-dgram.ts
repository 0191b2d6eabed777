import type { ReuseOption, SocketApi, SocketRole } from './description.ts';

/** Node.js documentation, "UDP/datagram sockets"; lib/dgram.js tests both options for truth when the socket is made. */
const options: readonly ReuseOption[] = [
  { name: 'reuseAddr', sets: 'SO_REUSEADDR', enabledBy: 'truthy' },
  // lib/dgram.js: `reusePort` makes bind() exclusive.
  { name: 'reusePort', sets: 'SO_REUSEPORT', enabledBy: 'truthy', forcesExclusiveBind: true },
];

const role: SocketRole = {
  bind: [
    {
      name: 'bind',
      portArgument: 0,
      portProperty: 'port',
      adoptProperties: ['fd'],
      exclusiveProperty: 'exclusive',
    },
    // Since v26.4.0; never shared between workers.
    { name: 'bindSync', portArgument: 0, portProperty: 'port', adoptProperties: ['fd'] },
  ],
  // lib/dgram.js: send() and connect() run `this.bind({ port: 0, exclusive: true }, null)` on an unbound socket.
  use: ['send', 'sendto', 'connect', 'connectSync'],
  chain: [
    'bind',
    'ref',
    'unref',
    'on',
    'once',
    'off',
    'addListener',
    'prependListener',
    'prependOnceListener',
    'removeListener',
    'removeAllListeners',
    'setMaxListeners',
  ],
};

/** `dgram` of Node.js, and of the runtimes that provide it: Bun, Deno, Electron. */
export const nodeDgram: SocketApi = {
  id: 'node:dgram',
  modules: ['dgram', 'node:dgram'],
  makers: [
    { path: ['createSocket'], form: 'call', optionsArgument: 0, options, role },
    { path: ['Socket'], form: 'new', optionsArgument: 0, options, role },
  ],
  source: 'https://nodejs.org/api/dgram.html',
};
