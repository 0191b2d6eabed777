import { sumOfSame } from './distribution.ts';
import type { Distribution } from './distribution.ts';
import { occupiedBoxes } from './occupancy.ts';

/**
 * The law of the number of connections under `ip_autobind_reuse`, attempts going to D destinations in turn. The
 * first R get the R ports, the odd ports of the lower half first. From then on every attempt draws one of those
 * R/4 odd ports, uniformly (each passes `inet_csk_bind_conflict` once relaxed, so the first candidate is taken), and
 * fails if that port already has a connection to its destination: the occupancy problem, once a destination.
 *
 * @param ports R, a multiple of 8
 * @param destinations D, a divisor of R/4
 * @param attempts at least R, a multiple of D
 */
export function autobindReuseLaw(ports: number, destinations: number, attempts: number): Distribution {
  const pool = ports / 4;
  const occupied = pool / destinations;
  const draws = (attempts - ports) / destinations;
  const law = sumOfSame(destinations, occupiedBoxes(draws, pool, occupied));
  // `pool` of the first R connections are in the sum already.
  return { ...law, first: law.first + ports - pool };
}
