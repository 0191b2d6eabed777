import { findTemplateNames } from '../../../analysis/index.ts';
import { parseSource } from '../../parse.ts';
import type { RewriteOptions } from '../../rewrite.ts';
import type { ComponentExtension } from './component-endings.ts';
import { blankOutside, findScriptBlocks } from './script-blocks.ts';
import type { ScriptBlock, ScriptLanguage } from './script-blocks.ts';

/** Scripts of a file that are one program. */
export interface ScriptProgram {
  /** As long as the file, with white space around the scripts. */
  readonly text: string;
  /** The file's name, with the ending of the scripts' language. */
  readonly name: string;
}

/**
 * The scripts of a file, each a text in which they have the places that they have in the file. Those that see each other's names
 * are one program, unless that is none.
 *
 * @param source the file, without a byte order mark
 * @param path the file's name
 * @param kind its ending
 */
export function findPrograms(
  source: string,
  path: string,
  kind: ComponentExtension,
): readonly ScriptProgram[] {
  const blocks = findScriptBlocks(source, kind);
  const sharing = blocks.filter(({ sharesNames }) => sharesNames);
  const toProgram = (parts: readonly ScriptBlock[]): ScriptProgram => ({
    text: blankOutside(source, parts),
    name: path + findCommonLanguage(parts),
  });
  const alone = blocks.filter(({ sharesNames }) => !sharesNames).map((block) => toProgram([block]));
  if (sharing.length === 0) {
    return alone;
  }
  const together = toProgram(sharing);
  return sharing.length === 1 || parseSource(together.text, together.name).ok
    ? [...alone, together]
    : [...alone, ...sharing.map((block) => toProgram([block]))];
}

/** What is known of the template of a file: in Vue and Svelte, the names that it uses. */
export function getTemplate(
  source: string,
  kind: ComponentExtension,
): Pick<RewriteOptions, 'hasTemplate' | 'templateNames'> {
  const templateNames = kind === '.vue' || kind === '.svelte' ? findTemplateNames(source) : undefined;
  return { hasTemplate: true, ...(templateNames && { templateNames }) };
}

/** TypeScript is also JavaScript, as far as scripts of one file go. */
function findCommonLanguage(blocks: readonly ScriptBlock[]): ScriptLanguage {
  const languages = new Set(blocks.map(({ language }) => language));
  return (['.tsx', '.ts', '.jsx'] as const).find((language) => languages.has(language)) ?? '.js';
}
