// Stands in for multi-gitter, whose binary no package registry has. It does what the help of 0.63 says of `run` and
// `print`, for repositories in the folder $FORGE: clones each, runs the command there, and where `run` left changes
// pushes them on a branch. What is not a known option or key is an error.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';

const KEYS = ['org', 'skip-forks', 'concurrent', 'branch', 'commit-message', 'pr-title', 'pr-body'];

/** What is used of them. */
interface Config {
  readonly org: readonly string[];
  readonly branch: string;
  readonly 'commit-message': string;
}

const {
  positionals: [subcommand, command = '', ...superfluous],
  values,
} = parseArgs({ allowPositionals: true, options: { config: { type: 'string', default: '' } } });
if (!['print', 'run'].includes(subcommand ?? '') || superfluous.length > 0) {
  throw new Error(`multi-gitter knows no ${process.argv.slice(2).join(' ')}`);
}
const config = parse(readFileSync(values.config, 'utf8')) as Config;
const unknown = Object.keys(config).filter((key) => !KEYS.includes(key));
if (unknown.length > 0) {
  throw new Error(`multi-gitter knows no ${unknown.join(', ')}`);
}

for (const org of config.org) {
  for (const name of readdirSync(join(process.env['FORGE'] ?? '', org)).sort()) {
    const repository = `${org}/${name.replace(/\.git$/, '')}`;
    const clone = mkdtempSync(join(tmpdir(), 'multi-gitter-'));
    try {
      console.log(`${repository}: ${treat(repository, join(process.env['FORGE'] ?? '', org, name), clone)}`);
    } finally {
      rmSync(clone, { recursive: true, force: true });
    }
  }
}

function treat(repository: string, url: string, clone: string): string {
  git('clone', '--quiet', '--depth=1', `file://${url}`, clone);
  const [program = '', ...parameters] = command.split(' ');
  const { status, stdout } = spawnSync(program, parameters, {
    cwd: clone,
    encoding: 'utf8',
    env: { ...process.env, REPOSITORY: repository },
  });
  process.stdout.write(stdout);
  if (status !== 0) {
    return `the command ended with ${status}`;
  }
  if (subcommand === 'print') {
    return 'printed';
  }
  if (git('-C', clone, 'status', '--porcelain') === '') {
    return 'no data was changed';
  }
  git('-C', clone, 'switch', '--quiet', '--create', config.branch);
  git('-C', clone, 'add', '--all');
  git('-C', clone, 'commit', '--quiet', `--message=${config['commit-message']}`);
  git('-C', clone, 'push', '--quiet', 'origin', config.branch);
  return 'pushed';
}

function git(...parameters: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', parameters, { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(stderr);
  }
  return stdout;
}
