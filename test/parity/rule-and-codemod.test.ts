import { describe, expect, it } from 'vitest';
import removeClientReuseAddress from '../../dist/codemods/remove-client-reuse-address.js';
import { byName, loadFixtures } from '../tools/fixture-tree.ts';
import type { Fixture } from '../tools/fixture-tree.ts';
import { FRONT_ENDS } from '../tools/eslint-front-ends.ts';

const fixtures = loadFixtures('no-client-reuse-address');

/** ESLint with the parser that reads most, and with the one that reads Flow. */
const FRONT_ENDS_OF_PARITY = [
  'ESLint 10, @typescript-eslint/parser',
  'ESLint 9.39, @babel/eslint-parser',
].flatMap((wanted) => FRONT_ENDS.filter(({ name }) => name === wanted));

/**
 * One analysis, one edit, two front ends: what `eslint --fix` writes is what the codemod writes, byte for byte. Each fixture is
 * read by one ESLint here: that every other writes the same, the tests of the rule say.
 */
describe('the codemod and the rule', () => {
  it.each(byName(fixtures))('agree on %s', (_name, fixture) => {
    const frontEnd = FRONT_ENDS_OF_PARITY.find(({ canRead }) => canRead(fixture));
    const byCodemod = runCodemod(fixture).output;
    const byRule = frontEnd?.fix(fixture) ?? 'nothing reads it';

    expect(Buffer.from(byRule).equals(Buffer.from(byCodemod)), `${byRule}\n--- but ---\n${byCodemod}`).toBe(
      true,
    );
  });
});

describe('the codemod', () => {
  it.each(byName(fixtures))('writes what is expected for %s', (_name, fixture) => {
    expect(runCodemod(fixture).output).toBe(fixture.fixed ?? fixture.source);
  });

  it.each(byName(fixtures.filter(({ fixed }) => fixed === undefined)))(
    'returns nothing for %s',
    (_name, fixture) => {
      expect(runCodemod(fixture).returned).toBeUndefined();
    },
  );

  it.each(byName(fixtures.filter(({ fixed }) => fixed !== undefined)))(
    'changes nothing more in %s the second time',
    (_name, fixture) => {
      const source = runCodemod(fixture).output;

      expect(
        removeClientReuseAddress({ path: fixture.path, source }, { report: () => undefined }),
      ).toBeUndefined();
    },
  );

  it.each(byName(fixtures.filter(({ role }) => role === 'client' || role === 'mixed')))(
    'reports what it leaves in %s, and why',
    (_name, fixture) => {
      const left = fixture.findings.filter(({ verdict, remedy }) => verdict === 'client' && remedy !== 'fix');
      const { output, reports } = runCodemod(fixture);

      expect(reports).toHaveLength(left.length);
      for (const { option, line, column } of left) {
        const report = reports.find(
          (text) => text.includes(`${option} at `) && text.includes(`${line}:${column}:`),
        );
        // After a fix in the same file, places are those of the written text.
        if (output === fixture.source) {
          expect(report).toMatch(/: \S+/);
        }
      }
    },
  );
});

interface CodemodRun {
  readonly returned: string | undefined;
  readonly output: string;
  readonly reports: readonly string[];
}

/** A fixture's run, which several tests look at. */
const runs = new Map<Fixture, CodemodRun>();

function runCodemod(fixture: Fixture): CodemodRun {
  const known = runs.get(fixture);
  if (known !== undefined) {
    return known;
  }
  const { path, source } = fixture;
  const reports: string[] = [];
  const returned = removeClientReuseAddress({ path, source }, { report: (message) => reports.push(message) });
  const run = { returned, output: returned ?? source, reports };
  runs.set(fixture, run);
  return run;
}
