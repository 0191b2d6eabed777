import { explainOptions, selectApis } from '../../../analysis/index.ts';
import type { ExplainedFile } from '../../../analysis/index.ts';
import { parseSource } from '../../parse.ts';
import { placeFile } from '../../rewrite.ts';
import { getErrorMessage } from '../error-message.ts';
import { toText } from '../reading/source-bytes.ts';
import { NO_FINDINGS } from '../reports/outcome.ts';
import { getComponentExtension } from './component-endings.ts';
import { toDigest } from './digest.ts';
import { failedScan } from './failed-scan.ts';
import type { ScanOptions, ScanResult } from './scan-file.ts';
import type { ExplainedAt } from './scan-protocol.ts';
import { findPrograms, getTemplate } from './script-programs.ts';
import { canBeApart, getSurroundings } from './surroundings.ts';

/**
 * Explains the options of a place.
 *
 * @param bytes the file
 * @param path the file's name, whose ending is its language
 * @param at the place
 * @param options what may be read around the file
 * @returns the explanations, and no other finding
 */
export function explainFile(bytes: Buffer, path: string, at: ExplainedAt, options: ScanOptions): ScanResult {
  const digest = toDigest(bytes);
  const source = toText(bytes).replace(/^\uFEFF/, '');
  const kind = getComponentExtension(path);
  const programs = kind === undefined ? [{ text: source, name: path }] : findPrograms(source, path, kind);
  const explained: ExplainedFile[] = [];
  try {
    const { apis } = selectApis(options.settings);
    const surroundings = {
      ...(kind !== undefined && getTemplate(source, kind)),
      ...getSurroundings(path, options, kind === undefined),
    };
    for (const { text, name } of programs) {
      const parsed = parseSource(text, name);
      if (!parsed.ok) {
        return failedScan(parsed.error);
      }
      const file = placeFile(parsed.file, path, surroundings);
      explained.push(explainOptions(file, apis, at, surroundings.project?.(file)));
    }
  } catch (error) {
    if (canBeApart(options)) {
      const apart = explainFile(bytes, path, at, { ...options, isApart: true });
      return apart.error === undefined ? { ...apart, apartBecause: getErrorMessage(error) } : apart;
    }
    return failedScan(`cannot be analysed: ${getErrorMessage(error)}`);
  }
  return {
    ...NO_FINDINGS,
    digest,
    editedDigest: digest,
    explained: {
      explanations: explained.flatMap(({ explanations }) => explanations),
      places: explained.flatMap(({ places }) => places),
    },
  };
}
