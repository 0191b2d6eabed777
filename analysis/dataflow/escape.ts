import type { Node } from '../program/syntax.ts';
import type { Activation } from './value-graph.ts';

/** Why a value is where the program does not show what becomes of it. */
export type EscapeReason =
  /** `export`, `module.exports`. */
  | { readonly kind: 'exported'; readonly name: string | undefined }
  /** Handed to a function from elsewhere, as an argument or as its `this`. */
  | {
      readonly kind: 'argument' | 'receiver';
      readonly callee: string | undefined;
      /** The module or global that the function is of, where it is known. */
      readonly module?: string | undefined;
      /** The module that the file imports the function from, as it names it. */
      readonly from?: string | undefined;
    }
  /** Put into an object from elsewhere. */
  | { readonly kind: 'stored'; readonly name: string | undefined }
  /** Held by a property of an object that other code has; `holder` is how the object came there. */
  | { readonly kind: 'held'; readonly name: string | undefined; readonly holder: EscapeReason }
  /** Returned to a caller from elsewhere. */
  | { readonly kind: 'returned' }
  | { readonly kind: 'thrown' }
  | { readonly kind: 'yielded' }
  /** Handed to a component, or used by a template. */
  | { readonly kind: 'rendered' }
  /** A method of it is called whose name is not known, or that the API does not have. */
  | { readonly kind: 'method'; readonly name: string | undefined }
  /** In reach of `eval` or `with`. */
  | { readonly kind: 'dynamic' }
  /** A variable that is declared nowhere. */
  | { readonly kind: 'global'; readonly name: string }
  /** Syntax or behaviour that the analysis has no rule for. */
  | { readonly kind: 'unmodelled'; readonly what: string };

/** One way by which a value leaves what the program shows. */
export interface Escape {
  readonly reason: EscapeReason;
  readonly node: Node;
  readonly activation: Activation;
}

/** Whether a value leaves the program by an export, by itself or in an object. */
export function isExport(reason: EscapeReason): boolean {
  return reason.kind === 'exported' || (reason.kind === 'held' && isExport(reason.holder));
}

/** The call that a value is handed to, by itself or in an object: the name of what is called. */
export function getEscapeCallee(reason: EscapeReason): string | undefined {
  switch (reason.kind) {
    case 'argument':
    case 'receiver':
      return reason.callee;
    case 'held':
      return getEscapeCallee(reason.holder);
    default:
      return undefined;
  }
}
