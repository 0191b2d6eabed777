import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Versions } from '../../../analysis/dataflow/order/versions.ts';
import type { Version } from '../../../analysis/dataflow/order/versions.ts';
import type { ProgramFile } from '../../../analysis/program/program-file.ts';
import { answers, generatedBody, runBody } from '../program/generated-bodies.ts';
import { parseBody } from '../program/parsed-body.ts';

/** What a variable may hold by a version: the numbers that are written, and -1 for what it held in the beginning. */
function readVersion(version: Version | undefined, file: ProgramFile): ReadonlySet<number> {
  const seen = new Set<Version>();
  const found = new Set<number>();
  const pending = version ? [version] : [];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (seen.has(next)) {
      continue;
    }
    seen.add(next);
    switch (next.kind) {
      case 'entry':
        found.add(-1);
        break;
      case 'write':
        found.add(readWritten(next.target, file));
        break;
      case 'joined':
        pending.push(...next.parts);
        break;
      case 'changed':
        pending.push(next.before);
        break;
    }
  }
  return found;
}

function readWritten(target: Parameters<ProgramFile['getText']>[0], file: ProgramFile): number {
  const written = file.tree.getParent(target);
  return written?.type === 'AssignmentExpression' ? Number(file.getText(written.right)) : -1;
}

/** What each read of `v`, by its number, may give. */
function readReads(text: string): ReadonlyMap<number, ReadonlySet<number>> {
  const { file, unit, calls } = parseBody(text);
  const reads = calls.filter(({ name }) => name === 'r');
  return new Map(
    reads.map(({ number, argument }) => {
      const variable = file.bindings.getVariable(argument);
      return [
        number,
        variable ? readVersion(new Versions(file, unit, variable).getVersion(argument), file) : new Set(),
      ];
    }),
  );
}

describe('the versions of a variable', () => {
  it('have whatever a run finds in it', () => {
    fc.assert(
      fc.property(generatedBody, answers, (text, given) => {
        const possible = readReads(text);
        const { reads } = runBody(text, given);

        expect(reads.filter(({ read, value }) => !possible.get(read)?.has(value))).toEqual([]);
      }),
      { numRuns: 3000, seed: 20 },
    );
  });

  it.each([
    ['r(v, 9);', [-1]],
    ['v = 1; r(v, 9);', [1]],
    ['v = 1; v = 2; r(v, 9);', [2]],
    ['v = 1; if (t(0)) { v = 2; } r(v, 9);', [1, 2]],
    ['if (t(0)) { v = 1; } else { v = 2; } r(v, 9);', [1, 2]],
    ['v = 1; if (t(0)) { v = 2; return; } r(v, 9);', [1]],
    ['v = 1; while (t(0)) { r(v, 9); v = 2; }', [1, 2]],
    ['return; r(v, 9);', []],
    ['v = 1; try { v = 2; t(0); v = 3; } catch { r(v, 9); }', [1, 2]],
    ['v = 1; try { t(0); v = 2; } finally { v = 3; } r(v, 9);', [3]],
    ['switch (t(0)) { case 1: v = 1; case 2: r(v, 9); }', [-1, 1]],
    ['switch (t(0)) { case 1: v = 1; break; case 2: r(v, 9); }', [-1]],
    ['for (v = 1; t(0); v = 2) { r(v, 9); }', [1, 2]],
    ['t(0) && (v = 1); r(v, 9);', [-1, 1]],
    ['v = 1; t(0); r(v, 9); function later() { v = 2; }', [1]],
  ])('of %j are those that no other stands behind', (text, expected) => {
    const possible = readReads(text).get(9) ?? new Set();

    expect([...possible].sort((a, b) => a - b)).toEqual(expected);
  });
});
