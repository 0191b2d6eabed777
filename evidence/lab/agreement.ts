import { ALPHA, checkExact } from './check.ts';
import type { Check } from './check.ts';
import type { BindBeforeConnect, CapacityRow } from './experiments/bind-before-connect.ts';
import type { CrossedReplies } from './experiments/crossed-replies.ts';
import { acceptanceRegion, probabilityOutside, toSum, sumOfSame } from './formulas/distribution.ts';
import { collisions } from './formulas/occupancy.ts';
import { countPorts } from './port-range.ts';
import type { PortRange } from './port-range.ts';
import { createLinux, linux } from './simulator/linux.ts';
import { capacity, datagramClients } from './simulator/scenarios.ts';

/** Any seeds will do; these are fixed so that a run can be repeated. */
const SEEDS = [1, 2, 3];

/** Enough to tell one pass from another, in a few words. */
function describePorts(ports: readonly number[]): string {
  const parities = new Set(ports.map((port) => port % 2));
  const parity = parities.size > 1 ? 'mixed' : parities.has(0) ? 'even' : 'odd';
  const span = `${Math.min(...ports)} to ${Math.max(...ports)}`;
  return `${ports.length} connections on ${new Set(ports).size} ${parity} ports, ${span}`;
}

/**
 * Capacity without `ip_autobind_reuse` has no chance in it: the simulated kernel must open exactly as many. It must
 * also give out its ports in the same passes, within which only the start is random: connect() the even ones, then
 * the odd; bind() with SO_REUSEADDR each half of the range so.
 */
function createCapacityChecks(row: CapacityRow, range: PortRange, seed: number): Check[] {
  const simulated = capacity(
    row.autobindReuse ? createLinux({ autobindReuse: true }) : linux,
    row.local === 'localAddress'
      ? { choice: 'bind first', reuseAddress: true }
      : { choice: 'at connect', reuseAddress: false },
    range,
    row.destinations,
    row.attempts,
    seed,
  );
  const where = `${row.destinations} destinations, ${row.local}, ip_autobind_reuse ${row.autobindReuse ? 1 : 0}, seed ${seed}`;
  const checks: Check[] = [];
  if (!row.autobindReuse) {
    checks.push(checkExact(`connections, real and simulated Linux (${where})`, row.opened, simulated.opened));
  }
  const passes = row.local === 'automatic' ? 2 : 4;
  const once = row.local === 'automatic' ? row.opened : countPorts(range);
  for (let pass = 0; pass < passes; pass++) {
    const part = (ports: readonly number[]): string =>
      describePorts(ports.slice((once * pass) / passes, (once * (pass + 1)) / passes));
    checks.push(
      checkExact(`ports of pass ${pass + 1} of ${passes} (${where})`, part(row.ports), part(simulated.ports)),
    );
  }
  return checks;
}

/**
 * The real and the simulated kernel follow the same law, so the difference of their counts follows the law of a
 * difference of two independent ones: that gives the tolerance. The simulated count is fixed by its seed, so the
 * probability of a false failure is that of the real one alone.
 */
function createDatagramCheck(row: CrossedReplies, seed: number): Check {
  const low = 20000;
  const range = { low, high: low + row.ports - 1 };
  let simulated = 0;
  for (let round = 0; round < row.rounds; round++) {
    simulated += datagramClients(
      linux,
      { reuseAddress: true },
      range,
      row.clients,
      1000 * seed + round,
    ).wrong;
  }
  const sum = sumOfSame(row.rounds, collisions(row.clients, row.ports));
  // -X has the reversed law, counted from minus its highest value.
  const negative = { ...sum, first: -(sum.first + sum.mass.length - 1), mass: sum.mass.toReversed() };
  const { low: from, high: to } = acceptanceRegion(toSum([sum, negative]), ALPHA);
  const difference = row.wrong - simulated;
  return {
    claim: `wrong replies, real minus simulated Linux (R = ${row.ports}, n = ${row.clients}, ${row.rounds} rounds, seed ${seed})`,
    measured: `${row.wrong} − ${simulated} = ${difference}`,
    expected: `0 (${from} to ${to})`,
    falseFailure: probabilityOutside(sum, simulated + from, simulated + to),
    holds: difference >= from && difference <= to,
  };
}

/**
 * Whether the simulated Linux does what the real one just did.
 *
 * @param crossed what experiment 1 measured
 * @param bound what experiment 3 measured
 * @returns checks for every setting that both know; none where nothing was measured
 */
export function checkAgreement(crossed: readonly CrossedReplies[], bound: BindBeforeConnect): Check[] {
  const { range } = bound;
  return SEEDS.flatMap((seed) => [
    ...crossed.filter((row) => row.option === 'reuseAddr').map((row) => createDatagramCheck(row, seed)),
    ...(range === undefined ? [] : bound.capacity.flatMap((row) => createCapacityChecks(row, range, seed))),
  ]);
}
