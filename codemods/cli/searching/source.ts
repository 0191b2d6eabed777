import type { FolderAccess } from '../files/folder-access.ts';
import type { Interruption } from '../interruption.ts';
import type { ScanPool } from './scan-pool.ts';
import type { SearchResult } from './search.ts';

/** Where a run's sources come from: the paths of the user, or the standard input. */
export interface Source {
  readonly find: () => Promise<SearchResult>;
  /** Reads a file again, to show what changes. */
  readonly read: (path: string) => Buffer;
  /** The one source of a filter, which goes to the standard output; undefined for files. */
  readonly getFiltered: () => Buffer | undefined;
  readonly access: FolderAccess;
}

/** What each of them needs. */
export interface SourceContext {
  /** Words of which a file must contain one to be parsed. */
  readonly mentions: readonly string[];
  readonly pool: ScanPool;
  readonly interruption: Interruption;
  readonly access: FolderAccess;
}
