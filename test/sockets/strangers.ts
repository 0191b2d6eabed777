// Loaded before an example: strangers come to every server as soon as it listens, and the example goes on when they have gone.
import cluster from 'node:cluster';
import { createSocket, Socket as DatagramSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, Server } from 'node:net';
import type { AddressInfo, NetConnectOpts } from 'node:net';

const TARGETS = ['127.0.0.1:1', ':1', 'unix:/nowhere', '/nowhere', 'fd:3', ''];
const REQUESTS = [
  '',
  '\0\r\n',
  'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
  ...TARGETS.map((target) => `CONNECT ${target} HTTP/1.1\r\nHost: x\r\n\r\n`),
];

const emit = Reflect.get(Server.prototype, 'emit') as (...args: unknown[]) => boolean;
const onConnection = new WeakMap<Server, () => void>();
Server.prototype.emit = function (this: Server, event: string | symbol, ...args: unknown[]): boolean {
  const pass = () => Reflect.apply(emit, this, [event, ...args]);
  if (event === 'connection') {
    onConnection.get(this)?.();
  }
  const address = event === 'listening' ? this.address() : null;
  if (address === null) {
    return pass();
  }
  const target = typeof address === 'string' ? { path: address } : { host: '127.0.0.1', port: address.port };
  if (cluster.isWorker || Object.keys(cluster.workers ?? {}).length > 0) {
    // The primary's own server cannot wait, and the others share what comes.
    for (const request of REQUESTS) {
      void visitServer(target, request);
    }
    return pass();
  }
  void Promise.all([
    // Node.js accepts one a turn: those that have gone already, too.
    new Promise((resolve) => onConnection.set(this, after(REQUESTS.length, resolve))),
    ...REQUESTS.map((request) => visitServer(target, request)),
  ]).then(pass);
  return true;
};

function after(times: number, run: (value?: unknown) => void): () => void {
  let count = 0;
  return () => {
    count += 1;
    if (count === times) {
      run();
    }
  };
}

const bind = Reflect.get(DatagramSocket.prototype, 'bind') as (...args: unknown[]) => DatagramSocket;
DatagramSocket.prototype.bind = function (this: DatagramSocket, ...args: unknown[]): DatagramSocket {
  // Not before somebody listens for them.
  this.once('listening', () => setImmediate(visitDatagramServer, this));
  return Reflect.apply(bind, this, args);
};

/** Asks for something, and resets the connection soon. */
async function visitServer(target: NetConnectOpts, request: string): Promise<void> {
  const stranger = connect({ ...target, allowHalfOpen: true });
  stranger.on('error', () => undefined);
  stranger.on('connect', () => {
    stranger.write(request);
    // Some at once, some while an answer is on its way.
    setTimeout(
      () => ('path' in target ? stranger.destroy() : stranger.resetAndDestroy()),
      request.length % 20,
    );
  });
  await once(stranger, 'close');
}

function visitDatagramServer(socket: DatagramSocket): void {
  const to = findAddress(socket);
  if (to === undefined) {
    return;
  }
  // A datagram without a source port, which takes a raw socket to send.
  socket.emit('message', Buffer.from('hello'), { ...to, port: 0, size: 5 });
  const stranger = createSocket(to.family === 'IPv6' ? 'udp6' : 'udp4');
  stranger.on('error', () => undefined);
  const host = to.address === '0.0.0.0' ? '127.0.0.1' : to.address;
  stranger.send('', to.port, host, () => {
    stranger.send('hello', to.port, host, () => stranger.close());
  });
}

function findAddress(socket: DatagramSocket): AddressInfo | undefined {
  try {
    return socket.address();
  } catch {
    // Closed meanwhile.
    return undefined;
  }
}
