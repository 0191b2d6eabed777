import type { ReuseOption, SocketApi } from './description.ts';
import { DGRAM_ROLE, REUSE_ADDR, REUSE_PORT } from './dgram-sockets.ts';

const options: readonly ReuseOption[] = [
  REUSE_ADDR,
  // lib/dgram.js: `reusePort` makes bind() exclusive.
  { ...REUSE_PORT, forcesExclusiveBind: true },
  {
    name: '_reuseAddr',
    at: { in: 'assignment', property: ['_reuseAddr'] },
    sets: 'SO_REUSEADDR',
    enabledBy: 'truthy',
    remedy: 'report',
    // DEP0112; without effect from v25 on.
    note: 'it is a private field, which Node.js 25 and later do not read (DEP0112)',
  },
];

/** `dgram` of Node.js, and of the runtimes that provide it: Bun, Deno, Electron, IoT.js, Espruino. */
export const nodeDgram: SocketApi = {
  id: 'node:dgram',
  modules: ['dgram', 'node:dgram'],
  makers: [
    { path: ['createSocket'], form: 'call', options, role: DGRAM_ROLE },
    { path: ['Socket'], form: 'new', options, role: DGRAM_ROLE },
  ],
  source: 'https://nodejs.org/api/dgram.html',
};
