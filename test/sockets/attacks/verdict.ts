import { readdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

/** What reached no handler: each would end a process that does not listen for it. */
const uncaught: unknown[] = [];
process.on('unhandledRejection', (error) => uncaught.push(error));
process.on('uncaughtException', (error) => uncaught.push(error));

/**
 * Prints the figures of an attack, and ends the process: with 0 when those that matter are as they must be, and nothing was
 * uncaught.
 *
 * @param expected a part of them
 */
export function judge(
  figures: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, unknown>>,
): never {
  for (const [name, value] of Object.entries({ ...figures, uncaught: uncaught.map(String) })) {
    console.log(`  ${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
  }
  const wrong = Object.keys(expected).filter((name) => !isDeepStrictEqual(figures[name], expected[name]));
  for (const name of wrong) {
    console.log(`  ${name} must be ${JSON.stringify(expected[name])}`);
  }
  process.exit(wrong.length === 0 && uncaught.length === 0 ? 0 : 1);
}

/** What tells errors apart. */
export function getCode(error: unknown): string {
  return String((error as { readonly code?: unknown }).code);
}

/** Opens what is written to: otherwise it would be opened in the middle, and be counted. */
export function openOutputs(): void {
  Reflect.get(process, 'stdout');
  Reflect.get(process, 'stderr');
}

/** What a process holds. */
interface Resources {
  readonly descriptors: number;
  readonly resources: string;
}

/** How many descriptors are open, where the system tells; and what keeps the process alive. */
export function countResources(): Resources {
  let descriptors = 0;
  try {
    descriptors = readdirSync('/proc/self/fd').length;
  } catch {
    // Not on Linux.
  }
  return { descriptors, resources: process.getActiveResourcesInfo().sort().join(' ') };
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A generator of numbers from 0 to 1 that gives the same ones each time: mulberry32. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Runs `work` again and again, several at a time.
 *
 * @param count how often
 * @param width how many at a time
 */
export async function repeat(
  count: number,
  width: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const run = async () => {
    while (next < count) {
      await work(next++);
    }
  };
  await Promise.all(Array.from({ length: width }, run));
}
