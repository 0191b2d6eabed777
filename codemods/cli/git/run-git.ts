import { devNull, homedir } from 'node:os';
import { isAbsolute, join, parse } from 'node:path';
import { errorMessage } from '../error-message.ts';
import type { Interruption } from '../interruption.ts';
import { findProgram } from '../programs.ts';
import { GitFailure } from './repository.ts';
import type { Repository } from './repository.ts';

/** Repositories over which git hung once, by their git directories: it opened what somebody put there to have it wait. */
const unanswered = new Set<string>();

/** Whatever git is asked here takes it less than a second for a million files. */
const MAX_SECONDS = 20;

const NO_ANSWER = 'git does not answer';

/** The list of a very large repository: ten million paths of 100 bytes. */
const MAX_OUTPUT_BYTES = 1_000_000_000;

/** The variables by which a user chooses a configuration of their own. All others may come from a hook that git runs. */
const KEPT_VARIABLES: ReadonlySet<string> = new Set([
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_EXEC_PATH',
]);

/**
 * What the configuration of a repository could have git run. The commands that we use neither convert the contents of a
 * file, nor show a difference, nor write anything, so that no filter, `textconv` or hook is ever due; an alias cannot take
 * the name of a command.
 */
const SAFE_CONFIGURATION = [
  'core.fsmonitor=false',
  `core.hooksPath=${devNull}`,
  'core.sshCommand=false',
  'core.gitProxy=false',
  'core.askPass=false',
  'credential.helper=',
  'diff.external=',
  'protocol.allow=never',
].flatMap((setting) => ['-c', setting]);

/** See gitignore(5) and gitattributes(5). */
const DEFAULT_FILES = { 'core.excludesFile': 'git/ignore', 'core.attributesFile': 'git/attributes' };

/**
 * Asks git about a repository, so that nothing that the repository says makes git run anything. The repository is named and
 * not discovered, so that what lies in its folders is not taken for one.
 *
 * @param repository which
 * @param args a command that reads only the index, objects and attributes
 * @param interruption a signal ends it
 * @param input what it gets on its standard input
 * @returns what it wrote
 * @throws {GitFailure} when it is not there, says no or does not answer; the message is git's own if it has one
 */
export async function runGit(
  { workTree, gitDir }: Repository,
  args: readonly string[],
  interruption: Interruption,
  input = '',
): Promise<Buffer> {
  if (unanswered.has(gitDir)) {
    throw new GitFailure(NO_ANSWER);
  }
  const place = [`--git-dir=${gitDir}`, `--work-tree=${workTree}`];
  const flags = ['--no-pager', '--no-optional-locks', '--no-replace-objects'];
  try {
    return await run([...place, ...flags, ...SAFE_CONFIGURATION, ...args], workTree, interruption, input);
  } catch (error) {
    if (error instanceof GitFailure && error.message === NO_ANSWER && interruption.code === undefined) {
      unanswered.add(gitDir);
    }
    throw error;
  }
}

/**
 * Asks for the path of a file of the user's own configuration.
 *
 * @param setting `core.excludesFile` for the patterns that git ignores everywhere, `core.attributesFile` for attributes
 * @param interruption a signal ends it
 * @returns that of the default when git does not say, or is not there
 */
export async function getUserFile(
  setting: keyof typeof DEFAULT_FILES,
  interruption: Interruption,
): Promise<string> {
  try {
    // From the root, where no repository is.
    const args = ['config', '--global', '--path', '--get', setting];
    const output = await run(args, parse(process.execPath).root, interruption, '');
    return output.toString('utf8').replace(/\r?\n$/, '');
  } catch {
    const base = process.env['XDG_CONFIG_HOME'];
    const folder = base !== undefined && isAbsolute(base) ? base : join(homedir(), '.config');
    return join(folder, DEFAULT_FILES[setting]);
  }
}

function run(
  args: readonly string[],
  cwd: string,
  interruption: Interruption,
  input: string,
): Promise<Buffer> {
  const program = findProgram('git');
  if (program === undefined) {
    return Promise.reject(new GitFailure('there is no git on the PATH'));
  }
  if (interruption.code !== undefined) {
    return Promise.reject(new GitFailure('git is not asked any more'));
  }
  const { spawn } = process.getBuiltinModule('node:child_process');
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: safeEnvironment(),
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: MAX_SECONDS * 1000,
      killSignal: 'SIGKILL',
      windowsHide: true,
    });
    child.on('error', (error) => {
      reject(new GitFailure(`git cannot be started: ${errorMessage(error)}`));
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
      } else {
        const reason = signal === null ? `git ended with ${String(status)}` : NO_ANSWER;
        reject(new GitFailure(said.trim() === '' ? reason : said.trim()));
      }
    });
    // Git may end without having read all.
    child.stdin.on('error', () => undefined).end(input);
  });
}

function safeEnvironment(): NodeJS.ProcessEnv {
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
