import { describe, expect, it } from 'vitest';
import { firstFailureWithin, medianFirstFailure } from '../../../../evidence/lab/formulas/connect-failure.ts';
import { acceptanceRegion, binomial, sumOfSame } from '../../../../evidence/lab/formulas/distribution.ts';
import type { Distribution } from '../../../../evidence/lab/formulas/distribution.ts';
import { collisions } from '../../../../evidence/lab/formulas/occupancy.ts';
import { freebsd } from '../../../../evidence/lab/simulator/freebsd.ts';
import type { Kernel } from '../../../../evidence/lab/simulator/kernel.ts';
import { macos } from '../../../../evidence/lab/simulator/macos.ts';
import { openbsd } from '../../../../evidence/lab/simulator/openbsd.ts';
import { seededRandom } from '../../../../evidence/lab/simulator/random.ts';
import {
  capacity,
  connectLoop,
  datagramClients,
  failuresAmongTimeWait,
} from '../../../../evidence/lab/simulator/scenarios.ts';
import { createSocket, SocketTable } from '../../../../evidence/lab/simulator/socket-table.ts';

const range = { low: 20000, high: 20063 };
const plain = { choice: 'at connect', reuseAddress: false } as const;
const reuse = { choice: 'at connect', reuseAddress: true } as const;
const boundReuse = { choice: 'bind first', reuseAddress: true } as const;

/** The tolerance of every comparison below: the exact acceptance region at level 1e-9. */
function expectLaw(count: number, law: Distribution): void {
  const { low, high } = acceptanceRegion(law, 1e-9);
  expect(count).toBeGreaterThanOrEqual(low);
  expect(count).toBeLessThanOrEqual(high);
}

/** The ports that the scan starts from: all but the first of the range. */
function blindPorts({ defaultRange }: Kernel): number {
  return defaultRange.high - defaultRange.low;
}

describe("QEMU's case: a loop of clients with SO_REUSEADDR on OpenBSD", () => {
  it.each([1, 1001, 2001])('fails first at a median of 258 connects (seeds from %i)', (firstSeed) => {
    const runs = 300;
    const median = medianFirstFailure(blindPorts(openbsd));
    let early = 0;
    for (let run = 0; run < runs; run++) {
      const { firstFailure } = connectLoop(openbsd, reuse, 700, firstSeed + run);
      if (firstFailure !== undefined && firstFailure <= median) {
        early++;
      }
    }
    expectLaw(early, binomial(runs, firstFailureWithin(median, blindPorts(openbsd))));
  });

  it.each([1, 2, 3])('fails in 4.2 %% of connects at 2000 in TIME_WAIT (seed %i)', (seed) => {
    expectLaw(failuresAmongTimeWait(openbsd, reuse, 2000, 3000, seed), binomial(3000, 2000 / 48127));
  });

  it.each([1, 2, 3])('fails 41 times in 2000 connects (seeds from %i00)', (seed) => {
    let failures = 0;
    for (let run = 0; run < 20; run++) {
      failures += connectLoop(openbsd, reuse, 2000, 100 * seed + run).failures;
    }
    expectLaw(failures, sumOfSame(20, collisions(2000, 48127)));
  });

  it('fails never without the option', () => {
    expect(connectLoop(openbsd, plain, 4000, 1).failures).toBe(0);
    expect(failuresAmongTimeWait(openbsd, plain, 16000, 200, 1)).toBe(0);
  });
});

describe('OpenBSD', () => {
  it('without the option opens one connection a port, whatever the destinations', () => {
    expect(capacity(openbsd, plain, range, 8, 100, 1)).toMatchObject({
      opened: 64,
      errors: { EADDRNOTAVAIL: 36 },
    });
  });

  it('gives the port back when connect() fails, so that the socket may try again', () => {
    const host = { table: new SocketTable(), range: { low: 20000, high: 20001 }, random: seededRandom(1) };
    host.table.add(createSocket({ reuseAddress: true, remote: 'peer' }), 20001);
    const socket = createSocket({ reuseAddress: true });
    expect(openbsd.connect(host, socket, 'peer')).toBe('EADDRINUSE');
    expect(socket.localPort).toBe(0);
    expect([...host.table.owners(20001)]).toHaveLength(1);
    expect(openbsd.connect(host, socket, 'another peer')).toBeUndefined();
  });
});

describe('FreeBSD', () => {
  it('is immune at connect(), with and without the option', () => {
    for (const style of [plain, reuse]) {
      expect(failuresAmongTimeWait(freebsd, style, 16000, 200, 1)).toBe(0);
      // Every port once for each destination, and not twice for any.
      expect(capacity(freebsd, style, range, 4, 260, 1)).toMatchObject({
        opened: 256,
        errors: { EADDRNOTAVAIL: 4 },
      });
    }
  });

  it.each([1, 2, 3])('fails after bind(0) with the option as OpenBSD does (seed %i)', (seed) => {
    expectLaw(failuresAmongTimeWait(freebsd, boundReuse, 2000, 3000, seed), binomial(3000, 2000 / 55535));
  });

  it('binds to unused ports without the option', () => {
    expect(failuresAmongTimeWait(freebsd, { ...boundReuse, reuseAddress: false }, 16000, 200, 1)).toBe(0);
  });
});

describe('macOS', () => {
  it.each([plain, reuse, boundReuse])('is immune ($choice, $reuseAddress)', (style) => {
    expect(failuresAmongTimeWait(macos, style, 16000, 100, 1)).toBe(0);
    expect(capacity(macos, style, range, 8, 100, 1).opened).toBe(64);
  });
});

describe('UDP', () => {
  it.each([openbsd, freebsd, macos])('unconnected clients of $name share no port', (kernel) => {
    expect(datagramClients(kernel, { reuseAddress: true }, range, 63, 1)).toEqual({ shared: 0, wrong: 0 });
  });

  it.each([
    [openbsd, undefined],
    [freebsd, undefined],
    [macos, 'EADDRNOTAVAIL'],
  ])('the port of a connected client with the option: $name', (kernel, expected) => {
    const host = { table: new SocketTable(), range: { low: 20000, high: 20000 }, random: seededRandom(1) };
    host.table.add(createSocket({ localAddress: '*', reuseAddress: true, remote: 'peer' }), 20000);
    expect(kernel.bindDatagram(host, createSocket({ localAddress: '*', reuseAddress: true }))).toBe(expected);
  });
});
