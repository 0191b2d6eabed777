import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  CLIENT,
  folderWith,
  makeFifo,
  runCommand,
  runProgram,
  temporaryFolder,
  waits,
} from '../../../tools/built-command.ts';
import { writeFiles } from '../../../tools/consumer-files.ts';
import { manifest } from './installed-tree.ts';
import { createZip } from './zip-archive.ts';

const CACHE = '.yarn/cache';
const INNER = `${CACHE}/inner-npm-2.1.0-0123456789-abcdef.zip`;

/** What Yarn writes for a project, a member of its workspace, and packages of each kind. */
const DATA = {
  __info: ["somebody's"],
  dependencyTreeRoots: [{ name: 'app', reference: 'workspace:.' }],
  packageRegistryData: [
    [
      null,
      [[null, { packageLocation: './', packageDependencies: [['inner', 'npm:2.1.0']], linkType: 'SOFT' }]],
    ],
    [
      'app',
      [
        [
          'workspace:.',
          {
            packageLocation: './',
            packageDependencies: [
              ['app', 'workspace:.'],
              ['inner', 'virtual:abc#npm:2.1.0'],
              ['renamed', ['unplugged', 'npm:3.0.0']],
              ['tool', 'npm:1.0.0'],
            ],
            linkType: 'SOFT',
          },
        ],
      ],
    ],
    [
      'inner',
      [
        [
          'virtual:abc#npm:2.1.0',
          {
            packageLocation: `./.yarn/__virtual__/inner-virtual-abc/0/cache/${INNER.slice(CACHE.length + 1)}/node_modules/inner/`,
            packageDependencies: [
              ['inner', 'virtual:abc#npm:2.1.0'],
              ['peer', null],
            ],
            linkType: 'HARD',
          },
        ],
      ],
    ],
    [
      'unplugged',
      [
        [
          'npm:3.0.0',
          {
            packageLocation: './.yarn/unplugged/unplugged-npm-3.0.0/node_modules/unplugged/',
            packageDependencies: [['unplugged', 'npm:3.0.0']],
            linkType: 'HARD',
          },
        ],
      ],
    ],
    [
      'tool',
      [
        [
          'npm:1.0.0',
          {
            packageLocation: `./${CACHE}/tool.zip/node_modules/tool/`,
            packageDependencies: [['tool', 'npm:1.0.0']],
            linkType: 'HARD',
          },
        ],
      ],
    ],
  ],
};

const PRETTY = JSON.stringify(DATA, undefined, 2);

/** As Yarn 4 has it. */
const LOADER = `const RAW_RUNTIME_STATE =\n'${PRETTY.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\\n')}';\n`;

function projectWith(files: Readonly<Record<string, string>>): string {
  return folderWith({
    'package.json': manifest('app', '1.0.0', {
      dependencies: { inner: '^2.0.0', renamed: 'npm:unplugged@*' },
      devDependencies: { tool: '*' },
    }),
    [INNER]: createZip({
      'node_modules/inner/package.json': manifest('inner', '2.1.0', { peerDependencies: { peer: '*' } }),
      'node_modules/inner/lib/client.js': CLIENT,
      'node_modules/inner/types.d.ts': CLIENT,
    }),
    '.yarn/unplugged/unplugged-npm-3.0.0/node_modules/unplugged/package.json': manifest('unplugged', '3.0.0'),
    '.yarn/unplugged/unplugged-npm-3.0.0/node_modules/unplugged/index.js': CLIENT,
    ...files,
  });
}

interface Report {
  readonly packages: number;
  readonly findings: readonly { readonly package: string; readonly file: string }[];
}

describe("an audit of what Yarn's Plug'n'Play installed", () => {
  it.each<readonly [string, Readonly<Record<string, string>>]>([
    ['a loader', { '.pnp.cjs': LOADER }],
    [
      'a loader of Yarn 2',
      { '.pnp.cjs': `return hydrateRuntimeState(${PRETTY}, {basePath: basePath || __dirname});` },
    ],
    ['a file of their own', { '.pnp.cjs': 'no data', '.pnp.data.json': PRETTY }],
  ])('reads the data from %s, and archives', (_, files) => {
    const { status, stdout, stderr } = runCommand(projectWith(files), ['audit', '--json']);

    expect([status, stderr]).toEqual([1, '']);
    const { packages, findings } = JSON.parse(stdout) as Report;
    expect(packages).toBe(2);
    expect(findings.map(({ package: name, file }) => [name, file])).toEqual([
      ['inner', 'lib/client.js'],
      ['unplugged', 'index.js'],
    ]);
  });

  it('does not run the loader, which a plain start does', () => {
    const witness = join(temporaryFolder(), 'executed');
    const folder = projectWith({
      '.pnp.cjs': `require('node:fs').writeFileSync(${JSON.stringify(witness)}, '');\n${LOADER}`,
    });
    runProgram(folder, process.execPath, ['-r', './.pnp.cjs', '-e', '0']);
    expect(existsSync(witness)).toBe(true);
    rmSync(witness);

    expect(runCommand(folder, ['audit', '--patch']).status).toBe(1);

    expect(existsSync(witness)).toBe(false);
  });

  it('says what is not installed, and what an archive hides', () => {
    const folder = projectWith({ '.pnp.cjs': LOADER });
    const bomb = { contents: `${CLIENT}${' '.repeat(6 << 20)}`, claimedLength: 100 };
    writeFiles(folder, {
      [INNER]: createZip({
        'node_modules/inner/package.json': manifest('inner', '2.1.0'),
        'node_modules/inner/bomb.js': bomb,
        'node_modules/inner/large.js': bomb.contents,
        'node_modules/inner/client.js': CLIENT,
      }),
    });

    // The control: whoever unpacks what stands behind the header gets more than that says.
    const unpacked = inflateRawSync(createZip({ 'bomb.js': bomb }).subarray(30 + 'bomb.js'.length));
    expect(unpacked.length).toBe(bomb.contents.length);

    const { status, stdout, stderr } = runCommand(folder, ['audit', '--all']);

    expect(status).toBe(3);
    expect(stdout).toContain('inner@2.1.0\n  client.js:1:57');
    expect(stderr.split('\n')).toEqual([
      'not installed: tool, needed by the project',
      expect.stringMatching(/^not searched: inner@2\.1\.0: bomb\.js: too many bytes/),
      'not searched: inner@2.1.0: large.js: is larger than 5 MiB',
      '',
    ]);
  });

  it('waits for no archive that is a FIFO, and names one that is none', () => {
    const folder = projectWith({ '.pnp.cjs': LOADER, [`${CACHE}/tool.zip`]: 'no archive' });
    rmSync(join(folder, INNER));
    makeFifo(join(folder, INNER));
    expect(waits(folder, 'cat', INNER)).toBe(true);

    const { status, stderr } = runCommand(folder, ['audit', '--all']);

    expect(status).toBe(3);
    expect(stderr).toMatch(/inner-npm.*\.zip: is no regular file\n/);
    expect(stderr).toMatch(/tool\.zip: .*\n/);
  });

  it('says how to get data that it can read', () => {
    const folder = projectWith({ '.pnp.cjs': 'throw new Error("run");' });

    expect(runCommand(folder, ['audit'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('pnpEnableInlining: false') as string,
    });
  });
});
