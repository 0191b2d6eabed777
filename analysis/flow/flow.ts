import { CallContext } from '../context.ts';
import type { ProgramModel } from '../model.ts';
import type { Owners } from '../owners.ts';
import { type FunctionNode, type Node, isPrivateName, toKey } from '../syntax.ts';
import { advance } from './advance.ts';
import { type Callers, findCallers, findExposure } from './callers.ts';
import type { Step, Use, ValueTraits } from './step.ts';

/** Steps for one value; a value that goes further is given up as unknown. */
const VALUE_LIMIT = 50_000;
/** Steps for a function, class or options object, which only helps to judge a socket. */
const HELPING_VALUE_LIMIT = 3_000;
/** Steps for one file. */
const FILE_LIMIT = 200_000;
/** Ways to reach one expression that are told apart; further ones are taken together. */
const WAYS_LIMIT = 8;

/** Traits of a value whose methods mean nothing. */
export const PLAIN_VALUE: ValueTraits = { returnsReceiver: () => false, isEmitter: false };

/** Traits of functions: `f.bind(this)` is `f`. */
export const FUNCTION_VALUE: ValueTraits = {
  returnsReceiver: (method) => method === 'bind',
  isEmitter: false,
};

function getKey({ path, method, isSure, isCertain, context }: Step): string {
  return `${path.join('.')}/${method ?? ''}/${isSure ? 1 : 0}${isCertain ? 1 : 0}/${context.key}`;
}

/** Follows values forward through a file, from where they are made to everything that is done with them. */
export class Flow {
  readonly model: ProgramModel;
  readonly #traced = new Map<string, readonly Use[]>();
  readonly #exposures = new Map<Node, Node | undefined>();
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
    const memory = traits.isEmitter ? undefined : this.#traced;
    const key = `${toKey(start)}/${context.key}/${traits === PLAIN_VALUE ? '' : 'f'}`;
    const known = memory?.get(key);
    if (known) return known;
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
    const uses = this.traceFrom([first], traits);
    memory?.set(key, uses);
    return uses;
  }

  /**
   * As {@link Flow.trace}, from several places and from inside of objects.
   *
   * @param isEnough tells a use after which no others are wanted
   */
  traceFrom(
    starts: readonly Step[],
    traits: ValueTraits = PLAIN_VALUE,
    isEnough: (use: Use) => boolean = () => false,
  ): readonly Use[] {
    const uses: Use[] = [];
    const seen = new Map<Node, Set<string>>();
    const pending: Step[] = [];
    const enqueue = (step: Step): void => {
      if (step.path.length > 4) return;
      let keys = seen.get(step.node);
      if (!keys) seen.set(step.node, (keys = new Set()));
      // Where many calls lead to one place, which of them is meant no longer matters.
      const merged =
        keys.size < WAYS_LIMIT
          ? step
          : { ...step, context: CallContext.none, isSure: false, isCertain: false };
      const key = getKey(merged);
      if (keys.has(key)) return;
      keys.add(key);
      pending.push(merged);
    };
    for (const start of starts) enqueue(start);
    const limit = traits.isEmitter ? VALUE_LIMIT : HELPING_VALUE_LIMIT;
    let steps = 0;
    const search = { isDone: false };
    const use = (found: Use): void => {
      uses.push(found);
      search.isDone ||= isEnough(found);
    };
    for (let step = pending.pop(); step && !search.isDone; step = pending.pop()) {
      steps++;
      this.#spent++;
      if (steps > limit || this.#spent > FILE_LIMIT) {
        const { node, context } = step;
        const how = 'goes through more places than are followed';
        return [{ kind: 'leaves', how, node, context, isSure: false, isCertain: false }];
      }
      advance({ flow: this, step, traits, enqueue, use });
    }
    return uses;
  }

  /** The place by which a class, or a function that serves as one, or an instance of it leaves the file. */
  getExposure(node: Node): Node | undefined {
    if (this.#exposures.has(node)) return this.#exposures.get(node);
    // What leads back to itself exposes nothing.
    this.#exposures.set(node, undefined);
    const exposure = findExposure(this, node);
    this.#exposures.set(node, exposure);
    return exposure;
  }

  /** Whether code outside of the file can get at a field by its name. */
  isPublicField(write: Node, owners: Owners, name: string): boolean {
    if (isPrivateName(name) || !owners) return false;
    if (write.type === 'PropertyDefinition' && write.accessibility === 'private') return false;
    return owners.some(({ node }) => this.getExposure(node) !== undefined);
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
