import type { SocketApi } from './description.ts';

/** `UDPSocket` of Direct Sockets (Chromium `direct_sockets/udp_socket.cc`): an ephemeral port is one that is left out. */
export const directSockets: SocketApi = {
  id: 'UDPSocket (Direct Sockets)',
  globals: ['UDPSocket'],
  makers: [
    {
      path: [],
      form: 'new',
      options: [
        {
          name: 'multicastAllowAddressSharing',
          at: { in: 'maker', argument: 0, property: ['multicastAllowAddressSharing'] },
          sets: 'address sharing',
          enabledBy: 'truthy',
          remedy: 'report',
          note: 'a multicast receiver needs it, with a localPort',
        },
      ],
      role: { by: 'making', port: { argument: 0, property: ['localPort'] }, whenMissing: 'ephemeral' },
    },
  ],
  source: 'https://wicg.github.io/direct-sockets/',
};
