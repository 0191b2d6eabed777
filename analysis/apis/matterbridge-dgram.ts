import type { SocketApi } from './description.ts';

/** `@matterbridge/dgram` (dist/unicast.js): `new Unicast(name, type, reuseAddr = true, interface, address, port)`. */
export const matterbridgeDgram: SocketApi = {
  id: '@matterbridge/dgram',
  modules: ['@matterbridge/dgram'],
  makers: [
    {
      path: ['Unicast'],
      form: 'new',
      options: [
        {
          name: 'reuseAddr',
          at: { in: 'maker', argument: 2 },
          sets: 'SO_REUSEADDR',
          enabledBy: 'truthy',
          remedy: 'explicit-false',
          note: 'it is on by default',
        },
      ],
      role: { by: 'making', port: { argument: 5 }, whenMissing: 'ephemeral' },
    },
  ],
  mentions: ['@matterbridge/dgram'],
  source: 'https://www.npmjs.com/package/@matterbridge/dgram',
};
