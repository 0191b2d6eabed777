import type { SocketApi } from './description.ts';
import { DGRAM_ROLE, REUSE_PORT } from './dgram-sockets.ts';

/**
 * `react-native-udp`: reads `reusePort` (iOS only), and `reuseAddr` not at all.
 *
 * A string as the first argument of bind() is an address (normalizeBindOptions.js).
 */
export const reactNativeUdp: SocketApi = {
  id: 'react-native-udp',
  modules: ['react-native-udp'],
  makers: [
    {
      path: ['createSocket'],
      form: 'call',
      options: [
        {
          ...REUSE_PORT,
          remedy: 'report',
          note: 'iOS sets SO_REUSEADDR on every socket of this module, and Android does without asking',
        },
      ],
      role: {
        ...DGRAM_ROLE,
        bind: [{ name: 'bind', port: { argument: 0 }, portProperty: 'port', stringIsAddress: true }],
      },
    },
  ],
  source: 'https://github.com/tradle/react-native-udp',
};
