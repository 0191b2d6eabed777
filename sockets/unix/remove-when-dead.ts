import { unlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CancellationScope } from '../operations/cancellation.ts';
import { withPathLock } from './path-lock.ts';
import type { PrivateFolder } from './private-folder.ts';
import { examinePath, findFile, isRefused, isSameFile } from './stale-socket.ts';
import type { FileIdentity } from './stale-socket.ts';
import { hasSunPathRoom } from './unix-path.ts';

/**
 * The primary closes the socket, and removes what it has bound, when it hears that the last worker has; no message says when.
 * Milliseconds.
 */
const TRIES_AFTER_MS = [20, 80, 200];

/** Removes the folder in which workers bind a socket, when the last of these workers has given up. */
export async function removeWhenEmpty(folder: PrivateFolder): Promise<void> {
  for (const ms of TRIES_AFTER_MS) {
    await sleep(ms, undefined, { ref: false });
    folder.removeEmpty();
  }
}

/**
 * Removes the file of a socket that a cluster shared, if this worker was the last to listen on it. A file that is left, because
 * the process ended before, is stale, and replaced by whoever listens next.
 */
export async function removeWhenDead(path: string, file: FileIdentity): Promise<void> {
  if (!hasSunPathRoom(path)) {
    return;
  }
  const scope = new CancellationScope({ describe: () => `Failed to remove '${path}'` }, []);
  for (const ms of TRIES_AFTER_MS) {
    await sleep(ms, undefined, { ref: false });
    if (!isSameFile(file, findFile(path)) || !(await isRefused(path))) {
      continue;
    }
    try {
      await withPathLock(path, scope, async () => {
        const found = await examinePath(path, path, scope);
        if (found.state === 'stale' && isSameFile(file, found.file)) {
          unlinkSync(path);
        }
      });
    } catch {
      // Somebody else is at it.
    }
    return;
  }
}
