import { describe, expect, it } from 'vitest';
import { connectDatagram, serveDatagrams } from '../../sockets/index.ts';
import type { DatagramClient } from '../../sockets/index.ts';
import { own } from './fixture.ts';
import { hasNamespaces, inNamespace, runScript } from '../tools/node-process.ts';

describe('3000 concurrent datagram clients', () => {
  it('each gets the reply to its own request, on a port of its own', async () => {
    const server = await own(
      serveDatagrams('127.0.0.1:0', { recvBufferSize: 1_000_000 }, ({ data, reply }) => reply(data)),
    );
    const port = server.local.port;
    const clients: DatagramClient[] = [];
    for (let count = 0; count < 3000; count += 1) {
      clients.push(await own(connectDatagram(`127.0.0.1:${port}`)));
    }
    const replies: string[] = [];
    // At most 100 in flight, or the server's receive buffer overflows and fakes a loss.
    for (let first = 0; first < clients.length; first += 100) {
      const batch = clients.slice(first, first + 100);
      replies.push(
        ...(await Promise.all(
          batch.map(async (client, index) =>
            String(await client.request(String(first + index), { match: 'any' })),
          ),
        )),
      );
    }
    expect(replies).toStrictEqual(clients.map((_client, index) => String(index)));
    expect(new Set(clients.map(({ local }) => local.port)).size).toBe(3000);
  });
});

describe('5000 connections, one after the other', () => {
  it('leave no handle and no memory behind', async () => {
    const script = `
      import { once } from 'node:events';
      import { connect, listen } from './sockets/index.js';
      const listener = await listen('127.0.0.1:0');
      const address = '127.0.0.1:' + listener.local.port;
      const serving = (async () => {
        for await (const connection of listener.connections()) void connection[Symbol.asyncDispose]();
      })();
      const controller = new AbortController();
      const cycle = async (count) => {
        for (let done = 0; done < count; done += 1) {
          const client = await connect(address, { signal: controller.signal, timeoutMs: 60_000 });
          client.resume();
          await client[Symbol.asyncDispose]();
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
        globalThis.gc();
        const { heapUsed, external } = process.memoryUsage();
        return { handles: process.getActiveResourcesInfo().length, bytes: heapUsed + external };
      };
      const before = await cycle(1000);
      const after = await cycle(4000);
      await listener.close();
      await serving;
      console.log(JSON.stringify({ handles: after.handles - before.handles, bytes: after.bytes - before.bytes }));`;
    const wrapper = hasNamespaces() ? inNamespace() : [];
    const growth = (await runScript(script, { wrapper, execArgv: ['--expose-gc'] })) as Record<
      string,
      number
    >;
    expect(growth['handles']).toBe(0);
    // 4000 leaked sockets would be some 10 MB; the garbage collector leaves less than one of noise.
    expect(growth['bytes']).toBeLessThan(2_000_000);
  });
});
