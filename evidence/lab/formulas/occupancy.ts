/**
 * The occupancy problem: n balls thrown uniformly into R boxes. It is the law of everything that goes wrong here:
 * sockets on ephemeral ports that the kernel draws without regard to the ones in use.
 *
 * Johnson & Kotz, Urn Models and Their Application (Wiley 1977), chapter 3, has the closed forms; the
 * distributions below come from the same recursion, one ball at a time.
 */
import { prune } from './distribution.ts';
import type { Distribution } from './distribution.ts';

/** States rarer than this are dropped; what is dropped goes to {@link Distribution.lost}. */
const PRUNE_BELOW = 1e-20;

/**
 * The expected share of sockets that are not the newest on their port, 1 − R(1 − (1 − 1/R)^n)/n: the clients
 * whose replies another client receives, since Linux delivers to the newest of equals (net/ipv4/udp.c,
 * `udp4_lib_lookup2`).
 *
 * @param sockets n, at least 1
 * @param ports R, at least 1
 */
export function expectedWrongShare(sockets: number, ports: number): number {
  return 1 - (ports * -Math.expm1(sockets * Math.log1p(-1 / ports))) / sockets;
}

/**
 * The expected share of sockets that share their port with at least one other, 1 − (1 − 1/R)^(n − 1).
 *
 * @param sockets n, at least 1
 * @param ports R, at least 2
 */
export function expectedSharedShare(sockets: number, ports: number): number {
  return -Math.expm1((sockets - 1) * Math.log1p(-1 / ports));
}

/**
 * The law of the number of boxes that hold at least one ball.
 *
 * @param balls how many are thrown, at least 0
 * @param boxes how many there are, at least 1
 * @param occupied how many of them hold a ball before the first is thrown, 0 to `boxes`
 */
export function occupiedBoxes(balls: number, boxes: number, occupied = 0): Distribution {
  let law: Distribution = { first: occupied, mass: [1], lost: 0 };
  for (let ball = 0; ball < balls; ball++) {
    const next = new Array<number>(law.mass.length + 1).fill(0);
    for (const [index, probability] of law.mass.entries()) {
      const full = law.first + index;
      next[index] = (next[index] ?? 0) + (probability * full) / boxes;
      next[index + 1] = (next[index + 1] ?? 0) + (probability * (boxes - full)) / boxes;
    }
    law = prune({ ...law, mass: next });
  }
  return law;
}

/**
 * The law of the number of balls that fall into a box already occupied: sockets that are not the newest on their
 * port, or, in a loop of connects, the connects that pick a port whose five-tuple is taken.
 *
 * @param balls n, at least 1
 * @param boxes R, at least 1
 */
export function collisions(balls: number, boxes: number): Distribution {
  const { first, mass, lost } = occupiedBoxes(balls, boxes);
  return { first: balls - (first + mass.length - 1), mass: mass.toReversed(), lost };
}

/**
 * The law of the number of balls that are not alone in their box: sockets on a shared port.
 *
 * @param balls n, at least 1
 * @param boxes R, at least 1
 */
export function ballsInSharedBoxes(balls: number, boxes: number): Distribution {
  // The state is (boxes with one ball, boxes with several); a ball makes a single, turns one into a several, or
  // joins a several. Keyed as one number, since both are at most `balls`.
  const stride = balls + 1;
  let states = new Map<number, number>([[0, 1]]);
  let lost = 0;
  for (let ball = 0; ball < balls; ball++) {
    const next = new Map<number, number>();
    const add = (key: number, probability: number): void => {
      if (probability > 0) {
        next.set(key, (next.get(key) ?? 0) + probability);
      }
    };
    for (const [key, probability] of states) {
      if (probability < PRUNE_BELOW) {
        lost += probability;
        continue;
      }
      const singles = key % stride;
      const several = (key - singles) / stride;
      add(key + 1, (probability * (boxes - singles - several)) / boxes);
      add(key - 1 + stride, (probability * singles) / boxes);
      add(key, (probability * several) / boxes);
    }
    states = next;
  }
  const byShared = new Map<number, number>();
  for (const [key, probability] of states) {
    const shared = balls - (key % stride);
    byShared.set(shared, (byShared.get(shared) ?? 0) + probability);
  }
  const counts = [...byShared.keys()];
  const first = Math.min(...counts);
  const length = Math.max(...counts) - first + 1;
  return { first, mass: Array.from({ length }, (_, index) => byShared.get(first + index) ?? 0), lost };
}
