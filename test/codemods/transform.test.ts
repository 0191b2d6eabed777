import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import removeClientReuseAddress from '../../dist/codemods/remove-client-reuse-address.js';
import {
  BROKEN,
  CLIENT,
  FIXED,
  LEFT,
  LISTENER,
  PROJECT,
  folderWith,
  read,
  runProgram,
  temporaryFolder,
} from '../tools/built-command.ts';
import type { Ended } from '../tools/built-command.ts';

function transform(source: string, path = 'x.js', options?: object): { output: unknown; reports: string[] } {
  const reports: string[] = [];
  const api = { report: (message: string) => reports.push(message) };
  return { output: removeClientReuseAddress({ path, source }, api, options), reports };
}

describe('the transform', () => {
  it('returns the new source of a client', () => {
    expect(transform(CLIENT)).toEqual({ output: FIXED, reports: [] });
  });

  it('returns undefined when there is nothing to do', () => {
    expect(transform(LISTENER)).toEqual({ output: undefined, reports: [] });
    expect(transform(FIXED)).toEqual({ output: undefined, reports: [] });
    expect(transform('no program')).toEqual({ output: undefined, reports: [] });
  });

  it('reports what it leaves, with the place and why', () => {
    const { output, reports } = transform(LEFT);
    expect(output).toBeUndefined();
    expect(reports).toEqual([expect.stringMatching(/^left reuseAddr at 1:27: ./)]);
  });

  it('throws with the place when the source is no program', () => {
    expect(() => transform(BROKEN, 'some/x.js')).toThrow(/^some\/x\.js:2:\d+: ./);
  });

  it('leaves a source whose bytes were not UTF-8, because the runner would write others', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'x.js');
    const source = `${CLIENT}// caf\uFFFD\n`;
    writeFileSync(path, Buffer.from(`${CLIENT}// caf\u00E9\n`, 'latin1'));
    expect(transform(source, path)).toEqual({
      output: undefined,
      reports: [expect.stringContaining('UTF-8')],
    });
    // A replacement character that is really there does no harm.
    writeFileSync(path, source);
    expect(transform(source, path).output).toBe(`${FIXED}// caf\uFFFD\n`);
  });
});

const RUNNER = join(PROJECT, 'node_modules/.bin/jscodeshift');
const TRANSFORM = join(PROJECT, 'dist/codemods/remove-client-reuse-address.js');

/** The runner compiles the transform with Babel; once for all tests is enough. */
const cache = mkdtempSync(join(tmpdir(), 'sockets-codemod-babel-'));
afterAll(() => {
  rmSync(cache, { recursive: true });
});

function jscodeshift(folder: string, ...args: readonly string[]): Ended {
  const extensions = '--extensions=js,cjs,mjs,jsx,ts,cts,mts,tsx';
  const env = { BABEL_CACHE_PATH: join(cache, 'cache.json') };
  return runProgram(folder, RUNNER, ['-t', TRANSFORM, extensions, ...args, 'src'], { env });
}

describe("the transform under jscodeshift's own runner", () => {
  const typescript =
    "import { createSocket as c } from 'node:dgram';\nc(<any>{ type: 'udp4', reuseAddr: true }).send('x');\n";
  const files = {
    'src/a.js': `#!/usr/bin/env node\r\n${CLIENT.replaceAll('\n', '\r\n')}`,
    'src/b.ts': `\uFEFF${typescript}`,
    'src/c.jsx': `${CLIENT}\nconst e = <a/>;`,
    'src/d.mjs': LISTENER,
    'src/e.cjs': LEFT,
    'src/f.js': `// @flow\n${CLIENT}\nconst t = (s: any);\n`,
    'src/g.cts': CLIENT,
    'src/h.tsx': CLIENT,
  };

  it.each([
    ['babel', []],
    ['tsx', []],
    ['flow', ['--no-babel', '--run-in-band']],
    ['ts', ['--cpus=2']],
  ])('does the same with --parser %s %j', (parser, args) => {
    const folder = folderWith(files);
    const { status, stdout } = jscodeshift(folder, `--parser=${parser}`, ...args);
    expect(stdout).toMatch(/\n0 errors\n0 unmodified\n2 skipped\n6 ok\n/);
    expect(stdout).toMatch(/REP src\/e\.cjs left reuseAddr at 1:27: ./);
    expect(status).toBe(0);
    expect(read(folder, 'src/a.js')).toBe(`#!/usr/bin/env node\r\n${FIXED.replaceAll('\n', '\r\n')}`);
    expect(read(folder, 'src/b.ts')).toBe(`\uFEFF${typescript.replace(', reuseAddr: true', '')}`);
    expect(read(folder, 'src/c.jsx')).toBe(`${FIXED}\nconst e = <a/>;`);
    expect(read(folder, 'src/d.mjs')).toBe(LISTENER);
    expect(read(folder, 'src/e.cjs')).toBe(LEFT);
    expect(read(folder, 'src/f.js')).toBe(`// @flow\n${FIXED}\nconst t = (s: any);\n`);
    expect(read(folder, 'src/g.cts')).toBe(FIXED);
    expect(read(folder, 'src/h.tsx')).toBe(FIXED);
  });

  it('lets the runner count a file that is no program as an error', () => {
    const folder = folderWith({ 'src/x.js': BROKEN });
    const { status, stdout } = jscodeshift(folder, '--fail-on-error');
    expect(stdout).toMatch(/ERR src\/x\.js Transformation error \(src\/x\.js:2:\d+: /);
    expect(stdout).toContain('\n1 errors\n');
    expect(status).toBe(1);
  });

  it('lets the runner count a file on which the parser crashes as an error, and go on with the others', () => {
    const folder = folderWith({
      'src/a.js': CLIENT,
      'src/b.js': `x = 1${' + a'.repeat(400_000)};\n${CLIENT}`,
      'src/c.js': CLIENT,
    });
    const { status, stdout } = jscodeshift(folder, '--fail-on-error', '--cpus=1');
    expect(stdout).toMatch(/ERR src\/b\.js Transformation error \(.*nested too deeply/);
    expect(stdout).toMatch(/\n1 errors\n0 unmodified\n0 skipped\n2 ok\n/);
    expect([status, read(folder, 'src/a.js'), read(folder, 'src/c.js')]).toEqual([1, FIXED, FIXED]);
  });

  it('damages no file that is not UTF-8', () => {
    const bytes = Buffer.from(`${CLIENT}// caf\u00E9\n`, 'latin1').toString('latin1');
    const folder = folderWith({ 'src/x.js': Buffer.from(bytes, 'latin1') });
    expect(jscodeshift(folder).stdout).toMatch(/REP src\/x\.js left as it is: it is not valid UTF-8/);
    expect(read(folder, 'src/x.js')).toContain('caf\uFFFD');
  });
});
