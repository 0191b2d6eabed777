import { readFileSync } from 'node:fs';

/**
 * How many files and sockets this process may have open (getrlimit(2), RLIMIT_NOFILE). Node raises its soft limit to
 * the hard one when it starts, so this is what the administrator allows.
 *
 * @throws {Error} when /proc/self/limits (proc(5)) cannot be read or has no such line
 */
export function openFileLimit(): number {
  const limit = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'ascii'))?.[1];
  if (limit === undefined) {
    throw new Error('/proc/self/limits has no line "Max open files"');
  }
  return limit === 'unlimited' ? Infinity : Number(limit);
}

/** Files that the process has open besides: streams, the event loop, servers, modules. */
const OTHER_FILES = 100;

/**
 * @param sockets how many are to be open at once
 * @returns whether {@link openFileLimit} allows that
 */
export function canOpenSockets(sockets: number): boolean {
  return sockets + OTHER_FILES <= openFileLimit();
}
