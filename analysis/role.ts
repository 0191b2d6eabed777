import type { TSESTree } from '@typescript-eslint/utils';
import type { BindMethod, SocketRole } from './apis/description.ts';
import type { CallContext } from './context.ts';
import type { Flow } from './flow/flow.ts';
import type { Use } from './flow/step.ts';
import type { SocketCall } from './references.ts';
import { type CallNode, type Node, getPropertyName, unwrap } from './syntax.ts';
import type { Evaluator, Value } from './values.ts';

/** What decides the role of one socket, and how that reads. */
export interface Judgement {
  readonly role: 'client' | 'listener' | 'unknown';
  /** The node that decides; undefined when nothing in the file does. */
  readonly node: Node | undefined;
  /** A clause with the place that decides: `bind() at 12:3 names no port`. */
  readonly evidence: string;
  /** The binds whose port the workers of a cluster would share. */
  readonly sharedBinds: readonly SharedBind[];
}

/** A bind that the workers of a cluster share, and the property that would keep them from it. */
export interface SharedBind {
  readonly call: Node;
  readonly property: string;
}

/** How a bind chooses the port. */
type PortChoice = 'ephemeral' | 'explicit' | 'unknown';

interface Bind {
  readonly use: Use & { kind: 'method' };
  readonly choice: PortChoice;
  readonly evidence: string;
  readonly shared: SharedBind | undefined;
}

/** Functions that look at a socket and neither bind it nor keep it. */
const OBSERVERS = new Set([
  'once',
  'on',
  'finished',
  'log',
  'debug',
  'info',
  'warn',
  'error',
  'trace',
  'dir',
  'inspect',
  'Boolean',
  'String',
  'isSocket',
  'unref',
]);

/** An imported function that is handed the socket to send with it: `send(socket, message, port, host)`. */
const SENDS = /send/iu;

/** Decides from what is done with a socket whether the kernel picks its port. */
export class RoleJudge {
  readonly #flow: Flow;
  readonly #values: Evaluator;

  constructor(flow: Flow, values: Evaluator) {
    this.#flow = flow;
    this.#values = values;
  }

  /**
   * Judges the sockets that a call makes: one by one where a function of this file makes and returns them, because each of
   * its callers has a socket of its own.
   *
   * @param made the call that makes the socket
   * @param context the calls by which it is made
   */
  judge(made: SocketCall, context: CallContext): readonly Judgement[] {
    const whole = this.#judgeOne(made, context);
    const maker = this.#flow.model.tree.getEnclosingFunction(made.call);
    if (!maker || whole.role === 'client' || !whole.node || context.getCall(maker)) return [whole];
    const callers = this.#flow.getCallers(maker);
    if (callers.open || callers.calls.length < 2 || this.#flow.model.tree.contains(maker, whole.node))
      return [whole];
    return callers.calls.map(({ call }) => this.#judgeOne(made, context.enter(maker, call)));
  }

  #judgeOne(made: SocketCall, context: CallContext): Judgement {
    const { role } = made.maker;
    const uses = this.#flow.trace(made.call, context, {
      returnsReceiver: (method) => role.chain.includes(method),
      isEmitter: true,
    });
    const binds = uses.flatMap((use) => this.#toBind(use, role));
    const own = binds.filter((bind) => bind.use.isSure);
    return (
      this.#judgeBinds(
        own,
        own.some((bind) => bind.use.isCertain && bind.choice === 'ephemeral'),
      ) ??
      this.#judgeBinds(
        binds.filter((bind) => bind.choice !== 'ephemeral'),
        false,
      ) ??
      this.#judgeLeaving(uses) ??
      this.#judgeBinds(binds, true) ??
      this.#judgeUnbound(uses, role)
    );
  }

  /**
   * The verdict of some binds: explicit wins over unknown, unknown over ephemeral.
   *
   * @param decides whether ephemeral binds alone make a client
   */
  #judgeBinds(binds: readonly Bind[], decides: boolean): Judgement | undefined {
    const explicit = binds.find((bind) => bind.choice === 'explicit');
    if (explicit)
      return { role: 'listener', node: explicit.use.node, evidence: explicit.evidence, sharedBinds: [] };
    const unknown = binds.find((bind) => bind.choice === 'unknown');
    if (unknown)
      return { role: 'unknown', node: unknown.use.node, evidence: unknown.evidence, sharedBinds: [] };
    const [ephemeral] = binds;
    if (!ephemeral || !decides) return undefined;
    return {
      role: 'client',
      node: ephemeral.use.node,
      evidence: ephemeral.evidence,
      sharedBinds: binds.flatMap((bind) => bind.shared ?? []),
    };
  }

  #judgeLeaving(uses: readonly Use[]): Judgement | undefined {
    for (const use of uses) {
      const reason = this.#getReason(use);
      if (reason !== undefined) return { role: 'unknown', node: use.node, evidence: reason, sharedBinds: [] };
    }
    return undefined;
  }

  #judgeUnbound(uses: readonly Use[], role: SocketRole): Judgement {
    for (const use of uses) {
      const name = getUseName(use, role);
      if (name === undefined) continue;
      const evidence = `it is not bound before ${name}() at ${this.#flow.model.formatPlace(use.node)}`;
      return { role: 'client', node: use.node, evidence, sharedBinds: [] };
    }
    const evidence = 'the socket is neither bound nor used in this file';
    return { role: 'unknown', node: undefined, evidence, sharedBinds: [] };
  }

  /** Why a use hides what becomes of the socket, if it does. */
  #getReason(use: Use): string | undefined {
    const place = this.#flow.model.formatPlace(use.node);
    if (use.kind === 'leaves') return `the socket ${use.how} at ${place}`;
    if (use.kind !== 'argument') return undefined;
    const name = getCalledName(use.call);
    if (name !== undefined && (OBSERVERS.has(name) || SENDS.test(name))) return undefined;
    return `the socket is handed to ${name === undefined ? 'a function' : `${name}()`} at ${place}`;
  }

  #toBind(use: Use, role: SocketRole): readonly Bind[] {
    if (use.kind !== 'method') return [];
    const method = role.bind.find((candidate) => candidate.name === use.name);
    return method ? [this.#classify(use, method)] : [];
  }

  #classify(use: Use & { kind: 'method' }, method: BindMethod): Bind {
    const place = this.#flow.model.formatPlace(use.node);
    const property = method.exclusiveProperty;
    const getShared = (values: readonly Value[] = []): SharedBind | undefined =>
      property === undefined || (values.length > 0 && this.#isExclusive(values, property))
        ? undefined
        : { call: use.node, property };
    if (!use.args) {
      const evidence = `${method.name} is handed on at ${place}`;
      return { use, choice: 'unknown', evidence, shared: undefined };
    }
    const argument = use.args[method.portArgument];
    if (!argument) {
      const evidence = `${method.name}() at ${place} names no port`;
      return { use, choice: 'ephemeral', evidence, shared: getShared() };
    }
    const values = this.#values.evaluate(argument, use.context);
    const choices = values.map((value) => this.#getChoice(value, method));
    const choice = combine(choices);
    const shown = describe(values, argument, this.#flow.model.getText(argument));
    return {
      use,
      choice,
      evidence: getEvidence(method, choice, shown, place),
      shared: getShared(values),
    };
  }

  #isExclusive(values: readonly Value[], property: string): boolean {
    return values.every(
      (value) =>
        value.kind === 'object' &&
        this.#values
          .getProperty(value.node, property, value.context)
          .values.some((known) => known.kind === 'constant' && known.value === true),
    );
  }

  /** How one value of the argument chooses the port (Node.js lib/dgram.js, `Socket.prototype.bind`). */
  #getChoice(value: Value, method: BindMethod): PortChoice {
    switch (value.kind) {
      case 'constant':
        return isEphemeralPort(value.value) ? 'ephemeral' : 'explicit';
      case 'function':
        return 'ephemeral';
      case 'given':
        return 'explicit';
      case 'opaque':
        return 'unknown';
      case 'object': {
        for (const name of method.adoptProperties) {
          const adopted = this.#values.getProperty(value.node, name, value.context);
          if (!adopted.isAbsent && adopted.values.some((known) => !isMissing(known))) return 'unknown';
        }
        const port = this.#values.getProperty(value.node, method.portProperty, value.context);
        const isSpread = port.isAbsent && port.values.some((known) => known.kind === 'given');
        if (isSpread) return 'unknown';
        const choices = port.values.map((known): PortChoice =>
          known.kind === 'object' ? 'unknown' : this.#getChoice(known, method),
        );
        return combine(port.isAbsent ? [...choices, 'ephemeral'] : choices);
      }
    }
  }
}

function isMissing(value: Value): boolean {
  return value.kind === 'constant' && (value.value === undefined || value.value === null);
}

/** `0`, `'0'`, `''`, `null`, `undefined`, `NaN` and `false` all leave the port to the kernel (run on Node.js 20). */
function isEphemeralPort(value: string | number | bigint | boolean | null | undefined): boolean {
  if (typeof value === 'string') return value.trim() === '' || Number(value) === 0;
  return !value;
}

function combine(choices: readonly PortChoice[]): PortChoice {
  if (choices.includes('explicit')) return 'explicit';
  return choices.includes('unknown') || choices.length === 0 ? 'unknown' : 'ephemeral';
}

type ArgumentForm = 'object' | 'function' | 'value';

function describe(
  values: readonly Value[],
  argument: Node,
  text: string,
): { form: ArgumentForm; text: string } {
  if (values.some((value) => value.kind === 'object') || argument.type === 'ObjectExpression')
    return { form: 'object', text: '{…}' };
  if (values.every((value) => value.kind === 'function')) return { form: 'function', text: '' };
  return { form: 'value', text: text.length <= 30 && !text.includes('\n') ? text : '…' };
}

function getEvidence(
  method: BindMethod,
  choice: PortChoice,
  shown: { form: ArgumentForm; text: string },
  place: string,
): string {
  const call = `${method.name}(${shown.text}) at ${place}`;
  if (choice === 'explicit') return `${call} names a port`;
  if (choice === 'unknown') return `${call} does not show its port`;
  return shown.form === 'value' ? `${call} names no port but 0` : `${call} names no port`;
}

/** The method or function that uses an unbound socket, and so binds it to an ephemeral port. */
function getUseName(use: Use, role: SocketRole): string | undefined {
  if (use.kind === 'method') return role.use.includes(use.name) ? use.name : undefined;
  const name = use.kind === 'argument' ? getCalledName(use.call) : undefined;
  return name !== undefined && SENDS.test(name) ? name : undefined;
}

function getCalledName(call: CallNode): string | undefined {
  const callee: TSESTree.Node = unwrap(call.callee);
  if (callee.type === 'Identifier') return callee.name;
  return callee.type === 'MemberExpression' ? getPropertyName(callee) : undefined;
}
