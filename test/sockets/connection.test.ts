import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { connect, listen } from '../../sockets/index.ts';
import type { Connection, InetEndpoint, ListenOptions, Listener } from '../../sockets/index.ts';
import { accepted, own, untilEnd } from './fixture.ts';

async function listening(
  options?: ListenOptions,
): Promise<{ listener: Listener<InetEndpoint>; port: number }> {
  const listener = await own(listen('127.0.0.1:0', options));
  return { listener, port: listener.local.port };
}

function connected(...args: Parameters<typeof connect>): Promise<Connection> {
  return own(connect(...args));
}

describe('half-close', () => {
  it('with allowHalfOpen the reply comes after the end of the request', async () => {
    const { listener, port } = await listening({ allowHalfOpen: true });
    const client = await connected(`127.0.0.1:${port}`, { allowHalfOpen: true });
    client.end('question');
    const server = await accepted(listener);
    expect(await untilEnd(server)).toBe('question');
    server.end('answer');
    expect(await untilEnd(client)).toBe('answer');
  });

  it('with it the client, too, goes on when the server has ended its side', async () => {
    const { listener, port } = await listening();
    const client = await connected(`127.0.0.1:${port}`, { allowHalfOpen: true });
    const server = await accepted(listener);
    server.end('banner');
    expect(await untilEnd(client)).toBe('banner');
    client.end('thanks');
    expect(await untilEnd(server)).toBe('thanks');
  });

  it('without it the other side is ended as well', async () => {
    const { listener, port } = await listening();
    const client = await connected(`127.0.0.1:${port}`);
    const server = await accepted(listener);
    server.resume();
    client.end();
    client.resume();
    await once(client, 'close');
    expect(client.readableEnded).toBe(true);
    expect(server.writableEnded).toBe(true);
  });
});

describe('await using', () => {
  it('sends what was written, and reports no error', async () => {
    const { listener, port } = await listening();
    const errors: unknown[] = [];
    const big = 'x'.repeat(4_000_000);
    const received = accepted(listener).then(text);
    {
      await using client = await connect(`127.0.0.1:${port}`);
      client.on('error', (error) => errors.push(error));
      client.write(big);
    }
    expect(await received).toHaveLength(big.length);
    expect(errors).toStrictEqual([]);
  });

  it('is harmless on a connection that is destroyed, and twice', async () => {
    const { port } = await listening();
    const client = await connect(`127.0.0.1:${port}`);
    client.destroy();
    await client[Symbol.asyncDispose]();
    await client[Symbol.asyncDispose]();
    expect(client.closed).toBe(true);
  });
});
