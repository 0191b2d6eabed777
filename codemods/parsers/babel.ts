import type { ParserOptions } from '@babel/parser';
import type { TSESTree } from '@typescript-eslint/utils';
import { LineTable } from '../../analysis/index.ts';
import { createJavaScriptScopes } from './javascript-scopes.ts';
import { loadPackage } from './packages.ts';
import type { ParseResult } from './parse-result.ts';

/** The syntax that the other parser does not read: Flow, and the proposals that people compile. */
const OPTIONS: ParserOptions = {
  sourceType: 'unambiguous',
  ranges: true,
  attachComment: false,
  allowReturnOutsideFunction: true,
  allowNewTargetOutsideFunction: true,
  allowSuperOutsideMethod: true,
  allowUndeclaredExports: true,
  plugins: [
    ['estree', { classFeatures: true }],
    'flow',
    'jsx',
    'asyncDoExpressions',
    'decoratorAutoAccessors',
    ['decorators', { allowCallParenthesized: true }],
    'deferredImportEvaluation',
    'destructuringPrivate',
    'doExpressions',
    'explicitResourceManagement',
    'exportDefaultFrom',
    'functionBind',
    'functionSent',
    'moduleBlocks',
    ['optionalChainingAssign', { version: '2023-07' }],
    'partialApplication',
    ['pipelineOperator', { proposal: 'minimal' }],
    'sourcePhaseImports',
    'throwExpressions',
  ],
};

/** Whether the parser is installed. Few need it, so it is an optional peer. */
export function hasBabel(): boolean {
  try {
    loadPackage('@babel/parser');
    return true;
  } catch {
    return false;
  }
}

/**
 * Parses what `oxc-parser` does not: Flow and proposals.
 *
 * @param text the source, without a byte order mark
 * @returns the file, or the error
 */
export function parseWithBabel(text: string): ParseResult {
  if (!hasBabel()) {
    const message = 'Flow needs @babel/parser, which is not installed beside eslint-plugin-sockets';
    return { ok: false, error: { message, place: { line: 1, column: 1 } } };
  }
  const { parse } = loadPackage('@babel/parser');
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(text, OPTIONS);
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      throw error;
    }
    const offset = 'pos' in error && typeof error.pos === 'number' ? error.pos : 0;
    // Babel ends its message with the position, in its own count.
    const message = error.message.replace(/ \(\d+:\d+\)$/, '');
    return { ok: false, error: { message, place: new LineTable(text).getPlace(offset) } };
  }
  // The `estree` plugin makes this shape; Babel's types describe its own.
  const ast = parsed.program as unknown as TSESTree.Program;
  const comments = (parsed.comments ?? []).map(({ start, end }) => ({
    range: [start ?? 0, end ?? 0] as const,
  }));
  return { ok: true, file: { ast, text, comments, scopeManager: createJavaScriptScopes(ast, 'script') } };
}
