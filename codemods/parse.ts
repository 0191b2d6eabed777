import { extname } from 'node:path';
import { LineTable } from '../analysis/index.ts';
import { hasBabel, parseWithBabel } from './parsers/babel.ts';
import { TOO_DEEP, findTooDeepNesting } from './parsers/nesting.ts';
import { parseWithOxc } from './parsers/oxc.ts';
import type { ParseResult } from './parsers/parse-result.ts';

/** Whatever may stand before the pragma: white space, a hashbang, comments. */
const LEADING_COMMENT = /\s*(#!.*|\/\/.*|\/\*[^]*?\*\/)/y;

/** The endings of files that can hold Flow, which those of TypeScript cannot. */
const FLOW_EXTENSIONS = new Set(['.js', '.jsx', '.mjs', '.cjs', '.es6', '.es', '']);

/**
 * Parses a source file by its name, and by its `@flow` pragma.
 *
 * TypeScript and standard JavaScript go to `oxc-parser`, the fastest by far; Flow, and JavaScript that it rejects, go to
 * Babel. The scopes of TypeScript are typescript-eslint's, all others are eslint-scope's.
 *
 * @param text the source, without a byte order mark
 * @param path the file's name; only its end matters
 * @returns the file, or where and why it is no program
 * @throws {Error} when a parser is not installed
 */
export function parseSource(text: string, path: string): ParseResult {
  const tooDeep = findTooDeepNesting(text);
  try {
    const result = parseTree(text, path);
    if (result.ok) {
      // Finding the scopes recurses, and can overflow the stack.
      Reflect.get(result.file, 'scopeManager');
    }
    return result;
  } catch (error) {
    if (!(error instanceof RangeError)) {
      throw error;
    }
    return failAt(text, tooDeep ?? 0);
  }
}

/**
 * The same for a file of which perhaps nothing but its tree is asked: its scopes are found when they are.
 *
 * @param text the source, without a byte order mark
 * @param path the file's name; only its end matters
 * @returns the file, or where and why it is no program. To ask for its scopes throws a RangeError where they are nested too deep
 * @throws {Error} when a parser is not installed
 */
export function parseTree(text: string, path: string): ParseResult {
  const tooDeep = findTooDeepNesting(text);
  return tooDeep === undefined ? parseByLanguage(text, path) : parseSuspected(text, path, tooDeep);
}

/** A text that may end the process in the native parser goes to Babel, if Babel reads its language. */
function parseSuspected(text: string, path: string, offset: number): ParseResult {
  return FLOW_EXTENSIONS.has(extname(path).toLowerCase()) ? parseWithBabel(text) : failAt(text, offset);
}

function failAt(text: string, offset: number): ParseResult {
  return { ok: false, error: { message: TOO_DEEP, place: new LineTable(text).getPlace(offset) } };
}

function parseByLanguage(text: string, path: string): ParseResult {
  const extension = extname(path).toLowerCase();
  if (!FLOW_EXTENSIONS.has(extension)) {
    return parseWithOxc(text, path, extension);
  }
  if (hasFlowPragma(text)) {
    return parseWithBabel(text);
  }
  const standard = parseWithOxc(text, path, extension);
  if (standard.ok) {
    return standard;
  }
  if (!hasBabel()) {
    const { message, place } = standard.error;
    return {
      ok: false,
      error: {
        place,
        message: `${message} (@babel/parser, which reads Flow and proposals, is not installed)`,
      },
    };
  }
  const extended = parseWithBabel(text);
  return extended.ok ? extended : standard;
}

/** The pragma counts only in a comment before the first statement (https://flow.org/en/docs/usage/). */
function hasFlowPragma(text: string): boolean {
  if (!text.includes('@flow')) {
    return false;
  }
  LEADING_COMMENT.lastIndex = 0;
  for (let match = LEADING_COMMENT.exec(text); match !== null; match = LEADING_COMMENT.exec(text)) {
    if (/@flow\b/.test(match[0])) {
      return true;
    }
  }
  return false;
}
