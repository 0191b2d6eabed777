import { describe, expect, it, vi } from 'vitest';
import { analyze } from '../../analysis/index.ts';
import { writePathologicalPrograms } from '../../evidence/bench/pathological-programs.ts';
import { parseSource } from '../../codemods/parse.ts';
import { rewrite } from '../../codemods/rewrite.ts';

// A case that is not bounded ends here; none is timed otherwise: evidence/bench/pathological.ts does that.
vi.setConfig({ testTimeout: 60_000 });

/** Of the promised size, where what is nested still fits the stack of the parsers. */
const SCALE = 0.2;

/** The limits of the analysis may leave the sockets of these undecided; docs/limits.md says so. */
const MAY_BE_UNDECIDED = /from one factory|in one field, each used/u;

describe('the analysis decides each socket of', () => {
  it.each(writePathologicalPrograms(SCALE).map((program) => [program.name, program] as const))(
    '%s',
    (name, { text, options, role }) => {
      const verdicts = getVerdicts(text);
      const decided = verdicts.filter((verdict) => verdict !== 'unknown');

      expect(verdicts).toHaveLength(options);
      expect(decided).toEqual(decided.map(() => role));
      if (!MAY_BE_UNDECIDED.test(name)) {
        expect(decided).toHaveLength(options);
      }
    },
  );
});

/** As deep as nobody writes, in each way that a text can be. */
const DEPTH = 20_000;
const DEEP_TEXTS = {
  functions: `${'function f() {'.repeat(DEPTH)}${'}'.repeat(DEPTH)}`,
  arrays: `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`,
  parentheses: `${'('.repeat(DEPTH)}1${')'.repeat(DEPTH)}`,
  templates: `${'`${'.repeat(DEPTH)}1${'}`'.repeat(DEPTH)}`,
  'brackets that are left open': '(['.repeat(DEPTH),
  sums: `a${'+a'.repeat(DEPTH)}`,
  'promise chains': `a${'.then((b) => b)'.repeat(DEPTH)}`,
};
const SOCKET = `const s = require('dgram').createSocket({ reuseAddr: true });\ns.send('hello', 7000);\n`;

describe('the codemod leaves a file, and says why, that nests', () => {
  it.each(Object.entries(DEEP_TEXTS).flatMap(([name, text]) => ['js', 'ts'].map((end) => [name, end, text])))(
    '%s (.%s)',
    (_name, end = '', text = '') => {
      const source = `${SOCKET}${text};\n`;
      const { output, error } = rewrite(source, `deep.${end}`);

      expect(output).toBe(source);
      expect(error?.message).toBeTruthy();
    },
  );
});

describe('brackets in strings', () => {
  it('do not keep the codemod from a file', () => {
    const source = `${SOCKET}const opening = '${'('.repeat(DEPTH)}';\n`;

    expect(rewrite(source, 'strings.js').output).toBe(source.replace('{ reuseAddr: true }', '{}'));
  });
});

function getVerdicts(text: string): string[] {
  const parsed = parseSource(text, 'pathological.js');
  if (!parsed.ok) {
    throw new Error(parsed.error.message);
  }
  return analyze(parsed.file).map(({ verdict }) => verdict);
}
