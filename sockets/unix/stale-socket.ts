import { lstatSync, unlinkSync, type BigIntStats } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemErrorFields } from '../operations/errors.ts';

/** Between the two probes: another process may just be between its bind(2) and its listen(2). */
const PROBE_INTERVAL_MS = 50;

/**
 * Removes the file of a unix socket whose listener is gone, as after a crash. (QEMU removes whatever is there.)
 *
 * It is removed only when it is a socket, two connects were refused, and it is still the same file afterwards. Anything else,
 * a full backlog or a missing permission too, counts as alive. This is no lock: between the last look and unlink(2), some
 * microseconds, another process may put its own socket there.
 *
 * @returns whether the path is free now.
 */
export async function removeStaleSocket(path: string): Promise<boolean> {
  const before = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (before === undefined) return true;
  if (!before.isSocket()) return false;
  if (!(await isRefused(path))) return false;
  await sleep(PROBE_INTERVAL_MS);
  if (!(await isRefused(path))) return false;
  const after = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (after === undefined) return true;
  if (!isSameFile(before, after)) return false;
  try {
    unlinkSync(path);
  } catch (error) {
    // Gone already, or not ours to remove: then bind(2) tells.
    return systemErrorFields(error).code === 'ENOENT';
  }
  return true;
}

/** Whether nobody listens: unix(7), ECONNREFUSED. */
function isRefused(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    let refused = false;
    const probe = connect({ path }, () => {
      probe.destroy();
    });
    probe.on('error', (error) => {
      refused = systemErrorFields(error).code === 'ECONNREFUSED';
    });
    probe.on('close', () => {
      resolve(refused);
    });
  });
}

/** The change time too, because file systems give the number of a removed file to the next one. */
function isSameFile(a: BigIntStats, b: BigIntStats): boolean {
  return a.dev === b.dev && a.ino === b.ino && a.ctimeNs === b.ctimeNs;
}
