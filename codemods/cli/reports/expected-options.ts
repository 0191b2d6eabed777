import type { Place } from '../../../analysis/index.ts';
import type { OptionSite } from '../../rewrite.ts';
import { toDisplayPath } from '../files/display-path.ts';
import type { FileFindings, FileStatus } from './outcome.ts';

/** A file of a run, with what it expects. */
interface ExpectingFile extends Pick<FileFindings, 'asserted'> {
  /** Absolute. */
  readonly path: string;
  readonly status?: FileStatus;
}

/** An assertion of a test that expects an option. */
export interface ExpectedOption {
  /** Of the test, relative to the folder of the run, with slashes. */
  readonly path: string;
  /** Where it expects the option, in the file before the run. */
  readonly place: Place;
  /** The same in the file as it is now. */
  readonly placeNow: Place;
  readonly option: string;
  /** Every name that it speaks of. */
  readonly calls: readonly string[];
}

/**
 * What the tests of a run expect.
 *
 * @param files the files of the run
 * @param cwd the folder of the run, absolute
 */
export function collectExpected(files: readonly ExpectingFile[], cwd: string): readonly ExpectedOption[] {
  return files.flatMap(({ path, asserted, status }) =>
    asserted.map(({ place, placeInOutput, option, calls }) => ({
      path: toDisplayPath(cwd, path),
      place,
      placeNow: status === 'changed' ? placeInOutput : place,
      option,
      calls,
    })),
  );
}

/**
 * The assertions of tests that may fail once an option is gone: those that expect it of a call by the same name, in whatever
 * file.
 *
 * @param site the option site that is changed
 * @param expected what the tests of the run expect
 */
export function findExpecting(
  site: Pick<OptionSite, 'calls' | 'option'>,
  expected: readonly ExpectedOption[],
): readonly ExpectedOption[] {
  return expected.filter(
    ({ option, calls }) => option === site.option && calls.some((call) => site.calls.includes(call)),
  );
}

/** More tests than that are counted. */
const SHOWN = 3;

/**
 * Which tests expect an option, as a clause.
 *
 * @param expecting what {@link findExpecting} found
 * @returns `test/ssdp.test.js:94 expects it`; undefined where there is none
 */
export function describeExpecting(expecting: readonly ExpectedOption[]): string | undefined {
  const names = expecting.slice(0, SHOWN).map(({ path, placeNow }) => `${path}:${String(placeNow.line)}`);
  const others = expecting.length - names.length;
  const all = others === 0 ? names : [...names, `${String(others)} more`];
  const last = all.at(-1);
  if (last === undefined) {
    return undefined;
  }
  return all.length === 1 ? `${last} expects it` : `${all.slice(0, -1).join(', ')} and ${last} expect it`;
}
