import type { SocketApi, SocketMaker } from './description.ts';

const maker: Omit<SocketMaker, 'path'> = {
  form: 'call',
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
};

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
    { ...maker, path: ['createUdpSocket'], isMethod: true },
    { ...maker, path: ['NodeJsUdpSocket', 'create'] },
  ],
  source: 'https://github.com/matter-js/matter.js',
};
