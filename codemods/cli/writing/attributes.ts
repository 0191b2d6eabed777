import { spawnSync } from 'node:child_process';
import { fchmodSync, fchownSync, fstatSync, readFileSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { getErrorCode, getErrorMessage } from '../error-message.ts';
import { findExecutable } from '../executables.ts';
import { NotReplaced } from './not-replaced.ts';

/** A file that takes the place of another. */
export interface AttributePair {
  /** The old one, open for reading. */
  readonly from: number;
  /** The new one, open for writing, with no rights but the owner's. */
  readonly to: number;
  /** What the old one was when it was opened. */
  readonly stats: BigIntStats;
}

/** Behind the three standard streams. */
const FIRST_DESCRIPTOR = 3;

/** Far more than it takes. */
const MAX_SECONDS = 30;

/**
 * GNU `cp` knows access control lists and extended attributes, of which Node.js has nothing. It gets both files as open
 * descriptors, so that no name can be exchanged for that of another file meanwhile.
 */
const SCRIPT = `
n=${String(FIRST_DESCRIPTOR)}
while [ "$n" -lt "$1" ]; do
  "$0" --attributes-only --preserve=mode,ownership,xattr "/proc/self/fd/$n" "/proc/self/fd/$((n + 1))" 2>&1
  echo "=$?"
  n=$((n + 2))
done`;

/** What the system gives to a file by itself. */
const SYSTEM_LABEL = /'security\.(?:selinux|ima|evm|apparmor|SMACK64\w*)'/;

const NOT_KEPT = 'its attributes cannot be kept';

/**
 * Gives the new files the mode, the owner, the access control lists and the extended attributes of the old ones. Where the
 * system has no GNU `cp`, only mode and owner can be kept.
 *
 * @param pairs the files
 * @returns for each pair why something could not be kept, or undefined
 */
export async function keepAttributes(
  pairs: readonly AttributePair[],
): Promise<readonly (string | undefined)[]> {
  const copy = process.platform === 'linux' ? getGnuCopy() : undefined;
  const problems = copy === undefined ? [] : await copyByExecutable(copy, pairs);
  return pairs.map((pair, index) => {
    try {
      return problems[index] ?? keepModeAndOwner(pair);
    } catch (error) {
      return getErrorMessage(error);
    }
  });
}

/**
 * Makes a file a copy of another one, as `cp -p` does. That of macOS also copies access control lists and extended attributes,
 * and has no way to copy them alone: the contents are to be replaced afterwards. Both are in the working folder, which this
 * process holds, so that only the names could be exchanged meanwhile.
 *
 * @param from the bare name of the old file
 * @param to the bare name of the new one, which exists
 * @throws {NotReplaced} when that cannot be done
 */
export function copyWithAttributes(from: string, to: string): void {
  const copy = findExecutable('cp');
  if (copy === undefined) {
    throw new NotReplaced(`${NOT_KEPT}: there is no cp on the PATH`);
  }
  const { status } = spawnSync(copy, ['-p', `./${from}`, `./${to}`], {
    env: { LC_ALL: 'C' },
    stdio: 'ignore',
    timeout: MAX_SECONDS * 1000,
    killSignal: 'SIGKILL',
  });
  if (status !== 0) {
    throw new NotReplaced(NOT_KEPT);
  }
}

let gnuCopy: { readonly path: string | undefined } | undefined;

/** That of BusyBox knows none of the options. */
function getGnuCopy(): string | undefined {
  if (gnuCopy === undefined) {
    const path = findExecutable('cp');
    const said = path && spawnSync(path, ['--version'], { env: { LC_ALL: 'C' }, encoding: 'utf8' }).stdout;
    gnuCopy = { path: /coreutils/i.test(said ?? '') ? path : undefined };
  }
  return gnuCopy.path;
}

/** @returns for each pair why its attributes are not kept, or undefined; they are not where an executable does not work */
async function copyByExecutable(
  copy: string,
  pairs: readonly AttributePair[],
): Promise<readonly (string | undefined)[]> {
  const shell = findExecutable('sh');
  const end = String(FIRST_DESCRIPTOR + 2 * pairs.length);
  const output =
    shell === undefined
      ? undefined
      : await run([...withoutCapabilities(), shell, '-c', SCRIPT, copy, end], pairs);
  const said = output?.split(/^=(\d+)\n/m) ?? [];
  return pairs.map((_, index) =>
    said[2 * index + 1] === '0' ? undefined : toProblem(said[2 * index] ?? ''),
  );
}

/** Bits of a set of capabilities, by the numbers of capabilities(7). */
const CAP_SETPCAP = 1n << 8n;
const CAP_SETFCAP = 1n << 31n;

/**
 * Takes away the right to give capabilities to files, which root has: a file with capabilities is then left as it is, and its
 * copy gets none.
 */
function withoutCapabilities(): readonly string[] {
  const own = getCapabilities();
  const setpriv =
    (own & CAP_SETFCAP) !== 0n && (own & CAP_SETPCAP) !== 0n ? findExecutable('setpriv') : undefined;
  return setpriv === undefined ? [] : [setpriv, '--bounding-set=-setfcap', '--inh-caps=-setfcap'];
}

function getCapabilities(): bigint {
  try {
    const [, set] = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return BigInt(`0x${set ?? '0'}`);
  } catch {
    return 0n;
  }
}

function toProblem(said: string): string | undefined {
  const lines = said.split('\n').filter((line) => line !== '');
  const others = lines.filter((line) => !SYSTEM_LABEL.test(line));
  if (lines.length > 0 && others.length === 0) {
    return undefined;
  }
  const attribute = /'([\w.]+)'/.exec(others[0] ?? '')?.[1];
  return attribute === undefined ? NOT_KEPT : `its attribute ${attribute} cannot be kept`;
}

function run(command: readonly string[], pairs: readonly AttributePair[]): Promise<string | undefined> {
  const { spawn } = process.getBuiltinModule('node:child_process');
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env: { LC_ALL: 'C', PATH: process.env['PATH'] },
      stdio: ['ignore', 'pipe', 'ignore', ...pairs.flatMap(({ from, to }) => [from, to])],
      timeout: MAX_SECONDS * 1000,
      killSignal: 'SIGKILL',
    });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
      output += piece;
    });
    child.on('error', () => {
      resolve(undefined);
    });
    child.on('close', (status) => {
      resolve(status === 0 ? output : undefined);
    });
  });
}

/** @returns why they cannot be kept, or undefined */
function keepModeAndOwner({ to, stats }: AttributePair): string | undefined {
  const uid = Number(stats.uid);
  const gid = Number(stats.gid);
  const mode = Number(stats.mode & 0o7777n);
  let now = fstatSync(to);
  if (now.uid !== uid || now.gid !== gid) {
    try {
      fchownSync(to, uid, gid);
    } catch (error) {
      if (getErrorCode(error) === 'EPERM') {
        return now.uid === uid ? 'its group cannot be kept' : 'its owner cannot be kept';
      }
      throw error;
    }
  }
  now = fstatSync(to);
  if ((now.mode & 0o7777) !== mode) {
    fchmodSync(to, mode);
  }
  return undefined;
}
