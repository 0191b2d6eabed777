import { beforeAll, describe, expect, it, vi } from 'vitest';
import { findBadEdit } from '../../evidence/accuracy/edits.ts';
import { readCandidates } from '../../evidence/bench/codemod/corpus.ts';
import type { Source } from '../../evidence/bench/codemod/corpus.ts';
import { rewrite } from '../../codemods/rewrite.ts';
import plugin from '../../index.ts';

// The packages are downloaded when the cache does not hold them.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

describe('every file of the bench that names a reuse option', () => {
  let candidates: readonly Source[];

  beforeAll(() => {
    candidates = readCandidates();
  });

  it('is read by the codemod', () => {
    const unread = candidates.filter(
      ({ name, bytes }) => rewrite(bytes.toString(), name).error !== undefined,
    );

    expect(candidates.length).toBeGreaterThan(30);
    expect(unread.map(({ name }) => name)).toEqual([]);
  });

  it('parses afterwards, has lost only the removed properties, and changes nothing more the second time', () => {
    const badEdits = candidates.flatMap(({ name, bytes }) => {
      const problem = findBadEdit(bytes.toString(), name, { plugin, rewrite });
      return problem === undefined ? [] : [`${name}: ${problem}`];
    });

    expect(badEdits).toEqual([]);
  });

  it.each([
    ['loses a statement', (text: string) => text.replace(/^.*require\(.*$/m, '')],
    ['is no program', (text: string) => `${text}(`],
    ['has another comment', (text: string) => `${text}// more\n`],
  ])('is found to be damaged when it %s', (_, damage) => {
    const changing = candidates.find(({ name, bytes }) => rewrite(bytes.toString(), name).edits.length > 0);
    const { name, bytes } = changing ?? { name: '', bytes: Buffer.of() };
    const damaging: typeof rewrite = (source, path) => {
      const result = rewrite(source, path);
      return { ...result, output: damage(result.output) };
    };

    expect(findBadEdit(bytes.toString(), name, { plugin, rewrite: damaging })).toBeTypeOf('string');
  });
});
