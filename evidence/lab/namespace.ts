import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { platform } from 'node:os';

/** A network namespace that the lab can have. */
export type Namespace =
  | { readonly kind: 'private'; readonly unshare: readonly string[] }
  | { readonly kind: 'host'; readonly why: string };

/**
 * What must work inside: a loopback interface (a new namespace has it, but down: network_namespaces(7)) and a port
 * range that may be changed, which a read-only /proc/sys of some containers forbids.
 */
const PROBE = 'ip link set lo up && test -w /proc/sys/net/ipv4/ip_local_port_range';

function canUnshare(flags: readonly string[]): boolean {
  return spawnSync('unshare', [...flags, 'sh', '-c', PROBE], { stdio: 'ignore' }).status === 0;
}

/**
 * The most private network namespace that this user may have. Root needs no user namespace, and without one can
 * still run processes as several users; others get one in which they are root (user_namespaces(7)).
 */
export function findNamespace(): Namespace {
  if (platform() !== 'linux') {
    return { kind: 'host', why: `${platform()} has no network namespaces` };
  }
  const candidates = process.getuid?.() === 0 ? [['--net'], ['-Urn']] : [['-Urn']];
  for (const unshare of candidates) {
    if (canUnshare(unshare)) {
      return { kind: 'private', unshare };
    }
  }
  return {
    kind: 'host',
    why: 'unshare(1) and ip(8) cannot make a network namespace with a loopback interface and its own port range',
  };
}

/** Whether this process may start others as another user: setuid(2) works for any id that is mapped. */
export function canSwitchUser(): boolean {
  return (
    process.getuid?.() === 0 && spawnSync('true', { uid: 64_000, gid: 64_000, stdio: 'ignore' }).status === 0
  );
}

/** The network namespace of this process, as the kernel names it: `net:[inode]` (namespaces(7)). */
export function readNamespaceName(): string {
  return readlinkSync('/proc/self/ns/net');
}

/** Brings up the loopback interface of a new namespace. */
export function raiseLoopback(): void {
  const { status } = spawnSync('ip', ['link', 'set', 'lo', 'up'], { stdio: 'inherit' });
  if (status !== 0) {
    throw new Error('ip link set lo up failed');
  }
}

/**
 * Runs a Node program in a namespace, with this process's standard streams, and passes SIGINT and SIGTERM on.
 *
 * @param namespace where to run it
 * @param program path of the module
 * @param args its arguments
 * @param environment variables that it has besides this process's own
 * @returns its exit code; 1 when a signal ended it
 */
export async function runInNamespace(
  namespace: Extract<Namespace, { kind: 'private' }>,
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  const child = spawn('unshare', [...namespace.unshare, process.execPath, program, ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGINT', pass).on('SIGTERM', pass);
  const [code] = (await once(child, 'exit')) as [number | null];
  process.off('SIGINT', pass).off('SIGTERM', pass);
  return code ?? 1;
}
