import { fork } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { listen } from 'eslint-plugin-sockets/sockets';
import { judge } from './verdict.ts';

const folder = `${process.cwd()}/folder`;
const path = `${folder}/socket`;
const victim = `${process.cwd()}/victim`;

if (process.send === undefined) {
  await attack();
} else {
  swap();
}

async function attack(): Promise<void> {
  const counts = {
    tries: 40,
    swapped: 0,
    'modes changed': 0,
    'files removed': 0,
    'seen with other permissions': 0,
  };
  for (let round = 0; round < counts.tries; round += 1) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    writeFileSync(victim, 'secret');
    chmodSync(victim, 0o600);
    symlinkSync(victim, `${folder}/link`);
    const swapper = fork(import.meta.filename);
    await once(swapper, 'message');
    const swapped = once(swapper, 'message');
    const listener = await listen({ path }, { mode: 0o666 });
    const [mode] = (await swapped) as [number];
    counts.swapped += 1;
    if (mode !== 0o666) {
      counts['seen with other permissions'] += 1;
    }
    await listener.close();
    if ((statSync(victim).mode & 0o777) !== 0o600) {
      counts['modes changed'] += 1;
    }
    if (!lstatSync(path).isSymbolicLink()) {
      counts['files removed'] += 1;
    }
    await once(swapper, 'exit');
  }
  judge(counts, { 'modes changed': 0, 'files removed': 0, 'seen with other permissions': 0 });
}

/** Waits for the socket, and puts the link in its place at once. */
function swap(): void {
  process.send?.('ready');
  setImmediate(() => {
    for (;;) {
      const found = lstatSync(path, { throwIfNoEntry: false });
      if (found === undefined) {
        continue;
      }
      renameSync(`${folder}/link`, path);
      process.send?.(found.mode & 0o777, () => process.exit());
      return;
    }
  });
}
