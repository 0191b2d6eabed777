import { readFileSync } from 'node:fs';

/** A line of /proc/net/unix, see proc(5). */
export interface UnixSocketEntry {
  readonly isListening: boolean;
  readonly isConnected: boolean;
  readonly inode: number;
  /** As it was given to bind(2); with a leading `@` for an abstract one; empty for an unnamed one. */
  readonly path: string;
}

/** The unix sockets of this network namespace; undefined where there is no such list. */
export function readUnixSockets(): readonly UnixSocketEntry[] | undefined {
  let text: string;
  try {
    text = readFileSync('/proc/self/net/unix', 'utf8');
  } catch {
    return undefined;
  }
  // Num RefCount Protocol Flags Type St Inode Path; 0x10000 is __SO_ACCEPTCON, 03 is SS_CONNECTED (include/uapi/linux/net.h).
  return [...text.matchAll(/^\S+: \S+ \S+ (\S+) \S+ (\S+) +(\d+)(?: (.*))?$/gmu)].map(
    ([, flags = '', state, inode, path = '']) => ({
      isListening: (Number.parseInt(flags, 16) & 0x10000) !== 0,
      isConnected: state === '03',
      inode: Number(inode),
      path,
    }),
  );
}
