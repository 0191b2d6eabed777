import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/**
 * A listener that leaves SO_REUSEADDR off, which no Node program can (libuv sets it before every TCP bind()). It
 * accepts one connection, closes it first, so that TIME_WAIT stays on its port, and ends. Perl, because Debian and
 * git both depend on it.
 */
const SCRIPT = String.raw`
  use strict; use Socket; use Errno;
  $| = 1;
  my ($port, $reuse) = @ARGV;
  alarm 10;
  socket(my $listener, PF_INET, SOCK_STREAM, 0) or die "socket: $!";
  setsockopt($listener, SOL_SOCKET, SO_REUSEADDR, pack('i', $reuse)) or die "setsockopt: $!";
  if (!bind($listener, sockaddr_in($port, INADDR_LOOPBACK)) || !listen($listener, 1)) {
    print $!{EADDRINUSE} ? "EADDRINUSE\n" : "$!\n";
    exit;
  }
  my ($bound) = sockaddr_in(getsockname($listener));
  print "listening $bound\n";
  accept(my $connection, $listener) or die "accept: $!";
  close($connection);
`;

/** A listener as it started. */
export interface PerlListener {
  /** `listening`, or the errno. */
  readonly result: string;
  /** The port; 0 when it doesn't listen. */
  readonly port: number;
  /** Resolves when the process has ended; it ends by itself after ten seconds. */
  readonly ended: Promise<unknown>;
  /** Ends it at once. */
  stop(): void;
}

/** Whether this machine has a perl with its Socket module. */
export function hasPerl(): boolean {
  return spawnSync('perl', ['-MSocket', '-MErrno', '-e', '1'], { stdio: 'ignore' }).status === 0;
}

/**
 * Starts a listener on 127.0.0.1.
 *
 * @param port an explicit port, or 0 for any
 * @param reuseAddress whether it sets SO_REUSEADDR
 * @throws {Error} when perl ends without a word
 */
export async function startPerlListener(port: number, reuseAddress: boolean): Promise<PerlListener> {
  const child: ChildProcess = spawn('perl', ['-e', SCRIPT, String(port), reuseAddress ? '1' : '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  if (child.stdout === null) {
    throw new Error('perl has no standard output');
  }
  const words: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    words.push(...line.split(' '));
    break;
  }
  const [result, bound] = words;
  if (result === undefined) {
    throw new Error('perl ended without a word');
  }
  return { result, port: Number(bound ?? 0), ended, stop: () => void child.kill() };
}
