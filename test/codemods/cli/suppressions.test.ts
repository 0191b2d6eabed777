import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import {
  CLIENT,
  FIXED,
  PROJECT,
  UNDECIDED,
  folderWith,
  read,
  runCommand,
} from '../../tools/built-command.ts';

const ajv = new Ajv({ allErrors: true, formats: { uri: true } });
const [isReport, isSarif] = ['report', 'sarif'].map((name) =>
  ajv.compile(JSON.parse(read(PROJECT, `docs/codemods/${name}.schema.json`)) as object),
);

const RULE = 'sockets/no-client-reuse-address';

/** A client with a comment that keeps its option, below one without. */
const KEPT = `{\n${CLIENT}}\n{\n// eslint-disable-next-line ${RULE} -- measured\n${CLIENT}}\n`;

const FILES = {
  'a.js': KEPT,
  'b.js': `/* eslint-disable */\n${UNDECIDED}`,
  'c.vue': `<script>\nfunction probe() {\n  // oxlint-disable-next-line\n  ${CLIENT}}\n</script>\n`,
};

it('lists what comments keep, and fails for none of it', () => {
  const folder = folderWith(FILES);
  const { status, stdout } = runCommand(folder, ['--check', '--fail-on=left,undecided', '.']);
  expect(status).toBe(0);
  expect(stdout).toContain(
    `Kept by a comment
  a.js:7:57  reuseAddr: suppressed at 6:1 by 'eslint-disable-next-line': measured
  c.vue:4:59  reuseAddr: suppressed at 3:3 by 'oxlint-disable-next-line'
`,
  );
  expect(stdout).toContain('Would change 1 file (1 option), 2 kept by a comment');
  expect(runCommand(folder, ['-n', '--list-undecided', '.']).stdout).toContain(
    "  b.js:2:64  reuseAddr: suppressed at 1:1 by 'eslint-disable' (undecided)\n",
  );
});

it('tells programs of them', () => {
  const folder = folderWith(FILES);
  const { stdout } = runCommand(folder, ['--sarif', '--json=out.json', '.']);
  const report = JSON.parse(read(folder, 'out.json')) as object;
  expect(isReport?.(report), JSON.stringify(isReport?.errors)).toBe(true);
  expect(report).toMatchObject({
    summary: { changedOptions: 1, left: 0, undecided: 0, suppressed: 2 },
    files: [
      {
        changed: [{ line: 2 }],
        suppressed: [
          {
            line: 7,
            verdict: 'client',
            suppression: {
              directive: 'eslint-disable-next-line',
              line: 6,
              column: 1,
              description: 'measured',
            },
          },
        ],
      },
      {
        suppressed: [{ line: 2, verdict: 'unknown', suppression: { directive: 'eslint-disable', line: 1 } }],
      },
      { suppressed: [{ line: 4, verdict: 'client' }], left: [] },
    ],
  });
  const sarif = JSON.parse(stdout) as { runs: [{ results: object[] }] };
  expect(isSarif?.(sarif), JSON.stringify(isSarif?.errors)).toBe(true);
  expect(sarif.runs[0].results).toMatchObject([
    {
      suppressions: [
        {
          kind: 'inSource',
          justification: 'measured',
          location: { physicalLocation: { artifactLocation: { uri: 'a.js' }, region: { startLine: 6 } } },
        },
      ],
    },
    { suppressions: [{ kind: 'inSource', justification: 'oxlint-disable-next-line' }] },
  ]);
});

it('says of each result whether it is suppressed as soon as one is', () => {
  const { stdout } = runCommand(folderWith({ 'a.js': KEPT }), ['--check', '--sarif', '.']);
  const { runs } = JSON.parse(stdout) as { runs: [{ results: { suppressions: object[] }[] }] };
  expect(runs[0].results.map(({ suppressions }) => suppressions.length)).toEqual([0, 1]);
});

it('heeds no comment with --no-suppressions', () => {
  const folder = folderWith({ 'a.js': KEPT });
  const { stdout } = runCommand(folder, ['--no-suppressions', '.']);
  expect(stdout).not.toContain('comment');
  expect(read(folder, 'a.js')).toBe(KEPT.replaceAll(CLIENT, FIXED));
});
