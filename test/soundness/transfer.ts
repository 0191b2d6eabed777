import type { Carried, Language, Next, Writing } from './writing.ts';

/** One way by which a value passes from one place of a program to another. */
export interface Transfer {
  /** What it is listed under. */
  readonly group: string;
  readonly name: string;
  /** What it can carry: everything, if it does not say. */
  readonly carries?: readonly Carried[];
  /** The languages that have it: all, if it does not say. */
  readonly languages?: readonly Language[];
  /** Code that passes a value on, and then uses it where it has come to. */
  readonly write: (value: string, next: Next, writing: Writing) => string;
}

/** Transfers of one group, by their names. */
export function createGroup(
  group: string,
  transfers: Readonly<Record<string, Transfer['write']>>,
  limits: Pick<Transfer, 'carries' | 'languages'> = {},
): readonly Transfer[] {
  return Object.entries(transfers).map(([name, write]) => ({ group, name, write, ...limits }));
}
