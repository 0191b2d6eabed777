import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkExact } from '../../../evidence/lab/check.ts';
import { groupDigits } from '../../../evidence/lab/group-digits.ts';
import { renderReportFiles, writeReport } from '../../../evidence/lab/report-files.ts';
import { allChecks } from '../../../evidence/lab/results.ts';
import type { Results } from '../../../evidence/lab/results.ts';
import { summarize } from '../../../evidence/lab/run.ts';

const folder = join(import.meta.dirname, '../../../evidence/lab/report');
const committed = JSON.parse(await readFile(join(folder, 'results.json'), 'utf8')) as Results;
const contradicted: Results = {
  ...committed,
  agreement: [...committed.agreement, checkExact<number>('water boils at', 90, 100)],
};

describe('the committed report', () => {
  it('is of a full run in which every check held', () => {
    expect(committed.environment).toMatchObject({ size: 'full', namespace: 'private' });
    expect(allChecks(committed).filter((check) => !check.holds)).toEqual([]);
    expect(Object.keys(committed.parts)).toHaveLength(7);
  });

  it('is what its results.json gives, file by file', async () => {
    const files = await renderReportFiles(committed);
    expect([...files.keys()].toSorted()).toEqual((await readdir(folder)).toSorted());
    for (const [file, content] of files) {
      expect(await readFile(join(folder, file), 'utf8'), file).toBe(content);
    }
  });
});

describe('docs/why.md', () => {
  it('quotes the committed run', async () => {
    const text = (await readFile(join(folder, '../../../docs/why.md'), 'utf8')).replaceAll(/\s+/g, ' ');
    const { crossedReplies, cluster, bindBeforeConnect, simulation, stolenReplies } = committed.parts;
    const crossed = crossedReplies?.data.find((row) => row.clients === 4000 && row.option === 'reuseAddr');
    const shared = cluster?.data.find((row) => row.bind === 'bind(0)');
    const capacity = (local: string, autobindReuse: boolean): number | undefined =>
      bindBeforeConnect?.data.capacity.find(
        (row) => row.local === local && row.autobindReuse === autobindReuse && row.destinations === 8,
      )?.opened;
    const failure = simulation?.data.failures.find(
      (row) => row.kernel === 'OpenBSD' && row.reuseAddress && row.timeWait === 2000,
    );
    const loop = simulation?.data.loops.find((row) => row.kernel === 'OpenBSD' && row.reuseAddress);
    const theft = stolenReplies?.data.find((row) => row.users === 'other user' && row.thiefBind === 'ok');
    const sum = (counts: readonly number[] = []): number => counts.reduce((total, count) => total + count, 0);
    const quotes = [
      `${crossed?.wrong} of 20 000 replies arrived at the wrong client (${((crossed?.wrong ?? 0) / 200).toFixed(1)} %`,
      `workers' ${sum(shared?.right) + sum(shared?.wrong)} requests, ${sum(shared?.wrong)} were answered to the wrong`,
      `\`connect()\` alone opened ${capacity('automatic', false)} connections, \`localAddress\` ${capacity('localAddress', false)}.`,
      `${capacity('localAddress', true)} of 520 connects succeeded`,
      `4.2 % at 2000 (${((100 * (failure?.failures ?? 0)) / (failure?.trials ?? 1)).toFixed(1)} % in the simulator)`,
      `a median of 258 connects (${loop?.medianFirstFailure} simulated)`,
      `receives ${theft?.thiefReceived} of 100 replies; the client receives ${theft?.victimReceived}.`,
    ];
    // All that a new run makes stale, at once.
    expect(quotes.filter((quote) => !text.includes(quote))).toEqual([]);
  });
});

describe('a plot', () => {
  const plots = ['wrong-replies.svg', 'connect-failures.svg', 'capacity.svg'];
  const colours = (svg: string): string[] =>
    [...svg.matchAll(/(?:fill|stroke)="(#[^"]+)"/g)].map(([, colour]) => colour ?? '');

  it.each(plots)('%s fits a README and has a background', async (file) => {
    const svg = await readFile(join(folder, file), 'utf8');
    expect(svg).toMatch(/^<svg [^>]*width="800"/);
    expect(svg).toContain('<rect width="800"');
  });

  it.each(plots)('%s changes every colour that it shows in dark mode', async (file) => {
    const svg = await readFile(join(folder, file), 'utf8');
    const [, sheet = ''] = /<style>@media \(prefers-color-scheme:dark\)\{(.*?)\}<\/style>/.exec(svg) ?? [];
    const drawn = new Set(colours(svg.slice(svg.indexOf('</style>'))));
    expect(drawn.size).toBeGreaterThan(3);
    for (const colour of drawn) {
      expect(sheet).toContain(`[fill="${colour}"]`);
      expect(sheet).toContain(`[stroke="${colour}"]`);
    }
    // A text without a fill of its own would be black on either background.
    expect([...svg.matchAll(/<text (?![^>]*fill=)[^>]*>/g)]).toEqual([]);
  });
});

describe('a count of five digits and more', () => {
  it.each([
    [28232, '28 232'],
    ['35567.5', '35 567.5'],
    [1234567, '1 234 567'],
    [4000, '4000'],
    ['0.12345', '0.12345'],
  ])('%s is written as %s', (count, text) => {
    expect(groupDigits(count)).toBe(text);
  });

  it('is told from the number of a port', async () => {
    const report = (await renderReportFiles(committed)).get('report.md');

    expect(report).toContain('| 28 232 | 4000 |');
    expect(report).toContain('(34 448 to 36 698)');
    expect(report).toContain('even ports, 20000 to 20030 |');
  });
});

describe('writeReport', () => {
  it('removes the plot of an earlier run that this one has no points for', async () => {
    const out = await mkdtemp(join(tmpdir(), 'lab-report-'));
    try {
      await writeFile(join(out, 'capacity.svg'), 'old');
      const { bindBeforeConnect, ...parts } = committed.parts;
      expect(bindBeforeConnect).toBeDefined();
      await writeReport(out, { ...committed, parts });
      expect((await readdir(out)).toSorted()).toEqual([
        'connect-failures.svg',
        'report.md',
        'results.json',
        'wrong-replies.svg',
      ]);
      expect(await readFile(join(out, 'report.md'), 'utf8')).not.toContain('capacity.svg');
    } finally {
      await rm(out, { recursive: true });
    }
  });

  it('says what was contradicted', async () => {
    const report = (await renderReportFiles(contradicted)).get('report.md');
    expect(report).toContain('**Contradicted:** water boils at: 90, expected 100.');
  });
});

describe('summarize', () => {
  it('exits with 0 when every check holds', () => {
    expect(summarize(committed)).toMatchObject({ exitCode: 0 });
  });

  it('exits with 1 when one does not, and names it', () => {
    const { text, exitCode } = summarize(contradicted);
    expect(exitCode).toBe(1);
    expect(text).toContain('CONTRADICTED: water boils at: 90, expected 100.');
  });
});
