import type { CallContext } from '../context.ts';
import type { WriteOrder } from '../order.ts';
import type { CallNode, Node } from '../syntax.ts';

/** A write that a value went through, to tell later reads that cannot see it. */
interface Passage {
  readonly order: WriteOrder;
  readonly write: Node;
  /** Whether every other write to the place only clears it. */
  readonly isOnlyValue: boolean;
}

/** Where a value is: an expression that holds it, directly or inside of an object. */
export interface Step {
  readonly node: Node;
  /** The property names that lead from the expression's value to the value; `*` is any element of a container. */
  readonly path: readonly string[];
  /** Set when the expression is not the value but this method of it, taken without a call. */
  readonly method: string | undefined;
  readonly context: CallContext;
  /** Whether the expression holds the value and no other, whenever the value came this way. */
  readonly isSure: boolean;
  /** Whether the expression runs each time after the value was made. */
  readonly isCertain: boolean;
  /** The expression, or the function entered, after which `isCertain` is to be decided anew. */
  readonly anchor: Node;
  readonly passage: Passage | undefined;
}

interface UsePlace {
  readonly node: Node;
  readonly context: CallContext;
  readonly isSure: boolean;
  /** Whether the use runs each time after the value was made. */
  readonly isCertain: boolean;
}

/** Something that is done with a value. */
export type Use = UsePlace &
  (
    | {
        /** One of its methods is called. */
        readonly kind: 'method';
        readonly name: string;
        /** Undefined when the arguments are not written out, or the method is handed on to be called elsewhere. */
        readonly args: readonly Node[] | undefined;
      }
    /** One of its properties is read; the name is undefined when it is computed. */
    | { readonly kind: 'read'; readonly name: string | undefined }
    /** It is called as a function. */
    | { readonly kind: 'call'; readonly call: CallNode; readonly args: readonly Node[] | undefined }
    /** It is handed to a function that the file does not show. */
    | {
        readonly kind: 'argument';
        readonly call: CallNode;
        readonly index: number;
        /** The properties by which the argument holds it; empty when the argument is it. */
        readonly path: readonly string[];
      }
    /** One of its properties is assigned. */
    | { readonly kind: 'write'; readonly name: string; readonly value: Node }
    /** Its properties are copied into another object. */
    | { readonly kind: 'spread' }
    /** It is a field that code outside of the file can reach: a public one, or one that a base class in another file shares. */
    | { readonly kind: 'exposed'; readonly name: string; readonly by: 'name' | 'inheritance' }
    /** It goes where the file does not show it any more; `how` is a clause such as `is returned`. */
    | { readonly kind: 'leaves'; readonly how: string }
  );

/** Distributes over the kinds, so that each keeps its own properties. */
export type UseDetail = Use extends infer U ? (U extends Use ? Omit<U, keyof UsePlace> : never) : never;

/** What the kind of value decides. */
export interface ValueTraits {
  /** Whether this method of the value returns the value itself. */
  returnsReceiver(method: string): boolean;
  /** Whether functions given to the value's methods are called with `this` set to the value. */
  readonly isEmitter: boolean;
}
