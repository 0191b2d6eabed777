import type { SocketApi } from './description.ts';

/** `sacn` senders (src/sender.ts): the option itself makes them bind the port, 5568 by default. */
export const sacn: SocketApi = {
  id: 'sacn',
  modules: ['sacn'],
  makers: [
    {
      path: ['Sender'],
      form: 'new',
      options: [
        {
          name: 'reuseAddr',
          at: { in: 'maker', argument: 0, property: ['reuseAddr'] },
          sets: 'SO_REUSEADDR',
          enabledBy: 'truthy',
          remedy: 'report',
          harm: 'and the option makes it share the port that it sends to with every receiver on the host',
          note: 'without it, the packets leave from another port',
        },
      ],
      role: { by: 'api', because: 'only sends' },
    },
  ],
  listeners: [['Receiver']],
  source: 'https://github.com/k-yle/sACN',
};
