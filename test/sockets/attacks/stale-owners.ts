import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { connect as plainConnect, createServer } from 'node:net';
import { listen } from 'eslint-plugin-sockets/sockets';
import { judge } from './verdict.ts';
import type { ChildProcess } from 'node:child_process';

const path = `${process.cwd()}/socket`;
const owners: Record<string, number> = {};
const counts = {
  rounds: 0,
  'rounds with two owners': 0,
  'rounds without one': 0,
  unreachable: 0,
  'file left': 0,
};

if (process.send === undefined) {
  await attack();
} else {
  race();
}

async function attack(): Promise<void> {
  for (const [processes, rounds] of [
    [2, 300],
    [4, 300],
    [8, 300],
  ] as const) {
    const children = Array.from({ length: processes }, () => fork(import.meta.filename));
    await Promise.all(children.map((child) => once(child, 'message')));
    for (let round = 0; round < rounds; round += 1) {
      await runRound(children);
    }
    for (const child of children) {
      child.disconnect();
    }
    await Promise.all(children.map((child) => once(child, 'exit')));
  }
  judge(
    { ...counts, owners },
    { 'rounds with two owners': 0, 'rounds without one': 0, unreachable: 0, 'file left': 0 },
  );
}

/** Lets all listen at once where a server is gone, and counts who got the path. */
async function runRound(children: readonly ChildProcess[]): Promise<void> {
  rmSync(path, { force: true });
  await leaveStale();
  const pids = (await tell(children, { at: Date.now() + 5 })).filter((pid) => pid > 0);
  counts.rounds += 1;
  owners[pids.length] = (owners[pids.length] ?? 0) + 1;
  if (pids.length > 1) {
    counts['rounds with two owners'] += 1;
  }
  if (pids.length === 0) {
    counts['rounds without one'] += 1;
  }
  if (!pids.includes(Number(await ask()))) {
    counts.unreachable += 1;
  }
  await tell(children, { close: true });
  if (existsSync(path)) {
    counts['file left'] += 1;
  }
}

/** @returns what each answers: its process's id if it listens, or 0 */
function tell(children: readonly ChildProcess[], message: object): Promise<number[]> {
  return Promise.all(
    children.map(async (child) => {
      const answer = once(child, 'message');
      child.send(message);
      return (await answer)[0] as number;
    }),
  );
}

/** The file of a server that is gone. */
async function leaveStale(): Promise<void> {
  const dead = createServer().listen(`${path}.bound`);
  await once(dead, 'listening');
  renameSync(`${path}.bound`, path);
  await new Promise((resolve) => dead.close(resolve));
}

/** @returns who answers */
function ask(): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    plainConnect(path)
      .on('data', (data) => (answer += String(data)))
      .on('error', ({ message }) => {
        resolve(message);
      })
      .on('end', () => {
        resolve(answer);
      });
  });
}

function race(): void {
  let listener: Awaited<ReturnType<typeof listen>> | undefined;
  const answer = async ({ at = 0, close = false }: { at?: number; close?: boolean }) => {
    if (close) {
      await listener?.[Symbol.asyncDispose]();
      listener = undefined;
    } else {
      // All at once.
      while (Date.now() < at) {}
      listener = await listen({ path }, (socket) => socket.end(String(process.pid))).catch(() => undefined);
    }
    process.send?.(listener === undefined ? 0 : process.pid);
  };
  process.on('message', (message: { at?: number; close?: boolean }) => void answer(message));
  process.on('disconnect', () => process.exit());
  process.send?.('ready');
}
