import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connect, listen, localAddress, remoteAddress } from '../../sockets/index.ts';
import type { Connection, SocketAddress } from '../../sockets/index.ts';
import { accepted, makeFolder, own, untilEnd } from './fixture.ts';
import { runScript } from '../tools/node-process.ts';

/*
 * QEMU's tests/unit/test-io-channel-socket.c, under QEMU's names. Node.js is asynchronous only, so that -sync and -async are one;
 * what they differ in, with and without an explicit close, is in both halves of the test. unix-fd-pass has no meaning here:
 * docs/sockets/qemu.md says why.
 */

/** More than the socket buffers hold, so that there are partial reads and writes. */
const DATA = 'The quick brown fox jumps over the lazy dog. '.repeat(50_000);

/** QEMU's test_io_channel(): listens on an automatic port, connects, accepts, pushes data, shuts down. */
async function testChannel(listenAddress: SocketAddress): Promise<void> {
  const path = listenAddress.type === 'unix' ? listenAddress.path : undefined;
  const pathExists = (): boolean | undefined => (path === undefined ? undefined : existsSync(path));
  const exists = path === undefined ? undefined : true;
  for (const explicitClose of [false, true]) {
    const listener = await listen(listenAddress, { backlog: 1, allowHalfOpen: true });
    const { local } = listener;
    const source = await connect(local, { allowHalfOpen: true });
    const destination = await accepted(listener);
    expect(remoteAddress(source)).toStrictEqual(listener.local);
    expect(remoteAddress(destination)).toStrictEqual(localAddress(source));
    expect(pathExists()).toBe(exists);

    // SHUTDOWN: each direction ends by itself.
    const there = untilEnd(destination);
    source.end(DATA);
    expect((await there) === DATA).toBe(true);
    const back = untilEnd(source);
    destination.end(DATA);
    expect((await back) === DATA).toBe(true);
    expect(pathExists()).toBe(exists);

    const channels: Connection[] = [source, destination];
    for (const channel of channels) {
      if (explicitClose) {
        channel.destroy();
      }
      await channel[Symbol.asyncDispose]();
    }
    // The path is there until the server goes, whatever becomes of the connections.
    expect(pathExists()).toBe(exists);
    if (explicitClose) {
      await listener.close();
    }
    await listener[Symbol.asyncDispose]();
    expect(pathExists()).toBe(path === undefined ? undefined : false);
  }
}

describe('/io/channel/socket', () => {
  it('ipv4-sync, ipv4-async', async () => {
    await testChannel({ type: 'inet', host: '127.0.0.1', port: 0 });
  });

  it('ipv6-sync, ipv6-async', async () => {
    await testChannel({ type: 'inet', host: '::1', port: 0 });
  });

  it('unix-sync, unix-async', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sockets-qemu-'));
    await testChannel({ type: 'unix', path: join(folder, 's') });
    rmSync(folder, { recursive: true });
  });

  it('ipv4-fd: a descriptor of the class inet gives an address of the type inet', async () => {
    const listener = await own(listen('127.0.0.1:0'));
    const { _handle: handle } = listener.server as unknown as { _handle: { fd: number } };
    const script = `
      import { listen } from './sockets/index.js';
      console.log(JSON.stringify((await listen({ type: 'fd', fd: 3 })).local));
      process.exit();`;
    expect(await runScript(script, { inherit: [handle.fd] })).toStrictEqual(listener.local);
  });

  it('unix-listen-cleanup: who did not bind the path does not remove it', async () => {
    const path = join(makeFolder(), 's');
    const listener = await own(listen({ type: 'unix', path }));
    const { _handle: handle } = listener.server as unknown as { _handle: { fd: number } };
    const script = `
      import { listen } from './sockets/index.js';
      const inherited = await listen({ type: 'fd', fd: 3 });
      await inherited.close();
      console.log(JSON.stringify('closed'));`;
    expect(await runScript(script, { inherit: [handle.fd] })).toBe('closed');
    expect(existsSync(path)).toBe(true);
    const client = await own(connect({ type: 'unix', path }));
    client.end('still there');
    const server = await accepted(listener);
    expect(await untilEnd(server)).toBe('still there');
    server.destroy();
    await once(client, 'close');
  });
});
