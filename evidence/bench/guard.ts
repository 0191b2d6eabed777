// Times what the guard costs, with and without it in turn in one run: a start of Node.js, a socket, and a datagram. It counts the
// processor's time of the process, since the clock of a busy machine counts the others too.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { PROJECT } from '../../scripts/project.ts';

const { values } = parseArgs({
  options: { node: { type: 'string', default: process.execPath }, rounds: { type: 'string', default: '15' } },
});
const rounds = Number(values.rounds);
const guard = join(PROJECT, 'dist/guard/index.cjs');
const VARIANTS = {
  without: [],
  'an empty --import': ['--import', 'data:text/javascript,'],
  '--import': ['--import', pathToFileURL(guard).href],
  '--require': ['--require', guard],
};

const CPU = '(process.cpuUsage().user + process.cpuUsage().system) / 1000';

/** Each prints milliseconds. */
const PROGRAMS = {
  'a start': `require('dgram'); console.log(${CPU});`,
  'a thousand sockets without the option': openSockets("'udp4'", 4000),
  'a thousand sockets with the option': openSockets("{ type: 'udp4', reuseAddr: true }", 4000),
  'a thousand datagrams': `
    const socket = require('dgram').createSocket({ type: 'udp4', reuseAddr: true });
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      let left = 40_000, start = 0;
      socket.on('message', () => {
        if (left === 20_000) start = ${CPU};
        if (left-- > 0) socket.send('x', port, '127.0.0.1');
        else { console.log((${CPU} - start) / 20); socket.close(); }
      });
      socket.send('x', port, '127.0.0.1');
    });`,
};

/** Opens, binds and closes sockets, one after the other; the first half warms up. */
function openSockets(options: string, count: number): string {
  return `
    const dgram = require('dgram');
    let left = ${count}, start = 0;
    const next = () => {
      if (left === ${count / 2}) start = ${CPU};
      if (left-- === 0) return console.log((${CPU} - start) / ${count / 2000});
      const socket = dgram.createSocket(${options});
      socket.bind(0, '127.0.0.1', () => socket.close(next));
    };
    next();`;
}

function run(program: string, options: readonly string[]): number {
  const env = { ...process.env, NODE_NO_WARNINGS: '1' };
  const { stdout, stderr } = spawnSync(values.node, [...options, '--eval', program], {
    encoding: 'utf8',
    env,
  });
  if (!Number.isFinite(Number.parseFloat(stdout))) {
    throw new Error(stderr);
  }
  return Number.parseFloat(stdout);
}

const median = (numbers: readonly number[]) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

console.log(
  `Node.js ${spawnSync(values.node, ['--version'], { encoding: 'utf8' }).stdout.trim()}, ${rounds} rounds`,
);
console.log(
  'Milliseconds of processor time, medians; then the median of the pairs, as difference and ratio.',
);
for (const [name, program] of Object.entries(PROGRAMS)) {
  console.log(`\n${name}`);
  const times: Record<string, number[]> = Object.fromEntries(
    Object.keys(VARIANTS).map((variant) => [variant, []]),
  );
  for (let round = 0; round < rounds; round++) {
    for (const [variant, options] of Object.entries(VARIANTS)) {
      times[variant]?.push(run(program, options));
    }
  }
  const base = times['without'] ?? [];
  for (const [variant, measured] of Object.entries(times)) {
    const difference = median(measured.map((time, index) => time - (base[index] ?? 0)));
    const ratio = median(measured.map((time, index) => time / (base[index] ?? 0)));
    console.log(
      `  ${variant.padEnd(18)} ${median(measured).toFixed(2).padStart(8)} ${difference.toFixed(2).padStart(8)} × ${ratio.toFixed(2)}`,
    );
  }
}
