import type { ReuseOption, SocketApi } from './description.ts';
import { DGRAM_ROLE, REUSE_ADDR, REUSE_PORT } from './dgram-sockets.ts';

const options: readonly ReuseOption[] = [REUSE_ADDR, REUSE_PORT];

/** `react-native-jsi-udp` (src/index.tsx): both options are off by default. */
export const reactNativeJsiUdp: SocketApi = {
  id: 'react-native-jsi-udp',
  modules: ['react-native-jsi-udp'],
  makers: [
    { path: ['createSocket'], form: 'call', options, role: DGRAM_ROLE },
    { path: ['Socket'], form: 'new', options, role: DGRAM_ROLE },
  ],
  source: 'https://github.com/mybigday/react-native-jsi-udp',
};
