import { getErrorMessage } from '../error-message.ts';
import type { Interruption } from '../interruption.ts';
import { findExecutable } from '../executables.ts';
import { GitFailure } from './repository.ts';

/** Git took too long. */
export class NoAnswer extends GitFailure {}

/** The variables by which a user chooses a configuration of their own. All others may come from a hook that git runs. */
const KEPT_VARIABLES: ReadonlySet<string> = new Set([
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_EXEC_PATH',
]);

/** The list of a very large repository: ten million paths of 100 bytes. */
const MAX_OUTPUT_BYTES = 1_000_000_000;

/** What a git gets beside its arguments. */
export interface GitStart {
  readonly cwd: string;
  /** What it gets on its standard input; nothing by default. */
  readonly input?: string;
  /** After how many seconds it is ended. */
  readonly maxSeconds: number;
}

/**
 * Runs git to its end, in an environment in which it asks nobody and fetches nothing.
 *
 * @param args its arguments
 * @param start where, and for how long
 * @param interruption a signal ends it
 * @returns what it wrote
 * @throws {NoAnswer} when it was ended
 * @throws {GitFailure} when it is not there, or says no; the message is git's own if it has one
 */
export function startGit(
  args: readonly string[],
  { cwd, input = '', maxSeconds }: GitStart,
  interruption: Interruption,
): Promise<Buffer> {
  const git = findExecutable('git');
  if (git === undefined) {
    return Promise.reject(new GitFailure('there is no git on the PATH'));
  }
  if (interruption.code !== undefined) {
    return Promise.reject(new GitFailure('git is not asked any more'));
  }
  const { spawn } = process.getBuiltinModule('node:child_process');
  return new Promise((resolve, reject) => {
    const child = spawn(git, args, {
      cwd,
      env: createSafeEnvironment(),
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: maxSeconds * 1000,
      killSignal: 'SIGKILL',
      windowsHide: true,
    });
    child.on('error', (error) => {
      reject(new GitFailure(`git cannot be started: ${getErrorMessage(error)}`));
    });
    if (child.pid === undefined) {
      // Too many open files, or processes: its streams may be missing.
      return;
    }
    const stop = interruption.onSignal(() => {
      child.kill('SIGKILL');
    });
    const pieces: Buffer[] = [];
    let length = 0;
    let said = '';
    child.stdout.on('data', (piece: Buffer) => {
      pieces.push(piece);
      length += piece.length;
      if (length > MAX_OUTPUT_BYTES) {
        child.kill('SIGKILL');
      }
    });
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      said = (said + piece).slice(0, 2000);
    });
    child.on('close', (status, signal) => {
      stop();
      if (status === 0) {
        resolve(Buffer.concat(pieces));
      } else if (signal === null) {
        reject(new GitFailure(said.trim() === '' ? `git ended with ${String(status)}` : said.trim()));
      } else {
        reject(new NoAnswer('git does not answer'));
      }
    });
    // Git may end without having read all.
    child.stdin.on('error', () => undefined).end(input);
  });
}

function createSafeEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^GIT_/i.test(name) || KEPT_VARIABLES.has(name.toUpperCase()),
  );
  return {
    ...Object.fromEntries(kept),
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
}
