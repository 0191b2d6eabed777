/** Draws an integer in [0, bound), uniformly. `bound` is 1 to 2³². */
export type Random = (bound: number) => number;

/**
 * Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, so that one number reproduces a whole run. The
 * kernels use better generators; only uniformity matters to port selection.
 *
 * @param seed any integer; its low 32 bits are the state
 * @returns a generator that always gives the same sequence for the same seed
 */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    // Like Linux's reciprocal_scale(): the high part of a 32-bit word times the bound.
    return Math.floor((((word ^ (word >>> 14)) >>> 0) * bound) / 2 ** 32);
  };
}
