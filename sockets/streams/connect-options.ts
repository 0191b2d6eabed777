import { checkBlockList } from '../addresses/resolve.ts';
import type { AddressBlockList, Lookup } from '../addresses/resolve.ts';
import { CANCELLATION_OPTIONS } from '../operations/cancellation.ts';
import type { Cancellation } from '../operations/cancellation.ts';
import { checkBoolean, checkFunction, createIntegerCheck } from '../operations/options.ts';
import type { NoListenerOptions, OptionTable } from '../operations/options.ts';
import { checkRetry } from './retry.ts';
import type { Retry } from './retry.ts';

/** Options of `connect()` and `connectFrom()`. None of them can set SO_REUSEADDR or choose a local port. */
export interface ConnectOptions extends Cancellation, NoListenerOptions {
  /** TCP_NODELAY: send small writes at once. Default true, as in Go, asyncio and `node:http`. */
  readonly noDelay?: boolean | undefined;
  /** Stay writable when the peer has ended its side. Default false: the own side is ended as well. */
  readonly allowHalfOpen?: boolean | undefined;
  /**
   * Milliseconds after which the next address of the host is tried beside the one under way, 10–2147483647. Default 250, as RFC
   * 8305 recommends.
   */
  readonly attemptDelayMs?: number | undefined;
  /** Resolver instead of `dns.lookup()`. */
  readonly lookup?: Lookup | undefined;
  /** Addresses that must not be connected to, whatever name leads there: a `net.BlockList`. */
  readonly blockList?: AddressBlockList | undefined;
  /** Try again when the peer refuses or no route leads there. Absent: not. */
  readonly retry?: Retry | undefined;
}

/** The options of `connect()`. */
export const CONNECT_OPTIONS: OptionTable<ConnectOptions> = {
  ...CANCELLATION_OPTIONS,
  noDelay: checkBoolean,
  allowHalfOpen: checkBoolean,
  attemptDelayMs: createIntegerCheck(10, 2 ** 31 - 1),
  lookup: checkFunction,
  blockList: checkBlockList,
  retry: checkRetry,
};
