import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { analyze } from '@typescript-eslint/scope-manager';
import type { OxcError, ParseResult as OxcParseResult, ParserOptions } from 'oxc-parser';
import { LineTable } from '../../analysis/index.ts';
import type { SourceFile } from '../../analysis/index.ts';
import { createJavaScriptScopes } from './javascript-scopes.ts';
import { loadPackage } from './packages.ts';
import type { ParseResult } from './parse-result.ts';

type Language = NonNullable<ParserOptions['lang']>;
type SourceType = 'script' | 'module' | 'commonjs' | 'unambiguous';

/**
 * The grammars to try, in this order; the first that accepts the file wins. A file without `import` and `export` may
 * still have `return` at its top level, which only CommonJS allows.
 */
function getSourceTypes(extension: string): readonly SourceType[] {
  switch (extension) {
    case '.mjs':
    case '.mts':
      return ['module', 'unambiguous'];
    case '.cjs':
    case '.cts':
      return ['commonjs', 'unambiguous'];
    default:
      // A top level `for await` alone makes no module of what is unambiguous to the parser.
      return ['unambiguous', 'commonjs', 'module'];
  }
}

function getLanguage(path: string, extension: string): Language {
  switch (extension) {
    case '.ts':
    case '.cts':
    case '.mts':
      return path.endsWith(`.d${extension}`) ? 'dts' : 'ts';
    case '.tsx':
      return 'tsx';
    default:
      // Each file that is JavaScript is also JavaScript with JSX.
      return 'jsx';
  }
}

/**
 * What oxc and TypeScript take for white space and ECMAScript does not: NEXT LINE and ZERO WIDTH SPACE. In JavaScript they may
 * stand in comments, texts and templates only.
 *
 * @see https://tc39.es/ecma262/#sec-white-space
 */
const NO_WHITE_SPACE = /[\u0085\u200B]/g;

/** A character that may stand where any character may, and is white space to nobody. */
const CONTROL_CHARACTER = '\u0001';

/**
 * Parses JavaScript, JSX and TypeScript to the trees and the scopes that ESLint and typescript-eslint would make.
 *
 * @param text the source, without a byte order mark
 * @param path names the language by how it ends
 * @param extension the end of the path, in lower case, such as `.ts`
 * @returns the file, or the first error of the likeliest grammar
 */
export function parseWithOxc(text: string, path: string, extension: string): ParseResult {
  const lang = getLanguage(path, extension);
  let failure: ParseResult | undefined;
  for (const sourceType of getSourceTypes(extension)) {
    const result = parseByGrammar(text, path, lang, sourceType);
    if (result.ok) {
      return result;
    }
    failure ??= result;
  }
  return failure ?? { ok: false, error: { message: 'no grammar fits', place: { line: 1, column: 1 } } };
}

function parseByGrammar(text: string, path: string, lang: Language, sourceType: SourceType): ParseResult {
  const { parseSync } = loadPackage('oxc-parser');
  const isTypeScript = lang !== 'jsx';
  const options = {
    lang,
    sourceType,
    astType: isTypeScript ? 'ts' : 'js',
    range: true,
    preserveParens: false,
  } as const;
  const result = parseSync(path, text, options);
  const error = result.errors.find(isError);
  if (error !== undefined) {
    return failAt(text, getStart(error), error.message);
  }
  if (!isTypeScript) {
    const parseStrictly = (strictText: string): OxcParseResult => parseSync(path, strictText, options);
    const offset = findWrongWhiteSpace(text, parseStrictly);
    if (offset !== undefined) {
      return failAt(text, offset, `${toCodePoint(text, offset)} is no white space in JavaScript`);
    }
  }
  return { ok: true, file: createSourceFile(text, result, isTypeScript, sourceType) };
}

/**
 * Finds the place where JavaScript that the parser accepts has a character that it wrongly takes for white space.
 *
 * @param text the source
 * @param parse parses another one by the same grammar
 */
function findWrongWhiteSpace(
  text: string,
  parse: (strictText: string) => OxcParseResult,
): number | undefined {
  const strictText = text.replace(NO_WHITE_SPACE, CONTROL_CHARACTER);
  if (strictText === text) {
    return undefined;
  }
  const error = parse(strictText).errors.find(isError);
  return error && getStart(error);
}

function createSourceFile(
  text: string,
  parsed: OxcParseResult,
  isTypeScript: boolean,
  sourceType: SourceType,
): SourceFile {
  // The packages declare the same tree under different names.
  const ast = parsed.program as unknown as TSESTree.Program;
  const createScopes = isTypeScript ? createTypeScriptScopes : createJavaScriptScopes;
  let scopeManager: TSESLint.Scope.ScopeManager | undefined;
  return {
    ast,
    text,
    ...(isTypeScript && { isTypeScript }),
    // Of most files around one, nothing but their imports is asked.
    get scopeManager() {
      scopeManager ??= createScopes(ast, sourceType === 'commonjs' ? 'commonjs' : 'script');
      return scopeManager;
    },
    // The parser hands the comments over when they are asked for.
    get comments() {
      return parsed.comments.map(({ start, end }) => ({ range: [start, end] as const }));
    },
  };
}

function failAt(text: string, offset: number, message: string): ParseResult {
  return { ok: false, error: { message, place: new LineTable(text).getPlace(offset) } };
}

function getStart({ labels }: OxcError): number {
  return labels[0]?.start ?? 0;
}

/** A character as Unicode writes it: `U+0085`. */
function toCodePoint(text: string, index: number): string {
  return `U+${(text.codePointAt(index) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function isError({ severity }: OxcError): boolean {
  // As a string: the enumeration exists in types only.
  const name: string = severity;
  return name === 'Error';
}

function createTypeScriptScopes(
  ast: TSESTree.Program,
  surroundings: 'script' | 'commonjs',
): TSESLint.Scope.ScopeManager {
  return analyze(ast, {
    sourceType: ast.sourceType === 'module' ? 'module' : 'script',
    globalReturn: surroundings === 'commonjs',
    // The names of TypeScript's own libraries: none makes a socket, and adding them takes ten times longer.
    lib: [],
  });
}
