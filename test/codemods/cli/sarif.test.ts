import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { BROKEN, CLIENT, LEFT, PROJECT, folderWith, read, runCommand } from '../../tools/built-command.ts';
import { writeFiles } from '../../tools/consumer-files.ts';
import { folderWithClient } from './audit/installed-tree.ts';
import { HAS_VALIDATOR, findSarifProblems } from './sarif-validator.ts';

// .NET takes its time.
vi.setConfig({ testTimeout: 120_000 });

it.runIf(HAS_VALIDATOR)('what --sarif writes is valid, by the validator of the standard’s authors', () => {
  const folder = folderWith({
    'empty/a.js': '1',
    'tree/a.js': CLIENT,
    'tree/b.js': BROKEN,
    'tree/left.js': LEFT,
    'tree/we ird/%41 \u00E9#?.js': CLIENT,
    'tree/new\nline.js': CLIENT,
    'tree/back\\slash.js': CLIENT,
    'tree/kept.js': `// eslint-disable-next-line sockets/no-client-reuse-address -- measured\n${CLIENT}`,
    'tree/c.vue': `<script>\nfunction f() {\n${CLIENT}}\n</script>\n`,
    'outside.js': CLIENT,
  });
  symlinkSync('nowhere', join(folder, 'tree/link.js'));
  cpSync(join(PROJECT, 'fixtures/no-client-reuse-address/setsockopt'), join(folder, 'fixtures'), {
    recursive: true,
  });
  const tree = join(folder, 'tree');
  const audited = folderWithClient();
  const ignore = [{ package: '@scope/inner@*', reason: 'one short probe' }];
  writeFiles(audited, { 'ignoring.json': JSON.stringify({ audit: { ignore } }) });
  const runs: Readonly<Record<string, readonly [cwd: string, ...args: readonly string[]]>> = {
    'fixtures.sarif': [folder, '-n', 'fixtures'],
    'empty.sarif': [folder, 'empty'],
    'tree.sarif': [tree, '-n', '.', 'nowhere.js', '../outside.js'],
    'written.sarif': [tree, '.'],
    'audit.sarif': [audited, 'audit'],
    'ignored.sarif': [audited, 'audit', '--config=ignoring.json'],
  };
  for (const [name, [cwd, ...args]] of Object.entries(runs)) {
    runCommand(cwd, [...args, `--sarif=${join(folder, name)}`]);
  }
  // The control.
  const wrong = read(folder, 'tree.sarif').replace(/"endColumn": \d+/, '"endColumn": 1');
  writeFiles(folder, { 'wrong.sarif': wrong.replaceAll('"help', '"helpless') });
  expect(findSarifProblems(folder, [...Object.keys(runs), 'wrong.sarif'])).toEqual({
    ...Object.fromEntries(Object.keys(runs).map((name) => [name, []])),
    'wrong.sarif': expect.arrayContaining(['SARIF1007', 'GH2012']) as string[],
  });
  expect(read(folder, 'fixtures.sarif').match(/"ruleId"/g)?.length).toBeGreaterThan(5);
  expect(read(folder, 'ignored.sarif')).toContain('"justification": "one short probe"');
});

describe('the result of an audit', () => {
  interface Result {
    readonly partialFingerprints: Readonly<Record<string, string>>;
    readonly locations: readonly [{ readonly physicalLocation: { readonly region: object } }];
  }
  const resultsIn = (folder: string): readonly Result[] =>
    (
      JSON.parse(runCommand(folder, ['audit', '--sarif']).stdout) as {
        runs: [{ results: Result[] }];
      }
    ).runs[0].results;

  it('is the same one when lines are added above it, and another one than its neighbour', () => {
    const folder = folderWithClient();
    const client = 'node_modules/outer/node_modules/@scope/inner/lib/client.js';
    const before = `{ ${CLIENT} }\n{ ${CLIENT} }\n`;
    writeFiles(folder, { [client]: before });
    const fingerprints = resultsIn(folder).map(({ partialFingerprints }) => partialFingerprints);
    writeFiles(folder, { [client]: `// one more line\n${before}` });
    const later = resultsIn(folder).map(({ partialFingerprints }) => partialFingerprints);
    expect(later).toEqual(fingerprints);
    expect(new Set(fingerprints.map((each) => JSON.stringify(each))).size).toBe(2);
  });
});
