import typescriptParser from '@typescript-eslint/parser';
import plugin from '../../../../dist/index.js';

/** Our rule alone, on whatever ESLint reads. */
export default [
  {
    files: ['**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}'],
    languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } },
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
    plugins: { sockets: plugin },
    rules: { 'sockets/no-client-reuse-address': 'error' },
  },
  { files: ['**/*.{ts,cts,mts,tsx}'], languageOptions: { parser: typescriptParser } },
];
