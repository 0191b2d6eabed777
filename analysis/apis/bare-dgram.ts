import type { ReuseOption, SocketApi } from './description.ts';
import { DGRAM_ROLE, REUSE_ADDR, REUSE_PORT } from './dgram-sockets.ts';

const options: readonly ReuseOption[] = [
  REUSE_ADDR,
  REUSE_PORT,
  // The name of `reuseAddr` before version 1.1, which ignores it.
  { ...REUSE_ADDR, name: 'reuseAddress', at: { in: 'maker', argument: 0, property: ['reuseAddress'] } },
];

/** `bare-dgram`, the datagram sockets of Bare. */
export const bareDgram: SocketApi = {
  id: 'bare-dgram',
  modules: ['bare-dgram'],
  makers: [
    { path: ['createSocket'], form: 'call', options, role: DGRAM_ROLE },
    { path: ['Socket'], form: 'new', options, role: DGRAM_ROLE },
  ],
  source: 'https://github.com/holepunchto/bare-dgram',
};
