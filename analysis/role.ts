import type { Adoption, BindMethod, MakingRole, MethodRole } from './apis/description.ts';
import type { CallContext } from './context.ts';
import type { Flow } from './flow/flow.ts';
import type { Use } from './flow/step.ts';
import type { ProgramModel } from './model.ts';
import { type PortChoice, PortReader } from './ports.ts';
import type { SocketCall } from './socket-calls.ts';
import { type CallNode, type Node, unwrap, toKey } from './syntax.ts';
import type { Evaluator, Value } from './values.ts';

/** What decides the role of one socket, and how that reads. */
export interface Judgement {
  readonly role: 'client' | 'listener' | 'unknown';
  /** The node that decides; undefined when nothing in the file does. */
  readonly node: Node | undefined;
  /** A clause with the place that decides: `bind() at 12:3 names no port`. */
  readonly evidence: string;
  /** The field by which code outside of the file may still bind the socket. */
  readonly exposedBy: (Use & { kind: 'exposed' }) | undefined;
  /** The binds whose port the workers of a cluster would share. */
  readonly sharedBinds: readonly SharedBind[];
}

/** What a judgement without a bind of its own says of binds. */
const NO_BIND = { exposedBy: undefined, sharedBinds: [] };

/** A bind that the workers of a cluster share, and the property that would keep them from it. */
export interface SharedBind {
  readonly call: Node;
  readonly property: string;
}

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

/** Methods that the API does not have, and whose names say that they bind: `bindAsync`, `listen`. */
const BINDS = /^(?!.*listener)(?:.*bind|listen|open|start)/iu;

/** Decides from what is done with a socket whether the kernel picks its port. */
export class RoleJudge {
  readonly #flow: Flow;
  readonly #values: Evaluator;
  readonly #ports: PortReader;
  readonly #uses = new Map<string, readonly Use[]>();

  constructor(flow: Flow, values: Evaluator) {
    this.#flow = flow;
    this.#values = values;
    this.#ports = new PortReader(flow.model, values);
  }

  /** Everything that is done with the socket that a call makes. */
  getUses(made: SocketCall, context: CallContext): readonly Use[] {
    const { role } = made.maker;
    const key = `${made.api.id}/${toKey(made.call)}/${context.key}`;
    let uses = this.#uses.get(key);
    if (!uses) {
      uses = this.#flow.trace(made.call, context, {
        returnsReceiver: (method) => role.by === 'methods' && role.chain.includes(method),
        isEmitter: true,
      });
      this.#uses.set(key, uses);
    }
    return uses;
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
    if (role.by === 'nature') {
      const evidence = `${getMakerName(made, this.#flow.model)} at ${this.#flow.model.formatPlace(made.call)} ${role.because}`;
      return { role: 'client', node: made.call, evidence, ...NO_BIND };
    }
    return role.by === 'making'
      ? this.#judgeMaking(made, role, context)
      : this.#judgeMethods(made, role, context);
  }

  /** The port is named where the socket is made. */
  #judgeMaking(made: SocketCall, role: MakingRole, context: CallContext): Judgement {
    const place = this.#flow.model.formatPlace(made.call);
    const name = `${getMakerName(made, this.#flow.model)} at ${place}`;
    const judged = { ...NO_BIND, node: made.call };
    for (const adopted of role.adopts ?? []) {
      if (this.#ports.isGiven(made.args, adopted, context)) {
        return {
          ...judged,
          role: 'unknown',
          evidence: `${name} gets '${adopted.property?.at(-1) ?? ''}', which may decide its port`,
        };
      }
    }
    const isHidden = made.hasSpread && role.port.argument >= made.args.length;
    const isUnbound = role.unboundWhenFalse && this.#ports.isFalse(made.args, role.unboundWhenFalse, context);
    const choice = isHidden
      ? 'unknown'
      : isUnbound
        ? 'ephemeral'
        : this.#ports.getMakingChoice(made.args, role, context);
    const port = role.port.property?.at(-1) ?? 'port';
    if (choice === 'explicit') return { ...judged, role: 'listener', evidence: `${name} names a ${port}` };
    if (choice === 'unknown')
      return { ...judged, role: 'unknown', evidence: `${name} does not show its ${port}` };
    const evidence = isUnbound ? `${name} is not bound` : `${name} names no ${port}`;
    return role.adoption
      ? this.#judgeAdoption(this.getUses(made, context), role.adoption, evidence)
      : { ...judged, role: 'client', evidence };
  }

  /** A bound socket is what the call that it is handed to makes of it. */
  #judgeAdoption(uses: readonly Use[], adoption: Adoption, evidence: string): Judgement {
    const adopted = uses.filter((use) => use.kind === 'argument');
    const listen = adopted.find((use) =>
      adoption.listen.includes(this.#flow.model.getCalledName(use.call.callee) ?? ''),
    );
    const connect = adopted.find((use) => isConnecting(use, adoption, this.#flow.model));
    const decisive = listen ?? connect;
    if (!decisive) {
      return {
        role: 'unknown',
        node: undefined,
        evidence: 'the file does not show who adopts it',
        ...NO_BIND,
      };
    }
    const place = this.#flow.model.formatPlace(decisive.call);
    const name = this.#flow.model.getCalledName(decisive.call.callee) ?? '';
    if (listen)
      return {
        role: 'listener',
        node: listen.call,
        evidence: `${name}() at ${place} listens on it`,
        ...NO_BIND,
      };
    const other = this.#judgeLeaving(uses.filter((use) => !isConnecting(use, adoption, this.#flow.model)));
    return (
      other ?? {
        role: 'client',
        node: decisive.call,
        evidence: `${evidence} and ${name}() at ${place} connects it`,
        ...NO_BIND,
      }
    );
  }

  /** The port is named by the socket's methods. */
  #judgeMethods(made: SocketCall, role: MethodRole, context: CallContext): Judgement {
    const uses = this.getUses(made, context);
    const listening = uses.find((use) => use.kind === 'method' && role.listen?.includes(use.name));
    if (listening?.kind === 'method') {
      const evidence = `${listening.name}() at ${this.#flow.model.formatPlace(listening.node)} listens on it`;
      return { role: 'listener', node: listening.node, evidence, ...NO_BIND };
    }
    const binds = uses.flatMap((use) => this.#toBind(use, role));
    const own = binds.filter((bind) => bind.use.isSure);
    const isBoundAtOnce = own.some((bind) => bind.use.isCertain && bind.choice === 'ephemeral');
    return (
      this.#judgeBinds(own, isBoundAtOnce && !role.needsUse) ??
      this.#judgeBinds(
        binds.filter((bind) => bind.choice !== 'ephemeral'),
        false,
      ) ??
      this.#judgeLeaving(uses) ??
      this.#judgeBinds(
        binds,
        !role.needsUse || uses.some((use) => getUseName(use, role, this.#flow.model) !== undefined),
      ) ??
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
      return { role: 'listener', node: explicit.use.node, evidence: explicit.evidence, ...NO_BIND };
    const unknown = binds.find((bind) => bind.choice === 'unknown');
    if (unknown) return { role: 'unknown', node: unknown.use.node, evidence: unknown.evidence, ...NO_BIND };
    const [ephemeral] = binds;
    if (!ephemeral || !decides) return undefined;
    return {
      role: 'client',
      node: ephemeral.use.node,
      evidence: ephemeral.evidence,
      exposedBy: undefined,
      // One call of bind() may be reached by several paths.
      sharedBinds: [
        ...new Map(binds.flatMap(({ shared }) => (shared ? [[shared.call, shared] as const] : []))).values(),
      ],
    };
  }

  #judgeLeaving(uses: readonly Use[]): Judgement | undefined {
    for (const use of uses) {
      const reason = this.#getReason(use);
      if (reason !== undefined) return { role: 'unknown', node: use.node, evidence: reason, ...NO_BIND };
    }
    return undefined;
  }

  #judgeUnbound(uses: readonly Use[], role: MethodRole): Judgement {
    for (const use of uses) {
      const name = getUseName(use, role, this.#flow.model);
      if (name === undefined) continue;
      const evidence = `it is not bound before ${name}() at ${this.#flow.model.formatPlace(use.node)}`;
      const exposed = uses.filter((other) => other.kind === 'exposed');
      const exposedBy = exposed.find((other) => other.by === 'inheritance') ?? exposed[0];
      return { ...NO_BIND, role: 'client', node: use.node, evidence, exposedBy };
    }
    const evidence = 'the socket is neither bound nor used in this file';
    return { role: 'unknown', node: undefined, evidence, ...NO_BIND };
  }

  /** Why a use hides what becomes of the socket, if it does. */
  #getReason(use: Use): string | undefined {
    const place = this.#flow.model.formatPlace(use.node);
    if (use.kind === 'leaves') return `the socket ${use.how} at ${place}`;
    if (use.kind !== 'argument') return undefined;
    const name = this.#flow.model.getCalledName(use.call.callee);
    if (name !== undefined && (OBSERVERS.has(name) || getSender(use.call, this.#flow.model) !== undefined))
      return undefined;
    return `the socket is handed to ${name === undefined ? 'a function' : `${name}()`} at ${place}`;
  }

  #toBind(use: Use, role: MethodRole): readonly Bind[] {
    if (use.kind !== 'method') return [];
    const method = role.bind.find((candidate) => candidate.name === use.name);
    if (method) return [this.#classify(use, method)];
    if (role.chain.includes(use.name) || !BINDS.test(use.name)) return [];
    const evidence = `${use.name}() at ${this.#flow.model.formatPlace(use.node)} may bind it`;
    return [{ use, choice: 'unknown', evidence, shared: undefined }];
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
    const argument = use.args[method.port.argument];
    if (!argument) {
      const evidence = `${method.name}() at ${place} names no port`;
      return { use, choice: 'ephemeral', evidence, shared: getShared() };
    }
    const values = this.#values.evaluate(argument, use.context);
    const choice = this.#ports.getBindChoice(argument, values, method, use.context);
    const shown = describe(values, argument, this.#flow.model.getText(argument));
    return { use, choice, evidence: getEvidence(method, choice, shown, place), shared: getShared(values) };
  }

  #isExclusive(values: readonly Value[], property: string): boolean {
    return values.every(
      (value) =>
        value.kind === 'object' &&
        this.#values.properties
          .get(value.node, property, value.context)
          .values.some((known) => known.kind === 'constant' && known.value === true),
    );
  }
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

/** The plain function that is handed the socket to send with it. A method may do anything: `worker.send('socket', socket)`. */
function getSender(call: CallNode, model: ProgramModel): string | undefined {
  const name = unwrap(call.callee).type === 'Identifier' ? model.getCalledName(call.callee) : undefined;
  return name !== undefined && SENDS.test(name) ? name : undefined;
}

/** The method or function that uses an unbound socket, and so binds it to an ephemeral port. */
function getUseName(use: Use, role: MethodRole, model: ProgramModel): string | undefined {
  if (use.kind === 'method') return role.use.includes(use.name) ? use.name : undefined;
  return use.kind === 'argument' ? getSender(use.call, model) : undefined;
}

/** Whether a use hands the socket to a call that connects it. */
function isConnecting(use: Use, { connect, property }: Adoption, model: ProgramModel): boolean {
  return (
    use.kind === 'argument' &&
    use.path[0] === property &&
    connect.includes(model.getCalledName(use.call.callee) ?? '')
  );
}

/** The call that makes a socket, as messages show it: `Deno.listenDatagram()`, `new Sender()`. */
function getMakerName({ call }: SocketCall, model: ProgramModel): string {
  const name = model.getCalledName(call.callee) ?? 'the call';
  return call.type === 'NewExpression' ? `new ${name}()` : `${name}()`;
}
