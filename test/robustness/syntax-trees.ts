import babelParser from '@babel/eslint-parser';
import typescriptParser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { Linter as Linter9 } from 'eslint9';
import { createRequire } from 'node:module';
import type { Rule } from 'eslint';
import type { SourceFile } from '../../analysis/index.ts';
import type { Parsers, TreeMaker } from './tree-makers.ts';

const require = createRequire(import.meta.url);

const TYPESCRIPT = /\.(?:[cm]?ts|tsx)$/;

/** JavaScript may be a module or not. */
function getJavaScriptGrammars(path: string): Linter.LanguageOptions[] {
  const parserOptions = { ecmaFeatures: { jsx: true } };
  const module = { ecmaVersion: 'latest', sourceType: 'module', parserOptions } as const;
  const commonjs = { ecmaVersion: 'latest', sourceType: 'commonjs', parserOptions } as const;
  return path.endsWith('.cjs') ? [commonjs] : [module, commonjs];
}

function getBabelGrammars(path: string): Linter.LanguageOptions[] {
  const presets = TYPESCRIPT.test(path)
    ? [require.resolve('@babel/preset-typescript')]
    : [require.resolve('@babel/preset-flow'), require.resolve('@babel/preset-react')];
  return (['module', 'commonjs'] as const).map((sourceType) => ({
    sourceType,
    parser: babelParser as Linter.Parser,
    parserOptions: {
      requireConfigFile: false,
      sourceType: sourceType === 'module' ? 'module' : 'script',
      babelOptions: { babelrc: false, configFile: false, presets },
    },
  }));
}

function createTreeMaker(
  name: string,
  createLinter: () => Pick<Linter, 'verify'>,
  getGrammars: (path: string) => Linter.LanguageOptions[],
): TreeMaker {
  return {
    name,
    read(text, path, look) {
      let isRead = false as boolean;
      // A linter keeps its last tree, which for some files is a gigabyte.
      const linter = createLinter();
      const rule: Rule.RuleModule = {
        create: ({ sourceCode }) => ({
          'Program:exit'() {
            isRead = true;
            const { ast, scopeManager, text, visitorKeys } = sourceCode;
            // ESLint's types name the plain ESTree.
            look({ ast, scopeManager, text, visitorKeys } as unknown as SourceFile);
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
        if (isRead) {
          return true;
        }
      }
      return false;
    },
  };
}

/**
 * The parsers of users, each as ESLint or the codemod sees it.
 *
 * @param parsers the codemod's
 */
export function createTreeMakers({ parseSource, parseWithBabel }: Parsers): TreeMaker[] {
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

/** Babel under ESLint, with the presets for TypeScript and Flow. It is slow. */
export function createBabelEslintTreeMaker(): TreeMaker {
  // Babel's parser has no release for ESLint 10.
  return createTreeMaker('@babel/eslint-parser', () => new Linter9() as unknown as Linter, getBabelGrammars);
}

function createCodemodTreeMaker(
  name: string,
  parse: (text: string, path: string) => ReturnType<Parsers['parseSource']> | undefined,
): TreeMaker {
  return {
    name,
    read(text, path, look) {
      const parsed = parse(text.replace(/^\uFEFF/, ''), path);
      if (parsed?.ok) {
        look(parsed.file);
      }
      return parsed?.ok === true;
    },
  };
}
