// Attacks the built socket library as strangers and careless programs do, for longer than a test may take. Run by
// `npm run attack:sockets`; `-- requests discoveries` runs only those. Each attack is a process of its own, in a temporary
// folder, that ends whatever it started, and prints its figures and whether all of them are as they must be.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** Each with what it tries, and how long it may take at most, in seconds. */
const ATTACKS = {
  requests: ['100 000 requests; the server drops, doubles, delays; a forger answers, too', 120],
  cancellations: ['20 000 operations, about half of them cancelled at some moment', 120],
  addresses: ['350 000 addresses of all kinds of text and objects', 60],
  'stale-owners': ['900 times, several processes find the same stale unix socket', 400],
  'system-calls': ['every function under strace: who sets a reuse option', 60],
  discoveries: ['10 000 discoveries, strangers answering', 300],
  'closing-listeners': ['listeners that close while clients connect', 60],
  'no-descriptors': ['64 descriptors for a server, a client, and everything else', 60],
  'datagram-flood': ['100 000 datagrams at once, and sockets closed with some pending', 60],
  'port-range': ['processes and cluster workers race for a range of ports', 60],
  'swapped-files': ['a program that puts a link in the place of a new unix socket', 60],
};

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((name) => !Object.hasOwn(ATTACKS, name));
if (unknown.length > 0) {
  console.error(`no such attack: ${unknown.join(', ')}; there are ${Object.keys(ATTACKS).join(', ')}`);
  process.exit(2);
}

const failed = [];
for (const [name, [what, seconds]] of Object.entries(ATTACKS)) {
  if (positionals.length > 0 && !positionals.includes(name)) {
    continue;
  }
  const folder = mkdtempSync(join(tmpdir(), 'attack-'));
  const started = performance.now();
  console.log(`${name}: ${what}`);
  const passed = await run(name, folder, Number(seconds));
  rmSync(folder, { recursive: true, force: true });
  console.log(
    `  ${passed ? 'withstood' : 'FAILED'}, ${((performance.now() - started) / 1000).toFixed(0)} s\n`,
  );
  if (!passed) {
    failed.push(name);
  }
}
console.log(failed.length === 0 ? 'all withstood' : `FAILED: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

/**
 * @param name of an attack
 * @param folder its working directory
 * @param seconds at most
 */
function run(name: string, folder: string, seconds: number): Promise<boolean> {
  const script = join(import.meta.dirname, `${name}.js`);
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--expose-gc', script], {
      cwd: folder,
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: seconds * 1000,
      killSignal: 'SIGKILL',
    });
    child.on('error', () => {
      resolve(false);
    });
    child.on('close', (code) => {
      resolve(code === 0);
    });
  });
}
