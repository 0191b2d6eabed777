import type { CallNode, FunctionNode } from './syntax.ts';

/** More calls than this one into another are followed without telling them apart. */
const DEPTH_LIMIT = 4;

/**
 * Which call of a function is meant, where a value was followed into it.
 *
 * A factory that makes sockets for a client and for a listener is one function; what it is given and what it returns differ
 * by the call.
 */
export class CallContext {
  static readonly none = new CallContext([]);

  readonly #entries: readonly (readonly [FunctionNode, CallNode])[];
  /** Equal for contexts that mean the same calls. */
  readonly key: string;

  private constructor(entries: readonly (readonly [FunctionNode, CallNode])[]) {
    this.#entries = entries;
    this.key = entries.map(([node, call]) => `${node.range[0]}<${call.range[0]},${call.range[1]}`).join('|');
  }

  /** The one call of `node` that is meant, or undefined when it can be any. */
  getCall(node: FunctionNode): CallNode | undefined {
    return this.#entries.find(([known]) => known === node)?.[1];
  }

  /** The same context, in which `node` was entered by `call`. */
  enter(node: FunctionNode, call: CallNode): CallContext {
    if (this.getCall(node) === call) return this;
    const rest = this.#entries.filter(([known]) => known !== node);
    return new CallContext([...rest, [node, call] as const].slice(-DEPTH_LIMIT));
  }
}
