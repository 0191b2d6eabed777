import { cpSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeFiles } from '../tools/consumer-files.ts';
import {
  createFolder,
  downloadPackage,
  installProject,
  packProject,
  removeFolder,
  run,
  succeed,
} from '../tools/packed-project.ts';
import type { Outcome } from '../tools/packed-project.ts';

/** The clients in these packages that set the option and are found; the listeners next to them must keep theirs. */
const EXPECTED = [
  { file: 'lan-network-0.2.1/dist/chunks/index-chunk.js', line: 186 },
  { file: 'node-osc-11.7.1/dist/lib/Client.js', line: 47 },
  { file: 'node-osc-11.7.1/lib/Client.mjs', line: 45 },
] as const;

/** Clients whose class extends one that a mixin fills by computed names: what that does with a socket is not known. */
const UNDECIDED = [
  { file: 'knxultimate-5.4.0/build/KNXClient.js', line: 229 },
  { file: 'knxultimate-5.4.0/src/KNXClient.ts', line: 484 },
] as const;

const LISTENERS = [
  { file: 'knxultimate-5.4.0/build/KNXClient.js', line: 287 },
  { file: 'knxultimate-5.4.0/build/bridge/KNXIPTunnelServer.js', line: 111 },
  { file: 'knxultimate-5.4.0/src/KNXClient.ts', line: 561 },
  { file: 'knxultimate-5.4.0/src/bridge/KNXIPTunnelServer.ts', line: 178 },
  { file: 'lan-network-0.2.1/dist/chunks/index-chunk.js', line: 143 },
  { file: 'node-osc-11.7.1/dist/lib/Server.js', line: 100 },
  { file: 'node-osc-11.7.1/lib/Server.mjs', line: 99 },
] as const;

const ESLINT_CONFIG = `import typescriptParser from '@typescript-eslint/parser';
import sockets from 'eslint-plugin-sockets';

export default [
  { files: ['**/*.{ts,cts,mts,tsx}'], languageOptions: { parser: typescriptParser } },
  { linterOptions: { reportUnusedDisableDirectives: 'off' } },
  { settings: { sockets: { project: true } } },
  sockets.configs.recommended,
];
`;

// npm and the compilers take their time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

let folder: string;
let consumer: string;
/** The packages as published, in a folder that nothing else touches. */
let published: string;
/** The packages that the codemod has run over. */
let edited: string;
let lint: Outcome;
let firstRun: Outcome;

beforeAll(() => {
  folder = createFolder();
  consumer = join(folder, 'consumer');
  published = join(consumer, 'published');
  edited = join(consumer, 'edited');
  installProject(consumer, [
    packProject(folder),
    'eslint@10.15.0',
    '@typescript-eslint/parser@8.72.0',
    'typescript@6.0.3',
  ]);
  writeFiles(consumer, {
    'eslint.config.js': ESLINT_CONFIG,
    'published/README': 'Packages as their authors published them.\n',
  });
  for (const specifier of ['lan-network@0.2.1', 'node-osc@11.7.1', 'knxultimate@5.4.0']) {
    downloadPackage(published, specifier);
  }
  cpSync(published, edited, { recursive: true });
  lint = run(consumer, process.execPath, [
    'node_modules/eslint/bin/eslint.js',
    '--format',
    'json',
    'published',
  ]);
  firstRun = codemod();
});

afterAll(() => {
  removeFolder(folder);
});

describe('packages from npm', () => {
  it.each([...EXPECTED, ...UNDECIDED, ...LISTENERS])(
    '$file:$line sets the option as published',
    ({ file, line }) => {
      expect(toLines(published, file)[line - 1]).toMatch(/\breuseAddr: (?:true|!0)/);
    },
  );
});

describe('the codemod of the packed tarball', () => {
  it('succeeds', () => {
    expect(firstRun.stderr).toBe('');
    expect(firstRun.status).toBe(0);
  });

  it('changes these files and no other', () => {
    const changed = filesBelow(published).filter(
      (file) => !readFileSync(join(published, file)).equals(readFileSync(join(edited, file))),
    );

    expect(filesBelow(edited)).toEqual(filesBelow(published));
    expect(changed).toEqual(EXPECTED.map(({ file }) => file));
  });

  it.each(EXPECTED)('takes the option out of $file, and changes no other byte', ({ file, line }) => {
    const lines = toLines(published, file);
    const [removed = ''] = lines.splice(line - 1, 1);
    if (!removed.endsWith(',')) {
      expect(lines[line - 2]).toMatch(/,$/);
      lines[line - 2] = lines[line - 2]?.slice(0, -1) ?? '';
    }

    expect(readFileSync(join(edited, file)).equals(Buffer.from(lines.join('\n')))).toBe(true);
  });

  it('changes nothing more when it runs again', () => {
    const before = filesBelow(edited).map((file) => readFileSync(join(edited, file)));
    const secondRun = codemod();
    const after = filesBelow(edited).map((file) => readFileSync(join(edited, file)));

    expect(secondRun.status).toBe(0);
    expect(after.filter((bytes, index) => before[index]?.equals(bytes) !== true)).toEqual([]);
  });
});

describe('the rule of the packed tarball', () => {
  it('reports the same places', () => {
    const results = JSON.parse(lint.stdout) as {
      filePath: string;
      messages: { ruleId: string | null; line: number; column: number }[];
    }[];
    const reports = results.flatMap(({ filePath, messages }) =>
      messages.filter(isOurs).map(({ ruleId, line, column }) => ({
        file: relative(published, filePath).split(sep).join('/'),
        ruleId,
        line,
        column,
      })),
    );

    expect(reports).toEqual(
      EXPECTED.map(({ file, line }) => ({
        file,
        ruleId: 'sockets/no-client-reuse-address',
        line,
        column: (toLines(published, file)[line - 1] ?? '').indexOf('reuseAddr') + 1,
      })),
    );
  });
});

/** A second socket that wants the port of the client that was just opened. */
const TAKE_PORT = `
  import dgram from 'node:dgram';
  import { once } from 'node:events';
  import { Client } from './lib/index.mjs';

  const server = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new Client('127.0.0.1', server.address().port);
  await client.send('/ping', 1);
  const { port } = client._sock.address();

  const thief = dgram.createSocket({ type: 'udp4', reuseAddr: true });
  thief.on('listening', () => finish('taken'));
  thief.on('error', ({ code }) => finish(code));
  thief.bind(port);

  async function finish(outcome) {
    console.log(outcome);
    await client.close();
    server.close();
    if (outcome === 'taken') thief.close();
  }
`;

describe("the kernel, asked for the port of node-osc's Client", () => {
  it('gives it to a second socket as published', () => {
    expect(takePort(published)).toBe('taken');
  });

  it('keeps it for the client after the codemod', () => {
    expect(takePort(edited)).toBe('EADDRINUSE');
  });
});

/** Directives in the files name rules that only their authors' configurations know. A syntax error has no rule. */
function isOurs({ ruleId }: { ruleId: string | null }): boolean {
  return ruleId === null || ruleId.startsWith('sockets/');
}

function codemod(): Outcome {
  return run(consumer, process.execPath, [
    'node_modules/eslint-plugin-sockets/dist/bundle/sockets-codemod.cjs',
    'edited',
  ]);
}

function takePort(packages: string): string {
  const script = ['--input-type=module', '--eval', TAKE_PORT];
  return succeed(join(packages, 'node-osc-11.7.1'), process.execPath, script).stdout.trim();
}

function toLines(packages: string, file: string): string[] {
  return readFileSync(join(packages, file), 'utf8').split('\n');
}

function filesBelow(packages: string): string[] {
  return readdirSync(packages, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(packages, path)).isFile())
    .map((path) => path.split(sep).join('/'))
    .sort();
}
