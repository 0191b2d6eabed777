import type { OptionPlace, ReuseOption, SocketApi } from './description.ts';

const note = 'process.binding() is deprecated (DEP0111)';

const UDP_CONSTANTS = ['UV_UDP_REUSEADDR', 'UV_UDP_REUSEPORT'];

function flags(method: string, bits: number, constants: readonly string[], sets: string): ReuseOption {
  const at: OptionPlace = { in: 'method', method, argument: 2 };
  return { name: 'flags', at, sets, enabledBy: { bits, constants }, remedy: 'report', note };
}

/** Node's own UDP handles: `bind(address, port, flags)` with UV_UDP_REUSEADDR 4 and UV_UDP_REUSEPORT 64 (libuv uv.h). */
export const udpWrap: SocketApi = {
  id: "process.binding('udp_wrap')",
  modules: ['process.binding:udp_wrap'],
  makers: [
    {
      path: ['UDP'],
      form: 'new',
      options: [
        flags('bind', 4 | 64, UDP_CONSTANTS, 'SO_REUSEADDR or SO_REUSEPORT'),
        flags('bind6', 4 | 64, UDP_CONSTANTS, 'SO_REUSEADDR or SO_REUSEPORT'),
      ],
      role: {
        by: 'methods',
        bind: [
          { name: 'bind', port: { argument: 1 } },
          { name: 'bind6', port: { argument: 1 } },
        ],
        use: ['send', 'send6', 'connect', 'connect6'],
        chain: [],
      },
    },
  ],
  mentions: ['udp_wrap'],
  source: 'https://github.com/nodejs/node/blob/main/src/udp_wrap.cc',
};

/** Node's own TCP handles: `bind(address, port, flags)` with UV_TCP_REUSEPORT 2 (libuv uv.h). */
export const tcpWrap: SocketApi = {
  id: "process.binding('tcp_wrap')",
  modules: ['process.binding:tcp_wrap'],
  makers: [
    {
      path: ['TCP'],
      form: 'new',
      options: [flags('bind', 2, ['UV_TCP_REUSEPORT'], 'SO_REUSEPORT')],
      role: {
        by: 'methods',
        bind: [{ name: 'bind', port: { argument: 1 } }],
        use: ['connect', 'connect6'],
        listen: ['listen'],
        chain: [],
        needsUse: true,
      },
    },
  ],
  mentions: ['tcp_wrap'],
  source: 'https://github.com/nodejs/node/blob/main/src/tcp_wrap.cc',
};
