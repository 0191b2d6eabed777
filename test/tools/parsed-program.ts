import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from '../../analysis/index.ts';
import { parseSource } from '../../codemods/parse.ts';

export type Node = TSESTree.Node;

/** A text with the name that tells its language. */
export interface Program {
  readonly text: string;
  readonly path: string;
}

/** Any numbers, that choose what a transformation does. */
export type Choices = readonly number[];

/** A text to put in the place of another. */
export interface Replacement {
  readonly range: readonly [start: number, end: number];
  readonly text: string;
}

/** A parsed program, with what transformations look up in its tree. */
export interface ProgramTree extends Program {
  readonly file: SourceFile;
  /** In source order, outer nodes before inner ones. */
  readonly nodes: readonly Node[];
  readonly parents: ReadonlyMap<Node, Node>;
}

/**
 * Parses a program.
 *
 * @param program a program that parses
 * @returns its tree and scopes
 * @throws {Error} when it does not
 */
export function parse({ text, path }: Program): SourceFile {
  const parsed = parseSource(text, path);
  if (parsed.ok) {
    return parsed.file;
  }
  const { message, place } = parsed.error;
  throw new Error(`${path}:${place.line}:${place.column}: ${message}\n${text}`);
}

/**
 * Parses a program for transformations.
 *
 * @param program a program that parses
 * @returns its tree, with parents
 * @throws {Error} when it does not
 */
export function readTree(program: Program): ProgramTree {
  const file = parse(program);
  const parents = new Map<Node, Node>();
  const nodes: Node[] = [];
  const waiting: Node[] = [file.ast];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    nodes.push(node);
    for (const child of getChildren(node)) {
      parents.set(child, node);
      waiting.push(child);
    }
  }
  nodes.sort((a, b) => a.range[0] - b.range[0] || b.range[1] - a.range[1]);
  return { ...program, file, nodes, parents };
}

/**
 * @param path a file's name
 * @returns whether casts can stand in it
 */
export function isTypeScript(path: string): boolean {
  return /\.(?:[cm]?ts|tsx)$/.test(path);
}

/**
 * @param program the program
 * @param node a node of it
 * @returns the source of the node
 */
export function getText({ text }: Program, node: Node): string {
  return text.slice(...node.range);
}

/**
 * @param text the source
 * @param replacements disjoint, in any order; those of one place stay in theirs
 * @returns the source with the replacements made
 */
export function replace(text: string, replacements: readonly Replacement[]): string {
  let output = '';
  let position = 0;
  for (const { range, text: replacement } of replacements.toSorted((a, b) => a.range[0] - b.range[0])) {
    output += text.slice(position, range[0]) + replacement;
    position = range[1];
  }
  return output + text.slice(position);
}

const NOT_CHILDREN = new Set(['parent', 'tokens', 'comments', 'errors', 'extra', 'loc']);

function getChildren(node: Node): Node[] {
  return Object.entries(node)
    .filter(([key]) => !NOT_CHILDREN.has(key))
    .flatMap(([, value]: [string, unknown]): readonly unknown[] => (Array.isArray(value) ? value : [value]))
    .filter(isNode);
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'range' in value
  );
}
