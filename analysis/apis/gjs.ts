import type { ReuseOption, SocketApi, SocketMaker } from './description.ts';

/** gio/gsocket.c: true for servers, false for clients; a UDP socket gets SO_REUSEPORT as well. */
const options: readonly ReuseOption[] = [
  {
    name: 'allow_reuse',
    at: { in: 'method', method: 'bind', argument: 1 },
    sets: 'SO_REUSEADDR',
    enabledBy: 'truthy',
    remedy: 'explicit-false',
    note: 'bind() always takes this argument',
  },
];

const maker: Omit<SocketMaker, 'path' | 'form'> = {
  options,
  role: {
    by: 'methods',
    bind: [
      {
        name: 'bind',
        port: { argument: 0 },
        addressPort: [
          { name: 'new_from_string', port: { argument: 1 } },
          { name: 'new', port: { argument: 1 } },
          { name: 'InetSocketAddress', port: { argument: 0, property: ['port'] } },
        ],
      },
    ],
    use: ['connect', 'send', 'send_to', 'send_message'],
    listen: ['listen', 'accept'],
    chain: [],
    needsUse: true,
  },
};

/** `Gio.Socket` of GJS. */
export const gjs: SocketApi = {
  id: 'Gio.Socket',
  modules: ['gi://Gio', 'gi://Gio?version=2.0'],
  globals: ['imports.gi.Gio'],
  makers: [
    { ...maker, path: ['Socket', 'new'], form: 'call' },
    { ...maker, path: ['Socket'], form: 'new' },
  ],
  mentions: ['Gio.Socket'],
  source: 'https://docs.gtk.org/gio/method.Socket.bind.html',
};
