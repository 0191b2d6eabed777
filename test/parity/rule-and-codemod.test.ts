import { describe, expect, it } from 'vitest';
import removeClientReuseAddress from '../../dist/codemods/remove-client-reuse-address.js';
import { byName, loadFixtures, type Fixture } from '../fixtures/fixture-tree.ts';
import { FRONT_ENDS } from '../rules/eslint-front-ends.ts';

const fixtures = loadFixtures('no-client-reuse-address');

/** One analysis, one edit, two front ends: what `eslint --fix` writes is what the codemod writes, byte for byte. */
describe.each(FRONT_ENDS)('the codemod and the rule on $name', (frontEnd) => {
  it.each(byName(fixtures.filter((fixture) => frontEnd.canRead(fixture))))(
    'agree on %s',
    (_name, fixture) => {
      const byCodemod = runCodemod(fixture).output;
      const byRule = frontEnd.fix(fixture);

      expect(Buffer.from(byRule).equals(Buffer.from(byCodemod)), `${byRule}\n--- but ---\n${byCodemod}`).toBe(
        true,
      );
    },
  );
});

describe('the codemod', () => {
  it.each(byName(fixtures))('writes what is expected for %s', (_name, fixture) => {
    expect(runCodemod(fixture).output).toBe(fixture.fixed ?? fixture.source);
  });

  it.each(byName(fixtures.filter(({ fixed }) => fixed === undefined)))(
    'returns nothing for %s',
    (_name, { path, source }) => {
      expect(removeClientReuseAddress({ path, source }, { report: () => undefined })).toBeUndefined();
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
        if (output === fixture.source) expect(report).toMatch(/: \S+/);
      }
    },
  );
});

function runCodemod({ path, source }: Fixture): { output: string; reports: string[] } {
  const reports: string[] = [];
  const output = removeClientReuseAddress({ path, source }, { report: (message) => reports.push(message) });
  return { output: output ?? source, reports };
}
