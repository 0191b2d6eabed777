import { chmodSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { compileTools } from '../tools/compiled-tools.ts';
import { CLIENT, LISTENER, writeFiles } from '../tools/consumer-files.ts';
import { createFolder, packProject, PROJECT, removeFolder, run, succeed } from '../tools/packed-project.ts';
import {
  commitAll,
  copyExample,
  GIT_VARIABLES,
  PACKAGE,
  readPackageVersion,
  runInShell,
} from './example-copy.ts';
import { readPageCommands } from '../tools/page-commands.ts';

// npm takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

const STAND_IN = '.cache/compiled/test/examples/multi-gitter-stand-in.js';

const BRANCH = 'remove-client-reuse-address';

/** Repositories by name. One name needs quotes. */
const REPOSITORIES = {
  'two clients': {
    'package.json': '{ "name": "two-clients" }',
    'src/a.mjs': CLIENT.source,
    'lib/b.mjs': CLIENT.source,
    'src/listener.mjs': LISTENER,
  },
  client: { 'src/client.mjs': CLIENT.source },
  listener: { 'src/listener.mjs': LISTENER },
  broken: { 'src/broken.mjs': 'reuseAddr: tr ue', 'src/client.mjs': CLIENT.source },
  empty: { 'README.md': '# Empty\n' },
};

const [look = '', open = '', loop = '', ...others] = readPageCommands('examples/many-repositories');

let folder: string;
let tarball: string;
let example: string;
let programs: string;

beforeAll(() => {
  folder = createFolder();
  tarball = packProject(folder);
  example = copyExample('examples/many-repositories', folder, tarball);
  programs = join(folder, 'programs');
  writeFiles(programs, {
    'package.json': '{ "type": "module" }',
    'multi-gitter': `#!/bin/sh\nexec '${process.execPath}' '${join(programs, STAND_IN)}' "$@"\n`,
  });
  chmodSync(join(programs, 'multi-gitter'), 0o755);
  compileTools(programs, ['test/examples/multi-gitter-stand-in.ts']);
  symlinkSync(join(PROJECT, 'node_modules'), join(programs, 'node_modules'), 'junction');
  runInShell(example, 'npm install --no-audit --no-fund --prefer-offline');
});

afterAll(() => {
  removeFolder(folder);
});

/** Where the repositories are pushed to, new for each test. */
let forge: string;
let count = 0;

beforeEach(() => {
  forge = join(folder, `forge-${count++}`);
  for (const [name, files] of Object.entries(REPOSITORIES)) {
    const work = join(forge, 'work', name);
    writeFiles(work, files);
    commitAll(work);
    succeed(folder, 'git', ['clone', '--quiet', '--bare', work, getRemote(name)], GIT_VARIABLES);
  }
});

it('shows on the page how to look, how to open pull requests, and how to do without an engine', () => {
  expect([look, open, loop]).not.toContain('');
  expect(others).toEqual([]);
});

describe('multi-gitter', () => {
  const runBatch = (commands: string) =>
    runInShell(example, commands, {
      FORGE: forge,
      PATH: `${programs}:${process.env['PATH'] ?? ''}`,
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      npm_config_prefer_offline: 'true',
    });

  it('prints what would change, and pushes nothing', () => {
    const { status, stdout, stderr } = runBatch(look);

    expect(status, stderr).toBe(0);
    expect(stdout.match(/^\+\+\+ .*/gm)).toEqual([
      '+++ b/src/client.mjs',
      '+++ b/src/client.mjs',
      '+++ b/lib/b.mjs',
      '+++ b/src/a.mjs',
    ]);
    expect(stdout).toContain('example-org/broken: the command ended with 3');
    expect(pushedRepositories()).toEqual([]);
  });

  it('pushes a branch for each repository with clients, none for one that the codemod could not finish', () => {
    const { status, stdout, stderr } = runBatch(open);

    expect(status, stderr).toBe(0);
    expect(stdout.match(/^example-org\/.*/gm)).toEqual([
      'example-org/broken: the command ended with 3',
      'example-org/client: pushed',
      'example-org/empty: no data was changed',
      'example-org/listener: no data was changed',
      'example-org/two clients: pushed',
    ]);
    expectClientsFixed();
  });
});

describe('Sourcegraph', () => {
  const spec = parse(readFileSync(join(PROJECT, 'examples/many-repositories/batch-spec.yml'), 'utf8')) as {
    readonly steps: readonly { readonly run: string }[];
  };

  it('gets a spec with the keys that its schema knows', () => {
    const ajv = new Ajv({ allErrors: true });

    expect(ajv.validate(BATCH_SPEC, spec), ajv.errorsText()).toBe(true);
  });

  it('runs a step that fixes a checkout, in an image without git', () => {
    const steps = spec.steps.map(({ run: step }) => step).join('\n');
    const pin = `${PACKAGE}@${readPackageVersion()}`;
    expect(steps).toContain(pin);
    const checkout = join(forge, 'work', 'two clients');
    const script = steps.replace(pin, tarball);

    const { status, stderr } = run(checkout, '/bin/sh', ['-c', script], {
      PATH: pathWithoutGit(),
      HOME: join(forge, 'home'),
      npm_config_cache: join(forge, 'npm'),
    });

    expect(status, stderr).toBe(0);
    expect(changedFiles(checkout)).toEqual(['lib/b.mjs', 'src/a.mjs']);
    expect(readFileSync(join(checkout, 'src/a.mjs'), 'utf8')).toBe(CLIENT.fixed);
  });
});

describe('the loop', () => {
  beforeEach(() => {
    removeFolder(join(example, 'clones'));
    for (const name of Object.keys(REPOSITORIES)) {
      succeed(
        folder,
        'git',
        ['clone', '--quiet', getRemote(name), join(example, 'clones', name)],
        GIT_VARIABLES,
      );
    }
  });

  it('pushes a branch for each repository with clients, and ends with 1 for the one that is left', () => {
    const { status, stderr } = runInShell(example, loop);

    expect(status).toBe(1);
    expect(stderr).toContain('clones/broken/: left');
    expect(stderr.match(/: left/g)).toHaveLength(1);
    expectClientsFixed();
  });

  it('leaves a clone with changes of its own, which the commit would take along', () => {
    writeFiles(join(example, 'clones/client'), { 'src/client.mjs': `${CLIENT.source}// mine\n` });

    const { stderr } = runInShell(example, loop);

    expect(stderr).toContain('clones/client/: left');
    expect(pushedRepositories()).toEqual(['two clients']);
  });

  it('ends with 0 when every clone is done, and has nothing to do the second time', () => {
    removeFolder(join(example, 'clones/broken'));

    expect(runInShell(example, loop).status).toBe(0);
    const second = runInShell(example, loop);

    expect(second.status).toBe(0);
    expect(second.stdout).not.toContain('Changed');
    expectClientsFixed();
  });
});

/** What the examples use of the batch spec's schema, version 2. */
const TEXT = { type: 'string', minLength: 1 };
const BATCH_SPEC = getObject({
  version: { const: 2 },
  name: { type: 'string', pattern: String.raw`^[\w.-]+$` },
  description: TEXT,
  on: { type: 'array', minItems: 1, items: getObject({ repositoriesMatchingQuery: TEXT }) },
  steps: { type: 'array', minItems: 1, items: getObject({ run: TEXT, container: TEXT }) },
  changesetTemplate: getObject({
    title: TEXT,
    body: TEXT,
    branch: TEXT,
    commit: getObject({ message: TEXT }),
    published: { enum: [true, false, 'draft'] },
  }),
});

function getObject(properties: Readonly<Record<string, object>>): object {
  return { type: 'object', additionalProperties: false, required: Object.keys(properties), properties };
}

function getRemote(name: string): string {
  return join(forge, 'example-org', `${name}.git`);
}

function pushedRepositories(): string[] {
  return Object.keys(REPOSITORIES)
    .filter((name) => gitIn(getRemote(name), 'branch', '--list', BRANCH) !== '')
    .sort();
}

function expectClientsFixed(): void {
  expect(pushedRepositories()).toEqual(['client', 'two clients']);
  const remote = getRemote('two clients');
  expect(gitIn(remote, 'diff', '--name-only', 'main', BRANCH)).toBe('lib/b.mjs\nsrc/a.mjs\n');
  expect(gitIn(remote, 'show', `${BRANCH}:src/a.mjs`)).toBe(CLIENT.fixed);
  expect(gitIn(remote, 'log', '--format=%s', `main..${BRANCH}`)).toBe(
    'Remove SO_REUSEADDR from client sockets\n',
  );
}

function changedFiles(work: string): string[] {
  return gitIn(work, 'diff', '--name-only').trim().split('\n');
}

function gitIn(repository: string, ...parameters: readonly string[]): string {
  return succeed(repository, 'git', parameters, GIT_VARIABLES).stdout;
}

/** A folder with the programs of a Node.js image that the step needs: no more than these. */
function pathWithoutGit(): string {
  const path = join(forge, 'programs');
  mkdirSync(path);
  const npx = succeed(folder, 'sh', ['-c', 'command -v npx']).stdout.trim();
  for (const program of [process.execPath, '/bin/sh', npx]) {
    symlinkSync(program, join(path, basename(program)));
  }
  return path;
}
