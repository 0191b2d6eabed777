import type { TSESTree } from '@typescript-eslint/utils';
import type { Place } from '../program/line-table.ts';
import type { MessageId } from './messages.ts';

/**
 * What a socket is, decided by its local port alone.
 *
 * - `client`: every socket that one call makes with the option has an ephemeral local port (RFC 6056).
 * - `listener`: at least one explicit local port, or a server.
 * - `mixed`: one call makes a client in one context and something else in another.
 * - `unknown`: what is shown does not decide it.
 * - `asserted`: no socket, but a test that expects the option of one.
 */
export type Verdict = 'client' | 'listener' | 'mixed' | 'unknown' | 'asserted';

/** What a socket is, or may be. */
export type SocketVerdict = Exclude<Verdict, 'asserted'>;

/** Replace the UTF-16 units `range[0]` (inclusive) to `range[1]` (exclusive) by `text`. */
export interface TextEdit {
  readonly range: readonly [start: number, end: number];
  readonly text: string;
}

/** What can be done about a finding, by the tiers of the design. */
export type Remedy =
  | { readonly kind: 'fix'; readonly edits: readonly TextEdit[] }
  | {
      readonly kind: 'suggestion';
      /** What the edit does, as an imperative sentence without a final stop. */
      readonly title: string;
      readonly edits: readonly TextEdit[];
      /** Why it is not applied by itself. */
      readonly reason: string;
      /** The edit writes `false` where the API's default is on. */
      readonly explicitFalse: boolean;
    }
  | { readonly kind: 'none'; readonly reason: string };

/** One reuse option set at one place. */
export interface Finding {
  readonly verdict: Verdict;
  /** The API that makes the socket, such as `node:dgram`. */
  readonly api: string;
  /**
   * The name of the call that makes the socket: `createSocket`. Of an assertion: every name that it speaks of, as what it is
   * about is one of them.
   */
  readonly calls: readonly string[];
  /** The option's name as the API spells it, such as `reuseAddr`. */
  readonly option: string;
  /** What to report on: the property, or the argument or assignment that sets the option. */
  readonly node: TSESTree.Node;
  readonly place: Place;
  /** A clause that says what decided, with its place: `bind() at 12:3 names no port`. */
  readonly evidence: string;
  /** For people: what is set, why it is wrong (or why it is undecided) and what to do. */
  readonly message: string;
  /** The template of the message, and what it is filled with. */
  readonly messageId: MessageId;
  readonly data: Readonly<Record<string, string>>;
  readonly remedy: Remedy;
}
