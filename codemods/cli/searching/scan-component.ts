import { rewrite } from '../../rewrite.ts';
import type { LeftSite, OptionSite, SuppressedSite } from '../../rewrite.ts';
import { getErrorMessage } from '../error-message.ts';
import { toText } from '../reading/source-bytes.ts';
import { NO_FINDINGS } from '../reports/outcome.ts';
import type { ComponentExtension } from './component-endings.ts';
import { toDigest } from './digest.ts';
import { failedScan } from './failed-scan.ts';
import type { ScanOptions, ScanResult } from './scan-file.ts';
import { findPrograms, getTemplate } from './script-programs.ts';
import { canBeApart, getSurroundings } from './surroundings.ts';

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
  const digest = toDigest(bytes);
  const source = toText(bytes).replace(/^\uFEFF/, '');
  const left: LeftSite[] = [];
  const undecided: LeftSite[] = [];
  const suppressed: SuppressedSite[] = [];
  const asserted: OptionSite[] = [];
  try {
    const surroundings = getSurroundings(path, options, false);
    for (const { text, name } of findPrograms(source, path, kind)) {
      const { error, ...result } = rewrite(text, name, {
        ...options,
        ...surroundings,
        ...getTemplate(source, kind),
        accept: () => false,
      });
      if (error !== undefined) {
        return failedScan(error);
      }
      left.push(...result.left.map((site) => toHandwork(site, kind)));
      undecided.push(...result.undecided);
      suppressed.push(...result.suppressed);
      asserted.push(...result.asserted);
    }
  } catch (error) {
    if (canBeApart(options)) {
      const apart = scanComponent(bytes, path, kind, { ...options, isApart: true });
      return apart.error === undefined ? { ...apart, apartBecause: getErrorMessage(error) } : apart;
    }
    return failedScan(`cannot be analysed: ${getErrorMessage(error)}`);
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

function toHandwork(site: LeftSite, kind: ComponentExtension): LeftSite {
  return {
    ...site,
    reason: `edit it by hand: ${kind} files are searched, and not changed`,
    needsExplicitFalse: false,
  };
}
