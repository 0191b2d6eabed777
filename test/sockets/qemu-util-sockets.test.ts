import { closeSync, openSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connect, listen, parseInetAddress, SocketError } from '../../sockets/index.ts';
import type { InetAddress, SocketAddress, UnixAddress } from '../../sockets/index.ts';
import { makeFolder, own, rejection } from './fixture.ts';
import { runScript } from '../tools/node-process.ts';

/*
 * QEMU's tests/unit/test-util-sockets.c, under QEMU's names. The ones that need its monitor (/socket/fd-pass/name/* and
 * num/nocli) have no meaning here; docs/sockets/qemu.md lists them.
 */

/** Passes a socket to a child process as descriptor 3, and runs `body` there. */
function withInherited(socket: Server | Socket, body: string): Promise<unknown> {
  const script = `
    import { connect, listen } from './sockets/index.js';
    const reject = (promise) => promise.then(() => 'opened', ({ kind, code }) => [kind, code]);
    ${body}
    process.exit();`;
  // Node.js documents no way to ask for the descriptor.
  const { _handle: handle } = socket as unknown as { _handle: { fd: number } };
  return runScript(script, { inherit: [handle.fd] });
}

async function listeningServer(): Promise<Server> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe('/util/socket', () => {
  it('is-socket/bad', async () => {
    const file = join(makeFolder(), 'file');
    writeFileSync(file, '');
    const fd = openSync(file, 'r');
    for (const open of [connect, listen]) {
      expect(await rejection(open({ type: 'fd', fd }))).toMatchObject({
        kind: 'descriptor',
        code: 'ENOTSOCK',
        message: `File descriptor '${fd}' is not a socket`,
      });
    }
    closeSync(fd);
    expect(await rejection(connect({ type: 'fd', fd: 2_000_000 }))).toMatchObject({
      kind: 'descriptor',
      code: 'EBADF',
    });
  });

  it('is-socket/good', async () => {
    const server = await listeningServer();
    const listening = await withInherited(
      server,
      `const { local } = await listen({ type: 'fd', fd: 3 }); console.log(JSON.stringify(local.port));`,
    );
    expect(listening).toBe((server.address() as { port: number }).port);
    server.close();
  });

  it('a pipe is no socket, though Node.js would take it for a stream', async () => {
    const script = `
      import { connect } from './sockets/index.js';
      console.log(JSON.stringify(await connect({ type: 'fd', fd: 0 }).then(() => 'opened', ({ code }) => code)));`;
    const outcome = await runScript(script, { wrapper: ['sh', '-c', 'true | "$0" "$@"'] });
    expect(outcome).toBe('ENOTSOCK');
  });
});

describe('/socket/fd-pass', () => {
  it('num/good', async () => {
    const server = await listeningServer();
    const client = await own(connect(`127.0.0.1:${(server.address() as { port: number }).port}`));
    const connected = await withInherited(
      client,
      `const socket = await connect({ type: 'fd', fd: 3 }); console.log(JSON.stringify(socket.remotePort));`,
    );
    expect(connected).toBe(client.remotePort);
    server.close();
  });

  it('num/bad', async () => {
    // Standard output, as in QEMU, but a pipe.
    const outcome = await runScript(`
      import { connect, listen } from './sockets/index.js';
      import { openSync } from 'node:fs';
      const reject = (promise) => promise.then(() => 'opened', ({ code }) => code);
      const fd = openSync('/dev/null', 'r');
      console.log(JSON.stringify([await reject(connect({ type: 'fd', fd })), await reject(listen({ type: 'fd', fd }))]));`);
    expect(outcome).toStrictEqual(['ENOTSOCK', 'ENOTSOCK']);
  });

  it('a listening socket is no connection, and a connection cannot listen', async () => {
    const server = await listeningServer();
    expect(
      await withInherited(
        server,
        `console.log(JSON.stringify(await reject(connect({ type: 'fd', fd: 3 }))));`,
      ),
    ).toStrictEqual(['descriptor', 'ENOTCONN']);
    const client = await own(connect(`127.0.0.1:${(server.address() as { port: number }).port}`));
    expect(
      await withInherited(
        client,
        `console.log(JSON.stringify(await reject(listen({ type: 'fd', fd: 3 }))));`,
      ),
    ).toStrictEqual(['descriptor', 'EINVAL']);
    server.close();
  });
});

describe('/util/socket/unix-abstract', () => {
  const path = `sockets-qemu-${process.pid}`;
  const variants: readonly (readonly [string, UnixAddress])[] = [
    ['default', { type: 'unix', path, abstract: true }],
    ['tight', { type: 'unix', path, abstract: true, tight: true }],
    ['padded', { type: 'unix', path, abstract: true, tight: false }],
  ];
  const matrix = variants.flatMap(([server, local]) =>
    variants.map(([client, peer]) => ({ server, local, client, peer })),
  );
  it.each(matrix)('server $server, client $client', async ({ local, peer }) => {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    const alwaysPads = major < 22;
    const neverPads = (major === 22 && minor < 18) || (major === 24 && minor < 2);
    const isOpenable = (address: UnixAddress): boolean =>
      process.platform === 'linux' && !(address.tight === false ? neverPads : alwaysPads);
    const listening = own(listen(local));
    const expected = !isOpenable(local)
      ? 'unsupported'
      : (local.tight ?? true) === (peer.tight ?? true)
        ? 'connected'
        : isOpenable(peer)
          ? 'connect'
          : 'unsupported';
    const outcome = await listening
      .then(() => own(connect(peer)))
      .then(
        () => 'connected',
        (error: unknown) => (error instanceof SocketError ? error.kind : error),
      );
    expect(outcome).toBe(expected);
  });
});

describe('/util/socket/inet-parse', () => {
  const good: readonly (readonly [string, string, InetAddress])[] = [
    ['nohost-good', ':5000', { type: 'inet', host: '', port: 5000 }],
    ['ipv4-good', '127.0.0.1:5000', { type: 'inet', host: '127.0.0.1', port: 5000 }],
    ['ipv6-good', '[::1]:5000', { type: 'inet', host: '::1', port: 5000 }],
    ['hostname-good', 'localhost:5000', { type: 'inet', host: 'localhost', port: 5000 }],
    [
      'all-options-good',
      '[::1]:5000,numeric=on,to=5006,ipv4=off,ipv6=on,keep-alive=on,mptcp=off',
      {
        type: 'inet',
        host: '::1',
        port: 5000,
        numeric: true,
        portTo: 5006,
        ipv4: false,
        ipv6: true,
        keepAlive: true,
        mptcp: false,
      },
    ],
    [
      'all-bare-bool-good',
      '[::1]:5000,numeric,to=5006,ipv4,ipv6,keep-alive,mptcp',
      {
        type: 'inet',
        host: '::1',
        port: 5000,
        numeric: true,
        portTo: 5006,
        ipv4: true,
        ipv6: true,
        keepAlive: true,
        mptcp: true,
      },
    ],
  ];
  it.each(good)('%s', (_name, text, address: SocketAddress) => {
    expect(parseInetAddress(text)).toStrictEqual(address);
  });

  it.each([
    ['empty-bad', ''],
    ['only-colon-bad', ':'],
    ['ipv4-noport-bad', '127.0.0.1'],
    ['ipv6-noend-bad', '[::1'],
    ['ipv6-noport-bad', '[::1]:'],
    ['ipv6-empty-bad', '[]:5000'],
  ])('%s', (_name, text) => {
    expect(() => parseInetAddress(text)).toThrow(/^error parsing (?:IPv6 )?address/u);
  });
});
