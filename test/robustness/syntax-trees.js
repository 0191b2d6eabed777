import babelParser from '@babel/eslint-parser';
import typescriptParser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { Linter as Linter9 } from 'eslint9';
import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';
import { createHash } from 'node:crypto';

/** @import { Parsers, TreeMaker } from './tree-makers.ts' */

const require = createRequire(import.meta.url);

const PROGRAM = /\.(?:[cm]?[jt]s|[jt]sx)$/;
const TYPESCRIPT = /\.(?:[cm]?ts|tsx)$/;

/**
 * @param {string} root
 * @returns {string[]} every JavaScript and TypeScript file below a folder, by its path from there, with slashes, sorted
 */
export function findPrograms(root) {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => PROGRAM.test(path) && statSync(join(root, path)).isFile())
    .map((path) => relative(root, join(root, path)).split(sep).join('/'))
    .sort();
}

/**
 * @param {readonly string[]} paths
 * @param {number} size
 * @returns {string[]} the same paths for the same packages on each machine, taken from everywhere
 */
export function sample(paths, size) {
  return paths
    .map((path) => ({ path, key: createHash('sha256').update(path).digest('hex') }))
    .sort((a, b) => a.key.localeCompare(b.key))
    .slice(0, size)
    .map(({ path }) => path);
}

/**
 * @param {string} path
 * @returns {Linter.LanguageOptions[]} JavaScript may be a module or not
 */
function getJavaScriptGrammars(path) {
  const parserOptions = { ecmaFeatures: { jsx: true } };
  const module = /** @type {const} */ ({ ecmaVersion: 'latest', sourceType: 'module', parserOptions });
  const commonjs = /** @type {const} */ ({ ecmaVersion: 'latest', sourceType: 'commonjs', parserOptions });
  return path.endsWith('.cjs') ? [commonjs] : [module, commonjs];
}

/**
 * @param {string} path
 * @returns {Linter.LanguageOptions[]}
 */
function getBabelGrammars(path) {
  const presets = TYPESCRIPT.test(path)
    ? [require.resolve('@babel/preset-typescript')]
    : [require.resolve('@babel/preset-flow'), require.resolve('@babel/preset-react')];
  return /** @type {const} */ (['module', 'commonjs']).map((sourceType) => ({
    sourceType,
    parser: /** @type {import('eslint').Linter.Parser} */ (babelParser),
    parserOptions: {
      requireConfigFile: false,
      sourceType: sourceType === 'module' ? 'module' : 'script',
      babelOptions: { babelrc: false, configFile: false, presets },
    },
  }));
}

/**
 * @param {string} name
 * @param {() => Pick<Linter, 'verify'>} createLinter
 * @param {(path: string) => Linter.LanguageOptions[]} getGrammars
 * @returns {TreeMaker}
 */
function createTreeMaker(name, createLinter, getGrammars) {
  return {
    name,
    read(text, path, look) {
      let isRead = false;
      // A linter keeps its last tree, which for some files is a gigabyte.
      const linter = createLinter();
      /** @type {import('eslint').Rule.RuleModule} */
      const rule = {
        create: ({ sourceCode }) => ({
          'Program:exit'() {
            isRead = true;
            const { ast, scopeManager, text, visitorKeys } = sourceCode;
            // ESLint's types name the plain ESTree.
            look(/** @type {any} */ ({ ast, scopeManager, text, visitorKeys }));
          },
        }),
      };
      for (const languageOptions of getGrammars(path)) {
        linter.verify(
          text,
          {
            files: ['**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}'],
            languageOptions,
            linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
            plugins: { look: { rules: { tree: rule } } },
            rules: { 'look/tree': 'error' },
          },
          { filename: path },
        );
        if (isRead) return true;
      }
      return false;
    },
  };
}

/**
 * The parsers of users, each as ESLint or the codemod sees it.
 *
 * @param {Parsers} parsers the codemod's
 * @returns {TreeMaker[]}
 */
export function createTreeMakers({ parseSource, parseWithBabel }) {
  return [
    createTreeMaker('espree', () => new Linter(), getJavaScriptGrammars),
    createTreeMaker(
      'typescript-eslint',
      () => new Linter(),
      (path) => [
        {
          sourceType: /\.c[jt]s$/.test(path) ? 'commonjs' : 'module',
          parser: typescriptParser,
          parserOptions: { ecmaFeatures: { jsx: !/\.[cm]?ts$/.test(path) } },
        },
      ],
    ),
    createCodemodTreeMaker('oxc', parseSource),
    createCodemodTreeMaker('babel', (text, path) =>
      TYPESCRIPT.test(path) ? undefined : parseWithBabel(text),
    ),
  ];
}

/**
 * Babel under ESLint, with the presets for TypeScript and Flow. It is slow.
 *
 * @returns {TreeMaker}
 */
export function createBabelEslintTreeMaker() {
  // Babel's parser has no release for ESLint 10.
  return createTreeMaker('@babel/eslint-parser', () => /** @type {any} */ (new Linter9()), getBabelGrammars);
}

/**
 * @param {string} name
 * @param {(text: string, path: string) => ReturnType<Parsers['parseSource']> | undefined} parse
 * @returns {TreeMaker}
 */
function createCodemodTreeMaker(name, parse) {
  return {
    name,
    read(text, path, look) {
      const parsed = parse(text.replace(/^\uFEFF/, ''), path);
      if (parsed?.ok) look(parsed.file);
      return parsed?.ok === true;
    },
  };
}
