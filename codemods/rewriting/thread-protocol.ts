import type { MessagePort } from 'node:worker_threads';
import type { Rewrite } from '../rewrite.ts';

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
  readonly settings: unknown;
}

/** What it answers. */
export type ThreadAnswer =
  { readonly ok: true; readonly rewrite: Rewrite } | { readonly ok: false; readonly message: string };
