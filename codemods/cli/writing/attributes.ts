import { fchmodSync, fchownSync, fstatSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { findProgram } from '../programs.ts';
import { errorCode, errorMessage } from '../error-message.ts';

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

const NO_GNU = /unrecognized|unknown|invalid option|illegal option|usage/i;

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
  const problems = (process.platform === 'linux' ? await copyByProgram(pairs) : undefined) ?? [];
  return pairs.map((pair, index) => {
    try {
      return problems[index] ?? keepModeAndOwner(pair);
    } catch (error) {
      return errorMessage(error);
    }
  });
}

/** @returns undefined when there is no program for it */
async function copyByProgram(
  pairs: readonly AttributePair[],
): Promise<readonly (string | undefined)[] | undefined> {
  const shell = findProgram('sh');
  const copy = findProgram('cp');
  if (shell === undefined || copy === undefined) {
    return undefined;
  }
  const end = String(FIRST_DESCRIPTOR + 2 * pairs.length);
  const output = await run([...withoutCapabilities(), shell, '-c', SCRIPT, copy, end], pairs);
  const said = output?.split(/^=(\d+)\n/m) ?? [];
  if (said.length < 2 * pairs.length || NO_GNU.test(said[0] ?? '')) {
    return undefined;
  }
  return pairs.map((_, index) =>
    said[2 * index + 1] === '0' ? undefined : toProblem(said[2 * index] ?? ''),
  );
}

/** Root could copy the capabilities of a program: it is not to be able to, so that such a file is left. */
function withoutCapabilities(): readonly string[] {
  const program = process.getuid?.() === 0 ? findProgram('setpriv') : undefined;
  return program === undefined ? [] : [program, '--bounding-set=-setfcap', '--inh-caps=-setfcap'];
}

function toProblem(said: string): string | undefined {
  const lines = said.split('\n').filter((line) => line !== '' && !SYSTEM_LABEL.test(line));
  if (lines.length === 0) {
    return undefined;
  }
  const attribute = /'([\w.]+)'/.exec(lines[0] ?? '')?.[1];
  return attribute === undefined
    ? 'its attributes cannot be kept'
    : `its attribute ${attribute} cannot be kept`;
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
      if (errorCode(error) === 'EPERM') {
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
