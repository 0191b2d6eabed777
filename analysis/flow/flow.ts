import { CallContext } from '../context.ts';
import type { ProgramModel } from '../model.ts';
import type { Owners } from '../owners.ts';
import { type FunctionNode, type Node, isPrivateName } from '../syntax.ts';
import { advance } from './advance.ts';
import { type Callers, findCallers, isClassExposed } from './callers.ts';
import type { Step, Use, ValueTraits } from './step.ts';

/** Steps for one value; a value that goes further is given up as unknown. */
const VALUE_LIMIT = 60_000;
/** Steps for one file. */
const FILE_LIMIT = 1_500_000;

/** Traits of a value whose methods mean nothing. */
export const PLAIN_VALUE: ValueTraits = { returnsReceiver: () => false, isEmitter: false };

/** Follows values forward through a file, from where they are made to everything that is done with them. */
export class Flow {
  readonly model: ProgramModel;
  readonly #exposed = new Map<Node, boolean>();
  readonly #callers = new Map<FunctionNode, Callers>();
  #spent = 0;

  constructor(model: ProgramModel) {
    this.model = model;
  }

  /**
   * Everything that is done with the value of an expression.
   *
   * @param start the expression that makes the value
   * @param context the calls by which the expression was reached
   * @param traits what the kind of value decides
   * @returns the uses; one of kind `leaves` when the value goes further than can be followed
   */
  trace(
    start: Node,
    context: CallContext = CallContext.none,
    traits: ValueTraits = PLAIN_VALUE,
  ): readonly Use[] {
    const first: Step = {
      node: start,
      path: [],
      method: undefined,
      context,
      isSure: true,
      isCertain: true,
      anchor: start,
      passage: undefined,
    };
    return this.traceFrom([first], traits);
  }

  /** As {@link Flow.trace}, from several places and from inside of objects. */
  traceFrom(starts: readonly Step[], traits: ValueTraits = PLAIN_VALUE): readonly Use[] {
    const uses: Use[] = [];
    const seen = new Map<Node, Set<string>>();
    const pending: Step[] = [];
    const enqueue = (step: Step): void => {
      const key = `${step.path.join('.')}/${step.method ?? ''}/${step.isSure ? 1 : 0}${step.isCertain ? 1 : 0}/${step.context.key}`;
      const keys = seen.get(step.node) ?? new Set();
      if (keys.has(key) || step.path.length > 4) return;
      keys.add(key);
      seen.set(step.node, keys);
      pending.push(step);
    };
    for (const start of starts) enqueue(start);
    let steps = 0;
    for (let step = pending.pop(); step; step = pending.pop()) {
      steps++;
      this.#spent++;
      if (steps > VALUE_LIMIT || this.#spent > FILE_LIMIT) {
        const { node, context } = step;
        const how = 'goes through more places than are followed';
        return [{ kind: 'leaves', how, node, context, isSure: false, isCertain: false }];
      }
      advance({ flow: this, step, traits, enqueue, use: (use) => uses.push(use) });
    }
    return uses;
  }

  /** Whether code outside of the file can get at a field by its name. */
  isPublicField(write: Node, owners: Owners, name: string): boolean {
    if (isPrivateName(name) || !owners) return false;
    if (write.type === 'PropertyDefinition' && write.accessibility === 'private') return false;
    return owners.some(({ node }) => {
      let isExposed = this.#exposed.get(node);
      if (isExposed === undefined) {
        this.#exposed.set(node, false);
        isExposed = isClassExposed(this, node);
        this.#exposed.set(node, isExposed);
      }
      return isExposed;
    });
  }

  /** The calls of a function. */
  getCallers(node: FunctionNode): Callers {
    const known = this.#callers.get(node);
    if (known) return known;
    // While they are being found, a function that leads back to itself adds no caller.
    this.#callers.set(node, { calls: [], open: undefined, doubtful: undefined });
    const callers = findCallers(this, node);
    this.#callers.set(node, callers);
    return callers;
  }
}
