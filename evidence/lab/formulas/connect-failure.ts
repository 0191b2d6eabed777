/**
 * How often connect() fails when a kernel draws the local port without regard to the ports in use, then finds
 * the five-tuple taken and doesn't draw again. M is the number of ports that it draws from.
 */

/**
 * The probability that one connect fails, N/M.
 *
 * @param connections N, connections in any state from this address to the same peer, each on a port of its own
 * @param ports M, at least N
 */
export function connectFailure(connections: number, ports: number): number {
  return connections / ports;
}

/**
 * The birthday problem: in a loop that starts empty and leaves each connection in TIME_WAIT, the probability that
 * the first failure has come by connect number `connects`, 1 − ∏(1 − i/M).
 *
 * @param connects k, at least 0
 * @param ports M, at least 1
 */
export function firstFailureWithin(connects: number, ports: number): number {
  let none = 1;
  for (let i = 0; i < connects && none > 0; i++) {
    none *= Math.max(0, 1 - i / ports);
  }
  return 1 - none;
}

/**
 * The median of the first failing connect of that loop.
 *
 * @param ports M, at least 1
 * @returns the smallest k whose {@link firstFailureWithin} is at least one half
 */
export function medianFirstFailure(ports: number): number {
  let connects = 0;
  while (firstFailureWithin(connects, ports) < 0.5) {
    connects++;
  }
  return connects;
}
