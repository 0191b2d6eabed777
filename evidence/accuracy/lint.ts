import babelParser from '@babel/eslint-parser';
import typescriptParser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { Linter as Linter9 } from 'eslint9';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import type { ESLint, SourceCode } from 'eslint';

const require = createRequire(import.meta.url);

/** What people do today: forbid the names. */
const NAIVE_SELECTOR = 'Property[key.name=/^reuse(Addr|Port|Address)$/]';

const TYPESCRIPT: Linter.LanguageOptions = {
  parser: typescriptParser,
  parserOptions: { ecmaFeatures: { jsx: true } },
};

const FLOW: Linter.LanguageOptions = {
  parser: babelParser as Linter.Parser,
  parserOptions: {
    requireConfigFile: false,
    babelOptions: {
      babelrc: false,
      configFile: false,
      presets: [require.resolve('@babel/preset-flow'), require.resolve('@babel/preset-react')],
    },
  },
};

const JAVASCRIPT: Linter.LanguageOptions = {
  ecmaVersion: 'latest',
  parserOptions: { ecmaFeatures: { jsx: true } },
};

const TYPESCRIPT_EXTENSION = /^\.(?:[cm]?ts|tsx)$/;

/** Chooses the parsers that a careful user would configure for a file, the likeliest first. */
function getLanguages(path: string): Linter.LanguageOptions[] {
  if (TYPESCRIPT_EXTENSION.test(extname(path))) {
    return [{ ...TYPESCRIPT, sourceType: 'module' }];
  }
  return [
    { ...JAVASCRIPT, sourceType: 'module' },
    { ...JAVASCRIPT, sourceType: 'commonjs' },
    { ...FLOW, sourceType: 'module' },
  ];
}

/** What ESLint says about a file. */
export interface LintedFile {
  /** Of the rule, with its default options. */
  readonly reports: readonly Linter.LintMessage[];
  /** What the rule adds with `reportUndecided`. */
  readonly undecided: readonly Linter.LintMessage[];
  /** Of a rule that forbids the names. */
  readonly naive: readonly Linter.LintMessage[];
  readonly sourceCode: SourceCode;
  /** Gives the text that `eslint --fix` writes with the rule alone. */
  readonly fix: () => string;
}

/**
 * Lints a file with the rule, with its option `reportUndecided`, and with a rule that forbids the names.
 *
 * @param path its end chooses the parser
 * @throws {Error} when no parser reads the file
 */
export function lint(text: string, path: string, plugin: ESLint.Plugin): LintedFile {
  const filename = `file${extname(path)}`;
  let failure = '';
  for (const languageOptions of getLanguages(path)) {
    // Babel's parser has no release for ESLint 10. The types of both say the same in other words.
    const linter: Linter =
      languageOptions.parser === babelParser ? (new Linter9() as unknown as Linter) : new Linter();
    const base: Linter.Config = {
      files: [`**/*${extname(path)}`],
      languageOptions,
      // Directives in foreign code speak of its authors' configuration.
      linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
      plugins: { sockets: plugin, undecided: plugin },
      rules: { 'sockets/no-client-reuse-address': 'error' },
    };
    const more: Linter.Config = {
      rules: {
        'undecided/no-client-reuse-address': ['error', { reportUndecided: true }],
        'no-restricted-syntax': ['error', NAIVE_SELECTOR],
      },
    };
    const messages = linter.verify(text, [base, more], { filename });
    const fatal = messages.find((message) => message.fatal);
    const sourceCode = linter.getSourceCode();
    if (fatal) {
      failure ||= `${fatal.line}:${fatal.column} ${fatal.message}`;
      continue;
    }
    return {
      reports: messages.filter(({ ruleId }) => ruleId === 'sockets/no-client-reuse-address'),
      undecided: messages.filter(
        ({ ruleId, messageId }) =>
          ruleId === 'undecided/no-client-reuse-address' && messageId === 'undecided',
      ),
      naive: messages.filter(({ ruleId }) => ruleId === 'no-restricted-syntax'),
      sourceCode,
      fix: () => linter.verifyAndFix(text, [base], { filename }).output,
    };
  }
  throw new Error(`ESLint cannot read ${path}: ${failure}`);
}
