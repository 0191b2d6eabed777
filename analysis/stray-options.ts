import type { TSESTree } from '@typescript-eslint/utils';
import { OPTION_NAMES } from './apis/index.ts';
import { GLOBALS_WITHOUT_EFFECT, MODULES_WITHOUT_EFFECT } from './apis/without-effect.ts';
import { CallContext } from './context.ts';
import type { Finding } from './finding.ts';
import type { Flow } from './flow/flow.ts';
import type { Use } from './flow/step.ts';
import type { SocketCalls } from './socket-calls.ts';
import { type CallNode, type Node, getLastName, getPropertyName, unwrap } from './syntax.ts';
import { type Evaluator, isTruthy } from './values.ts';

const WITHOUT_EFFECT: ReadonlySet<string> = new Set([...MODULES_WITHOUT_EFFECT, ...GLOBALS_WITHOUT_EFFECT]);

/** Methods of servers, which read `reusePort`. */
const LISTEN = 'listen';

/** Finds options in objects that no known call is seen to read: what becomes of them is decided elsewhere. */
export class StrayOptions {
  readonly #flow: Flow;
  readonly #values: Evaluator;
  readonly #calls: SocketCalls;

  constructor(flow: Flow, values: Evaluator, calls: SocketCalls) {
    this.#flow = flow;
    this.#values = values;
    this.#calls = calls;
  }

  /**
   * @param known the nodes that are found already
   * @param made the calls that make known sockets, or call their methods: they read the option elsewhere or not at all
   */
  find(known: ReadonlySet<Node>, made: ReadonlySet<Node>): readonly Finding[] {
    return OPTION_NAMES.flatMap((name) =>
      this.#flow.model.tree
        .getProperties(name)
        .filter((property) => !known.has(property) && !this.#isOff(property))
        .flatMap((property) => this.#toFinding(property, name, made) ?? []),
    );
  }

  /** Whether the value is written as one that turns nothing on; where it comes from is not followed. */
  #isOff(property: TSESTree.Property): boolean {
    if (property.kind !== 'init' || property.method) return true;
    const value = unwrap(property.value);
    const isConstant = value.type === 'Literal' || value.type === 'UnaryExpression';
    if (!isConstant && !this.#flow.model.isGlobal(value, 'undefined')) return false;
    return this.#values.evaluate(value, CallContext.none).every((known) => isTruthy(known) === false);
  }

  #toFinding(property: TSESTree.Property, option: string, made: ReadonlySet<Node>): Finding | undefined {
    const { model } = this.#flow;
    const literal = model.tree.getParent(property);
    if (literal?.type !== 'ObjectExpression') return undefined;
    const use = this.#flow
      .trace(literal)
      .find((candidate) => candidate.kind === 'argument' || candidate.kind === 'leaves');
    if (use?.kind === 'argument' && this.#hasNoEffect(use.call, made)) return undefined;
    // An object that goes nowhere sets nothing.
    if (!use) return undefined;
    const evidence = this.#getReason(use);
    return {
      verdict: 'unknown',
      api: 'unknown',
      option,
      node: property,
      place: model.getPlace(property),
      evidence,
      message: `'${option}' may be set on a client socket: ${evidence}.`,
      remedy: { kind: 'none', reason: evidence },
    };
  }

  /** Calls that are known not to read the option where it stands, and calls that listen. */
  #hasNoEffect(call: CallNode, made: ReadonlySet<Node>): boolean {
    if (made.has(call) || this.#calls.isListening(call)) return true;
    const callee = unwrap(call.callee);
    if (callee.type === 'MemberExpression' && getPropertyName(callee) === LISTEN) return true;
    const origin = this.#calls.getOrigin(call.callee);
    return origin?.[0] !== undefined && WITHOUT_EFFECT.has(origin[0]);
  }

  #getReason(use: Use): string {
    const place = this.#flow.model.formatPlace(use.node);
    if (use.kind === 'leaves') return `the object ${use.how} at ${place}`;
    if (use.kind !== 'argument') return `the object is used at ${place}`;
    const name = getLastName(unwrap(use.call.callee));
    return `the object is handed to ${name === undefined ? 'a function' : `${name}()`} at ${place}`;
  }
}
