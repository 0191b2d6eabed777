import { Linter } from 'eslint';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { findLoss } from '../../evidence/accuracy/losses.ts';
import { scoreNpmRows } from '../../evidence/accuracy/npm-rows.ts';
import type { Disagreement, Score } from '../../evidence/accuracy/results.ts';
import { rewrite } from '../../codemods/rewrite.ts';
import plugin from '../../index.ts';

// The packages are downloaded when the cache does not hold them.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

describe('on the labelled packages from npm', () => {
  let score: Score;

  beforeAll(() => {
    score = scoreNpmRows({ plugin, rewrite });
  });

  it('every row is scored', () => {
    const { found, missed, falseReports, silent } = score.rule;

    expect(score.rows).toBeGreaterThan(50);
    expect(found + missed + falseReports + silent).toBe(score.rows);
    expect(found + missed).toBeGreaterThan(0);
  });

  it('no listener and no unknown is reported, and no place without a label', () => {
    expect(ofProblem('false report')).toEqual([]);
    expect(score.rule).toMatchObject({ falseReports: 0, elsewhere: 0 });
    expect(score.codemod).toMatchObject({ falseReports: 0, elsewhere: 0 });
  });

  it('every client is found that one file shows within the limits', () => {
    // The first reaches the limit of steps; of the second, another file sends by the socket.
    expect(new Set(ofProblem('missed client').map(({ source }) => source))).toEqual(
      new Set(['npm:knxultimate@5.4.0', 'npm:node-osc@11.7.1']),
    );
    expect(score.rule.missed).toBe(4);
    expect(score.codemod.missed).toBe(4);
  });

  it('every edit leaves a file that parses and lost nothing but the option', () => {
    expect(score.edited).toBeGreaterThan(0);
    expect(ofProblem('bad edit')).toEqual([]);
  });

  it('a rule that forbids the names reports the listeners too', () => {
    expect(score.naive.missed).toBe(0);
    expect(score.naive.falseReports).toBeGreaterThan(score.naive.found);
  });

  function ofProblem(problem: Disagreement['problem']): readonly Disagreement[] {
    return score.disagreements.filter((disagreement) => disagreement.problem === problem);
  }
});

describe('the scorer sees', () => {
  it('a client that is not found, and an edit that is not the rule’s', () => {
    const score = scoreNpmRows({
      plugin,
      rewrite: (source, path) => {
        const result = rewrite(source, path);
        return result.edits.length === 0 ? result : { ...result, changed: [], output: ` ${source}` };
      },
    });

    expect(score.codemod).toMatchObject({ found: 0, missed: score.rule.found + score.rule.missed });
    expect(new Set(score.disagreements.map(({ problem }) => problem))).toEqual(
      new Set(['missed client', 'bad edit']),
    );
  });
});

describe('a comparison of tokens', () => {
  const before = "call({ type: 'udp4', /* why */ reuseAddr: true, }); // end";
  const offset = before.indexOf('reuseAddr');

  it.each([["call({ type: 'udp4', /* why */ }); // end"], ["call({ type: 'udp4', /* why */\n}); // end"]])(
    'finds nothing lost in %j',
    (after) => {
      expect(findLoss(parse(before), parse(after), [offset])).toBeUndefined();
    },
  );

  it.each([
    ["call({ type: 'udp4', }); // end", /why/],
    ["call({ type: 'udp4' /* why */ }); // end", /","/],
    ['call({ /* why */ }); // end', /type/],
    ["call({ type: 'udp6', /* why */ }); // end", /udp6/],
    ["call({ type: 'udp4', /* why */ }); end(); // end", /end/],
    [before, /reuseAddr/],
  ])('finds the difference in %j', (after, loss) => {
    expect(findLoss(parse(before), parse(after), [offset])).toMatch(loss);
  });

  it('takes the comma before the last property', () => {
    const lastProperty = 'call({ a, reusePort: 1 })';

    expect(
      findLoss(parse(lastProperty), parse('call({ a })'), [lastProperty.indexOf('reusePort')]),
    ).toBeUndefined();
    expect(findLoss(parse(lastProperty), parse('call({ a, })'), [lastProperty.indexOf('reusePort')])).toMatch(
      /","/,
    );
  });

  function parse(text: string): ReturnType<Linter['getSourceCode']> {
    const linter = new Linter();
    expect(linter.verify(text, {})).toEqual([]);
    return linter.getSourceCode();
  }
});
