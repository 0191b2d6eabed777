import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressFamily,
  formatAddress,
  parseAddress,
  parseInetAddress,
  SocketError,
} from '../../sockets/index.ts';
import type { InetAddress, SocketAddress } from '../../sockets/index.ts';

/** The error that a function throws. */
function getError(run: () => unknown): SocketError {
  try {
    run();
  } catch (error) {
    if (error instanceof SocketError) {
      return error;
    }
    throw error;
  }
  throw new Error('no error');
}

describe('parseAddress', () => {
  it.each<[string, SocketAddress]>([
    ['127.0.0.1:80', { type: 'inet', host: '127.0.0.1', port: 80 }],
    ['tcp:127.0.0.1:80', { type: 'inet', host: '127.0.0.1', port: 80 }],
    ['tcp::80', { type: 'inet', host: '', port: 80 }],
    ['[fe80::1%lo]:1', { type: 'inet', host: 'fe80::1%lo', port: 1 }],
    ['tcp:tcp:1', { type: 'inet', host: 'tcp', port: 1 }],
    ['example.org:65535,to=65535', { type: 'inet', host: 'example.org', port: 65_535, portTo: 65_535 }],
    [
      'h:1,keep-alive,keep-alive-idle=60,keep-alive-interval=5,keep-alive-count=3,mptcp=off',
      {
        type: 'inet',
        host: 'h',
        port: 1,
        keepAlive: true,
        keepAliveIdleSeconds: 60,
        keepAliveIntervalSeconds: 5,
        keepAliveCount: 3,
        mptcp: false,
      },
    ],
    ['unix:/run/a,b:c', { type: 'unix', path: '/run/a,b:c' }],
    ['unix,abstract:name', { type: 'unix', path: 'name', abstract: true }],
    ['unix,abstract,tight=off:a:b', { type: 'unix', path: 'a:b', abstract: true, tight: false }],
    ['fd:3', { type: 'fd', fd: 3 }],
    ['fd:http', { type: 'fd', name: 'http' }],
    ['8080', { type: 'inet', host: '', port: 8080 }],
    ['/run/a:80', { type: 'unix', path: '/run/a:80' }],
    ['\\\\.\\pipe\\a', { type: 'unix', path: '\\\\.\\pipe\\a' }],
    ['vsock:4294967295:1024', { type: 'vsock', cid: 4_294_967_295, port: 1024 }],
  ])('reads %s', (text, address) => {
    expect(parseAddress(text)).toStrictEqual(address);
  });

  it.each([
    ['h:1,reuse-addr', "unknown option 'reuse-addr'"],
    ['h:1,ipv4=yes', "'ipv4' flag '=yes'"],
    ['h:1,ipv4,ipv4=off', "option 'ipv4' is given twice"],
    ['h:1,', 'empty option'],
    ['h:1,to', 'to= argument'],
    ['h:10,to=9', 'port range ends before it begins'],
    ['h:65536', 'port 65536 out of range'],
    ['h:http', "error parsing address 'h:http'"],
    ['h:-1', 'error parsing address'],
    ['::1:80', 'error parsing address'],
    ['[127.0.0.1]:80', 'error parsing IPv6 address'],
    ['h:1,keep-alive=off,keep-alive-idle=5', 'need keep-alive'],
    ['h:1,keep-alive,keep-alive-count=5', 'need keep-alive-idle'],
    ['h:1,keep-alive,keep-alive-idle=32768', 'keepAliveIdleSeconds 32768 out of range'],
    ['h h:1', "invalid host 'h h'"],
    ['unix:', 'invalid Unix socket address'],
    ['unix,tight:x', 'tight is for abstract sockets'],
    ['unix,mode=3:x', "unknown option 'mode'"],
    ['unix:a\0b', 'NUL'],
    ['fd:', 'Unable to parse FD number'],
    ['fd:a:b', "Unable to parse FD number or name 'a:b'"],
    ['fd:\u00e9', 'Unable to parse FD number or name'],
    ['./s', "error parsing address './s'; a path is written 'unix:./s'"],
    ['a/b:80', "invalid host 'a/b'"],
    ['http://h:80', "error parsing address 'http://h:80'; of a URL, host and port are an address: 'h:80'"],
    ['https://h/x', "error parsing address 'https://h/x'; of a URL, host and port are an address: 'h:443'"],
    [
      'ws://[::1]:8/x',
      "error parsing address 'ws://[::1]:8/x'; of a URL, host and port are an address: '[::1]:8'",
    ],
    ['x://h', "error parsing address 'x://h'; of a URL, host and port are an address"],
    ['123456', 'error parsing address'],
    ['70000', 'port 70000 out of range'],
    ['vsock:2', 'error parsing address'],
    ['vsock:2:4294967296', 'port 4294967296 out of range'],
  ])('refuses %j and says why', (text, reason) => {
    expect(getError(() => parseAddress(text))).toMatchObject({
      kind: 'address',
      code: 'ERR_INVALID_ADDRESS',
      message: expect.stringContaining(reason) as unknown,
    });
  });
});

describe('formatAddress', () => {
  it.each<[SocketAddress, string]>([
    [{ type: 'inet', host: '::1', port: 80, ipv6: true, numeric: false }, 'tcp:[::1]:80,ipv6,numeric=off'],
    [{ type: 'inet', host: '', port: 0 }, 'tcp::0'],
    [{ type: 'unix', path: 'name', abstract: true, tight: false }, 'unix,abstract,tight=off:name'],
    [{ type: 'vsock', cid: 2, port: 22 }, 'vsock:2:22'],
  ])('%j', (address, text) => {
    expect(formatAddress(address)).toBe(text);
  });

  it.each([
    [{ type: 'inet', host: 'a,b', port: 1 }, TypeError, 'ERR_INVALID_ARG_VALUE'],
    [{ type: 'inet', host: 'h', port: 1.5 }, RangeError, 'ERR_SOCKET_BAD_PORT'],
    [{ type: 'inet', host: 'h', port: '80' }, TypeError, 'ERR_INVALID_ARG_TYPE'],
    [{ type: 'inet', host: 'h' }, TypeError, 'ERR_INVALID_ARG_TYPE'],
    [{ type: 'tcp', host: 'h', port: 1 }, TypeError, 'ERR_INVALID_ARG_VALUE'],
    [{ type: 'fd', fd: -1 }, RangeError, 'ERR_OUT_OF_RANGE'],
    [{ type: 'fd', fd: 3, name: 'web' }, TypeError, 'ERR_INVALID_ARG_VALUE'],
    [null, TypeError, 'ERR_INVALID_ARG_TYPE'],
    ['h:80', TypeError, 'ERR_INVALID_ARG_TYPE'],
  ])('refuses %j, which JavaScript may pass', (address, type, code) => {
    // What the types forbid, as plain JavaScript would pass it.
    const format = (): string => formatAddress(address as unknown as SocketAddress);
    expect(format).toThrow(type);
    expect(format).toThrow(expect.objectContaining({ code }) as Error);
  });

  const flag = fc.boolean();
  const port = fc.integer({ min: 0, max: 65_535 });
  const host = fc.oneof(
    fc.domain(),
    fc.ipV4(),
    fc.ipV6().filter((text) => !text.endsWith('::') || text.length > 2),
    fc.constantFrom('', '::', '::1', 'fe80::1%eth0', '::ffff:1.2.3.4', 'tcp', 'unix', 'fd'),
  );
  const inet = fc
    .record(
      { host, port, to: port, ipv4: flag, ipv6: flag, numeric: flag, mptcp: flag },
      { requiredKeys: ['host', 'port'] },
    )
    .map(({ to, ...rest }): InetAddress => ({
      type: 'inet',
      ...rest,
      ...(to !== undefined && to >= rest.port && { portTo: to }),
    }));
  const second = fc.integer({ min: 1, max: 32_767 });
  const keepAlive = fc.oneof(
    fc.record({ keepAlive: flag }, { requiredKeys: [] }),
    fc.record(
      {
        keepAlive: fc.constant(true),
        keepAliveIdleSeconds: second,
        keepAliveIntervalSeconds: second,
        keepAliveCount: fc.integer({ min: 1, max: 127 }),
      },
      { requiredKeys: ['keepAlive', 'keepAliveIdleSeconds'] },
    ),
  );
  const path = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !text.includes('\0'));
  const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  const address: fc.Arbitrary<SocketAddress> = fc.oneof(
    fc.tuple(inet, keepAlive).map(([base, extra]) => ({ ...base, ...extra })),
    path.map((text) => ({ type: 'unix' as const, path: text })),
    fc
      .record({ path, abstract: fc.constant(true), tight: flag }, { requiredKeys: ['path', 'abstract'] })
      .map((unix) => ({ type: 'unix' as const, ...unix })),
    path.map((text) => ({ type: 'unix' as const, path: text, abstract: false })),
    fc.integer({ min: 0, max: 2 ** 31 - 1 }).map((fd) => ({ type: 'fd' as const, fd })),
    fc.stringMatching(/^[a-z][ -9;-~]{0,40}$/u).map((name) => ({ type: 'fd' as const, name })),
    fc.record({ cid: uint32, port: uint32 }).map((vsock) => ({ type: 'vsock' as const, ...vsock })),
  );

  it('is read back by parseAddress as the same address', () => {
    fc.assert(
      fc.property(address, (original) => {
        expect(parseAddress(formatAddress(original))).toStrictEqual(original);
      }),
      { numRuns: 2000 },
    );
  });

  it('parseAddress throws nothing but SocketError', () => {
    const text = fc.oneof(
      fc.string(),
      fc.stringMatching(/^(?:tcp:|unix:|fd:|vsock:|unix,)?[a-z0-9.:,=\[\]\-]*$/u),
    );
    fc.assert(
      fc.property(text, (input) => {
        try {
          parseAddress(input);
        } catch (error) {
          expect(error).toBeInstanceOf(SocketError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('addressFamily', () => {
  // QEMU, util/qemu-sockets.c, "Matrix we're trying to apply".
  it.each<[boolean | undefined, boolean | undefined, number]>([
    [undefined, undefined, 0],
    [undefined, false, 4],
    [undefined, true, 6],
    [false, undefined, 6],
    [false, true, 6],
    [true, undefined, 4],
    [true, false, 4],
    [true, true, 0],
  ])('ipv4 %s, ipv6 %s → %s', (ipv4, ipv6, family) => {
    const flags = { ...(ipv4 !== undefined && { ipv4 }), ...(ipv6 !== undefined && { ipv6 }) };
    expect(addressFamily({ host: 'h', ...flags })).toBe(family);
  });

  it('both on and no host → one dual-stack socket', () => {
    expect(addressFamily(parseInetAddress(':1,ipv4,ipv6'))).toBe(6);
  });

  it('both off → error', () => {
    expect(getError(() => addressFamily(parseInetAddress('h:1,ipv4=off,ipv6=off')))).toMatchObject({
      kind: 'family',
      code: 'ERR_ADDRESS_FAMILY',
      message: 'Cannot disable IPv4 and IPv6 at same time',
    });
  });
});
