import { LineTable } from '../../../analysis/index.ts';
import type { ExplainedFile } from '../../../analysis/index.ts';
import { rewrite } from '../../rewrite.ts';
import type { OptionSite, Rewrite } from '../../rewrite.ts';
import { getErrorMessage } from '../error-message.ts';
import { applyByteEdits, toByteEdits, toText } from '../reading/source-bytes.ts';
import { NO_FINDINGS } from '../reports/outcome.ts';
import { toDigest } from './digest.ts';
import { canBeApart, getSurroundings } from './surroundings.ts';
import type { SurroundingsOptions } from './surroundings.ts';
import type { FileError, FileFindings, SourceEdit } from '../reports/outcome.ts';

/** What may be changed in a file. */
export interface ScanOptions extends SurroundingsOptions {
  readonly explicitFalse: boolean;
  /** Whether comments that suppress the rule keep what they cover. */
  readonly suppressions: boolean;
  readonly accept?: (site: OptionSite) => boolean;
}

/** What a search of a file's bytes found. */
export interface ScanResult extends FileFindings {
  /** The fingerprint of the file that was searched. */
  readonly digest: string;
  /** The fingerprint of the file with the edits. */
  readonly editedDigest: string;
  readonly error?: FileError;
  /** Why it was judged without the files around it. */
  readonly apartBecause?: string;
  /** Why the options of a place are what they are, where that was asked. */
  readonly explained?: ExplainedFile;
}

/**
 * Searches a file that mentions a reuse option.
 *
 * @param bytes the file
 * @param path the file's name, whose ending is its language
 * @param options what may be changed
 * @returns the findings, and the edits that may be made
 */
export function scanFile(bytes: Buffer, path: string, options: ScanOptions): ScanResult {
  const digest = toDigest(bytes);
  const unedited = { digest, editedDigest: digest };
  const source = toText(bytes);
  let result: Rewrite;
  try {
    result = rewrite(source, path, { ...options, ...getSurroundings(path, options, true) });
  } catch (error) {
    if (canBeApart(options)) {
      const apart = scanFile(bytes, path, { ...options, isApart: true });
      return apart.error === undefined ? { ...apart, apartBecause: getErrorMessage(error) } : apart;
    }
    return {
      ...NO_FINDINGS,
      ...unedited,
      error: { message: `cannot be analysed: ${getErrorMessage(error)}` },
    };
  }
  if (result.error !== undefined) {
    return { ...NO_FINDINGS, ...unedited, error: result.error };
  }
  const { changed, left, undecided, suppressed, asserted } = result;
  const others = { undecided, suppressed, asserted };
  const byteEdits = toByteEdits(bytes, result.edits);
  const edited = byteEdits && applyByteEdits(bytes, byteEdits);
  if (byteEdits === undefined || edited === undefined || toText(edited) !== result.output) {
    const reason = 'the bytes around it are not UTF-8';
    const kept = changed.map((site) => ({
      ...site,
      placeInOutput: site.place,
      reason,
      needsExplicitFalse: false,
    }));
    return { ...unedited, edits: [], changed: [], left: [...kept, ...left], ...others };
  }
  const text = source.startsWith('\uFEFF') ? source.slice(1) : source;
  const lines = new LineTable(text);
  const edits = byteEdits.map((edit, index): SourceEdit => {
    const [start, end] = result.edits[index]?.range ?? [0, 0];
    return { ...edit, range: [start, end], place: lines.getPlace(start), before: text.slice(start, end) };
  });
  return { digest, editedDigest: toDigest(edited), edits, changed, left, ...others };
}
