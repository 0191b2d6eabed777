import type { SocketApi } from './description.ts';

/** `Deno.listenDatagram`, the one UDP call of Deno, which clients use as well (ext/net/ops.rs, `net_listen_udp`). */
export const deno: SocketApi = {
  id: 'Deno.listenDatagram',
  globals: ['Deno'],
  makers: [
    {
      path: ['listenDatagram'],
      form: 'call',
      options: [
        {
          name: 'reuseAddress',
          at: { in: 'maker', argument: 0, property: ['reuseAddress'] },
          sets: 'SO_REUSEADDR',
          enabledBy: 'truthy',
          remedy: 'remove',
        },
      ],
      role: {
        by: 'making',
        port: { argument: 0, property: ['port'] },
        whenMissing: 'ephemeral',
        // `transport: 'unixpacket'`
        adopts: [{ argument: 0, property: ['path'] }],
      },
    },
  ],
  source: 'https://docs.deno.com/api/deno/~/Deno.listenDatagram',
};
