import sockets from 'eslint-plugin-sockets';

// A wrapper of the organisation's own: openChannel({ port, shared }) opens a UDP socket.
const channel = {
  id: 'openChannel',
  modules: ['@example/channel'],
  makers: [
    {
      path: ['openChannel'],
      form: 'call',
      options: [
        {
          name: 'shared',
          at: { in: 'maker', argument: 0, property: ['shared'] },
          sets: 'SO_REUSEADDR',
          enabledBy: 'truthy',
          remedy: 'remove',
        },
      ],
      role: { by: 'making', port: { argument: 0, property: ['port'] }, whenMissing: 'ephemeral' },
    },
  ],
};

export default [sockets.configs.recommended, { settings: { sockets: { apis: [channel] } } }];
