import { describe, expect, it } from 'vitest';
import { autobindReuseLaw } from '../../../../evidence/lab/formulas/autobind-reuse.ts';
import { acceptanceRegion, sumOfSame } from '../../../../evidence/lab/formulas/distribution.ts';
import { collisions } from '../../../../evidence/lab/formulas/occupancy.ts';
import { createLinux, linux } from '../../../../evidence/lab/simulator/linux.ts';
import { seededRandom } from '../../../../evidence/lab/simulator/random.ts';
import { capacity, connectLoop, datagramClients } from '../../../../evidence/lab/simulator/scenarios.ts';
import { createSocket, SocketTable } from '../../../../evidence/lab/simulator/socket-table.ts';

const range = { low: 20000, high: 20063 };
const automatic = { choice: 'at connect', reuseAddress: false } as const;
const localAddress = { choice: 'bind first', reuseAddress: true } as const;

function host(seed = 1) {
  return { table: new SocketTable(), range, random: seededRandom(seed) };
}

describe('TCP connect()', () => {
  it('uses every port once for each destination, even ports first', () => {
    const { opened, ports, errors } = capacity(linux, automatic, range, 4, 260, 1);
    expect(opened).toBe(256);
    expect(errors).toEqual({ EADDRNOTAVAIL: 4 });
    expect(ports.slice(0, 128).every((port) => port % 2 === 0)).toBe(true);
    expect(ports.slice(128).every((port) => port % 2 === 1)).toBe(true);
  });

  it('never reads SO_REUSEADDR', () => {
    const reuse = { choice: 'at connect', reuseAddress: true } as const;
    expect(capacity(linux, reuse, range, 2, 130, 5)).toEqual(capacity(linux, automatic, range, 2, 130, 5));
  });

  it('skips ports that bind() gave out', () => {
    const one = host();
    const bound = createSocket();
    linux.bind(one, bound);
    const seen = new Set<number>();
    for (let i = 0; i < 63; i++) {
      const socket = createSocket();
      expect(linux.connect(one, socket, 'peer')).toBeUndefined();
      seen.add(socket.localPort);
    }
    expect(seen.size).toBe(63);
    expect(seen.has(bound.localPort)).toBe(false);
    expect(linux.connect(one, createSocket(), 'peer')).toBe('EADDRNOTAVAIL');
  });
});

describe('TCP bind(0), then connect()', () => {
  it('opens one connection a port, whatever the destinations', () => {
    const { opened, errors } = capacity(linux, localAddress, range, 8, 100, 1);
    expect(opened).toBe(64);
    expect(errors).toEqual({ EADDRINUSE: 36 });
  });

  it('with SO_REUSEADDR takes the lower half first, odd ports first', () => {
    const { ports } = capacity(linux, localAddress, range, 1, 64, 3);
    const quarter = (n: number): number[] => ports.slice(16 * n, 16 * (n + 1)).toSorted((a, b) => a - b);
    const from = (low: number): number[] => Array.from({ length: 16 }, (_, i) => low + 2 * i);
    expect([0, 1, 2, 3].map(quarter)).toEqual([20001, 20000, 20033, 20032].map(from));
  });

  it('with ip_autobind_reuse gives out ports in use, and connect() may then fail', () => {
    const relaxed = createLinux({ autobindReuse: true });
    const { opened, errors } = capacity(relaxed, localAddress, range, 8, 520, 1);
    expect(opened).toBeGreaterThan(64);
    // 64 ports once, and the 16 odd ones of the lower half for each of the seven other destinations.
    expect(opened).toBeLessThanOrEqual(64 + 7 * 16);
    expect(errors).toEqual({ EADDRNOTAVAIL: 520 - opened });
  });

  it.each([1, 2, 3])('opens as many then as the formula says (seed %i)', (seed) => {
    const relaxed = createLinux({ autobindReuse: true });
    for (const destinations of [2, 4, 8]) {
      const attempts = 65 * destinations;
      const { opened } = capacity(relaxed, localAddress, range, destinations, attempts, seed);
      const { low, high } = acceptanceRegion(autobindReuseLaw(64, destinations, attempts), 1e-9);
      expect(opened).toBeGreaterThanOrEqual(low);
      expect(opened).toBeLessThanOrEqual(high);
    }
  });

  it('fails in no loop into TIME_WAIT', () => {
    for (const style of [automatic, localAddress]) {
      expect(connectLoop(linux, style, 4000, 1)).toEqual({ failures: 0, firstFailure: undefined });
    }
  });
});

describe('UDP bind(0)', () => {
  const users = (first: object, second: object): (string | undefined)[] => {
    const tiny = { ...host(), range: { low: 30000, high: 30000 } };
    return [first, second].map((socket) => linux.bindDatagram(tiny, createSocket(socket)));
  };
  const reuse = { reuseAddress: true };

  it('lets two sockets with SO_REUSEADDR share a port, whoever owns them', () => {
    expect(users(reuse, { ...reuse, uid: 1001 })).toEqual([undefined, undefined]);
  });

  it('refuses when only one has it', () => {
    expect(users(reuse, {})).toEqual([undefined, 'EADDRINUSE']);
    expect(users({}, reuse)).toEqual([undefined, 'EADDRINUSE']);
  });

  it('lets SO_REUSEPORT share a port within one user only', () => {
    expect(users({ reusePort: true }, { reusePort: true })).toEqual([undefined, undefined]);
    expect(users({ reusePort: true }, { reusePort: true, uid: 1001 })).toEqual([undefined, 'EADDRINUSE']);
  });

  it('lets sockets on different addresses share a port, but not with the wildcard', () => {
    expect(users({ localAddress: '127.0.0.1' }, { localAddress: '127.0.0.2' })).toEqual([
      undefined,
      undefined,
    ]);
    expect(users({ localAddress: '127.0.0.1' }, { localAddress: '*' })).toEqual([undefined, 'EADDRINUSE']);
  });

  // The tolerance is the exact acceptance region at level 1e-9.
  it.each([11, 22, 33])('follows the formula (seed %i)', (seed) => {
    const rounds = 50;
    let wrong = 0;
    for (let round = 0; round < rounds; round++) {
      wrong += datagramClients(linux, reuse, { low: 20000, high: 20255 }, 100, seed * 1000 + round).wrong;
    }
    const { low, high } = acceptanceRegion(sumOfSame(rounds, collisions(100, 256)), 1e-9);
    expect(wrong).toBeGreaterThanOrEqual(low);
    expect(wrong).toBeLessThanOrEqual(high);
    expect(datagramClients(linux, { reuseAddress: false }, range, 60, seed)).toEqual({ shared: 0, wrong: 0 });
  });
});
