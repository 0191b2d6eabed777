import type { TSESTree } from '@typescript-eslint/utils';
import { getThisActivation } from '../dataflow/activation.ts';
import type { Dataflow } from '../dataflow/dataflow.ts';
import { ANY } from '../dataflow/fields.ts';
import type { Activation, HeapValue, Value } from '../dataflow/value-graph.ts';
import { isHeapValue } from '../dataflow/values.ts';
import { getBody, getPropertyName, isFunction, unwrap } from '../program/syntax.ts';
import type { FunctionNode, Node } from '../program/syntax.ts';

/**
 * Finds getters that only hand out a field of their object: `get socket() { return this.#socket ?? null; }`.
 *
 * What is tested on the way counts as passed where a datagram socket passes it: that it is there, and that it is a `Socket`.
 */
export class ForwardingGetters {
  readonly #dataflow: Dataflow;
  readonly #known = new Map<FunctionNode, string | undefined>();

  constructor(dataflow: Dataflow) {
    this.#dataflow = dataflow;
  }

  /**
   * The field that a read of a property of `this` gives.
   *
   * @returns its name, if the property is a getter that gives it whenever it holds a socket
   */
  getField(member: TSESTree.MemberExpression, activation: Activation): string | undefined {
    const name = getPropertyName(member);
    if (unwrap(member.object).type !== 'ThisExpression' || name === undefined) {
      return undefined;
    }
    const { values } = getThisActivation(activation).self;
    const getters = values.map((value) => (isHeapValue(value) ? findGetter(value, name) : undefined));
    const [getter] = getters;
    return getter && getters.every((other) => other?.node === getter.node)
      ? this.#getForwarded(getter)
      : undefined;
  }

  #getForwarded({ node }: HeapValue): string | undefined {
    if (!isFunction(node)) {
      return undefined;
    }
    if (!this.#known.has(node)) {
      const [activation] = this.#dataflow.engine.getActivations(node);
      const body = getBody(node);
      const field =
        activation && body?.type === 'BlockStatement' ? this.#getReturned(body.body, activation) : undefined;
      this.#known.set(node, field);
    }
    return this.#known.get(node);
  }

  /** The field that some statements return, if they return one. */
  #getReturned(statements: readonly Node[], activation: Activation): string | undefined {
    const [first] = statements;
    switch (first?.type) {
      case 'ReturnStatement':
        return first.argument ? this.#getGiven(first.argument, activation) : undefined;
      case 'BlockStatement':
        return this.#getReturned(first.body, activation);
      case 'IfStatement': {
        const tested = this.#getTested(first.test, activation);
        const returned = tested && this.#getReturned([first.consequent], activation);
        return returned === tested ? returned : undefined;
      }
      default:
        return undefined;
    }
  }

  #getGiven(node: Node, activation: Activation): string | undefined {
    const expression = unwrap(node);
    switch (expression.type) {
      case 'MemberExpression':
        return unwrap(expression.object).type === 'ThisExpression' ? getPropertyName(expression) : undefined;
      case 'LogicalExpression':
        return expression.operator === '&&' ? undefined : this.#getGiven(expression.left, activation);
      case 'ConditionalExpression': {
        const given = this.#getGiven(expression.consequent, activation);
        return given === this.#getTested(expression.test, activation) ? given : undefined;
      }
      default:
        return undefined;
    }
  }

  /** The field of which a condition holds, whenever it holds a socket. */
  #getTested(node: Node, activation: Activation): string | undefined {
    const expression = unwrap(node);
    if (expression.type === 'BinaryExpression' && expression.operator === 'instanceof') {
      return this.#isSocketClass(expression.right, activation)
        ? this.#getGiven(expression.left, activation)
        : undefined;
    }
    return expression.type === 'MemberExpression' ? this.#getGiven(expression, activation) : undefined;
  }

  #isSocketClass(node: Node, activation: Activation): boolean {
    const { engine } = this.#dataflow;
    const hub = engine.getHub(node, activation);
    engine.want(hub);
    this.#dataflow.run();
    // `undefined` is what the helper of a compiler may give: nothing is an instance of it.
    const classes = hub.values.filter(({ kind }) => kind !== 'constant');
    return (
      classes.length > 0 &&
      classes.every(
        (value) =>
          isHeapValue(value) &&
          value.kind === 'module' &&
          /^(?:node:)?dgram$/u.test(value.detail.path?.[0] ?? '') &&
          value.detail.path?.at(-1) === 'Socket',
      )
    );
  }
}

/** The getter that a read of a property runs, if it is certain which. */
function findGetter(object: HeapValue, name: string): HeapValue | undefined {
  const seen = new Set<HeapValue>();
  let holder: HeapValue | undefined = object;
  while (holder && !seen.has(holder) && !holder.detail.proxy) {
    seen.add(holder);
    if (hasOwnField(holder, name) || holder.getters.has(ANY)) {
      return undefined;
    }
    const getters = holder.getters.get(name)?.values;
    if (getters) {
      const [getter] = getters;
      return getters.length === 1 && getter && isHeapValue(getter) ? getter : undefined;
    }
    const parents: readonly Value[] = holder.prototype?.values ?? [];
    const [parent] = parents;
    holder = parents.length === 1 && parent && isHeapValue(parent) ? parent : undefined;
  }
  return undefined;
}

/** Whether an object may have a field of its own by a name, or a class elsewhere that extends its class another getter. */
function hasOwnField({ fields, stores }: HeapValue, name: string): boolean {
  return (
    [name, ANY].some((key) => (fields.get(key)?.values ?? []).length > 0) ||
    stores.some((store) => store.name === undefined || store.name === name)
  );
}
