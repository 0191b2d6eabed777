import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { REPORTER_NAMES } from '../../../codemods/cli/reports/reporters.ts';
import {
  BROKEN,
  CLIENT,
  LEFT,
  LISTENER,
  PROJECT,
  UNDECIDED,
  folderWith,
  git,
  read,
  repositoryWith,
  runCommand,
} from '../../tools/built-command.ts';
import { writeFiles } from '../../tools/consumer-files.ts';

it.each(REPORTER_NAMES)('the page says of --%s what is in it', (name) => {
  const page = read(PROJECT, 'docs/codemods/remove-client-reuse-address.md');
  const [, section = ''] = page.split('\n### Reports for programs\n');

  expect(section.split('\n### ')[0]).toContain(`\`--${name}\``);
});

const ajv = new Ajv({ allErrors: true, formats: { uri: true } });
const isReport = ajv.compile(JSON.parse(read(PROJECT, 'docs/codemods/report.schema.json')) as object);
const isSarif = ajv.compile(JSON.parse(read(PROJECT, 'docs/codemods/sarif.schema.json')) as object);

const EVERYTHING = {
  'a.js': CLIENT,
  'b.js': BROKEN,
  'c.js': LEFT,
  'd.js': UNDECIDED,
  'e.js': LISTENER,
  'f.js': '1',
  'ü b/g%#?.js': `// 😀\n${CLIENT}`,
};

interface Report {
  readonly exitCode: number;
  readonly summary: object;
  readonly files: readonly {
    readonly path: string;
    readonly status: string;
    readonly edits: readonly unknown[];
  }[];
}

function json(folder: string, ...args: readonly string[]): Report {
  const { stdout, status } = runCommand(folder, ['--json', ...args]);
  const report = JSON.parse(stdout) as Report;
  expect(isReport(report), JSON.stringify(isReport.errors)).toBe(true);
  expect(report.exitCode).toBe(status);
  return report;
}

describe('--json', () => {
  it('has a record for each file, by the schema', () => {
    const folder = folderWith(EVERYTHING);
    const report = json(folder, '.', 'nowhere.js');
    expect(report.summary).toEqual({
      searched: 7,
      changedFiles: 2,
      changedOptions: 2,
      left: 1,
      undecided: 1,
      suppressed: 0,
      failed: 2,
      unchanged: 4,
    });
    expect(report.files.map(({ path, status }) => [path, status])).toEqual([
      ['a.js', 'changed'],
      ['b.js', 'failed'],
      ['c.js', 'unchanged'],
      ['d.js', 'unchanged'],
      ['e.js', 'unchanged'],
      ['f.js', 'unchanged'],
      ['nowhere.js', 'failed'],
      ['ü b/g%#?.js', 'changed'],
    ]);
    expect(report.files[1]).toMatchObject({ error: { line: 2 } });
    expect(report.files[2]).toMatchObject({
      left: [{ line: 1, column: 27, reason: expect.any(String) as string }],
    });
    expect(report.files[3]).toMatchObject({ undecided: [{ option: 'reuseAddr', verdict: 'unknown' }] });
    expect(report.files[7]).toMatchObject({
      edits: [
        { range: [60, 77], byteRange: [62, 79], line: 2, column: 55, before: ', reuseAddr: true', after: '' },
      ],
      changed: [{ line: 2, column: 57, api: 'node:dgram', option: 'reuseAddr', verdict: 'client' }],
    });
  });

  it('holds edits that make the new file of the old one', () => {
    const before = Buffer.from(`\uFEFF// 😀\r\n${CLIENT}${CLIENT.replaceAll('const s', 'var s')}`);
    const folder = folderWith({ 'a.js': before });
    const [file] = json(folder).files;
    const edits = (file?.edits ?? []) as { byteRange: [number, number]; before: string; after: string }[];
    let after = before;
    for (const edit of edits.toReversed()) {
      const [start, end] = edit.byteRange;
      expect(after.toString('utf8', start, end)).toBe(edit.before);
      after = Buffer.concat([after.subarray(0, start), Buffer.from(edit.after), after.subarray(end)]);
    }
    expect(edits.length).toBeGreaterThan(0);
    expect(read(folder, 'a.js')).toBe(after.toString());
  });

  it('says what would change in a dry run, and what was refused', () => {
    const folder = repositoryWith({ 'a.js': CLIENT, 'b.js': CLIENT });
    expect(json(folder, '--dry-run').files.map(({ status }) => status)).toEqual([
      'would-change',
      'would-change',
    ]);
    writeFiles(folder, { 'b.js': `${CLIENT}\n` });
    expect(json(folder)).toMatchObject({
      exitCode: 4,
      dryRun: true,
      refusal: expect.any(String) as string,
      files: [{ status: 'would-change' }, { status: 'refused' }],
    });
  });

  it('names no file that is in git alone', () => {
    const folder = repositoryWith({ 'a.js': '1', 'b.js': '2' });
    git(folder, 'rm', '-q', '--cached', 'b.js');
    writeFiles(folder, { '.gitignore': 'b.js\n' });
    expect(json(folder).files.map(({ path }) => path)).toEqual(['a.js']);
  });

  it('goes to a file, and the report for people to the terminal', () => {
    const folder = folderWith({ 'a.js': CLIENT });
    const { stdout } = runCommand(folder, ['--json=out.json', '--dry-run']);
    expect(stdout).toContain('Would change 1 file');
    expect(isReport(JSON.parse(read(folder, 'out.json')))).toBe(true);
  });

  it('fails when the file cannot be written', () => {
    const folder = folderWith({ 'a.js': '1' });
    expect(runCommand(folder, ['--json=no/such/folder.json'])).toMatchObject({
      status: 3,
      stderr: 'no/such/folder.json: error: no such file or folder\n',
    });
  });

  it('tells of the standard input', () => {
    const { stdout } = runCommand(folderWith({}), ['--stdin', '--stdin-filepath=x/y.ts', '--json'], {
      input: CLIENT,
    });
    expect(JSON.parse(stdout)).toMatchObject({ files: [{ path: 'x/y.ts', status: 'would-change' }] });
  });
});

interface Sarif {
  readonly runs: readonly [
    {
      readonly results: readonly {
        readonly locations: readonly [
          {
            readonly physicalLocation: {
              readonly artifactLocation: { readonly uri: string };
              readonly region: object;
            };
          },
        ];
      }[];
      readonly invocations: readonly [
        { readonly executionSuccessful: boolean; readonly toolExecutionNotifications: unknown[] },
      ];
    },
  ];
}

function sarif(folder: string, ...args: readonly string[]): Sarif['runs'][0] {
  const report = JSON.parse(runCommand(folder, ['--sarif', ...args]).stdout) as Sarif;
  expect(isSarif(report), JSON.stringify(isSarif.errors)).toBe(true);
  return report.runs[0];
}

describe('--sarif', () => {
  it('holds the clients, and what failed, by the schema', () => {
    const folder = folderWith(EVERYTHING);
    const { results, invocations } = sarif(folder, '--check');
    expect(results.map(({ locations: [{ physicalLocation }] }) => physicalLocation)).toMatchObject([
      { artifactLocation: { uri: 'a.js' }, region: { startLine: 1 } },
      { artifactLocation: { uri: 'c.js' }, region: { startLine: 1, startColumn: 27 } },
      { artifactLocation: { uri: '%C3%BC%20b/g%25%23%3F.js' }, region: { startLine: 2, startColumn: 57 } },
    ]);
    expect(invocations[0].executionSuccessful).toBe(false);
    expect(invocations[0].toolExecutionNotifications).toMatchObject([
      { locations: [{ physicalLocation: { artifactLocation: { uri: 'b.js' }, region: { startLine: 2 } } }] },
    ]);
  });

  it('holds what is left after the run', () => {
    const folder = folderWith({ 'a.js': CLIENT, 'c.js': LEFT });
    const uris = sarif(folder).results.map(
      ({ locations: [{ physicalLocation }] }) => physicalLocation.artifactLocation.uri,
    );
    expect(uris).toEqual(['c.js']);
  });

  it('goes to a file', () => {
    const folder = folderWith({ 'a.js': CLIENT });
    runCommand(folder, ['--check', '--sarif=out.sarif', '--json=out.json']);
    expect(isSarif(JSON.parse(read(folder, 'out.sarif')))).toBe(true);
    expect(isReport(JSON.parse(read(folder, 'out.json')))).toBe(true);
  });
});
