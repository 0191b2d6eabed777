import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { LookupFunction } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { serveDatagrams, SocketError } from '../../sockets/index.ts';
import type { Connection, DatagramServer, Listener } from '../../sockets/index.ts';

const owned: AsyncDisposable[] = [];
afterEach(async () => {
  for (const resource of owned.splice(0).reverse()) {
    await resource[Symbol.asyncDispose]();
  }
});

/** Disposes of what the promise opens, after the test. */
export async function own<T extends AsyncDisposable>(opening: Promise<T>): Promise<T> {
  const resource = await opening;
  owned.push(resource);
  return resource;
}

/** A temporary folder that is gone after the test. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sockets-'));
  owned.push({
    [Symbol.asyncDispose]: () => {
      rmSync(folder, { recursive: true });
      return Promise.resolve();
    },
  });
  return folder;
}

/** The error that a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<SocketError> {
  const error: unknown = await promise.then(
    () => new Error('no rejection'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof SocketError)) {
    throw error;
  }
  return error;
}

/** The next connection that a listener accepts. */
export async function accepted(listener: Listener): Promise<Connection> {
  const next = await listener.connections().next();
  if (next.done === true) {
    throw new Error('the listener is closed');
  }
  return next.value;
}

/** What comes until the peer ends its side. An iterator would destroy the socket then. */
export async function untilEnd(socket: Connection): Promise<string> {
  let data = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (data += chunk));
  await once(socket, 'end');
  return data;
}

/** A server on loopback that answers each datagram with what `reply` makes of it, one after the other. */
export function serveReplies(toReplies: (data: string) => readonly string[]): Promise<DatagramServer> {
  return own(
    serveDatagrams('127.0.0.1:0', ({ data, reply }) => {
      for (const answer of toReplies(String(data))) {
        void reply(answer);
      }
    }),
  );
}

/** A resolver that finds both loopback addresses, whatever the host's configuration. */
export const bothLoopbacks: LookupFunction = (_host, _options, callback) => {
  callback(null, [
    { address: '::1', family: 6 },
    { address: '127.0.0.1', family: 4 },
  ]);
};
