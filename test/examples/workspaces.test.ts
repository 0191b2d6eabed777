import { appendFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createFolder, packProject, removeFolder, run, succeed } from '../tools/packed-project.ts';
import { commitAll, copyExample, GIT_VARIABLES, PACKAGE, runInShell } from './example-copy.ts';
import { readPageCommands } from '../tools/page-commands.ts';
import { ENGINES } from './task-runs.ts';
import type { Origin } from './task-runs.ts';

// npm and the engines take their time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

const PACKAGES = ['channel', 'discovery', 'metrics', 'telemetry'];
const CLIENTS = ['packages/metrics/src/client.js', 'packages/telemetry/src/client.js'];

let folder: string;
let tarball: string;

beforeAll(() => {
  folder = createFolder();
  tarball = packProject(folder);
});

afterAll(() => {
  removeFolder(folder);
});

describe.each(ENGINES)('a workspace with $name', (engine) => {
  const [check = '', fix = '', ...others] = readPageCommands(engine.example);
  let workspace: string;

  beforeAll(() => {
    workspace = copyExample(engine.example, folder, tarball);
    succeed(workspace, 'npm', ['install', '--no-audit', '--no-fund', '--prefer-offline']);
    commitAll(workspace);
    mkdirSync(join(folder, 'home'), { recursive: true });
  });

  const runTasks = () => engine.run(workspace, check, join(folder, 'home'));

  it('has a command to check and one to fix on the page', () => {
    expect([check, fix]).not.toContain('');
    expect(others).toEqual([]);
    expect(readdirSync(join(workspace, 'packages')).sort()).toEqual(PACKAGES);
  });

  it('fails while there are clients with the option, and names them', () => {
    const { status, output } = runTasks();

    expect(status).toBe(1);
    expect(output).toMatch(/client\.js:5:53 +reuseAddr: /);
    expect(output).toMatch(/client\.js:4:40 +shared: /);
    expect(output).toContain('sockets/no-client-reuse-address');
  });

  it.each(PACKAGES)('has a task in %s that ends with 1 where there is a client', (name) => {
    const { status } = run(workspace, 'npm', ['run', '--silent', 'sockets', `--workspace=packages/${name}`]);

    expect(status).toBe(CLIENTS.includes(`packages/${name}/src/client.js`) ? 1 : 0);
  });

  it('passes after the codemod, which changes the clients only', () => {
    const { status } = runInShell(workspace, fix);

    expect(status).toBe(0);
    expect(
      succeed(workspace, 'git', ['diff', '--name-only'], GIT_VARIABLES).stdout.trim().split('\n'),
    ).toEqual(CLIENTS);
    expect(runTasks().status).toBe(0);
  });

  it('takes everything from the cache when nothing has changed', () => {
    const { status, origins } = runTasks();

    expect(status).toBe(0);
    expect(origins).toEqual(allFrom('cache'));
  });

  it('runs the tasks of one package when a file of it has changed', () => {
    appendFileSync(join(workspace, 'packages/discovery/src/listener.js'), '// changed\n');

    expect(runTasks().origins).toEqual({
      ...allFrom('cache'),
      '@example/discovery:lint': 'run',
      '@example/discovery:sockets': 'run',
    });
  });

  it('runs every task when the configuration has changed', () => {
    appendFileSync(join(workspace, 'eslint.config.js'), '// changed\n');

    expect(runTasks().origins).toEqual(allFrom('run'));
  });

  it('runs every task when there is another version of this package', () => {
    changeLockedVersion(join(workspace, 'package-lock.json'));

    expect(runTasks().origins).toEqual(allFrom('run'));
  });

  it('leaves nothing in git that it does not ignore', () => {
    const { stdout } = succeed(
      workspace,
      'git',
      ['ls-files', '--others', '--exclude-standard'],
      GIT_VARIABLES,
    );

    expect(stdout).toBe('');
  });
});

function allFrom(origin: Origin): Record<string, Origin> {
  const tasks = PACKAGES.flatMap((name) => [`@example/${name}:lint`, `@example/${name}:sockets`]);
  return Object.fromEntries(tasks.map((task) => [task, origin]));
}

/** As an update writes it: that there is no such version, no cache can know. */
function changeLockedVersion(lockFile: string): void {
  const lock = JSON.parse(readFileSync(lockFile, 'utf8')) as { packages: Record<string, object> };
  lock.packages[`node_modules/${PACKAGE}`] = {
    ...lock.packages[`node_modules/${PACKAGE}`],
    version: '99.0.0',
    integrity: `sha512-${'A'.repeat(86)}==`,
  };
  writeFileSync(lockFile, `${JSON.stringify(lock, undefined, 2)}\n`);
}
