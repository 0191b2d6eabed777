import { Parser } from 'htmlparser2';
import type { ComponentExtension } from './component-endings.ts';

/** Languages of scripts, by the ending of a file that is written in it. */
export type ScriptLanguage = '.js' | '.jsx' | '.ts' | '.tsx';

/** A script in a file that holds other things, too. */
export interface ScriptBlock {
  /** Where it starts and ends in the file, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly language: ScriptLanguage;
  /** Whether it sees the top-level names of the other blocks. */
  readonly sharesNames: boolean;
}

/** Values of `type` that make the element a script; any other makes it a data block or a template. */
const SCRIPT_TYPE = /^$|^module$|javascript|ecmascript|babel|jsx|typescript/i;

/** What stands between two lines of dashes at the start of an Astro file is TypeScript. */
const FRONTMATTER = /^\uFEFF?\s*---[ \t]*\r?\n([^]*?)(?:^|\n)---[ \t]*(?:\r?\n|$)/;

/**
 * Finds the scripts of a file.
 *
 * @param text the file
 * @param kind its ending
 * @returns the blocks, in their order
 */
export function findScriptBlocks(text: string, kind: ComponentExtension): readonly ScriptBlock[] {
  const blocks: ScriptBlock[] = [];
  let htmlStart = 0;
  const frontmatter = kind === '.astro' ? FRONTMATTER.exec(text) : null;
  if (frontmatter !== null) {
    const start = frontmatter[0].indexOf('\n') + 1;
    const end = start + (frontmatter[1] ?? '').length;
    blocks.push({ start, end, language: '.ts', sharesNames: false });
    htmlStart = frontmatter[0].length;
  }
  let open: Omit<ScriptBlock, 'end'> | undefined;
  const parser = new Parser({
    onopentag: (name, attributes) => {
      const { type = '', lang = '', src } = attributes;
      if (name === 'script' && SCRIPT_TYPE.test(type) && src === undefined) {
        open = {
          start: htmlStart + parser.endIndex + 1,
          language: getLanguage(kind, lang, type),
          sharesNames: kind === '.vue' || kind === '.svelte' || (kind !== '.astro' && type !== 'module'),
        };
      }
    },
    onclosetag: (name) => {
      if (name === 'script' && open !== undefined) {
        blocks.push({ ...open, end: Math.max(open.start, htmlStart + parser.startIndex) });
        open = undefined;
      }
    },
  });
  parser.end(text.slice(htmlStart));
  return blocks;
}

function getLanguage(kind: ComponentExtension, lang: string, type: string): ScriptLanguage {
  switch (lang.toLowerCase()) {
    case 'ts':
    case 'typescript':
      return '.ts';
    case 'tsx':
      return '.tsx';
    case 'jsx':
      return '.jsx';
    default:
      return kind === '.astro' || /typescript/i.test(type) ? '.ts' : '.js';
  }
}

/**
 * A text of the same length in which everything but some blocks is white space, so that each place of a block is its place in
 * the file.
 *
 * @param text the file
 * @param blocks what stays, in ascending order
 */
export function blankOutside(text: string, blocks: readonly ScriptBlock[]): string {
  let blanked = '';
  let kept = 0;
  for (const { start, end } of blocks) {
    blanked += toBlanks(text.slice(kept, start)) + text.slice(start, end);
    kept = end;
  }
  return blanked + toBlanks(text.slice(kept));
}

function toBlanks(text: string): string {
  return text.replace(/[^\r\n\u2028\u2029]/g, ' ');
}
