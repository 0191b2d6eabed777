import babelParser from '@babel/eslint-parser';
import typescriptParser from '@typescript-eslint/parser';
import { Linter as Linter10 } from 'eslint';
import type { Rule } from 'eslint';
import { Linter as Linter8 } from 'eslint8';
import { Linter as Linter9 } from 'eslint9';
import { createRequire } from 'node:module';
import { analyze } from '../../analysis/index.ts';
import type { Finding, SourceFile } from '../../analysis/index.ts';
import plugin from '../../index.ts';
import type { Fixture } from './fixture-tree.ts';

/** The source that a linter gets, with what chooses the parser's settings. */
export type LintedSource = Pick<Fixture, 'dialect' | 'name' | 'source' | 'sourceType'>;

/** What a rule said about one place. */
export interface Report {
  readonly line: number;
  readonly column: number;
  readonly option: string;
  readonly remedy: 'fix' | 'none' | 'suggestion';
}

/** The rule's own options. */
interface RuleOptions {
  readonly reportUndecided?: boolean;
}

/** One ESLint with one parser. */
export interface FrontEnd {
  /** Such as `ESLint 9, @babel/eslint-parser`. */
  readonly name: string;
  readonly canRead: (source: LintedSource) => boolean;
  /** @returns every message of the rule, in source order */
  lint(source: LintedSource, ruleOptions?: RuleOptions): readonly Linter10.LintMessage[];
  /** @returns the text after all fixes, as `eslint --fix` would write it */
  fix(source: LintedSource): string;
  /** @returns the findings of the analysis on this parser's tree */
  analyze(source: LintedSource): readonly Finding[];
}

/** The part of a linter that is the same in ESLint 8, 9 and 10. */
interface FlatLinter {
  verify(text: string, config: Linter10.Config[], options: { filename: string }): Linter10.LintMessage[];
  verifyAndFix(
    text: string,
    config: Linter10.Config[],
    options: { filename: string },
  ): { output: string; messages: Linter10.LintMessage[] };
}

type LanguageOptions = NonNullable<Linter10.Config['languageOptions']>;

interface ParserChoice {
  readonly name: string;
  canRead(source: LintedSource): boolean;
  getLanguageOptions(source: LintedSource): LanguageOptions;
}

/** The id that the plugin's own configs use. */
const RULE_ID = 'sockets/no-client-reuse-address';

const ESPREE: ParserChoice = {
  name: 'espree',
  canRead: ({ dialect }) => dialect === 'javascript',
  getLanguageOptions: ({ sourceType }) => ({
    sourceType,
    ecmaVersion: 'latest',
    parserOptions: { ecmaFeatures: { jsx: true } },
  }),
};

const TYPESCRIPT: ParserChoice = {
  name: '@typescript-eslint/parser',
  canRead: ({ dialect }) => dialect !== 'flow',
  getLanguageOptions: ({ sourceType }) => ({
    sourceType,
    parser: typescriptParser,
    parserOptions: { ecmaFeatures: { jsx: true } },
  }),
};

const require = createRequire(import.meta.url);

const BABEL_PRESETS: Readonly<Record<LintedSource['dialect'], readonly string[]>> = {
  flow: [require.resolve('@babel/preset-flow'), require.resolve('@babel/preset-react')],
  javascript: [require.resolve('@babel/preset-react')],
  typescript: [require.resolve('@babel/preset-typescript')],
};

const BABEL: ParserChoice = {
  name: '@babel/eslint-parser',
  canRead: () => true,
  getLanguageOptions: ({ dialect, name, sourceType }) => ({
    sourceType,
    parser: babelParser,
    parserOptions: {
      requireConfigFile: false,
      // Babel knows TypeScript's `import x = require()` in modules only.
      sourceType: sourceType === 'module' || name.endsWith('.cts') ? 'module' : 'script',
      babelOptions: {
        babelrc: false,
        configFile: false,
        presets: BABEL_PRESETS[dialect],
        // `decorators` has no parameters with decorators.
        ...(dialect === 'typescript' && {
          parserOpts: { plugins: ['decorators-legacy', 'decoratorAutoAccessors'] },
        }),
      },
    },
  }),
};

const LINTERS: Readonly<Record<string, () => FlatLinter>> = {
  'ESLint 8.57': () => new Linter8({ configType: 'flat' }),
  'ESLint 9.39': () => new Linter9({ configType: 'flat' }),
  'ESLint 10': () => new Linter10({ configType: 'flat' }),
};

/** Every ESLint with espree and with typescript-eslint, and ESLint 9 with Babel, which has no release for ESLint 10. */
export const FRONT_ENDS: readonly FrontEnd[] = [
  ...Object.keys(LINTERS).flatMap((linter) =>
    [ESPREE, TYPESCRIPT].map((parser) => createFrontEnd(linter, parser)),
  ),
  createFrontEnd('ESLint 9.39', BABEL),
];

/**
 * Takes from ESLint's messages what a fixture says about a finding.
 *
 * @param messages messages of the rule
 * @returns a report for each
 * @throws {Error} when a message is a syntax error, or names no option
 */
export function toReports(messages: readonly Linter10.LintMessage[]): readonly Report[] {
  return messages.map((message) => {
    const option = /'(\w+)'/.exec(message.message)?.[1];
    if (option === undefined) {
      throw new Error(`The message names no option: ${message.message}`);
    }
    return {
      line: message.line,
      column: message.column,
      option,
      remedy: message.fix ? 'fix' : message.suggestions?.length ? 'suggestion' : 'none',
    };
  });
}

function createFrontEnd(linterName: string, parser: ParserChoice): FrontEnd {
  const createLinter = LINTERS[linterName];
  if (createLinter === undefined) {
    throw new Error(`There is no ${linterName}.`);
  }
  const linter = createLinter();

  const configure = (source: LintedSource, extra: Linter10.Config): Linter10.Config[] => [
    {
      files: ['**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}'],
      languageOptions: parser.getLanguageOptions(source),
      ...extra,
    },
  ];
  const withRule = (options: RuleOptions = {}): Linter10.Config => ({
    plugins: { sockets: plugin },
    rules: { [RULE_ID]: ['error', options] },
  });
  const getFilename = ({ name }: LintedSource) => ({ filename: name.slice(name.lastIndexOf('/') + 1) });

  return {
    name: `${linterName}, ${parser.name}`,
    canRead: (source) => parser.canRead(source),
    lint: (source, options) =>
      rejectForeign(linter.verify(source.source, configure(source, withRule(options)), getFilename(source))),
    fix(source) {
      const report = linter.verifyAndFix(source.source, configure(source, withRule()), getFilename(source));
      rejectForeign(report.messages);
      return report.output;
    },
    analyze(source) {
      let findings: readonly Finding[] | undefined;
      const probe: Rule.RuleModule = {
        create({ sourceCode }) {
          // ESLint's own types know neither TypeScript's nodes nor typescript-eslint's scopes.
          const { ast, scopeManager, text } = sourceCode as unknown as SourceFile;
          findings = analyze({ ast, scopeManager, text });
          return {};
        },
      };
      const config = configure(source, {
        plugins: { probe: { rules: { probe } } },
        rules: { 'probe/probe': 'error' },
      });
      rejectForeign(linter.verify(source.source, config, getFilename(source)));
      if (findings === undefined) {
        throw new Error(`${source.name} was not analysed.`);
      }
      return findings;
    },
  };
}

/** A syntax error, or a rule that threw, must never look like "nothing found". */
function rejectForeign(messages: readonly Linter10.LintMessage[]): readonly Linter10.LintMessage[] {
  const foreign = messages.find(({ fatal, ruleId }) => fatal === true || ruleId !== RULE_ID);
  if (foreign !== undefined) {
    throw new Error(`${foreign.line}:${foreign.column} ${foreign.message}`);
  }
  return messages;
}
