import { rewrite } from '../../rewrite.ts';
import type { LeftSite, OptionSite, Rewrite, SuppressedSite } from '../../rewrite.ts';
import { errorMessage } from '../error-message.ts';
import { textOf } from '../reading/source-bytes.ts';
import { NO_FINDINGS } from '../reports/outcome.ts';
import type { ComponentExtension } from './component-endings.ts';
import { digestOf } from './digest.ts';
import { findFileAliases } from './file-aliases.ts';
import { failedScan } from './failed-scan.ts';
import type { ScanOptions, ScanResult } from './scan-file.ts';
import { blankOutside, findScriptBlocks } from './script-blocks.ts';
import type { ScriptBlock, ScriptLanguage } from './script-blocks.ts';

/**
 * Searches the scripts of a file that holds other things, too. It is left as it is: what its template does with the scripts is
 * not looked at, so that each of their top-level names counts as used there.
 *
 * @param bytes the file
 * @param path the file's name
 * @param kind its ending
 * @param options what may be changed in a script; here it only says which options would be
 * @returns the findings, in terms of the file, and no edits
 */
export function scanComponent(
  bytes: Buffer,
  path: string,
  kind: ComponentExtension,
  options: ScanOptions,
): ScanResult {
  const digest = digestOf(bytes);
  const source = textOf(bytes).replace(/^\uFEFF/, '');
  const left: LeftSite[] = [];
  const undecided: LeftSite[] = [];
  const suppressed: SuppressedSite[] = [];
  const asserted: OptionSite[] = [];
  try {
    for (const { error, ...result } of searchPrograms(source, path, kind, options)) {
      if (error !== undefined) {
        return failedScan(error);
      }
      left.push(...result.left.map((site) => toHandwork(site, kind)));
      undecided.push(...result.undecided);
      suppressed.push(...result.suppressed);
      asserted.push(...result.asserted);
    }
  } catch (error) {
    return failedScan(`cannot be analysed: ${errorMessage(error)}`);
  }
  const byPlace = (a: OptionSite, b: OptionSite): number => a.offset - b.offset;
  return {
    ...NO_FINDINGS,
    digest,
    editedDigest: digest,
    left: left.sort(byPlace),
    undecided: undecided.sort(byPlace),
    suppressed: suppressed.sort(byPlace),
    asserted: asserted.sort(byPlace),
  };
}

/** The blocks that see each other's names are one program, unless that is none. */
function searchPrograms(
  source: string,
  path: string,
  kind: ComponentExtension,
  options: ScanOptions,
): readonly Rewrite[] {
  const blocks = findScriptBlocks(source, kind);
  const sharing = blocks.filter(({ sharesNames }) => sharesNames);
  const alone = blocks.filter(({ sharesNames }) => !sharesNames);
  const searched = alone.map((block) => searchProgram(source, path, [block], options));
  if (sharing.length === 0) {
    return searched;
  }
  const together = searchProgram(source, path, sharing, options);
  return together.error !== undefined && sharing.length > 1
    ? [...searched, ...sharing.map((block) => searchProgram(source, path, [block], options))]
    : [...searched, together];
}

function searchProgram(
  source: string,
  path: string,
  blocks: readonly ScriptBlock[],
  options: ScanOptions,
): Rewrite {
  const text = blankOutside(source, blocks);
  const name = path + commonLanguage(blocks);
  const { moduleAliases, ...rest } = options;
  return rewrite(text, name, {
    ...rest,
    ...(moduleAliases && { aliases: findFileAliases(path, options.settings) }),
    hasTemplate: true,
    accept: () => false,
  });
}

/** TypeScript is also JavaScript, as far as scripts of one file go. */
function commonLanguage(blocks: readonly ScriptBlock[]): ScriptLanguage {
  const languages = new Set(blocks.map(({ language }) => language));
  return (['.tsx', '.ts', '.jsx'] as const).find((language) => languages.has(language)) ?? '.js';
}

function toHandwork(site: LeftSite, kind: ComponentExtension): LeftSite {
  return {
    ...site,
    reason: `edit it by hand: ${kind} files are searched, and not changed`,
    needsExplicitFalse: false,
  };
}
