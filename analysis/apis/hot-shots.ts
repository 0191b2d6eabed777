import type { SocketApi, SocketMaker } from './description.ts';

/** lib/transport.js: `dgram.createSocket(args.udpSocketOptions)`, which is then only sent with. */
const maker: Omit<SocketMaker, 'path'> = {
  form: 'new',
  options: [
    {
      name: 'reuseAddr',
      at: { in: 'maker', argument: 0, property: ['udpSocketOptions', 'reuseAddr'] },
      sets: 'SO_REUSEADDR',
      enabledBy: 'truthy',
      remedy: 'remove',
    },
    {
      name: 'reusePort',
      at: { in: 'maker', argument: 0, property: ['udpSocketOptions', 'reusePort'] },
      sets: 'SO_REUSEPORT',
      enabledBy: 'truthy',
      remedy: 'remove',
    },
  ],
  role: { by: 'api', because: 'only sends, and names no port' },
};

/** `hot-shots`, a StatsD client. */
export const hotShots: SocketApi = {
  id: 'hot-shots',
  modules: ['hot-shots'],
  makers: [
    { ...maker, path: [] },
    { ...maker, path: ['StatsD'] },
  ],
  source: 'https://github.com/brightcove/hot-shots',
};
