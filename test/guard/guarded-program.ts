import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { hasNamespaces, inNamespace } from '../tools/node-process.ts';
import type { ReportLine } from '../../guard/findings.ts';

const GUARD = join(import.meta.dirname, '../../dist/guard/index.cjs');

/** What `--import` and `NODE_OPTIONS` take. */
export const GUARD_URL = pathToFileURL(GUARD).href;

/** A network of its own that has multicast, where Linux gives one. */
const NETWORK = hasNamespaces()
  ? inNamespace('ip link set lo multicast on && ip route add 224.0.0.0/4 dev lo')
  : [];

if (!existsSync(GUARD)) {
  throw new Error(`${GUARD} does not exist: these tests need \`npm run build\`.`);
}

/** What a program did under the guard. */
export interface GuardedRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** How often the guard warned. */
  readonly warnings: readonly string[];
  /** The lines of its report. */
  readonly report: readonly ReportLine[];
  /** The folder that the program is in, now gone. */
  readonly folder: string;
}

/** How to run it. */
export interface RunOptions {
  /** Further files, by their paths. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The options of Node.js, `--import` of the guard unless said otherwise. */
  readonly nodeOptions?: readonly string[];
}

/**
 * Runs a program to its end.
 *
 * @param main The name of its file, whose extension says whether it is a module of ECMAScript or CommonJS.
 * @param source Its text.
 */
export function runGuarded(main: string, source: string, options: RunOptions = {}): GuardedRun {
  const { files = {}, env = {}, nodeOptions = ['--import', GUARD_URL] } = options;
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'sockets-guard-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  for (const [path, text] of Object.entries({ ...files, [main]: source })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const reportFile = join(folder, 'guard.jsonl');
  const [command, ...parameters] = [...NETWORK, process.execPath, ...nodeOptions, join(folder, main)];
  const ended = spawnSync(command, parameters, {
    cwd: folder,
    env: { PATH: process.env['PATH'], SOCKETS_GUARD_REPORT: reportFile, ...env },
    encoding: 'utf8',
    timeout: 25_000,
    killSignal: 'SIGKILL',
  });
  if (ended.error !== undefined) {
    throw ended.error;
  }
  const { status, stdout, stderr } = ended;
  const report = existsSync(reportFile) ? readFileSync(reportFile, 'utf8').trim().split('\n') : [];
  return {
    status,
    stdout,
    stderr,
    warnings: stderr.split('\n').filter((line) => line.includes('[SOCKETS_CLIENT_REUSE]')),
    report: report.map((line) => JSON.parse(line) as ReportLine),
    folder,
  };
}
