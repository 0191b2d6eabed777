import { expect, it } from 'vitest';
import { describeExpecting, findExpecting } from '../../../codemods/cli/reports/expected-options.ts';
import { CLIENT, folderWith, runCommand } from '../../tools/built-command.ts';

const OPTIONS = "{ type: 'udp4', reuseAddr: true }";

const FILES = {
  'src/ssdp.js': CLIENT,
  'tests/ssdp.spec.js': `it('opens one', () => {
  expect(dgram.createSocket).toHaveBeenCalledWith(${OPTIONS});
  expect(dgram.connect).toHaveBeenCalledWith(${OPTIONS});
});
`,
};

it('says which tests expect what is changed', () => {
  const { stdout } = runCommand(folderWith(FILES), ['-n', '.']);
  expect(stdout).toContain(
    'src/ssdp.js:1:57  reuseAddr: it is not bound before send() at 2:1 (tests/ssdp.spec.js:2 expects it)\n',
  );
  expect(stdout).not.toContain('undecided');
});

it('tells programs, too, and whoever is asked', () => {
  const folder = folderWith(FILES);
  const { stdout } = runCommand(folder, ['-n', '--json', '.']);
  expect(JSON.parse(stdout)).toMatchObject({
    files: [
      { changed: [{ expectedBy: [{ path: 'tests/ssdp.spec.js', line: 2 }] }], asserted: [] },
      { changed: [], asserted: [{ line: 2, option: 'reuseAddr' }, { line: 3 }] },
    ],
  });
  expect(runCommand(folder, ['-i', '.'], { input: 'n\n' }).stdout).toContain(
    '(tests/ssdp.spec.js:2 expects it)\n',
  );
});

it('knows an assertion by the option and the call', () => {
  const place = { line: 1, column: 1 };
  const expected = [
    { path: 'a', place, placeNow: place, option: 'reuseAddr', calls: ['expect', 'createSocket'] },
  ];
  const find = (option: string, call: string): number =>
    findExpecting({ option, calls: [call] }, expected).length;
  expect([
    find('reuseAddr', 'createSocket'),
    find('reusePort', 'createSocket'),
    find('reuseAddr', 'Socket'),
  ]).toEqual([1, 0, 0]);
});

it('counts tests of which there are many', () => {
  const place = { line: 7, column: 1 };
  const some = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      path: `${String(index)}.js`,
      place,
      placeNow: place,
      option: 'reuseAddr',
      calls: [],
    }));
  expect([0, 1, 2, 5].map((count) => describeExpecting(some(count)))).toEqual([
    undefined,
    '0.js:7 expects it',
    '0.js:7 and 1.js:7 expect it',
    '0.js:7, 1.js:7, 2.js:7 and 2 more expect it',
  ]);
});
