import { SocketError } from '../operations/errors.ts';
import {
  createRangeError,
  createTypeError,
  checkAbortSignal,
  createIntegerCheck,
  readOptions,
} from '../operations/options.ts';
import type { Check, OptionTable } from '../operations/options.ts';

/** How `connect()` tries again while nobody listens yet, or no route leads there. */
export interface Retry {
  /** How often it is tried in all, 1–2147483647, or Infinity. Default 5. */
  readonly attempts?: number | undefined;
  /** The shortest pause in milliseconds, 1–2147483647. Default 100. */
  readonly minMs?: number | undefined;
  /** The longest pause in milliseconds, `minMs`–2147483647. Default 5000, or `minMs` if that is more. */
  readonly maxMs?: number | undefined;
  /** Gives up with an `AbortError`, like the `signal` beside it. */
  readonly signal?: AbortSignal | undefined;
}

const isCount = createIntegerCheck(1, 2 ** 31 - 1);

const RETRY_OPTIONS: OptionTable<Retry> = {
  attempts: (name, value) => (value === Infinity ? undefined : isCount(name, value)),
  minMs: isCount,
  maxMs: isCount,
  signal: checkAbortSignal,
};

/** Checks that a value is a valid `retry` option. */
export const checkRetry: Check = (name, value) => {
  try {
    const { minMs = 1, maxMs = Infinity } = readOptions<Retry>(name, value, RETRY_OPTIONS);
    return minMs > maxMs
      ? createRangeError(`${name}: maxMs ${maxMs} is less than minMs ${minMs}`)
      : undefined;
  } catch (error) {
    return error instanceof Error ? error : createTypeError(String(error));
  }
};

/**
 * Nobody listens, or no route leads there: what passes when a peer or a network comes up. ENOENT and EAGAIN are a unix socket
 * whose file is not there yet, or whose queue is full.
 */
const PASSING = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOENT',
  'EAGAIN',
]);

/**
 * Whether another try may succeed, and `retry` allows one.
 * @param retry The option. Absent: one try is all.
 * @param tries How many there were.
 * @param error What the last one failed with.
 */
export function canRetry(retry: Retry | undefined, tries: number, error: unknown): boolean {
  return retry !== undefined && tries < (retry.attempts ?? ATTEMPTS) && isPassing(error);
}

/**
 * Chooses a pause at random in a range that doubles, so that many clients do not come back all at once.
 * @param retry Says how short and how long it may be, in milliseconds.
 * @param tries How many there were.
 * @returns milliseconds to the next try.
 */
export function choosePause(
  { minMs = MIN_MS, maxMs = Math.max(minMs, MAX_MS) }: Retry,
  tries: number,
): number {
  const most = Math.min(maxMs, minMs * 2 ** Math.min(tries, 30));
  return minMs + Math.random() * (most - minMs);
}

const ATTEMPTS = 5;
const MIN_MS = 100;
const MAX_MS = 5000;

function isPassing(error: unknown): boolean {
  return (
    error instanceof SocketError &&
    (error.kind === 'connect' || error.kind === 'self-connect') &&
    (error.attempts.length === 0 ? [error] : error.attempts).some(({ code }) => PASSING.has(code))
  );
}
