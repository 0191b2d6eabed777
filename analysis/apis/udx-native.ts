import type { ReuseOption, SocketApi, SocketMaker } from './description.ts';
import { EMITTER_CHAIN } from './dgram-sockets.ts';

/** lib/socket.js tests `opts.reuseAddress === true`. */
const options: readonly ReuseOption[] = [
  {
    name: 'reuseAddress',
    at: { in: 'maker', argument: 0, property: ['reuseAddress'] },
    sets: 'SO_REUSEADDR',
    enabledBy: 'true',
    remedy: 'remove',
  },
];

const maker: Omit<SocketMaker, 'path'> = {
  form: 'call',
  options,
  role: {
    by: 'methods',
    bind: [{ name: 'bind', port: { argument: 0 } }],
    use: ['send', 'trySend'],
    chain: EMITTER_CHAIN,
  },
};

/** `udx-native`, UDP sockets and streams of Holepunch. */
export const udxNative: SocketApi = {
  id: 'udx-native',
  modules: ['udx-native'],
  makers: [
    { ...maker, path: ['()', 'createSocket'] },
    { ...maker, path: ['UDX', '()', 'createSocket'] },
  ],
  source: 'https://github.com/holepunchto/udx-native',
};
