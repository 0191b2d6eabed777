import type { TSESTree } from '@typescript-eslint/utils';
import { mayListen } from '../dataflow/builtins/emitter.ts';
import type { Dataflow } from '../dataflow/dataflow.ts';
import type { Activation, Value } from '../dataflow/value-graph.ts';
import { isHeapValue } from '../dataflow/values.ts';
import { memoize } from '../program/memoize.ts';
import type { ProgramFile } from '../program/program-file.ts';
import { getPropertyName, isCall, unwrap } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';
import type { Aliases } from './aliases.ts';
import { addsListener, isUnknownMethod, removesListener } from './api-methods.ts';
import { CALM, UNKNOWN, getCalmness, hasAccessor, runsCode } from './calm-calls.ts';
import type { Calmness } from './calm-calls.ts';
import { mayHaveOwn } from './made-socket.ts';
import type { MadeSocket } from './made-socket.ts';
import { getSelfCalls } from './self-calls.ts';
import type { SocketCode } from './socket-code.ts';
import type { GetForwardedField } from './socket-names.ts';

/** Calls that make objects which ignore what is written to them, or pass it on. */
const FIXED = /\b(?:freeze|seal|preventExtensions|definePropert(?:y|ies)|setPrototypeOf|__proto__|Proxy)\b/u;

const fixesObjects = memoize((file: ProgramFile) => FIXED.test(file.source.text));

/** What can run while a socket is made and bound: code that a call or an access runs before it is done. */
export class RunningCode implements SocketCode {
  readonly getForwarded: GetForwardedField;
  readonly #dataflow: Dataflow;
  readonly #made: MadeSocket;

  constructor(dataflow: Dataflow, made: MadeSocket, getForwarded: GetForwardedField) {
    this.#dataflow = dataflow;
    this.#made = made;
    this.getForwarded = getForwarded;
  }

  hasNoOther(node: Node, activation: Activation): boolean {
    return this.#getValues(node, activation).every((value) =>
      isHeapValue(value) ? value === this.#made.value : value.kind !== 'unknown',
    );
  }

  keepsWhatIsWritten(assignment: Node, activation: Activation): boolean {
    const member = getMember(assignment);
    const name = member && getPropertyName(member);
    return (
      member !== undefined &&
      !fixesObjects(activation.file) &&
      !this.#getValues(member.object, activation).some((value) => hasAccessor(value, name))
    );
  }

  /** Whether a call that runs no code of the program may change an object that holds the socket: it is handed one. */
  mayChange(node: Node, activation: Activation): boolean {
    if (!isCall(node)) {
      return true;
    }
    const callee = unwrap(node.callee);
    const given = callee.type === 'MemberExpression' ? [callee.object, ...node.arguments] : node.arguments;
    return given.some((argument) =>
      this.mayHold(argument.type === 'SpreadElement' ? argument.argument : argument, activation),
    );
  }

  #getValues(node: Node, activation: Activation): readonly Value[] {
    const { engine } = this.#dataflow;
    const hub = engine.getHub(node, activation);
    if (!hub.isWanted) {
      engine.want(hub);
      this.#dataflow.run();
    }
    return hub.values;
  }

  /** What a call can run before it returns. */
  getCalmness(node: Node, activation: Activation, aliases: Aliases): Calmness {
    const { engine } = this.#dataflow;
    if (aliases.includesReceiver(node)) {
      const name = getMethodName(node);
      if (name !== undefined && isUnknownMethod(this.#made.maker, name)) {
        return UNKNOWN;
      }
      if (name !== undefined && this.#isOwnMethod(name)) {
        return CALM;
      }
    }
    if (engine.getCallees(node, activation).length === 0) {
      engine.install(node, activation);
      engine.want(engine.getHub(node, activation));
      this.#dataflow.run();
    }
    return getCalmness(
      node,
      activation,
      engine.getCallees(node, activation),
      this.#getGiven(node, activation),
    );
  }

  /** Whether a method of the socket is the API's own, calls only such methods, and runs no listener. */
  #isOwnMethod(name: string): boolean {
    const { value } = this.#made;
    return (
      !runsCode(name) &&
      !(addsListener(name) && mayListen(value, 'newListener')) &&
      !(removesListener(name) && mayListen(value, 'removeListener')) &&
      ![name, ...getSelfCalls(this.#made, name)].some((called) =>
        mayHaveOwn(this.#dataflow.engine, value, called),
      )
    );
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
    if (!member || aliases.includes(member.object) || this.getForwarded(member, activation) !== undefined) {
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

/** The name of the method that a call calls, where it is written. */
function getMethodName(node: Node): string | undefined {
  const callee = isCall(node) ? unwrap(node.callee) : undefined;
  return callee?.type === 'MemberExpression' ? getPropertyName(callee) : undefined;
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
