import type { SocketApi } from './description.ts';

/** `net.BoundSocket` (Node.js 26.4): bound when it is made, and then adopted by a client or a server. */
export const netBoundSocket: SocketApi = {
  id: 'net.BoundSocket',
  modules: ['net', 'node:net'],
  makers: [
    {
      path: ['BoundSocket'],
      form: 'new',
      options: [
        {
          name: 'reusePort',
          at: { in: 'maker', argument: 0, property: ['reusePort'] },
          sets: 'SO_REUSEPORT',
          enabledBy: 'true',
          remedy: 'remove',
        },
      ],
      role: {
        by: 'making',
        port: { argument: 0, property: ['port'] },
        whenMissing: 'ephemeral',
        // `new net.Socket(bound)` without `{ handle }` adopts nothing (run on Node.js 26.10).
        adoption: {
          connect: ['connect', 'createConnection', 'get', 'request', 'Socket', 'TLSSocket'],
          property: 'handle',
          listen: ['listen'],
        },
      },
    },
  ],
  source: 'https://nodejs.org/api/net.html#class-netboundsocket',
};
