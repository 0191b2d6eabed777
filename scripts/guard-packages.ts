// Drives published packages under the guard, in a private network, and compares what they did with the verdicts of the
// analysis. Execution is the judge: what is called a client may not have got a port that the program names, and what is called
// a listener not one that the kernel picked. Needs Linux, npm and its registry.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LineTable, analyze, selectApis } from '../analysis/index.ts';
import { parseSource } from '../codemods/parse.ts';
import { PROJECT } from './project.ts';

/** What each package is made to do; a program ends by itself or after five seconds. */
const PROGRAMS = {
  'node-osc@11.7.1':
    "const { Client } = await import('node-osc'); new Client('127.0.0.1', 3333).send('/x', 1, () => {});",
  'lan-network@0.2.1':
    "const { createRequire } = await import('node:module'); " +
    "await createRequire(import.meta.url)('lan-network').lanNetwork();",
  'multicast-dns@7.2.5':
    "const mdns = (await import('multicast-dns')).default(); mdns.query('a.local', 'A'); " +
    "(await import('multicast-dns')).default({ port: 0 }).query('b.local', 'A');",
  'node-ssdp@4.0.1':
    "const { Client, Server } = (await import('node-ssdp')).default; " +
    "new Client().search('ssdp:all'); new Server({ location: 'http://127.0.0.1/' }).start();",
  'bonjour-service@1.4.4':
    "const { Bonjour } = (await import('bonjour-service')).default; const b = new Bonjour(); b.find({ type: 'http' });",
  'knxultimate@5.4.0':
    "const knx = (await import('knxultimate')).default; " +
    "new knx.KNXClient({ ipAddr: '224.0.23.12', ipPort: '3671', hostProtocol: 'Multicast', interface: 'v0' }).Connect(); " +
    "new knx.KNXClient({ ipAddr: '10.0.0.1', ipPort: '3671', hostProtocol: 'TunnelUDP' }).Connect();",
  'hot-shots@17.1.1': "const S = (await import('hot-shots')).default; new S({ port: 8125 }).increment('x');",
  'dgram-as-promised@6.0.0':
    "const { DgramAsPromised } = await import('dgram-as-promised'); " +
    "await DgramAsPromised.createSocket({ type: 'udp4', reuseAddr: true }).bind(41234);",
  'peer-ssdp@0.0.5': "const ssdp = (await import('peer-ssdp')).default; ssdp.createPeer().start();",
};

/** Writes down the sockets with the option that got a port which the program named: of these the guard says nothing. */
const LISTENER_ORACLE = `
  const dgram = require('node:dgram'), { appendFileSync } = require('node:fs');
  const createSocket = dgram.createSocket;
  dgram.createSocket = (options, ...others) => {
    const socket = createSocket(options, ...others);
    if (!options.reuseAddr) return socket;
    const { stack } = new Error();
    let named = 0;
    const bind = socket.bind;
    socket.bind = (...all) => {
      named = Number(typeof all[0] === 'object' && all[0] !== null ? all[0].port : all[0]) || 0;
      return bind.apply(socket, all);
    };
    socket.on('listening', () => { if (named !== 0) appendFileSync(process.env.LISTENERS, JSON.stringify(stack) + '\\n'); });
    return socket;
  };
  require('node:module').syncBuiltinESMExports();`;

/** An interface with an address and a route, since some packages look for one. */
const NETWORK =
  'ip link set lo up && ip link add v0 type veth peer name v1 && ip addr add 10.0.0.1/24 dev v0 && ip link set v0 up && ' +
  'ip link set v1 up && ip route add default via 10.0.0.2 && exec "$0" "$@"';

/** Where a socket was made. */
interface Frame {
  readonly file: string;
  readonly line: number;
}

/** What a package did: each socket with the option, its role, and what the analysis says of it. */
interface Driven {
  readonly name: string;
  readonly seen: readonly { readonly role: string; readonly place: string; readonly verdict: string }[];
}

const folder = mkdtempSync(join(realpathSync(tmpdir()), 'guard-packages-'));
try {
  process.exitCode = main() ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @returns whether nothing contradicts */
function main(): boolean {
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  writeFileSync(join(folder, 'oracle.cjs'), LISTENER_ORACLE);
  const npm = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
  const installed = spawnSync('npm', [...npm, ...Object.keys(PROGRAMS)], { cwd: folder, stdio: 'inherit' });
  if (installed.status !== 0) {
    throw new Error('npm could not install the packages');
  }
  const driven = Object.entries(PROGRAMS).map(([name, program], index) => drive(name, program, index));
  for (const { name, seen } of driven) {
    console.log(name);
    for (const { role, place, verdict } of seen) {
      console.log(`  ran as a ${role}, judged ${verdict}: ${place}`);
    }
  }
  const all = driven.flatMap(({ seen }) => seen);
  // A maker of both roles counts as a listener: removing its option would harm that one.
  const listenerPlaces = new Set(all.filter(({ role }) => role === 'listener').map(({ place }) => place));
  const contradictions = all.filter(({ role, verdict, place }) =>
    role === 'client' ? verdict === 'listener' && !listenerPlaces.has(place) : verdict === 'client',
  );
  const agreed = all.filter(({ role, verdict }) => verdict === role).length;
  console.log(
    `${driven.length} packages, ${all.length} sockets seen, ${agreed} judged as they ran, ${contradictions.length} contradicted`,
  );
  return contradictions.length === 0 && agreed > 0;
}

/**
 * @param name of the package
 * @param program what drives it
 * @param index tells its files apart
 * @returns the sockets with the option that ran, each with its role and with what the analysis says of it
 */
function drive(name: string, program: string, index: number): Driven {
  const report = join(folder, `clients-${index}`);
  const listeners = join(folder, `listeners-${index}`);
  const main = join(folder, `drive-${index}.mjs`);
  writeFileSync(
    main,
    `setTimeout(() => process.exit(), 5000);\nprocess.on('uncaughtException', () => {});\nprocess.on('unhandledRejection', () => {});\n${program}\n`,
  );
  const guard = pathToFileURL(join(PROJECT, 'dist/guard/index.cjs')).href;
  const node = [process.execPath, '--import', guard, '--require', join(folder, 'oracle.cjs'), main];
  spawnSync('unshare', ['-Urn', 'sh', '-c', NETWORK, ...node], {
    cwd: folder,
    env: { PATH: process.env['PATH'], SOCKETS_GUARD_REPORT: report, LISTENERS: listeners },
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });
  const clients = (readLines(report) as readonly { readonly made?: Partial<Frame> }[]).map(({ made }) => ({
    role: 'client',
    file: made?.file ?? '',
    line: made?.line ?? 0,
  }));
  const others = (readLines(listeners) as readonly string[]).map((stack) => ({
    role: 'listener',
    ...toFrame(stack),
  }));
  const seen = new Map([...clients, ...others].map((each) => [JSON.stringify(each), each]));
  return {
    name,
    seen: [...seen.values()]
      // What the programs above make themselves judges nothing.
      .filter(({ file }) => file.includes('node_modules'))
      .map(({ role, file, line }) => ({
        role,
        place: `${relative(folder, file)}:${line}`,
        verdict: findVerdict(file, line),
      })),
  };
}

/** The first frame in a package. */
function toFrame(stack: string): Frame {
  const frame = stack.split('\n').find((line) => line.includes(join(folder, 'node_modules'))) ?? '';
  const [, file = '', line = '0'] = /((?:\/|[A-Z]:\\)[^():]*):(\d+):\d+/.exec(frame) ?? [];
  return { file, line: Number(line) };
}

/** What the analysis says of the option that stands at, or some lines below, the call that makes a socket. */
function findVerdict(file: string, line: number): string {
  const parsed = parseSource(readFileSync(file, 'utf8'), file);
  if (!parsed.ok) {
    return 'unreadable';
  }
  const lines = new LineTable(parsed.file.text);
  const findings = analyze(parsed.file, selectApis(undefined).apis)
    .map(({ node, verdict }) => ({ verdict, below: lines.getPlace(node.range[0]).line - line }))
    .filter(({ below }) => below >= 0 && below <= 6)
    .sort((a, b) => a.below - b.below);
  return findings[0]?.verdict ?? 'nothing';
}

/** @param file with a JSON text in each line */
function readLines(file: string): unknown[] {
  if (!existsSync(file)) {
    return [];
  }
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}
