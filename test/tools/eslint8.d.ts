/** ESLint 8 ships no types; what the tests use of it has the shape that it has in ESLint 10. */
declare module 'eslint8' {
  export { ESLint, Linter, RuleTester, SourceCode } from 'eslint';
}
