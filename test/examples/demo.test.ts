import { cpSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { compileTools } from '../tools/compiled-tools.ts';
import { CLIENT, LISTENER, writeFiles } from '../tools/consumer-files.ts';
import { createFolder, packProject, PROJECT, removeFolder, run, succeed } from '../tools/packed-project.ts';
import type { Outcome } from '../tools/packed-project.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 600_000 });

const SHOW = '.cache/compiled/examples/demo/show.js';

let folder: string;
/** What is packed from the present sources, with the demo beside it. */
let project: string;
let before: readonly string[];
let shown: Outcome;

beforeAll(() => {
  folder = createFolder();
  const tarball = packProject(folder);
  project = join(folder, 'package');
  succeed(folder, 'tar', ['-xzf', tarball]);
  cpSync(join(PROJECT, 'examples/demo'), join(project, 'examples/demo'), { recursive: true });
  compileTools(project, ['examples/demo/show.ts', 'scripts/project.ts']);
  symlinkSync(join(PROJECT, 'node_modules'), join(project, 'node_modules'), 'junction');
  before = readSources();
  shown = succeed(project, process.execPath, [SHOW]);
});

afterAll(() => {
  removeFolder(folder);
});

describe('npm start', () => {
  it('shows each client of the demo codebase, and what the codemod would do', () => {
    const { stdout, stderr } = shown;

    expect(stderr).toBe('');
    expect(stdout).toMatch(/discovery\.js\n +25:7 {2}'reuseAddr' sets SO_REUSEADDR on a client socket/);
    expect(stdout).toMatch(/metrics\.ts\n +20:49 {2}'reuseAddr' sets SO_REUSEADDR on a client socket/);
    expect(stdout).toMatch(/presence\.mjs\n +6:33 {2}'reuseAddr' /);
    expect(stdout).toMatch(/^3 client options reported; 5 files linted\./m);
    expect(stdout).toMatch(/^-    this\.#socket = createSocket\(\{ type: 'udp4', reuseAddr: true \}\);$/m);
    expect(stdout).toMatch(/^\+    this\.#socket = createSocket\(\{ type: 'udp4' \}\);$/m);
    expect(stdout).toMatch(/^Would change 2 files/m);
  });

  it('says nothing of listeners and servers', () => {
    expect(shown.stdout).not.toContain('announcements.ts');
    expect(shown.stdout).not.toContain('server.js');
  });

  it('colours nothing that is not read on a terminal', () => {
    expect(shown.stdout).not.toContain('\u001B');
  });

  it('changes nothing', () => {
    expect(readSources()).toEqual(before);
  });
});

describe('npm start -- PATH', () => {
  it('shows any folder, whatever its own configuration says', () => {
    writeFiles(folder, {
      'elsewhere/eslint.config.js': 'throw new Error("not to be read");\n',
      'elsewhere/client.mjs': `/* eslint some-plugin/some-rule: "error" */\n${CLIENT.source}`,
      'elsewhere/listener.mjs': LISTENER,
    });

    const { stdout } = succeed(project, process.execPath, [SHOW, join(folder, 'elsewhere')]);

    expect(stdout).toContain('1 client option reported; 3 files linted.');
    expect(stdout).toMatch(/client\.mjs\n +4:51 /);
    expect(stdout).not.toContain('listener.mjs');
  });

  it('shows one file', () => {
    writeFiles(folder, { 'one/client.mjs': CLIENT.source, 'one/other.mjs': CLIENT.source });

    const { stdout } = succeed(project, process.execPath, [SHOW, join(folder, 'one', 'client.mjs')]);

    expect(stdout).toContain('1 client option reported; 1 file linted.');
    expect(stdout).not.toContain('other.mjs');
  });

  it('goes on when a file is no program, and names it', () => {
    writeFiles(folder, { 'half/broken.mjs': 'const reuseAddr = ;\n', 'half/client.mjs': CLIENT.source });

    const { stdout } = succeed(project, process.execPath, [SHOW, join(folder, 'half')]);

    expect(stdout).toMatch(/broken\.mjs\n +1:19 {2}Not linted: /);
    expect(stdout).toContain('1 client option reported; 2 files linted.');
  });

  it('complains about a path that is not there, in one line', () => {
    const missing = join(folder, 'no-such-folder');

    expect(run(project, process.execPath, [SHOW, missing])).toEqual({
      status: 2,
      stdout: '',
      stderr: `There is no such folder or file: ${missing}\n`,
    });
  });
});

function readSources(): readonly string[] {
  const sources = join(project, 'examples/demo/src');
  return readdirSync(sources).map((name) => readFileSync(join(sources, name), 'utf8'));
}
