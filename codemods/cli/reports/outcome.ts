import type { LeftSite, OptionSite, SuppressedSite } from '../../rewrite.ts';
import type { Place } from '../../../analysis/index.ts';
import type { ByteEdit } from '../reading/source-bytes.ts';

/** An edit in each of the ways to count. */
export interface SourceEdit extends ByteEdit {
  /** UTF-16 units from the start of the source, a byte order mark not counted; the end is exclusive. */
  readonly range: readonly [start: number, end: number];
  /** Where it starts. */
  readonly place: Place;
  /** What stands there. */
  readonly before: string;
}

/** What a search of one file found. */
export interface FileFindings {
  readonly edits: readonly SourceEdit[];
  readonly changed: readonly OptionSite[];
  readonly left: readonly LeftSite[];
  readonly undecided: readonly LeftSite[];
  /** The options that a comment keeps, whatever their verdict. They are in no other list. */
  readonly suppressed: readonly SuppressedSite[];
  /** What the file, a test, expects of options elsewhere. */
  readonly asserted: readonly OptionSite[];
}

/**
 * What became of a file.
 *
 * - `changed`: the edits are on disk.
 * - `would-change`: the edits are not written: in a dry run, or because the run ended before.
 * - `unchanged`: nothing to do.
 * - `refused`: nothing is written because git does not hold what is there.
 * - `failed`: see the error.
 */
export type FileStatus = 'changed' | 'would-change' | 'unchanged' | 'refused' | 'failed';

/** Why a file failed. */
export interface FileError {
  readonly message: string;
  /** Where, when it is a syntax error. */
  readonly place?: Place;
}

/** One file of the run. Files that mention no reuse option have none, they are only counted. */
export interface FileOutcome extends FileFindings {
  /** What is read and written: absolute, and behind every symbolic link. */
  readonly path: string;
  readonly status: FileStatus;
  readonly error?: FileError;
}

/** Nothing found. */
export const NO_FINDINGS: FileFindings = {
  edits: [],
  changed: [],
  left: [],
  undecided: [],
  suppressed: [],
  asserted: [],
};
