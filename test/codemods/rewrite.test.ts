import { describe, expect, it } from 'vitest';
import type { Finding, Remedy, SourceFile, TextEdit } from '../../analysis/index.ts';
import { rewrite } from '../../codemods/rewrite.ts';

/** A finding on the first of what is named, with edits by offset from there. */
function findingOn(
  file: SourceFile,
  option: string,
  remedy: Remedy,
  verdict: Finding['verdict'] = 'client',
): Finding[] {
  const start = file.text.indexOf(option);
  if (start < 0) {
    return [];
  }
  return [
    {
      verdict,
      option,
      remedy,
      api: 'test',
      calls: ['f'],
      node: { ...file.ast, range: [start, start + option.length] },
      place: { line: 1, column: start + 1 },
      evidence: `evidence of ${option}`,
      messageId: 'client',
      data: {},
      message: `message of ${option}`,
    },
  ];
}

/** Takes away what a pattern matches. */
function removal(file: SourceFile, pattern: RegExp): Remedy {
  const edits = [...file.text.matchAll(pattern)].map(({ index, 0: { length } }): TextEdit => ({
    range: [index, index + length],
    text: '',
  }));
  return { kind: 'fix', edits };
}

const SOURCE = 'f({ reuseAddr: 1, reusePort: 2, type: 3 });\n';

describe('rewrite', () => {
  it('parses nothing when no option is mentioned', () => {
    const source = 'this is no program';
    expect(rewrite(source, 'x.js')).toEqual({
      output: source,
      edits: [],
      changed: [],
      left: [],
      undecided: [],
      suppressed: [],
      asserted: [],
    });
  });

  it('says where a file is no program', () => {
    expect(rewrite('\uFEFFreuseAddr,\n  ,', 'x.js')).toMatchObject({
      output: '\uFEFFreuseAddr,\n  ,',
      edits: [],
      error: { place: { line: 2, column: 3 } },
    });
  });

  it('leaves an edit that touches another for the next round, and tells all edits in terms of the source', () => {
    let rounds = 0;
    const result = rewrite(SOURCE, 'x.js', {
      analysis: (file) => {
        rounds += 1;
        return [
          ...findingOn(file, 'reuseAddr', removal(file, /reuseAddr: 1, /g)),
          ...findingOn(file, 'reusePort', removal(file, /reusePort: 2, /g)),
        ];
      },
    });
    expect(result.output).toBe('f({ type: 3 });\n');
    expect(result.edits).toEqual([{ range: [4, 32], text: '' }]);
    expect(result.changed).toMatchObject([
      { option: 'reuseAddr', offset: 4, place: { line: 1, column: 5 } },
      {
        option: 'reusePort',
        offset: 18,
        place: { line: 1, column: 19 },
        placeInOutput: { line: 1, column: 5 },
      },
    ]);
    // Two with edits, and one to see that nothing is left to do.
    expect(rounds).toBe(3);
  });

  it('stops after ten rounds, as ESLint does', () => {
    const result = rewrite('reuseAddr;0', 'x.js', {
      analysis: (file) =>
        findingOn(file, 'reuseAddr', { kind: 'fix', edits: [{ range: [10, 10], text: '1' }] }),
    });
    expect(result.output).toBe('reuseAddr;11111111110');
    expect(result.left).toMatchObject([{ reason: 'evidence of reuseAddr' }]);
  });

  it('counts all edits of a finding as one range', () => {
    const analysis = (file: SourceFile): Finding[] => [
      ...findingOn(file, 'reuseAddr', {
        kind: 'fix',
        edits: [
          { range: [0, 1], text: 'g' },
          { range: [38, 39], text: '4' },
        ],
      }),
      ...findingOn(file, 'reusePort', removal(file, /reusePort: 2, /g)),
    ];
    const result = rewrite(SOURCE, 'x.js', {
      analysis: (file) => (file.text === SOURCE ? analysis(file) : []),
    });
    expect(result.output).toBe('g({ reuseAddr: 1, reusePort: 2, type: 4 });\n');
  });

  it('keeps the byte order mark, and does not count it', () => {
    const seen: string[] = [];
    const result = rewrite(`\uFEFF${SOURCE}`, 'x.js', {
      analysis: (file) => {
        seen.push(file.text);
        return findingOn(file, 'reuseAddr', removal(file, /reuseAddr: 1, /g));
      },
    });
    expect(seen[0]).toBe(SOURCE);
    expect(result.output).toBe('\uFEFFf({ reusePort: 2, type: 3 });\n');
    expect(result.edits).toEqual([{ range: [4, 18], text: '' }]);
  });

  it('makes no edit that would break the program', () => {
    const result = rewrite(SOURCE, 'x.js', {
      analysis: (file) => findingOn(file, 'reuseAddr', removal(file, /reuseAddr: 1, reusePort/g)),
    });
    expect(result.output).toBe(SOURCE);
    expect(result.changed).toEqual([]);
    expect(result.left).toMatchObject([
      { option: 'reuseAddr', reason: 'without it the file would not parse' },
    ]);
  });

  it('asks before each change, and says what was kept', () => {
    const result = rewrite(SOURCE, 'x.js', {
      analysis: (file) => [
        ...findingOn(file, 'reuseAddr', removal(file, /reuseAddr: 1, /g)),
        ...findingOn(file, 'reusePort', removal(file, /reusePort: 2, /g)),
      ],
      accept: ({ option }) => option === 'reusePort',
    });
    expect(result.output).toBe('f({ reuseAddr: 1, type: 3 });\n');
    expect(result.left).toMatchObject([{ option: 'reuseAddr', reason: 'you chose to keep it' }]);
  });

  it('applies a suggestion only with explicitFalse, and only one that writes false', () => {
    const suggestion = (file: SourceFile, explicitFalse: boolean): Remedy => ({
      kind: 'suggestion',
      title: 'Set it to false',
      edits: [{ range: [file.text.indexOf('1'), file.text.indexOf('1') + 1], text: 'false' }],
      reason: 'the default is on',
      explicitFalse,
    });
    const analysis =
      (explicitFalse: boolean) =>
      (file: SourceFile): Finding[] =>
        file.text.includes('1') ? findingOn(file, 'reuseAddr', suggestion(file, explicitFalse)) : [];
    const left = [{ reason: 'the default is on' }];
    expect(rewrite(SOURCE, 'x.js', { analysis: analysis(true) })).toMatchObject({ output: SOURCE, left });
    expect(rewrite(SOURCE, 'x.js', { analysis: analysis(false), explicitFalse: true })).toMatchObject({
      output: SOURCE,
      left: [{ needsExplicitFalse: false }],
    });
    expect(rewrite(SOURCE, 'x.js', { analysis: analysis(true), explicitFalse: true })).toMatchObject({
      output: SOURCE.replace('1', 'false'),
      left: [],
    });
  });

  it('changes clients only, and says of the others what they are', () => {
    const analysis = (file: SourceFile): Finding[] =>
      (['listener', 'unknown', 'mixed'] as const).flatMap((verdict) =>
        findingOn(file, 'reuseAddr', removal(file, /reuseAddr: 1, /g), verdict),
      );
    const result = rewrite(SOURCE, 'x.js', { analysis });
    expect(result.output).toBe(SOURCE);
    expect(result.left).toEqual([]);
    expect(result.undecided.map(({ verdict }) => verdict)).toEqual(['unknown', 'mixed']);
  });
});
