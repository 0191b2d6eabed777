import type { Socket } from 'node:net';
import { REPLY_MS } from './client-library.ts';
import type { ClientLibrary } from './client-library.ts';

/** The part of `sockets/` that the lab uses, declared here because the lab must also build without it. */
interface SocketsModule {
  readonly connect: (address: Address) => Promise<Socket>;
  readonly connectDatagram: (address: Address) => Promise<{
    readonly local: { readonly port: number };
    request(data: Uint8Array, options: { match: 'any'; timeoutMs: number }): Promise<Buffer>;
    close(): Promise<void>;
  }>;
}

interface Address {
  readonly type: 'inet';
  readonly host: string;
  readonly port: number;
}

function isSocketsModule(module: object): module is SocketsModule {
  return (
    'connect' in module &&
    typeof module.connect === 'function' &&
    'connectDatagram' in module &&
    typeof module.connectDatagram === 'function'
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}

/**
 * The reference library of this repository, as a {@link ClientLibrary}.
 *
 * @returns it, or undefined where there is none
 * @throws {TypeError} when it is there but doesn't export what the lab uses
 */
export async function loadSocketsLibrary(): Promise<ClientLibrary | undefined> {
  // A variable, so that the compiler doesn't ask for a file that may not be there.
  const url = new URL('../../../sockets/index.js', import.meta.url).href;
  let module: object;
  try {
    module = (await import(url)) as object;
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw error;
  }
  if (!isSocketsModule(module)) {
    throw new TypeError('sockets/ exports no connect() and connectDatagram()');
  }
  const { connect, connectDatagram } = module;
  return {
    name: 'sockets/',
    async openDatagram(port) {
      const client = await connectDatagram({ type: 'inet', host: '127.0.0.1', port });
      return {
        localPort: client.local.port,
        // One request at a time, and the next datagram counts, so that a reply of another would be seen.
        request: (payload) => client.request(payload, { match: 'any', timeoutMs: REPLY_MS }),
        close: () => client.close(),
      };
    },
    async openStream(port) {
      const socket = await connect({ type: 'inet', host: '127.0.0.1', port });
      return { localPort: socket.localPort ?? 0, reset: () => socket.resetAndDestroy() };
    },
  };
}
