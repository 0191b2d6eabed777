/** `npm run lab`: finds a private network namespace, and runs the lab in it. */
import { platform } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROJECT } from '../../scripts/project.ts';
import { parseArguments, USAGE } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import {
  canSwitchUser,
  findNamespace,
  readNamespaceName,
  raiseLoopback,
  runInNamespace,
} from './namespace.ts';
import { writeReport } from './report-files.ts';
import { runLab, summarize } from './run.ts';

/** Set for the process inside the namespace: who started the lab outside. */
const USER = 'SOCKETS_LAB_USER';
/** Set likewise: the network namespace outside. */
const OUTSIDE = 'SOCKETS_LAB_OUTSIDE';

/** A run that hangs ends itself after this; a full one takes a minute or less. */
const LIMIT_MS = 300_000;

const REPORT = join(PROJECT, 'evidence/lab/report');

async function runInside(
  options: Arguments,
  user: 'root' | 'ordinary user',
  isPrivate: boolean,
): Promise<number> {
  const limit = setTimeout(() => {
    console.error(`The lab did not end within ${LIMIT_MS / 1000} s.`);
    process.exit(1);
  }, LIMIT_MS);
  if (isPrivate) {
    raiseLoopback();
  }
  const run = {
    size: options.size,
    user,
    isLinux: platform() === 'linux',
    isPrivate,
    canSwitchUser: canSwitchUser(),
  };
  const results = await runLab(run, (text) => {
    console.log(text);
  });
  const { text, exitCode } = summarize(results);
  console.log(`\n${text}`);
  if (options.out !== undefined) {
    await writeReport(options.out, results);
    console.log(`Report: ${relative(process.cwd(), options.out)}`);
  }
  clearTimeout(limit);
  return exitCode;
}

async function main(args: readonly string[]): Promise<number> {
  let options: Arguments | undefined;
  try {
    options = parseArguments(args, REPORT);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  if (options === undefined) {
    console.log(USAGE);
    return 0;
  }
  const outside = process.env[OUTSIDE];
  // Proof, not trust: what runs inside changes sysctls and uses up ports.
  if (outside !== undefined && outside !== readNamespaceName()) {
    return runInside(options, process.env[USER] === 'root' ? 'root' : 'ordinary user', true);
  }
  const user = process.getuid?.() === 0 ? 'root' : 'ordinary user';
  const namespace = findNamespace();
  if (namespace.kind === 'host') {
    console.log(`No private network namespace: ${namespace.why}. What needs one is skipped.`);
    return runInside(options, user, false);
  }
  return runInNamespace(namespace, fileURLToPath(import.meta.url), args, {
    [USER]: user,
    [OUTSIDE]: readNamespaceName(),
  });
}

process.exitCode = await main(process.argv.slice(2));
