import babelParser from '@babel/eslint-parser';
import typescriptParser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { Linter as Linter9 } from 'eslint9';
import { createRequire } from 'node:module';
import { extname } from 'node:path';

/** @import { ESLint, SourceCode } from 'eslint' */

const require = createRequire(import.meta.url);

/** What people do today: forbid the names. */
const NAIVE_SELECTOR = 'Property[key.name=/^reuse(Addr|Port|Address)$/]';

/** @type {Linter.LanguageOptions} */
const TYPESCRIPT = { parser: typescriptParser, parserOptions: { ecmaFeatures: { jsx: true } } };

/** @type {Linter.LanguageOptions} */
const FLOW = {
  parser: /** @type {Linter.Parser} */ (babelParser),
  parserOptions: {
    requireConfigFile: false,
    babelOptions: {
      babelrc: false,
      configFile: false,
      presets: [require.resolve('@babel/preset-flow'), require.resolve('@babel/preset-react')],
    },
  },
};

/** @type {Linter.LanguageOptions} */
const JAVASCRIPT = { ecmaVersion: 'latest', parserOptions: { ecmaFeatures: { jsx: true } } };

const TYPESCRIPT_EXTENSION = /^\.(?:[cm]?ts|tsx)$/;

/**
 * Chooses the parsers that a careful user would configure for a file, the likeliest first.
 *
 * @param {string} path
 * @returns {Linter.LanguageOptions[]}
 */
function languagesOf(path) {
  if (TYPESCRIPT_EXTENSION.test(extname(path))) return [{ ...TYPESCRIPT, sourceType: 'module' }];
  return [
    { ...JAVASCRIPT, sourceType: 'module' },
    { ...JAVASCRIPT, sourceType: 'commonjs' },
    { ...FLOW, sourceType: 'module' },
  ];
}

/**
 * What ESLint says about a file.
 *
 * @typedef {object} LintedFile
 * @property {Linter.LintMessage[]} reports of the rule, with its default options
 * @property {Linter.LintMessage[]} undecided what the rule adds with `reportUndecided`
 * @property {Linter.LintMessage[]} naive of a rule that forbids the names
 * @property {SourceCode} sourceCode
 * @property {() => string} fix gives the text that `eslint --fix` writes with the rule alone
 */

/**
 * Lints a file with the rule, with its option `reportUndecided`, and with a rule that forbids the names.
 *
 * @param {string} text
 * @param {string} path its end chooses the parser
 * @param {ESLint.Plugin} plugin
 * @returns {LintedFile}
 * @throws {Error} when no parser reads the file
 */
export function lint(text, path, plugin) {
  const filename = `file${extname(path)}`;
  let failure = '';
  for (const languageOptions of languagesOf(path)) {
    // Babel's parser has no release for ESLint 10. The types of both say the same in other words.
    /** @type {Linter} */
    const linter = languageOptions.parser === babelParser ? /** @type {any} */ (new Linter9()) : new Linter();
    /** @type {Linter.Config} */
    const base = {
      files: [`**/*${extname(path)}`],
      languageOptions,
      // Directives in foreign code speak of its authors' configuration.
      linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
      plugins: { sockets: plugin, undecided: plugin },
      rules: { 'sockets/no-client-reuse-address': 'error' },
    };
    /** @type {Linter.Config} */
    const more = {
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
