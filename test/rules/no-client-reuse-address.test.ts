import typescriptParser from '@typescript-eslint/parser';
import { Linter, RuleTester as RuleTester10 } from 'eslint';
import { RuleTester as RuleTester8 } from 'eslint8';
import { RuleTester as RuleTester9 } from 'eslint9';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import plugin from '../../index.ts';
import { byName, loadFixtures } from '../tools/fixture-tree.ts';
import type { Fixture } from '../tools/fixture-tree.ts';
import { FRONT_ENDS, toReports } from '../tools/eslint-front-ends.ts';
import type { FrontEnd, Report } from '../tools/eslint-front-ends.ts';

const fixtures = loadFixtures('no-client-reuse-address');
const rule = plugin.rules['no-client-reuse-address'];

describe.each(FRONT_ENDS)('no-client-reuse-address on $name', (frontEnd) => {
  const readable = fixtures.filter((fixture) => frontEnd.canRead(fixture));

  it.each(byName(readable))('reports %s', (_name, fixture) => {
    expect(toReports(frontEnd.lint(fixture))).toEqual(expectedReports(fixture));
  });

  it.each(byName(readable.filter(({ role }) => role === 'unknown' || role === 'mixed')))(
    'reports what is undecided in %s when asked to',
    (_name, fixture) => {
      const asked = toReports(frontEnd.lint(fixture, { reportUndecided: true }));

      expect(asked).toEqual(
        fixture.findings.map(({ line, column, option }) => ({ line, column, option, remedy: 'none' })),
      );
    },
  );

  // Where no report has a fix, as the test above sees, ESLint has nothing to apply.
  it.each(byName(readable.filter(({ fixed }) => fixed !== undefined)))('fixes %s', (_name, fixture) => {
    expect(frontEnd.fix(fixture)).toBe(fixture.fixed);
  });

  it.each(byName(readable.filter((fixture) => isSuggested(fixture) && fixture.name.includes('node-dgram/'))))(
    'suggests what keeps workers apart in %s',
    (_name, fixture) => {
      const [suggested = '', ...more] = applySuggestions(frontEnd, fixture);

      expect(more).toEqual([]);
      expect(suggested).not.toContain('reusePort: true');
      expect(suggested).toContain('exclusive: true');
      expect(suggested).not.toContain('exclusive: false');
      // What the suggestion leaves is a program, and has nothing more to say about the option.
      expect(toReports(frontEnd.lint({ ...fixture, source: suggested })).filter(isReusePort)).toEqual([]);
    },
  );
});

describe('an option that is on by default', () => {
  const frontEnd = FRONT_ENDS.find(({ name }) => name.includes('typescript-eslint'));

  it.each(
    byName(fixtures.filter((fixture) => isSuggested(fixture) && !fixture.name.includes('node-dgram/'))),
  )('gets another value, and no more than that, in %s', (_name, fixture) => {
    if (!frontEnd) {
      throw new Error('There is no front end that reads TypeScript.');
    }
    const suggested = applySuggestions(frontEnd, fixture);

    expect(suggested.length).toBeGreaterThan(0);
    for (const text of suggested) {
      expect(text).toMatch(/\bfalse\b|exclusive: true/);
    }
  });
});

describe('a message', () => {
  const [frontEnd] = FRONT_ENDS;
  const reports = fixtures
    .filter((fixture) => frontEnd?.canRead(fixture))
    .flatMap((fixture) =>
      (frontEnd?.lint(fixture) ?? []).map(
        (message) => [`${fixture.name}:${message.line}`, { ...fixture, ...message }] as const,
      ),
    );

  it.each(reports.filter(([, { role }]) => role === 'client'))(
    '%s names the option, what it sets, and the evidence with its place',
    (_name, { message }) => {
      expect(message).toMatch(
        /^'\w+' (?:sets (?:SO_REUSE(?:ADDR|PORT)|address sharing)|is set by setsockopt|has no effect)/,
      );
      expect(message).toMatch(/\b\d+:\d+\b/);
      expect(message).toMatch(/[.]$/);
    },
  );

  it('says what to do when it can be done', () => {
    for (const [, { message, fix }] of reports) {
      if (fix) {
        expect(message).toContain('Remove it.');
      } else {
        expect(message).not.toContain('Remove it.');
      }
    }
  });
});

function isSuggested({ findings }: Fixture): boolean {
  return findings.some(({ remedy }) => remedy === 'suggestion');
}

/** What all three RuleTesters take. */
interface TestedSource {
  name: string;
  filename: string;
  code: string;
}

interface RuleTests {
  valid: TestedSource[];
  invalid: (TestedSource & {
    errors: { line: number; column: number; message: RegExp }[];
    output: string | null;
  })[];
}

/**
 * RuleTester makes one pass of fixes; two neighbours that both go need the second one that `eslint --fix` makes. It also
 * wants each suggestion word by word; those are tested above, by what they do.
 */
const onePassFixtures = fixtures.filter(
  ({ dialect, findings, idiom }) =>
    dialect !== 'flow' &&
    idiom !== 'node-dgram/options/reuse-both' &&
    findings.every(({ remedy }) => remedy !== 'suggestion'),
);

RuleTester10.describe = RuleTester9.describe = RuleTester8.describe = describe;
RuleTester10.it = RuleTester9.it = RuleTester8.it = it;

describe('RuleTester of ESLint 10', () => {
  new RuleTester10().run('no-client-reuse-address', rule, toFlatCases(onePassFixtures));
});

describe('RuleTester of ESLint 9.39', () => {
  new RuleTester9().run('no-client-reuse-address', rule, withoutValid(toFlatCases(onePassFixtures)));
});

describe('RuleTester of ESLint 8.57, which reads eslintrc', () => {
  new RuleTester8().run('no-client-reuse-address', rule, withoutValid(toEslintrcCases(onePassFixtures)));
});

/** Of what is silent, the older ones have nothing to check that the front ends above do not. */
function withoutValid(tests: RuleTests): RuleTests {
  return { ...tests, valid: [] };
}

/** The reports that the fixture lists: what is unknown or mixed is silent. */
function expectedReports({ findings }: Fixture): readonly Report[] {
  return findings
    .filter(({ verdict }) => verdict === 'client')
    .map(({ line, column, option, remedy }) => ({ line, column, option, remedy: remedy ?? 'none' }));
}

function isReusePort({ option }: Report): boolean {
  return option === 'reusePort';
}

/** The text after each suggestion, one by one. */
function applySuggestions(frontEnd: FrontEnd, fixture: Fixture): string[] {
  const hasMark = fixture.source.startsWith('\uFEFF');
  const text = hasMark ? fixture.source.slice(1) : fixture.source;
  return frontEnd
    .lint(fixture)
    .flatMap(({ suggestions = [] }) => suggestions)
    .map(
      ({ fix }) =>
        `${hasMark ? '\uFEFF' : ''}${text.slice(0, fix.range[0])}${fix.text}${text.slice(fix.range[1])}`,
    );
}

function toFlatCases(tested: readonly Fixture[]): RuleTests {
  return splitCases(tested, ({ dialect, sourceType }) => ({
    languageOptions: {
      sourceType,
      parserOptions: { ecmaFeatures: { jsx: true } },
      ...(dialect === 'typescript' ? { parser: typescriptParser } : {}),
    },
  }));
}

/** ESLint 8.57's RuleTester takes what an eslintrc takes, and a parser by its path. */
function toEslintrcCases(tested: readonly Fixture[]): RuleTests {
  const { resolve } = createRequire(import.meta.url);
  return splitCases(tested, ({ dialect, sourceType }) => ({
    parserOptions: { sourceType, ecmaVersion: 'latest', ecmaFeatures: { jsx: true } },
    ...(dialect === 'typescript' ? { parser: resolve('@typescript-eslint/parser') } : {}),
  }));
}

function splitCases(tested: readonly Fixture[], getSettings: (fixture: Fixture) => object): RuleTests {
  const cases = tested.map((fixture) => ({
    reports: expectedReports(fixture),
    fixture,
    valid: { name: fixture.name, filename: fixture.path, code: fixture.source, ...getSettings(fixture) },
  }));
  return {
    valid: cases.filter(({ reports }) => reports.length === 0).map(({ valid }) => valid),
    invalid: cases
      .filter(({ reports }) => reports.length > 0)
      .map(({ fixture, reports, valid }) => ({
        ...valid,
        errors: reports.map(({ line, column, option }) => ({
          line,
          column,
          message: new RegExp(`'${option}'`),
        })),
        output: fixture.fixed ?? null,
      })),
  };
}

describe('edits of one report', () => {
  it.each(['s.bind(0)', 's.bind()'])('do not overlap where %s is reached by two paths', (bind) => {
    const source = `const dgram = require('dgram');\nconst open = (s) => ${bind};\nconst socket = dgram.createSocket({ type: 'udp4', reusePort: true });\nif (process.argv[2]) open(socket); else open(socket);\n`;
    const fixture = {
      ...fixtures[0],
      name: 'overlap.cjs',
      source,
      sourceType: 'commonjs',
      dialect: 'javascript',
    } as Fixture;

    const [suggested] = applySuggestions(getFirst(FRONT_ENDS), fixture);

    expect(suggested).toContain('s.bind({ port: 0, exclusive: true })');
    expect(suggested).not.toContain('reusePort');
  });
});

describe('edits of several reports', () => {
  const config: Linter.Config = {
    plugins: { sockets: plugin },
    rules: { 'sockets/no-client-reuse-address': 'error' },
  };
  const send = (options: string) =>
    `import dgram from 'dgram';\ndgram.createSocket(${options}).send('x', 53);\n`;

  it.each([
    "{ type: 'udp4', reuseAddr: true, reusePort: true }",
    "{\n  type: 'udp4',\n  reuseAddr: true,\n  reusePort: true\n}",
    "{\n  type: 'udp4',\n  reuseAddr: true, // one\n  reusePort: true // two\n}",
    "{\n    type: 'udp4'\n  , reuseAddr: true\n  , reusePort: true\n}",
    "{ reuseAddr: true, reusePort: true, type: 'udp4' }",
  ])('that share a comma do not overlap, stand alone, and are all made in the end: %j', (options) => {
    const text = send(options);

    const messages = new Linter().verify(text, config);
    const fixes = messages.flatMap(({ fix }) => fix ?? []);
    const [first, second] = fixes;

    expect(fixes).toHaveLength(2);
    expect(second?.range[0]).toBeGreaterThanOrEqual(first?.range[1] ?? Infinity);
    for (const { range, text: replacement } of fixes) {
      const fixed = text.slice(0, range[0]) + replacement + text.slice(range[1]);
      expect(new Linter().verify(fixed, config)).toMatchObject([
        { ruleId: 'sockets/no-client-reuse-address' },
      ]);
    }
    expect(new Linter().verifyAndFix(text, config).output).toContain("udp4'");
    expect(new Linter().verifyAndFix(text, config).output).not.toContain('reuse');
  });

  it('take the comma where the one before it is suppressed', () => {
    const text = send(
      "{\n  type: 'udp4',\n  reuseAddr: true, // eslint-disable-line sockets/no-client-reuse-address\n  reusePort: true\n}",
    );

    expect(new Linter().verifyAndFix(text, config).output).toBe(
      send("{\n  type: 'udp4',\n  reuseAddr: true // eslint-disable-line sockets/no-client-reuse-address\n}"),
    );
  });
});

function getFirst<Item>([first]: readonly Item[]): Item {
  if (first === undefined) {
    throw new Error('The list is empty.');
  }
  return first;
}
