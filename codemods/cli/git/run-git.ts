import { devNull, homedir } from 'node:os';
import { isAbsolute, join, parse } from 'node:path';
import type { Interruption } from '../interruption.ts';
import { refuseIrregularIncludes } from './config-includes.ts';
import { NoAnswer, startGit } from './git-process.ts';
import { Patience } from './patience.ts';
import { GitFailure } from './repository.ts';
import type { Repository } from './repository.ts';

/** Why a repository is not asked, by its git directory; undefined where nothing was found that speaks against it. */
const refusals = new Map<string, GitFailure | undefined>();

const patience = new Patience();

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
  repository: Repository,
  args: readonly string[],
  interruption: Interruption,
  input = '',
): Promise<Buffer> {
  const { workTree, gitDir } = repository;
  if (!refusals.has(gitDir)) {
    refusals.set(gitDir, await findRefusal(repository, interruption));
  }
  const refusal = refusals.get(gitDir);
  if (refusal !== undefined) {
    throw refusal;
  }
  const place = [`--git-dir=${gitDir}`, `--work-tree=${workTree}`];
  const flags = ['--no-pager', '--no-optional-locks', '--no-replace-objects'];
  const maxSeconds = patience.seconds;
  try {
    const all = [...place, ...flags, ...SAFE_CONFIGURATION, ...args];
    return await startGit(all, { cwd: workTree, input, maxSeconds }, interruption);
  } catch (error) {
    if (error instanceof NoAnswer && interruption.code === undefined) {
      // Somebody put a file there that keeps Git waiting. Git would open it again, so it is not asked a second time.
      refusals.set(gitDir, error);
      patience.spend(maxSeconds);
    }
    throw error;
  }
}

async function findRefusal(
  repository: Repository,
  interruption: Interruption,
): Promise<GitFailure | undefined> {
  try {
    await refuseIrregularIncludes(repository, interruption);
    return undefined;
  } catch (error) {
    if (error instanceof GitFailure) {
      return error;
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
    const start = { cwd: parse(process.execPath).root, maxSeconds: patience.seconds };
    const output = await startGit(args, start, interruption);
    return output.toString('utf8').replace(/\r?\n$/, '');
  } catch {
    const base = process.env['XDG_CONFIG_HOME'];
    const folder = base !== undefined && isAbsolute(base) ? base : join(homedir(), '.config');
    return join(folder, DEFAULT_FILES[setting]);
  }
}
