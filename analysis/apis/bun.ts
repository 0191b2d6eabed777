import type { SocketApi } from './description.ts';

/** `Bun.connect`, whose types have `reusePort` and which does nothing with it (run on Bun 1.4.4). */
export const bun: SocketApi = {
  id: 'Bun.connect',
  modules: ['bun'],
  globals: ['Bun'],
  makers: [
    {
      path: ['connect'],
      form: 'call',
      options: [
        {
          name: 'reusePort',
          at: { in: 'maker', argument: 0, property: ['reusePort'] },
          sets: 'SO_REUSEPORT',
          enabledBy: 'truthy',
          remedy: 'remove',
          hasNoEffect: true,
        },
      ],
      role: { by: 'api', because: 'only connects' },
    },
  ],
  source: 'https://bun.sh/reference/bun/TCPSocketConnectOptions/reusePort',
};
