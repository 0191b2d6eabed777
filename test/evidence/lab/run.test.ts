/**
 * The lab as users run it, and its experiments on the host's own loopback. One file, because building the lab twice
 * at a time would have the builds overwrite each other.
 *
 * False failures: the run states its own bound, asserted below to be less than 1e-6; on the host each experiment has
 * at most two statistical checks at 1e-9, exact as long as others hold few of the host's UDP ports.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { falseFailureBound } from '../../../evidence/lab/check.ts';
import type { Experiment } from '../../../evidence/lab/experiment.ts';
import { allChecks, allSkipped } from '../../../evidence/lab/results.ts';
import type { Results } from '../../../evidence/lab/results.ts';

const root = join(import.meta.dirname, '../../..');
const run = promisify(execFile);
let out = '';
let printed = '';

beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'lab-quick-'));
  ({ stdout: printed } = await run('npm', ['run', '--silent', 'lab', '--', '--quick', '--out', out], {
    cwd: root,
    timeout: 170_000,
  }));
});
afterAll(async () => {
  await rm(out, { recursive: true });
});

async function readResults(): Promise<Results> {
  return JSON.parse(await readFile(join(out, 'results.json'), 'utf8')) as Results;
}

describe('npm run lab -- --quick', () => {
  it('runs experiments 1, 3 and 6 and the simulator, and every check holds', async () => {
    const results = await readResults();
    expect(Object.keys(results.parts)).toEqual([
      'crossedReplies',
      'bindBeforeConnect',
      'immuneClients',
      'simulation',
    ]);
    expect(allChecks(results).length).toBeGreaterThan(50);
    expect(allChecks(results).filter((check) => !check.holds)).toEqual([]);
  });

  it('fails falsely less than once in a million runs', async () => {
    const results = await readResults();
    expect(falseFailureBound(allChecks(results))).toBeLessThan(1e-6);
  });

  it('sees replies cross with the option and none without', async () => {
    const rows = (await readResults()).parts.crossedReplies?.data ?? [];
    const wrong = (option: string): number[] =>
      rows.filter((row) => row.option === option).map((row) => row.wrong);
    expect(Math.min(...wrong('reuseAddr'))).toBeGreaterThan(0);
    expect(Math.max(...wrong('none'))).toBe(0);
  });

  it('prints its tables and what it skipped', async () => {
    const results = await readResults();
    for (const part of Object.values(results.parts)) {
      for (const table of part.tables) {
        expect(printed).toContain(table.title);
      }
    }
    for (const { what, why } of allSkipped(results)) {
      expect(printed).toContain(`${what} (${why})`);
    }
  });

  it('writes the report where it was told to', async () => {
    const files = await readdir(out);
    expect(files).toEqual(expect.arrayContaining(['report.md', 'results.json', 'wrong-replies.svg']));
  });
});

describe('the command line', () => {
  const lab = (...args: string[]) =>
    run(process.execPath, [join(root, '.cache/compiled/evidence/lab/main.js'), ...args]);

  it('refuses an unknown option with exit code 2 and the usage', async () => {
    await expect(lab('--fast')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('npm run lab') as string,
    });
  });

  it('explains itself', async () => {
    await expect(lab('--help')).resolves.toMatchObject({
      stdout: expect.stringContaining('--quick') as string,
    });
  });
});

/** The compiled experiment: its worker processes need JavaScript beside them. */
async function load(file: string, name: string): Promise<Experiment<unknown>> {
  const module = (await import(join(root, '.cache/compiled/evidence/lab/experiments', file))) as Record<
    string,
    Experiment<unknown>
  >;
  const experiment = module[name];
  if (experiment === undefined) {
    throw new Error(`${file} has no ${name}`);
  }
  return experiment;
}

describe.runIf(process.platform === 'linux')("on the host's own network, as one user", () => {
  it.each([
    ['crossed-replies.js', 'crossedReplies', 'crossed replies over small port ranges'],
    ['stolen-replies.js', 'stolenReplies', 'theft by another user'],
    ['bind-before-connect.js', 'bindBeforeConnect', 'capacity and TIME_WAIT'],
    ['cluster.js', 'clusterWorkers', undefined],
    ['listener-restart.js', 'listenerRestart', undefined],
    ['immune-clients.js', 'immuneClients', undefined],
  ])('%s holds, and says what it skips', async (file, name, skipped) => {
    const experiment = await load(file, name);
    const outcome = await experiment.run({
      size: 'full',
      isPrivate: false,
      canSwitchUser: false,
      progress: () => undefined,
    });
    expect(outcome.checks.length).toBeGreaterThan(1);
    expect(outcome.checks.filter((check) => !check.holds)).toEqual([]);
    expect(falseFailureBound(outcome.checks)).toBeLessThan(1e-8);
    if (skipped !== undefined) {
      expect(outcome.skipped.map(({ what }) => what)).toContain(skipped);
    }
  });
});
