import type { MessagePort } from 'node:worker_threads';
import type { FileError } from '../cli/reports/outcome.ts';
import type { LeftSite, SuppressedSite } from '../rewrite.ts';

/** What the thread is started with. */
export interface ThreadData {
  readonly port: MessagePort;
  /** One 32-bit integer, which the thread adds to and wakes with each answer. */
  readonly answered: SharedArrayBuffer;
}

/** What the thread is asked. */
export interface ThreadRequest {
  readonly source: string;
  readonly path: string;
  readonly explicitFalse: boolean;
  readonly suppressions: boolean;
  readonly settings: unknown;
}

/** What became of a source. */
export interface ThreadRewrite {
  readonly output: string;
  /** The options of clients that are still there. */
  readonly left: readonly LeftSite[];
  /** The options that a comment keeps. */
  readonly suppressed: readonly SuppressedSite[];
  /** Why it could not be searched. */
  readonly error: FileError | undefined;
}

/** What it answers. */
export type ThreadAnswer =
  ({ readonly ok: true } & ThreadRewrite) | { readonly ok: false; readonly message: string };
