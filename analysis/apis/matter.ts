import type { SocketApi } from './description.ts';

/** `createUdpSocket` of matter.js networks (packages/general, `UdpSocketOptions`): `listeningPort` is "undefined or 0". */
export const matter: SocketApi = {
  id: '@matter/general',
  modules: [
    '@matter/general',
    '@matter/nodejs',
    '@matter/main',
    '@matter/react-native',
    '@project-chip/matter.js',
    '@project-chip/matter.js/net',
  ],
  makers: [
    {
      path: ['createUdpSocket'],
      form: 'call',
      isMethod: true,
      options: [
        {
          name: 'reuseAddress',
          at: { in: 'maker', argument: 0, property: ['reuseAddress'] },
          sets: 'SO_REUSEADDR',
          enabledBy: 'truthy',
          remedy: 'report',
          note: 'the React Native backend sets it whatever is asked for',
        },
      ],
      role: { by: 'making', port: { argument: 0, property: ['listeningPort'] }, whenMissing: 'ephemeral' },
    },
  ],
  source: 'https://github.com/matter-js/matter.js',
};
