import { readFileSync } from 'node:fs';
import { selectApis } from '../analysis/apis/selection.ts';
import { rewriteInThread } from './rewriting/rewrite-in-thread.ts';

/** The file that a jscodeshift runner hands to a transform. */
export interface FileInfo {
  /** Where the file is, absolute or from the working folder: its ending decides the language, and messages name it. */
  readonly path: string;
  /** The file's text. */
  readonly source: string;
}

/** What this transform uses of the runner. */
export interface TransformApi {
  /** Shows a message about the present file. */
  readonly report: (message: string) => void;
}

/** The transform's own options; a runner adds its own. */
export interface TransformOptions {
  /** `--explicit-false=true`: write `false` where the API's default is on. */
  readonly 'explicit-false'?: unknown;
  /** The same for those who call the transform from a program. */
  readonly explicitFalse?: unknown;
  /** `--suppressions=false`: edit what `eslint-disable` and `oxlint-disable` comments cover, too. */
  readonly suppressions?: unknown;
  /** What stands under `settings.sockets` in the configuration of ESLint: the user's own APIs. For programs. */
  readonly settings?: unknown;
}

/**
 * A jscodeshift transform that removes `reuseAddr` and its like from client sockets. It parses by itself, whatever
 * `--parser` says, and cuts text, so that all else stays as it is.
 *
 * @param fileInfo the file
 * @param api the runner; gets a report for each option of a client that is left
 * @param options see {@link TransformOptions}
 * @returns the new source, or undefined when there is nothing to do
 * @throws {ApiDescriptionError} when the settings describe an API wrongly
 * @throws {SyntaxError} when the file mentions a reuse option and cannot be parsed; the message holds the place
 */
export default function removeClientReuseAddress(
  fileInfo: FileInfo,
  api: TransformApi,
  options: TransformOptions = {},
): string | undefined {
  const { path, source } = fileInfo;
  const { settings } = options;
  if (!selectApis(settings).isMentioned(source)) {
    return undefined;
  }
  if (hasLostBytes(fileInfo)) {
    api.report(
      'left as it is: it is not valid UTF-8, and jscodeshift would damage it. sockets-codemod can edit it',
    );
    return undefined;
  }
  const explicitFalse = isOn(options['explicit-false']) || isOn(options.explicitFalse);
  const suppressions = !isOff(options.suppressions);
  const result = rewriteInThread({ path, source, explicitFalse, suppressions, settings });
  if (result.error !== undefined) {
    const { message, place } = result.error;
    const where = place === undefined ? path : `${path}:${String(place.line)}:${String(place.column)}`;
    throw new SyntaxError(`${where}: ${message}`);
  }
  const left = [...result.left, ...result.suppressed.filter(({ verdict }) => verdict === 'client')];
  for (const { option, place, reason } of left.toSorted((a, b) => a.offset - b.offset)) {
    api.report(`left ${option} at ${String(place.line)}:${String(place.column)}: ${reason}`);
  }
  return result.output === source ? undefined : result.output;
}

/** The runner passes on options that it does not know as `true`, or as what JSON makes of their value. */
function isOn(option: unknown): boolean {
  return option === true || option === 1 || option === 'true';
}

function isOff(option: unknown): boolean {
  return option === false || option === 0 || option === 'false';
}

/** The runner puts U+FFFD where the file's bytes are not UTF-8, and would write it back. */
function hasLostBytes({ path, source }: FileInfo): boolean {
  if (!source.includes('\uFFFD')) {
    return false;
  }
  try {
    return !readFileSync(path).equals(Buffer.from(source));
  } catch {
    return true;
  }
}
