import type { SocketApi } from './description.ts';

/** `multicast-dns` (index.js): binds 5353 and sets the option by default. */
export const multicastDns: SocketApi = {
  id: 'multicast-dns',
  modules: ['multicast-dns'],
  makers: [
    {
      path: [],
      form: 'call',
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
      role: {
        by: 'making',
        port: { argument: 0, property: ['port'] },
        whenMissing: 'explicit',
        // index.js: `typeof opts.port === 'number' ? opts.port : 5353`
        mustBeNumber: true,
        unboundWhenFalse: { argument: 0, property: ['bind'] },
        adopts: [{ argument: 0, property: ['socket'] }],
      },
    },
  ],
  source: 'https://github.com/mafintosh/multicast-dns',
};
