import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  connect,
  connectDatagram,
  connectFrom,
  discover,
  joinMulticast,
  listen,
  serveDatagrams,
  SocketError,
} from '../../sockets/index.ts';
import type {
  ConnectDatagramOptions,
  ConnectOptions,
  DiscoverOptions,
  InetEndpoint,
  ListenOptions,
  MulticastOptions,
  PeerAddressInput,
  RequestOptions,
  ResolvedAddress,
  ServeDatagramsOptions,
  UnixEndpoint,
} from '../../sockets/index.ts';
import { own } from './fixture.ts';

const FORBIDDEN = ['reuseAddr', 'reuseAddress', 'reusePort', 'localAddress', 'localPort', 'handle'] as const;

/** Calls a function with options or an address as plain JavaScript may have them. */
type Call = [name: string, open: (value: unknown) => Promise<unknown>];

const any = (value: unknown): never => value as never;
const TO = '239.255.255.250:1900';

const CLIENTS: Call[] = [
  ['connect', (options) => connect('127.0.0.1:1', any(options))],
  ['connectFrom', (options) => connectFrom({ address: '127.0.0.1' }, '127.0.0.1:1', any(options))],
  ['connectDatagram', (options) => connectDatagram('127.0.0.1:1', any(options))],
  ['discover', (options) => discover('?', any({ to: TO, ...(options as object) })).next()],
];

const PEERS: Call[] = [
  ['connect', (peer) => connect(any(peer))],
  ['connectFrom', (peer) => connectFrom({ address: '127.0.0.1' }, any(peer))],
  ['connectDatagram', (peer) => connectDatagram(any(peer))],
  ["discover(): option 'to", (to) => discover('?', any({ to })).next()],
];

/** What a call throws, at once or by its promise. */
async function getError(call: () => Promise<unknown>): Promise<Error & { readonly code?: string }> {
  try {
    await call();
  } catch (error) {
    if (error instanceof Error) {
      return error;
    }
  }
  throw new Error('no error');
}

describe.each(CLIENTS)('the options of %s', (name, open) => {
  it.each(FORBIDDEN)('%s is a TypeError that says why', async (option) => {
    // Not even undefined: whoever writes it means something.
    for (const value of [true, undefined]) {
      const error = await getError(() => open({ [option]: value }));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toContain(`${name}() takes no option '${option}': `);
    }
  });

  it.each([
    ['reuseaddr', 'reuseAddr'],
    ['reuse_address', 'reuseAddress'],
    ['SO_REUSEADDR', 'reuseAddr'],
    ['reuseport', 'reusePort'],
    ['localprot', 'localPort'],
  ])('%s is told to be %s, and why it is not taken', async (option, meant) => {
    const error = await getError(() => open({ [option]: true }));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(`${name}() has no option '${option}', and takes no '${meant}': `);
  });

  it('the nearest name is told for one that it does not have', async () => {
    const error = await getError(() => open({ timeOutMS: 5 }));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({
      code: 'ERR_INVALID_ARG_VALUE',
      message: `${name}() has no option 'timeOutMS'. Did you mean 'timeoutMs'?`,
    });
  });

  it.each([
    [{ timeoutMs: '5' }, TypeError, 'ERR_INVALID_ARG_TYPE'],
    [{ timeoutMs: 0 }, RangeError, 'ERR_OUT_OF_RANGE'],
    [{ timeoutMs: Infinity }, RangeError, 'ERR_OUT_OF_RANGE'],
    [{ signal: {} }, TypeError, 'ERR_INVALID_ARG_TYPE'],
    [{ host: 'h' }, TypeError, 'ERR_INVALID_ARG_VALUE'],
  ])('%o → %o', async (options, type, code) => {
    const error = await getError(() => open(options));
    expect(error).toBeInstanceOf(type);
    expect(error.code).toBe(code);
  });
});

it('an inherited option is one, and what getters give is read once', async () => {
  const inherited = Object.create({ reuseAddr: true }) as object;
  expect((await getError(() => connect('127.0.0.1:1', inherited))).message).toContain('reuseAddr');
  let reads = 0;
  const options = {
    get timeoutMs() {
      return ++reads;
    },
  };
  await getError(() => connect('127.0.0.1:1', options));
  expect(reads).toBe(1);
});

it('options must be an object', async () => {
  for (const options of [null, 5, 'h', []]) {
    expect(await getError(() => connect('127.0.0.1:1', any(options)))).toBeInstanceOf(TypeError);
    expect(await getError(() => listen('127.0.0.1:0', any(options)))).toBeInstanceOf(TypeError);
  }
});

it('a signal of another realm or library is one', async () => {
  const listener = await own(listen('127.0.0.1:0'));
  const foreign = { aborted: false, addEventListener: () => undefined, removeEventListener: () => undefined };
  await own(connect(listener.local, { signal: any(foreign) }));
});

describe.each(PEERS)('the address of %s', (_name, open) => {
  it.each(FORBIDDEN)('%s in it is a TypeError that says why', async (field) => {
    const error = await getError(() => open({ host: '127.0.0.1', port: 1, [field]: true }));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(`takes no field '${field}': `);
  });

  it.each([
    [{ host: '127.0.0.1', port: 1, keepalive: true }, "has no field 'keepalive'. Did you mean 'keepAlive'?"],
    [{ host: '127.0.0.1', port: '1' }, "'port' must be a number, 0–65535, not '1'; convert it with Number()"],
    [{ host: '127.0.0.1', port: 1, ipv6: 'off' }, "'ipv6' must be true or false"],
    [{ host: '127.0.0.1', port: 1, numeric: 'yes' }, "'numeric' must be true or false"],
    [{ host: '127.0.0.1', port: 1, family: 5 }, "'family' must be 0, 4 or 6"],
    [{ host: '127.0.0.1', port: 1, family: 4, ipv6: true }, 'say the same twice'],
    [{ host: 5, port: 1 }, "'host' must be a string"],
    [{ host: '127.0.0.1' }, 'must be { host, port }'],
    [{ type: 'tcp', host: '127.0.0.1', port: 1 }, 'type must be one of inet, unix, fd, vsock'],
    [new URL('tcp://127.0.0.1:1'), 'say { host: url.hostname, port: Number(url.port) }'],
    [null, 'must be an object, a string or a port'],
    [true, 'must be an object, a string or a port'],
  ])('%o', async (address, message) => {
    const error = await getError(() => open(address));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(message);
  });

  it.each([-1, 65_536, 1.5, NaN])('port %d is a RangeError', async (port) => {
    for (const address of [port, { host: '127.0.0.1', port }]) {
      const error = await getError(() => open(address));
      expect(error).toBeInstanceOf(RangeError);
      expect(error.code).toBe('ERR_SOCKET_BAD_PORT');
    }
  });

  it('text that cannot be parsed is a SocketError, because it may come from a configuration', async () => {
    expect(await getError(() => open('h:http'))).toMatchObject({
      kind: 'address',
      code: 'ERR_INVALID_ADDRESS',
    });
  });
});

describe('other functions', () => {
  it.each<Call>([
    ['listen', (options) => listen('127.0.0.1:0', any(options))],
    ['serveDatagrams', (options) => serveDatagrams('127.0.0.1:0', any(options))],
    ['joinMulticast', (options) => joinMulticast('239.1.1.1', 5000, any(options))],
  ])('%s takes no reuseAddr either, and says why', async (name, open) => {
    for (const option of ['reuseAddr', 'reuseaddr']) {
      const error = await getError(() => open({ [option]: true }));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(
        new RegExp(`^${name}\\(\\) .*'reuseAddr': .*(?:SO_REUSEADDR|the option)`, 'u'),
      );
    }
  });

  it.each<Call>([
    ['listen', (handler) => listen('127.0.0.1:0', {}, any(handler))],
    ['serveDatagrams', (handler) => serveDatagrams('127.0.0.1:0', {}, any(handler))],
    ['joinMulticast', (handler) => joinMulticast('239.1.1.1', 5000, {}, any(handler))],
  ])('%s takes a function as its handler', async (_name, open) => {
    expect(await getError(() => open('handler'))).toBeInstanceOf(TypeError);
  });

  it('discover() wants to know whom to ask, and checks it at once', () => {
    expect(() => discover('?', any({}))).toThrow("option 'to' is required");
    expect(() => discover('?', { to: [] })).toThrow("option 'to' is required");
    expect(() => discover(any(5), { to: TO })).toThrow(TypeError);
    expect(() => discover('?', { to: 'example.org:1900' })).toThrow('must be an IP address');
    for (const interfaces of ['lo', [], [5]]) {
      expect(() => discover('?', { to: TO, interfaces: any(interfaces) })).toThrow(TypeError);
    }
    for (const repeat of [0, { times: 0 }]) {
      expect(() => discover('?', { to: TO, repeat })).toThrow(RangeError);
    }
  });

  it.each([
    [{ attempts: 0 }, RangeError],
    [{ minMs: 10, maxMs: 5 }, RangeError],
    [{ retries: 3 }, TypeError],
    [5, TypeError],
  ])('retry: %o is refused', async (retry, type) => {
    expect(await getError(() => connect('127.0.0.1:1', { retry: any(retry) }))).toBeInstanceOf(type);
  });

  it('maxConnections: 0 is refused, which Node.js 20 takes for no limit', async () => {
    expect(await getError(() => listen('127.0.0.1:0', { maxConnections: 0 }))).toBeInstanceOf(RangeError);
  });

  it.each([
    ['unix:/x', { blockList: { check: () => false } }],
    ['unix:/x', { noDelay: true }],
    ['fd:3', { retry: {} }],
  ])('connect(%j) refuses %o, which does not apply', async (address, options) => {
    expect((await getError(() => connect(address, options))).message).toContain('does not apply');
  });

  it('names of fields that belong to the address are sent there', async () => {
    const error = await getError(() => connect('127.0.0.1:1', any({ keepAlive: true })));
    expect(error.message).toContain('it belongs to the address');
  });
});

describe('types', () => {
  it('a client cannot be given what belongs to a listener', () => {
    for (const option of FORBIDDEN) {
      expectTypeOf<ConnectOptions>().toHaveProperty(option).toEqualTypeOf<undefined>();
    }
    expectTypeOf<{ reuseAddr: boolean }>().not.toExtend<ConnectOptions>();
    expectTypeOf<{ reusePort: true }>().not.toExtend<ConnectOptions>();
    expectTypeOf<{ localPort: number }>().not.toExtend<ConnectOptions>();
    // Not even in an object that is no literal, beside an option that exists.
    expectTypeOf<{ timeoutMs: number; reuseAddr: boolean }>().not.toExtend<ConnectOptions>();
    expectTypeOf<{ timeoutMs: number; reuseAddr: boolean }>().not.toExtend<ConnectDatagramOptions>();
    expectTypeOf<{ timeoutMs: number; localAddress: string }>().not.toExtend<ConnectDatagramOptions>();
    expectTypeOf<{ to: string; reuseAddr: boolean }>().not.toExtend<DiscoverOptions>();
    expectTypeOf<{ host: string; port: number; reuseAddr: boolean }>().not.toExtend<PeerAddressInput>();
    expectTypeOf<{ timeoutMs: number }>().toExtend<ConnectOptions>();
  });

  it('undefined may be passed on, as under exactOptionalPropertyTypes', () => {
    expectTypeOf<{ signal: undefined; timeoutMs: undefined }>().toExtend<ConnectOptions>();
    expectTypeOf<{ signal: AbortSignal | undefined }>().toExtend<ListenOptions>();
  });

  it('an address may be what node:net takes, and what TypeScript has widened', () => {
    expectTypeOf<{ host: string; port: number }>().toExtend<PeerAddressInput>();
    expectTypeOf<{ type: string; host: string; port: number }>().toExtend<PeerAddressInput>();
    expectTypeOf<{ path: string }>().toExtend<PeerAddressInput>();
    expectTypeOf<number>().toExtend<PeerAddressInput>();
    expectTypeOf<InetEndpoint>().toExtend<PeerAddressInput>();
  });

  it('the local endpoint is as exact as the address', () => {
    expectTypeOf<Awaited<ReturnType<typeof listen<':0'>>>['local']>().toEqualTypeOf<InetEndpoint>();
    expectTypeOf<Awaited<ReturnType<typeof listen<8080>>>['local']>().toEqualTypeOf<InetEndpoint>();
    expectTypeOf<
      Awaited<ReturnType<typeof listen<{ path: string }>>>['local']
    >().toEqualTypeOf<UnixEndpoint>();
    expectTypeOf<Awaited<ReturnType<typeof listen<'unix:/x'>>>['local']>().toEqualTypeOf<UnixEndpoint>();
    expectTypeOf<Awaited<ReturnType<typeof listen<string>>>['local']>().toEqualTypeOf<ResolvedAddress>();
  });

  it('a request says what its reply is', () => {
    expectTypeOf<{ timeoutMs: number }>().not.toExtend<RequestOptions>();
    expectTypeOf<{ match: 'any' }>().toExtend<RequestOptions>();
    expectTypeOf<{ match: (reply: Buffer) => Promise<boolean> }>().not.toExtend<RequestOptions>();
  });

  it('no other function can set SO_REUSEADDR', () => {
    expectTypeOf<keyof ListenOptions & 'reuseAddr'>().toBeNever();
    expectTypeOf<keyof ServeDatagramsOptions & 'reuseAddr'>().toBeNever();
    expectTypeOf<keyof MulticastOptions & ('reuseAddr' | 'reusePort')>().toBeNever();
  });

  it('a SocketError is an error of Node.js', () => {
    expectTypeOf<SocketError>().toExtend<NodeJS.ErrnoException>();
    const error: NodeJS.ErrnoException = new SocketError('connect', 'x', { code: 'ECONNREFUSED' });
    expect(error.errno).toBeLessThan(0);
  });
});
