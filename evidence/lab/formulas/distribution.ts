/**
 * Distributions over counts, computed exactly (to the rounding of a double): what the checks of the lab compare
 * a measured count with.
 */

/**
 * A distribution over the non-negative integers. `mass[i]` is the probability of `first + i`; `lost` bounds the
 * probability that pruning left out, so that no bound derived from it is too small.
 */
export interface Distribution {
  readonly first: number;
  readonly mass: readonly number[];
  readonly lost: number;
}

/** Counts `low` to `high` (both included); a true law falls outside with a probability of at most `falseFailure`. */
export interface AcceptanceRegion {
  readonly low: number;
  readonly high: number;
  readonly falseFailure: number;
}

/**
 * @param distribution any distribution over counts
 * @returns its mean, ignoring the pruned mass
 */
export function mean(distribution: Distribution): number {
  let sum = 0;
  for (const [index, probability] of distribution.mass.entries()) {
    sum += (distribution.first + index) * probability;
  }
  return sum;
}

/** Ends of a distribution rarer than this are cut off; what is cut goes to {@link Distribution.lost}. */
const PRUNE_BELOW = 1e-20;

/**
 * Cuts off the ends that are too rare to matter, so that sums of many counts stay short.
 *
 * @param distribution any distribution
 * @returns the same one, narrower, with `lost` grown by what was cut
 */
export function prune({ first, mass, lost }: Distribution): Distribution {
  const start = mass.findIndex((probability) => probability >= PRUNE_BELOW);
  const end = mass.findLastIndex((probability) => probability >= PRUNE_BELOW) + 1;
  const cut = [...mass.slice(0, start), ...mass.slice(end)];
  return {
    first: first + start,
    mass: mass.slice(start, end),
    lost: cut.reduce((sum, probability) => sum + probability, lost),
  };
}

/**
 * The law of the sum of two independent counts.
 *
 * @param a distribution of the one
 * @param b distribution of the other
 * @returns their convolution
 */
function convolve(a: Distribution, b: Distribution): Distribution {
  const mass = new Array<number>(a.mass.length + b.mass.length - 1).fill(0);
  for (const [i, p] of a.mass.entries()) {
    for (const [j, q] of b.mass.entries()) {
      mass[i + j] = (mass[i + j] ?? 0) + p * q;
    }
  }
  return prune({ first: a.first + b.first, mass, lost: a.lost + b.lost });
}

/**
 * The law of the sum of several independent counts.
 *
 * @param parts one distribution each; none gives the constant 0
 */
export function toSum(parts: readonly Distribution[]): Distribution {
  return parts.reduce(convolve, { first: 0, mass: [1], lost: 0 });
}

/**
 * The law of the sum of independent counts that all follow the same law.
 *
 * @param count how many, at least 0
 * @param distribution of each
 */
export function sumOfSame(count: number, distribution: Distribution): Distribution {
  if (count === 0) {
    return toSum([]);
  }
  // By halves: the cost is that of the last convolution, not of all `count` of them.
  const half = sumOfSame(Math.floor(count / 2), distribution);
  return toSum(count % 2 === 0 ? [half, half] : [half, half, distribution]);
}

/**
 * The smallest interval that cuts off at most half of `alpha` at either end: the exact two-sided acceptance
 * region of a test at level `alpha`.
 *
 * @param distribution the law that the count must follow
 * @param alpha accepted probability, in (0, 1), that a count which does follow it is refused
 */
export function acceptanceRegion(distribution: Distribution, alpha: number): AcceptanceRegion {
  const { first, mass, lost } = distribution;
  let low = 0;
  let below = 0;
  for (; low < mass.length - 1; low++) {
    const next = below + (mass[low] ?? 0);
    if (next > alpha / 2) {
      break;
    }
    below = next;
  }
  let high = mass.length - 1;
  let above = 0;
  for (; high > low; high--) {
    const next = above + (mass[high] ?? 0);
    if (next > alpha / 2) {
      break;
    }
    above = next;
  }
  return { low: first + low, high: first + high, falseFailure: below + above + lost };
}

/**
 * The probability that a count lies outside an interval.
 *
 * @param distribution the law that the count follows
 * @param low lowest count inside
 * @param high highest count inside
 */
export function probabilityOutside({ first, mass, lost }: Distribution, low: number, high: number): number {
  return mass.reduce((sum, probability, index) => {
    const count = first + index;
    return count < low || count > high ? sum + probability : sum;
  }, lost);
}

/**
 * The binomial law, for rates that the simulator estimates from independent trials.
 *
 * @param trials number of trials, at least 0
 * @param probability of success in each, in [0, 1]
 */
export function binomial(trials: number, probability: number): Distribution {
  if (probability === 0) {
    return { first: 0, mass: [1], lost: 0 };
  }
  if (probability === 1) {
    return { first: trials, mass: [1], lost: 0 };
  }
  const mass: number[] = [];
  let logMass = trials * Math.log1p(-probability);
  for (let k = 0; k <= trials; k++) {
    mass.push(Math.exp(logMass));
    logMass += Math.log(((trials - k) * probability) / ((k + 1) * (1 - probability)));
  }
  return { first: 0, mass, lost: 0 };
}
