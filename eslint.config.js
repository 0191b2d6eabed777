import { readFileSync } from 'node:fs';
import { defineConfig } from 'eslint/config';
import eslintPlugin from 'eslint-plugin-eslint-plugin';
import jsdoc from 'eslint-plugin-jsdoc';
import regexp from 'eslint-plugin-regexp';
import sonarjs from 'eslint-plugin-sonarjs';
import tseslint from 'typescript-eslint';
import sockets from './dist/index.js';

const FRONT_ENDS = 'rules|codemods|projects|sockets|guard|evidence';

/** The storeys of the analysis, and those above each, of which it knows nothing. */
const STOREYS = {
  apis: 'program|dataflow|sockets|findings',
  program: 'dataflow|sockets|findings',
  dataflow: 'sockets|findings',
  sockets: 'findings',
  findings: undefined,
};

/**
 * Analysis is pure, and its imports run one way. One rule per depth: `analysis/sockets` is no front end.
 *
 * @param {string} files a pattern
 * @param {number} depth how many folders they are below the project's
 * @param {string} [above] the storeys above theirs
 * @returns {import('eslint').Linter.Config}
 */
function restrictAnalysis(files, depth, above) {
  const patterns = [
    { regex: '^(?!\\.\\.?/)', allowTypeImports: true, message: 'analysis depends on no package.' },
    {
      regex: `^(?:\\.\\./){${depth}}(?:${FRONT_ENDS})/`,
      message: 'analysis does not know its front ends.',
    },
  ];
  if (above) {
    patterns.push({
      regex: `^(?:\\.\\./){${depth - 1}}(?:${above})/`,
      message: 'A storey of the analysis does not know those above it.',
    });
  }
  return { files: [files], rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] } };
}

/**
 * A folder that knows nothing of others.
 *
 * @param {string} folder its path
 * @param {string} others the top-level folders
 * @returns {import('eslint').Linter.Config}
 */
function restrictApart(folder, others) {
  const patterns = [{ regex: `^(?:\\.\\./)+(?:${others})/`, message: 'This folder stands alone.' }];
  return {
    files: [`${folder}/**/*.ts`],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
  };
}

/**
 * The files whose functions and types others get, of the library those that its index names; and what runs in others' programs.
 */
const PUBLIC_FILES = [
  'index.ts',
  'rules/*.ts',
  'codemods/*.ts',
  'guard/*.ts',
  ...Array.from(
    readFileSync(new URL('sockets/index.ts', import.meta.url), 'utf8').matchAll(/ from '\.\/(.+?)';/g),
    ([, path]) => `sockets/${path}`,
  ),
];

/** What of such a file has a description, with its parameters and what it throws. */
const DESCRIBED = {
  contexts: [
    ':matches(ExportNamedDeclaration, ExportDefaultDeclaration) > :matches(FunctionDeclaration, TSDeclareFunction)',
    'ExportNamedDeclaration > ClassDeclaration > ClassBody > MethodDefinition[key.type!="PrivateIdentifier"]',
  ],
};

/** Names such as `rootOf` and `scopesOfProgram`, which say what a function gives, and none of what it does. */
const NOUN_OF =
  '/^(?!(?:is|has|can|get|find|list|read|to|create|set|sum|install|ask|enter|dispose|tell)[A-Z]).*[a-z]Of(?:[A-Z].*)?$/';

const FUNCTION = '/^(?:ArrowFunction|Function)Expression$/';

/** Where a function gets such a name: as a declaration, a constant, a method, a field, a property, or by its type. */
const FUNCTION_NAMES = [
  `FunctionDeclaration[id.name=${NOUN_OF}]`,
  `VariableDeclarator[init.type=${FUNCTION}][id.name=${NOUN_OF}]`,
  `:matches(MethodDefinition, TSAbstractMethodDefinition, TSMethodSignature)[key.name=${NOUN_OF}]`,
  `:matches(PropertyDefinition, Property)[value.type=${FUNCTION}][key.name=${NOUN_OF}]`,
  `Identifier[typeAnnotation.typeAnnotation.type="TSFunctionType"][name=${NOUN_OF}]`,
  `TSPropertySignature[typeAnnotation.typeAnnotation.type="TSFunctionType"][key.name=${NOUN_OF}]`,
];

export default defineConfig(
  {
    ignores: [
      'dist',
      '.cache',
      'fixtures',
      'examples/!(demo)/**',
      'examples/demo/src',
      'coverage',
      'evidence/lab/report',
    ],
  },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  sockets.configs.recommended,
  {
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      curly: 'error',
      // Prettier breaks code at 110, and leaves comments alone. ESLint has deprecated the rule for one in a further package.
      'max-len': ['error', { code: 100_000, comments: 130, ignoreUrls: true }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ImportSpecifier[importKind="type"]',
          message: 'Types have an import of their own: `import type { … }`.',
        },
        ...FUNCTION_NAMES.map((selector) => ({
          selector,
          message: 'A function is named by what it does: getX, findX, toX, createX.',
        })),
        {
          selector:
            ':matches(FunctionDeclaration[id.name=/^(?:is|has|can)[A-Z]/], VariableDeclarator[id.name=/^(?:is|has|can)[A-Z]/] > ArrowFunctionExpression)[returnType]' +
            ':not([returnType.typeAnnotation.type=/^TS(?:BooleanKeyword|TypePredicate)$/], [returnType.typeAnnotation.typeName.name="Promise"])',
          message: 'isX, hasX and canX give a boolean, or say what type a value has.',
        },
        {
          selector: 'VariableDeclarator[id.name=/^(?:is|has|can)[A-Z]/][init.type="NewExpression"]',
          message: 'isX, hasX and canX are booleans; an object is named by what it holds.',
        },
        {
          selector:
            'VariableDeclarator[id.name=/^(?:is|has|can)[A-Z]/][init.type=/^(?:ArrowFunction|Function)Expression$/][id.typeAnnotation.typeAnnotation.type="TSTypeReference"]',
          message: 'isX, hasX and canX give a boolean; a type of function does not say so.',
        },
      ],
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
  { files: ['**/*.js', '**/*.mjs', '**/*.cjs'], extends: [tseslint.configs.disableTypeChecked] },
  {
    files: ['rules/**/*.ts'],
    extends: [eslintPlugin.configs.recommended],
    rules: {
      // It looks for suggestions in the file of the rule alone; these are made in rules/report.ts.
      'eslint-plugin/require-meta-has-suggestions': 'off',
    },
  },
  { files: ['analysis/**/*.ts'], rules: { 'no-restricted-globals': ['error', 'process', 'Buffer'] } },
  restrictAnalysis('analysis/*.ts', 1),
  ...Object.entries(STOREYS).flatMap(([storey, above]) => [
    restrictAnalysis(`analysis/${storey}/*.ts`, 2, above),
    restrictAnalysis(`analysis/${storey}/*/*.ts`, 3, above),
  ]),
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
              regex: '^(?:\\.\\./)+(?:rules|codemods|sockets|evidence)/',
              message: 'The files of a project do not know the front ends.',
            },
          ],
        },
      ],
    },
  },
  restrictApart('sockets', 'analysis|codemods|evidence|guard|projects|rules'),
  restrictApart('evidence/lab', 'analysis|codemods|guard|projects|rules|sockets'),
  restrictApart('guard', 'analysis|codemods|evidence|projects|rules|sockets'),
  // A function that needs more says why, where it disables the rule.
  {
    files: ['**/*.ts', '**/*.js', '**/*.mjs', '**/*.cjs'],
    plugins: { sonarjs },
    rules: { 'sonarjs/cognitive-complexity': ['error', 15] },
  },
  // They read texts that nobody vouches for: a megabyte of line ends must not take a minute.
  {
    files: ['{analysis,codemods,guard,projects,rules,sockets}/**/*.{ts,cts}'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'certain' }],
    },
  },
  {
    files: PUBLIC_FILES,
    plugins: { jsdoc },
    settings: { jsdoc: { mode: 'typescript' } },
    rules: {
      'jsdoc/require-jsdoc': ['error', { ...DESCRIBED, require: { FunctionDeclaration: false } }],
      // The fields of an object are described where its type is.
      'jsdoc/require-param': ['error', { ...DESCRIBED, checkDestructured: false }],
      'jsdoc/require-param-description': ['error', DESCRIBED],
      'jsdoc/check-param-names': ['error', { checkDestructured: false }],
      'jsdoc/require-throws': ['error', DESCRIBED],
      'jsdoc/require-throws-description': 'error',
    },
  },
  {
    files: ['analysis/**/*.ts'],
    rules: { 'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }] },
  },
);
