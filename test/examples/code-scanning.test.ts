import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { CLIENT, LISTENER, writeFiles } from '../tools/consumer-files.ts';
import { createFolder, packProject, PROJECT, removeFolder, succeed } from '../tools/packed-project.ts';
import { commitAll, PACKAGE, runInShell } from './example-copy.ts';
import { readPageCommands } from '../tools/page-commands.ts';

// npm takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

const WORKFLOW = '.github/workflows/client-sockets.yml';
const REPORT = 'sockets.sarif';

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

const text = readFileSync(join(PROJECT, 'examples/code-scanning', WORKFLOW), 'utf8');
const workflow = parse(text) as {
  readonly jobs: {
    readonly check: { readonly permissions: object; readonly steps: readonly Step[] };
  };
};
const { steps, permissions } = workflow.jobs.check;
const commands = steps.flatMap(({ run }) => run ?? []);

const isSarif = new Ajv({ allErrors: true, formats: { uri: true } }).compile(
  JSON.parse(readFileSync(join(PROJECT, 'docs/codemods/sarif.schema.json'), 'utf8')) as object,
);

let folder: string;
let project: string;

beforeAll(() => {
  folder = createFolder();
  project = join(folder, 'project');
  const manifest = { private: true, devDependencies: { [PACKAGE]: `file:${packProject(folder)}` } };
  writeFiles(project, {
    'package.json': JSON.stringify(manifest),
    '.gitignore': 'node_modules\n',
    [WORKFLOW]: text,
  });
  // What a project has committed: the workflow installs by it.
  succeed(project, 'npm', ['install', '--package-lock-only', '--no-audit', '--no-fund', '--prefer-offline']);
});

afterAll(() => {
  removeFolder(folder);
});

beforeEach(() => {
  rmSync(join(project, 'src'), { recursive: true, force: true });
  rmSync(join(project, REPORT), { force: true });
});

describe('the workflow', () => {
  it('may upload, and does so after a failed check, if there is a report', () => {
    const upload = steps.at(-1);

    expect(permissions).toEqual({ contents: 'read', 'security-events': 'write' });
    expect(upload?.uses).toMatch(/^github\/codeql-action\/upload-sarif@v\d+$/);
    expect(upload?.with).toMatchObject({ sarif_file: REPORT });
    expect(upload?.if).toBe(`\${{ !cancelled() && hashFiles('${REPORT}') != '' }}`);
  });
});

describe('its commands', () => {
  it('fail where there is a client, with a report of it', () => {
    const { status, stderr } = runProject({ 'src/client.mjs': CLIENT.source, 'src/listener.mjs': LISTENER });

    expect(status, stderr).toBe(1);
    expect(reportedFiles()).toEqual(['src/client.mjs']);
  });

  it('pass where there is none, with an empty report, which closes the alerts', () => {
    const { status, stderr } = runProject({ 'src/client.mjs': CLIENT.fixed, 'src/listener.mjs': LISTENER });

    expect(status, stderr).toBe(0);
    expect(reportedFiles()).toEqual([]);
  });

  it('fail with 3 where a file cannot be parsed, with a report of the others', () => {
    const { status } = runProject({ 'src/broken.mjs': 'reuseAddr: tr ue', 'src/client.mjs': CLIENT.source });

    expect(status).toBe(3);
    expect(reportedFiles()).toEqual(['src/client.mjs']);
  });

  it('leave no report when their line is wrong', () => {
    writeFiles(project, { 'src/client.mjs': CLIENT.source });

    expect(runInShell(project, commands.join('\n').replace('--check', '--chekc')).status).toBe(2);
    expect(existsSync(join(project, REPORT))).toBe(false);
  });
});

describe('the command that leaves it to the alerts', () => {
  const [onlyReport = '', ...others] = readPageCommands('examples/code-scanning');

  it('is the only one on the page', () => {
    expect(onlyReport).not.toBe('');
    expect(others).toEqual([]);
  });

  it.each([
    { what: 'passes where there is a client', name: 'client.mjs', source: CLIENT.source, status: 0 },
    { what: 'passes where there is none', name: 'client.mjs', source: CLIENT.fixed, status: 0 },
    { what: 'fails where a file cannot be parsed', name: 'a.mjs', source: 'reuseAddr: tr ue', status: 1 },
  ])('$what', ({ name, source, status }) => {
    writeFiles(project, { [`src/${name}`]: source });

    expect(runInShell(project, onlyReport).status).toBe(status);
    expect(reportedFiles()).toEqual(source === CLIENT.source ? [`src/${name}`] : []);
  });
});

function runProject(files: Readonly<Record<string, string>>) {
  writeFiles(project, files);
  commitAll(project);
  return runInShell(project, commands.join('\n'), {
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_prefer_offline: 'true',
  });
}

function reportedFiles(): string[] {
  const report = JSON.parse(readFileSync(join(project, REPORT), 'utf8')) as {
    runs: {
      results: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }[];
    }[];
  };
  expect(isSarif(report), JSON.stringify(isSarif.errors)).toBe(true);
  return report.runs.flatMap(({ results }) =>
    results.flatMap(({ locations }) =>
      locations.map(({ physicalLocation }) => physicalLocation.artifactLocation.uri),
    ),
  );
}
