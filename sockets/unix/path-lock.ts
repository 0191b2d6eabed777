import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { basename, dirname } from 'node:path';
import type { CancellationScope } from '../operations/cancellation.ts';
import { systemErrorFields } from '../operations/errors.ts';

/** How long who holds the lock may take: two probes, and what is between them, for each of many. Milliseconds. */
const PATIENCE_MS = 2000;

/** Length of an abstract name that fills `sun_path`, so that it is the same whether a version of Node.js pads names or not. */
const NAME_BYTES = 107;

/** The lock is held by somebody else, all the time. */
export class PathLockError extends Error {
  /** The name of the abstract socket, with `@` for the leading NUL. */
  readonly lockName: string;

  constructor(lockName: string, cause: unknown) {
    super(`the lock '${lockName}' is held by another process`, { cause });
    this.lockName = lockName;
  }
}

/**
 * Runs `run` while nobody else does so for the same path: on Linux, within one network namespace. The lock is an abstract unix
 * socket, which dies with its process and leaves nothing behind. Anybody on the host can hold it: then nothing runs. Elsewhere
 * than on Linux there is no lock.
 *
 * @throws {PathLockError} when it cannot be had.
 */
export async function withPathLock<T>(
  path: string,
  scope: CancellationScope,
  run: () => Promise<T>,
): Promise<T> {
  if (process.platform !== 'linux') {
    return run();
  }
  const lock = await takeLock(createLockName(path), scope);
  try {
    return await run();
  } finally {
    lock.close();
  }
}

/** The same for every way of writing the path. */
function createLockName(path: string): string {
  const { dev, ino } = statSync(dirname(path), { bigint: true });
  const hash = createHash('sha256')
    .update(`${dev}:${ino}/${basename(path)}`)
    .digest('hex');
  return `eslint-plugin-sockets/stale/${hash}`.padEnd(NAME_BYTES, '/');
}

async function takeLock(name: string, scope: CancellationScope): Promise<Server> {
  const patience = performance.now() + PATIENCE_MS;
  for (;;) {
    scope.throwIfCancelled();
    try {
      return await listenOnName(name);
    } catch (error) {
      if (systemErrorFields(error).code !== 'EADDRINUSE' || performance.now() > patience) {
        throw new PathLockError(`@${name}`, error);
      }
      await scope.sleep(5 + Math.random() * 10);
    }
  }
}

function listenOnName(name: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    // For good: accept(2) may fail as often as strangers connect while no descriptor is left.
    server.on('error', reject);
    // In a cluster the primary would give one and the same socket to all workers.
    server.listen({ path: `\0${name}`, exclusive: true }, () => {
      resolve(server);
    });
  });
}
