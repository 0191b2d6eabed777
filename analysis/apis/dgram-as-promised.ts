import type { SocketApi } from './description.ts';
import { DGRAM_ROLE, REUSE_ADDR, REUSE_PORT } from './dgram-sockets.ts';

/** `dgram-as-promised`, which hands its options on to `dgram.createSocket`. */
export const dgramAsPromised: SocketApi = {
  id: 'dgram-as-promised',
  modules: ['dgram-as-promised'],
  makers: [
    {
      path: ['DgramAsPromised', 'createSocket'],
      form: 'call',
      options: [REUSE_ADDR, { ...REUSE_PORT, forcesExclusiveBind: true }],
      role: DGRAM_ROLE,
    },
    {
      path: ['createSocket'],
      form: 'call',
      options: [REUSE_ADDR, { ...REUSE_PORT, forcesExclusiveBind: true }],
      role: DGRAM_ROLE,
    },
  ],
  source: 'https://github.com/dex4er/js-dgram-as-promised',
};
