import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { connect, connectDatagram, discover, listen, serveDatagrams } from 'eslint-plugin-sockets/sockets';
import { getCode, judge, sleep } from './verdict.ts';

if (process.env['LIMITED'] === undefined) {
  // The limit is one of the shell.
  const { status } = spawnSync(
    'sh',
    ['-c', 'ulimit -n 64 && exec "$0" "$@"', process.execPath, import.meta.filename],
    {
      stdio: 'inherit',
      env: { ...process.env, LIMITED: 'yes' },
    },
  );
  process.exit(status ?? 1);
}

const describe = (error: unknown) => `${(error as Error).name} ${getCode(error)}`;

let accepted = 0;
const listener = await listen('127.0.0.1:0', () => (accepted += 1));
const endings: Record<string, number> = {};
const held: { destroy(): void }[] = [];
for (let count = 0; count < 80; count += 1) {
  await connect(listener.local, { timeoutMs: 300 }).then(
    (connection) => {
      held.push(connection);
    },
    (error: unknown) => {
      const ending = describe(error);
      endings[ending] = (endings[ending] ?? 0) + 1;
    },
  );
}
// Whatever the connections have left.
const files: number[] = [];
try {
  for (;;) {
    files.push(openSync('/dev/null', 'r'));
  }
} catch {
  // That was the last one.
}
const others: Record<string, string> = {};
for (const [name, open] of Object.entries({
  connectDatagram: () => connectDatagram('127.0.0.1:9'),
  serveDatagrams: () => serveDatagrams('127.0.0.1:0'),
  listen: () => listen('127.0.0.1:0'),
  'listen, unix': () => listen({ path: `${process.cwd()}/socket` }),
  'connect, unix': () => connect({ path: `${process.cwd()}/socket` }),
  discover: () => discover('?', { to: '239.1.1.1:1', timeoutMs: 50 }).next(),
})) {
  others[name] = await open().then(
    () => 'opened',
    (error: unknown) => describe(error),
  );
}
for (const file of files) {
  closeSync(file);
}
for (const connection of held) {
  connection.destroy();
}
await sleep(100);
const afterwards = await connect(listener.local).then(
  () => 'connected',
  (error: unknown) => getCode(error),
);
judge(
  { held: held.length, accepted, endings, others, afterwards },
  {
    endings: { 'SocketError EMFILE': 80 - held.length },
    others: Object.fromEntries(Object.keys(others).map((name) => [name, 'SocketError EMFILE'])),
    afterwards: 'connected',
  },
);
