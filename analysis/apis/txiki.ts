import type { ReuseOption, SocketApi } from './description.ts';

const reuseAddr: Omit<ReuseOption, 'at'> = {
  name: 'reuseAddr',
  sets: 'SO_REUSEADDR',
  enabledBy: 'truthy',
  remedy: 'remove',
};

/** txiki.js (src/js/core/direct-sockets/udp.js, sockets.js). */
export const txiki: SocketApi = {
  id: 'UDPSocket (txiki.js)',
  globals: ['UDPSocket', 'globalThis.UDPSocket'],
  makers: [
    {
      path: [],
      form: 'new',
      options: [{ ...reuseAddr, at: { in: 'maker', argument: 0, property: ['reuseAddr'] } }],
      role: { by: 'making', port: { argument: 0, property: ['localPort'] }, whenMissing: 'ephemeral' },
    },
  ],
  source: 'https://github.com/saghul/txiki.js',
};

/** `tjs.listen('udp', host, port, options)`, the one that takes the option for UDP. */
export const txikiListen: SocketApi = {
  id: 'tjs.listen',
  globals: ['tjs'],
  makers: [
    {
      path: ['listen'],
      form: 'call',
      when: { argument: 0, value: 'udp' },
      options: [{ ...reuseAddr, at: { in: 'maker', argument: 3, property: ['reuseAddr'] } }],
      role: { by: 'making', port: { argument: 2 }, whenMissing: 'ephemeral' },
    },
  ],
  source: 'https://github.com/saghul/txiki.js',
};
