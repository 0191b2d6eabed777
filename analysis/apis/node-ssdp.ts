import type { SocketApi } from './description.ts';

/** `node-ssdp` clients (lib/index.js): `sourcePort` is 0 and `reuseAddr` is true unless given. Servers bind 1900. */
export const nodeSsdp: SocketApi = {
  id: 'node-ssdp',
  modules: ['node-ssdp'],
  makers: [
    {
      path: ['Client'],
      form: 'new',
      options: [
        {
          name: 'reuseAddr',
          at: { in: 'maker', argument: 0, property: ['reuseAddr'] },
          sets: 'SO_REUSEADDR',
          enabledBy: 'truthy',
          remedy: 'explicit-false',
          note: 'it is on by default',
        },
      ],
      role: { by: 'making', port: { argument: 0, property: ['sourcePort'] }, whenMissing: 'ephemeral' },
    },
  ],
  listeners: [['Server']],
  source: 'https://github.com/diversario/node-ssdp',
};
