import type { SocketApi } from './description.ts';

/** `@matrixai/quic` clients (src/QUICClient.ts): the option counts only for a socket that the client makes itself. */
export const matrixaiQuic: SocketApi = {
  id: '@matrixai/quic',
  modules: ['@matrixai/quic'],
  makers: [
    {
      path: ['QUICClient', 'createQUICClient'],
      form: 'call',
      options: [
        {
          name: 'reuseAddr',
          at: { in: 'maker', argument: 0, property: ['reuseAddr'] },
          sets: 'SO_REUSEADDR',
          enabledBy: 'truthy',
          remedy: 'remove',
        },
      ],
      role: {
        by: 'making',
        port: { argument: 0, property: ['localPort'] },
        whenMissing: 'ephemeral',
        adopts: [{ argument: 0, property: ['socket'] }],
      },
    },
  ],
  listeners: [['QUICServer', '()', 'start']],
  source: 'https://github.com/MatrixAI/js-quic',
};
