import type { TSESTree } from '@typescript-eslint/utils';
import type { Activation } from '../dataflow/activation.ts';
import type { Dataflow } from '../dataflow/dataflow.ts';
import { isHeapValue } from '../dataflow/values.ts';
import type { Value } from '../dataflow/values.ts';
import { getPropertyName, isCall, unwrap } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';
import type { Aliases } from './aliases.ts';
import { isUnknownMethod } from './api-methods.ts';
import { CALM, getCalmness, hasAccessor, runsListeners } from './calm-calls.ts';
import type { Calmness } from './calm-calls.ts';
import { hasOwnMethod } from './made-socket.ts';
import type { MadeSocket } from './made-socket.ts';
import type { GetForwardedField } from './socket-names.ts';

/** What can run while a socket is made and bound: code that a call or an access runs before it is done. */
export class RunningCode {
  readonly #dataflow: Dataflow;
  readonly #made: MadeSocket;
  readonly #getForwarded: GetForwardedField;

  constructor(dataflow: Dataflow, made: MadeSocket, getForwarded: GetForwardedField) {
    this.#dataflow = dataflow;
    this.#made = made;
    this.#getForwarded = getForwarded;
  }

  /** What a call can run before it returns. */
  getCalmness(node: Node, activation: Activation, aliases: Aliases): Calmness {
    const { engine } = this.#dataflow;
    if (aliases.includesReceiver(node) && this.#isOwnMethod(node)) {
      return CALM;
    }
    if (engine.getCallees(node, activation).length === 0) {
      engine.install(node, activation);
      engine.want(engine.getHub(node, activation));
      this.#dataflow.run();
    }
    if (isCall(node) && this.#isBindOfMethod(unwrap(node.callee), activation)) {
      return CALM;
    }
    return getCalmness(
      node,
      activation,
      engine.getCallees(node, activation),
      this.#getGiven(node, activation),
    );
  }

  /** Whether a call on the socket is one of the API's methods that runs no listener. */
  #isOwnMethod(node: Node): boolean {
    const callee = isCall(node) ? unwrap(node.callee) : undefined;
    const name = callee?.type === 'MemberExpression' ? getPropertyName(callee) : undefined;
    const { maker, value } = this.#made;
    return (
      name !== undefined &&
      !runsListeners(name) &&
      !isUnknownMethod(maker, name) &&
      !hasOwnMethod(this.#dataflow.engine, { receiver: value, name })
    );
  }

  /**
   * Whether an access is `this.method.bind`, of a method that the program shows: what a subclass elsewhere has in its place is a
   * function as well, and what functions have is known.
   */
  #isBindOfMethod(member: Node, activation: Activation): boolean {
    if (member.type !== 'MemberExpression' || getPropertyName(member) !== 'bind') {
      return false;
    }
    const method = unwrap(member.object);
    const values = this.#getValues(method, activation);
    return (
      method.type === 'MemberExpression' &&
      values.some((value) => isHeapValue(value) && value.kind === 'function') &&
      values.every((value) => !isHeapValue(value) || value.kind === 'function')
    );
  }

  #getValues(node: Node, activation: Activation): readonly Value[] {
    const hub = this.#dataflow.engine.getHub(node, activation);
    if (!hub.isWanted) {
      this.#dataflow.engine.want(hub);
      this.#dataflow.run();
    }
    return hub.values;
  }

  /** What the arguments of a call can be. */
  #getGiven(node: Node, activation: Activation): readonly Value[] {
    const { engine } = this.#dataflow;
    const hubs = (isCall(node) ? node.arguments : []).map((argument) =>
      engine.getHub(argument.type === 'SpreadElement' ? argument.argument : argument, activation),
    );
    for (const hub of hubs) {
      engine.want(hub);
    }
    this.#dataflow.run();
    return hubs.flatMap(({ values }) => values);
  }

  /** Whether a property that is read or written may be one of those that run code: a getter, a setter, one of a proxy. */
  mayRunAccessor(node: Node, activation: Activation, aliases: Aliases): boolean {
    const member = getMember(node);
    if (!member || aliases.includes(member.object) || this.#getForwarded(member, activation) !== undefined) {
      return false;
    }
    if (this.#isBindOfMethod(member, activation)) {
      return false;
    }
    const values = this.#getValues(member.object, activation);
    const name = getPropertyName(member);
    return values.length === 0 || values.some((value) => hasAccessor(value, name));
  }

  /** Whether an expression may be the socket, or an object that holds it. */
  mayHold(node: Node, activation: Activation): boolean {
    return this.#dataflow.engine
      .getHub(node, activation)
      .values.some((value) => isHeapValue(value) && value.isTracked);
  }
}

/** The member access that an event reads or writes. */
function getMember(node: Node): TSESTree.MemberExpression | undefined {
  switch (node.type) {
    case 'MemberExpression':
      return node;
    case 'AssignmentExpression':
      return node.left.type === 'MemberExpression' ? node.left : undefined;
    case 'UpdateExpression':
    case 'UnaryExpression':
      return node.argument.type === 'MemberExpression' ? node.argument : undefined;
    default:
      return undefined;
  }
}
