import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Answer, Command } from './datagram-process.ts';

/** A `datagram-process` that answers one command at a time. */
export interface DrivenProcess extends AsyncDisposable {
  /**
   * @param command what to do
   * @returns its answer
   * @throws {Error} when the process ended, or is silent for ten seconds
   */
  ask(command: Command): Promise<Answer>;
}

const SILENCE_MS = 10_000;

/** The compiled neighbour has the extension of this file: `.js` once built. */
const MODULE = fileURLToPath(new URL('./datagram-process.js', import.meta.url));

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
}

/**
 * Starts the process, as another user if asked to.
 *
 * @param uid the user to become before the first socket is opened; undefined to stay the same
 * @throws {Error} when the process cannot become that user
 */
export async function startDatagramProcess(uid?: number): Promise<DrivenProcess> {
  const child = fork(MODULE, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const driven: DrivenProcess = {
    async ask(command) {
      const answer = once(child, 'message', { signal: AbortSignal.timeout(SILENCE_MS) });
      child.send(command);
      const [value] = (await answer) as [Answer];
      return value;
    },
    [Symbol.asyncDispose]: () => stop(child),
  };
  if (uid !== undefined && (await driven.ask({ do: 'become', uid })) !== true) {
    await stop(child);
    throw new Error(`cannot become user ${uid}`);
  }
  return driven;
}
