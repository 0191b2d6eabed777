import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './packed-project.ts';

/** A fenced code block of a page. */
export interface CodeBlock {
  readonly page: string;
  /** The line of the opening fence, from 1. */
  readonly line: number;
  /** The first word behind the fence. */
  readonly language: string;
  /** What stands behind the language, as `name=value`. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The headings above it, outermost first. */
  readonly headings: readonly string[];
  readonly text: string;
}

/** The pages at the top and every page below `docs/`, by path from the project's folder. */
export const PAGES: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(PROJECT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path.replaceAll('\\', '/')}`)
    .sort(),
];

/**
 * @param page a page's path from the project's folder
 * @returns its text
 */
export function readPage(page: string): string {
  return readFileSync(join(PROJECT, page), 'utf8');
}

/**
 * Finds the fenced code blocks of a page, those in lists and quotes too.
 *
 * @param page the page's path from the project's folder
 * @returns its blocks, in order
 * @throws {Error} when a fence is not closed
 */
export function readCodeBlocks(page: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const headings: string[] = [];
  let open: (Fence & { readonly line: number; readonly lines: string[] }) | undefined;

  for (const [index, line] of readPage(page).split('\n').entries()) {
    if (open === undefined) {
      const fence = readFence(line);
      if (fence === undefined) {
        enterHeading(headings, line);
      } else {
        open = { ...fence, line: index + 1, lines: [] };
      }
    } else if (line.trim() === open.fence) {
      const { line, language, attributes, lines } = open;
      blocks.push({ page, line, language, attributes, headings: [...headings], text: toText(lines) });
      open = undefined;
    } else {
      open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line.trimStart());
    }
  }
  if (open !== undefined) {
    throw new Error(`${page}:${open.line}: the code block is not closed.`);
  }
  return blocks;
}

/** Makes a heading the last of those above what follows. Any other line changes nothing. */
function enterHeading(headings: string[], line: string): void {
  const [, marks, heading] = /^(#+)\s+(.*)$/.exec(line) ?? [];
  if (marks !== undefined && heading !== undefined) {
    headings.splice(marks.length - 1);
    headings[marks.length - 1] = heading;
  }
}

interface Fence {
  readonly indent: string;
  readonly fence: string;
  readonly language: string;
  readonly attributes: Readonly<Record<string, string>>;
}

function readFence(line: string): Fence | undefined {
  const [, indent, fence, language = '', rest = ''] = /^(\s*(?:> )?)(`{3,})\s*(\S*)(.*)$/.exec(line) ?? [];
  if (indent === undefined || fence === undefined) {
    return undefined;
  }
  const attributes = [...rest.matchAll(/(\S+?)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]);
  return { indent, fence, language, attributes: Object.fromEntries(attributes) as Record<string, string> };
}

function toText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
