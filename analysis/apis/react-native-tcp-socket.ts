import type { MakingRole, ReuseOption, SocketApi, SocketMaker } from './description.ts';
import { EMITTER_CHAIN } from './dgram-sockets.ts';

/** TcpSocketClient.java: "Default to true", followed by a bind to `localPort` or 0. iOS ignores the option. */
const reuseAddress = {
  name: 'reuseAddress',
  sets: 'SO_REUSEADDR',
  enabledBy: 'truthy',
  remedy: 'explicit-false',
  note: 'it is on by default on Android, so that deleting it changes nothing there',
} satisfies Omit<ReuseOption, 'at'>;

const role: MakingRole = {
  by: 'making',
  port: { argument: 0, property: ['localPort'] },
  whenMissing: 'ephemeral',
};

const connecting: Omit<SocketMaker, 'path'> = {
  form: 'call',
  options: [{ ...reuseAddress, at: { in: 'maker', argument: 0, property: ['reuseAddress'] } }],
  role,
};

const constructed: Omit<SocketMaker, 'path'> = {
  form: 'new',
  options: [
    { ...reuseAddress, at: { in: 'method', method: 'connect', argument: 0, property: ['reuseAddress'] } },
  ],
  role: {
    by: 'methods',
    bind: [{ name: 'connect', port: { argument: 0 }, portProperty: 'localPort' }],
    use: ['connect'],
    chain: [...EMITTER_CHAIN, 'connect', 'setEncoding', 'setTimeout', 'setNoDelay', 'setKeepAlive'],
  },
};

/** `react-native-tcp-socket`, clients only: a server's option comes too late to have an effect (TcpSocketServer.java). */
export const reactNativeTcpSocket: SocketApi = {
  id: 'react-native-tcp-socket',
  modules: ['react-native-tcp-socket'],
  makers: [
    { ...connecting, path: ['createConnection'] },
    { ...connecting, path: ['connect'] },
    { ...connecting, path: ['connectTLS'] },
    { ...connecting, path: ['tls', 'connectTLS'] },
    { ...connecting, path: ['tls', 'connect'] },
    { ...constructed, path: ['Socket'] },
    { ...constructed, path: ['TLSSocket'] },
  ],
  source: 'https://github.com/Rapsssito/react-native-tcp-socket',
};
