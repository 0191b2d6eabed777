import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readCodeBlocks, readPage } from './tools/markdown-pages.ts';
import { writeFiles } from './tools/consumer-files.ts';
import { copyProject, createFolder, PROJECT, removeFolder, run, succeed } from './tools/packed-project.ts';

// The compiler and vitest start in a copy.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const PAGE = 'CONTRIBUTING.md';

/** The files that the page shows. */
const files = Object.fromEntries(
  readCodeBlocks(PAGE).flatMap(({ attributes, text }) =>
    'file' in attributes ? [[attributes['file'], text]] : [],
  ),
);

let folder: string;
let copy: string;

beforeAll(() => {
  folder = createFolder();
  copy = join(folder, 'copy');
  copyProject(copy, ['examples']);
  // The build would compile the whole; this is the part that an API is of, and what writes its line.
  const project = {
    extends: './tsconfig.build.json',
    compilerOptions: { incremental: false, tsBuildInfoFile: null },
    include: ['analysis/apis', 'scripts/write-docs.ts'],
  };
  writeFiles(copy, { 'tsconfig.apis.json': JSON.stringify(project) });
});

afterAll(() => {
  removeFolder(folder);
});

describe('an API and a rule that are added as the page says', () => {
  it('need these files, one list and what is generated', () => {
    writeFiles(copy, files);
    const list = join(copy, 'analysis/apis/index.ts');
    const text = readFileSync(list, 'utf8');
    writeFileSync(
      list,
      text
        .replace('import { bareDgram }', "import { acmeUdp } from './acme-udp.ts';\nimport { bareDgram }")
        .replace('  nodeDgram,\n', '  nodeDgram,\n  acmeUdp,\n'),
    );
    succeed(copy, process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.apis.json']);
    succeed(copy, process.execPath, ['.cache/compiled/scripts/write-docs.js']);

    const outcome = 'outcome.json';
    run(copy, process.execPath, [
      'node_modules/vitest/vitest.mjs',
      ...['run', 'test/analysis/apis.test.ts', 'test/fixtures/findings', 'test/fixtures/fixture-tree'],
      ...['test/analysis/findings/messages', 'test/rules/no-ephemeral-bind'],
      ...[
        '--testNamePattern',
        'acme-udp|no-ephemeral-bind|are those of the page',
        '--reporter',
        'json',
        '--outputFile',
        outcome,
      ],
    ]);
    const { success, testResults } = JSON.parse(readFileSync(join(copy, outcome), 'utf8')) as {
      success: boolean;
      testResults: { assertionResults: { title: string; status: string }[] }[];
    };
    const passed = testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status === 'passed')
      .map(({ title }) => title);

    expect(success).toBe(true);
    expect(passed).toEqual(
      expect.arrayContaining([
        "'acme-udp' says where its facts come from",
        'acme-udp has a client with reuseAddr among the fixtures',
        "'acme-udp' has a listener among the fixtures",
        "has 'acme-udp'",
        'no-client-reuse-address/acme-udp/options/client.js',
        'no-client-reuse-address/acme-udp/options/client.js:3:51 is where the option is set',
        // No other file is touched by what an API adds.
        'are those of the page',
        "const socket = require('dgram').createSocket('udp4');\nsocket.bind(0);",
      ]),
    );
  });
});

it('names scripts and files that are there', () => {
  const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { scripts: object };
  const page = readPage(PAGE);

  for (const [, script = ''] of page.matchAll(/`npm run ([\w:-]+)/g)) {
    expect(Object.keys(scripts)).toContain(script);
  }
  for (const [, path = ''] of page.matchAll(
    /`((?:analysis|codemods|rules|test|docs|fixtures)\/[\w./-]+)`/g,
  )) {
    const isShown = Object.keys(files).some((file) => file.startsWith(path));
    expect(isShown || existsSync(join(PROJECT, path)), path).toBe(true);
  }
});
