import babelParser from '@babel/eslint-parser';
import typescriptParser from '@typescript-eslint/parser';
import { createRequire } from 'node:module';
import { extname } from 'node:path';

/** What a text is made of, for whom white space is nothing. */
export interface Reading {
  readonly tokens: readonly { readonly text: string; readonly range: readonly [number, number] }[];
  readonly comments: readonly string[];
  /** The syntax tree without places. */
  readonly tree: string;
}

interface ParsedTree {
  readonly body: unknown;
  readonly tokens?: readonly { readonly type: string; readonly range: [number, number] }[] | null;
  readonly comments?: readonly { readonly range?: [number, number] }[] | null;
}

const PLACES = new Set(['parent', 'range', 'loc', 'start', 'end', 'tokens', 'comments', 'extra', 'raw']);

const require = createRequire(import.meta.url);

const FLOW = {
  requireConfigFile: false,
  sourceType: 'module',
  babelOptions: {
    babelrc: false,
    configFile: false,
    presets: [require.resolve('@babel/preset-flow'), require.resolve('@babel/preset-react')],
  },
};

/**
 * The tokens, comments and tree of a text.
 *
 * @param name tells the language by how it ends
 * @returns undefined where the text does not parse
 */
export function read(text: string, name: string): Reading | undefined {
  try {
    return toReading(text, parse(text, name));
  } catch {
    return undefined;
  }
}

function parse(text: string, name: string): ParsedTree {
  if (/@flow\b/u.test(text)) {
    return babelParser.parseForESLint(text, FLOW).ast as unknown as ParsedTree;
  }
  const isTypeScript = /\.[cm]?ts$/u.test(name);
  return typescriptParser.parseForESLint(text, {
    filePath: `input${extname(name)}`,
    range: true,
    tokens: true,
    comment: true,
    ecmaFeatures: { jsx: !isTypeScript },
  }).ast;
}

function toReading(text: string, { body, tokens, comments }: ParsedTree): Reading {
  return {
    tokens: (tokens ?? [])
      .filter(({ type }) => !/^(?:Comment|CommentBlock|CommentLine)$/u.test(type))
      .map(({ range }) => ({ text: text.slice(...range), range })),
    comments: (comments ?? []).flatMap(({ range }) => (range ? [text.slice(...range)] : [])),
    tree: JSON.stringify(body, (key, value: unknown) => {
      if (PLACES.has(key)) {
        return undefined;
      }
      return typeof value === 'bigint' ? String(value) : value;
    }),
  };
}

/**
 * The tokens that must be left when a property goes: all but its own, and the comma behind it, or else the one before it.
 *
 * @param start where the property starts
 * @param end where it ends
 */
export function withoutProperty({ tokens }: Reading, start: number, end: number): readonly string[] {
  const first = tokens.findIndex(({ range }) => range[0] >= start);
  const behind = tokens.findIndex(({ range }) => range[0] >= end);
  const isFollowed = tokens[behind]?.text === ',';
  const isPreceded = !isFollowed && tokens[first - 1]?.text === ',';
  return [
    ...tokens.slice(0, isPreceded ? first - 1 : first),
    ...tokens.slice(isFollowed ? behind + 1 : behind),
  ].map(({ text }) => text);
}
