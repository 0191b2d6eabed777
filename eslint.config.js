import { defineConfig } from 'eslint/config';
import eslintPlugin from 'eslint-plugin-eslint-plugin';
import tseslint from 'typescript-eslint';
import sockets from './dist/index.js';

export default defineConfig(
  { ignores: ['dist', '.cache', 'fixtures', 'demo/src', 'examples', 'coverage', 'lab/report'] },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  sockets.configs.recommended,
  {
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      // Node types are compared with their names: the enum that holds them would be a package to load at run time.
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  { files: ['**/*.js', '**/*.mjs'], extends: [tseslint.configs.disableTypeChecked] },
  { files: ['rules/**/*.ts'], extends: [eslintPlugin.configs.recommended] },
  {
    // The house rule: analysis is pure, and arrows run one way.
    files: ['analysis/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^(?!\\.\\.?/)', allowTypeImports: true, message: 'analysis depends on no package.' },
            {
              regex: '^(?:\\.\\./)+(?:rules|codemods|projects|sockets|lab)/',
              message: 'analysis does not know its front ends.',
            },
          ],
        },
      ],
      'no-restricted-globals': ['error', 'process', 'Buffer'],
    },
  },
  {
    files: ['projects/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(?:\\.\\./)+analysis/',
              allowTypeImports: true,
              message: 'The files of a project know nothing of sockets.',
            },
            {
              regex: '^(?:\\.\\./)+(?:rules|codemods|sockets|lab)/',
              message: 'The files of a project do not know the front ends.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['sockets/**/*.ts', 'lab/**/*.ts', 'guard/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^(?:\\.\\./)+(?:analysis|rules|codemods)/', message: 'This folder stands alone.' },
          ],
        },
      ],
    },
  },
);
