import type { Adoption as AdoptionRole, MakingRole, MethodRole } from '../apis/description.ts';
import { ASSUMPTIONS } from '../dataflow/assumptions.ts';
import type { Dataflow } from '../dataflow/dataflow.ts';
import { getEscapeCallee } from '../dataflow/escape.ts';
import type { Escape } from '../dataflow/escape.ts';
import { ANY } from '../dataflow/fields.ts';
import { mayDefine } from '../dataflow/implicit-calls.ts';
import type { HeapValue } from '../dataflow/value-graph.ts';
import { isLanguageMethod, isUnknownMethod } from './api-methods.ts';
import { explainIdle, readBind } from './binds.ts';
import type { SocketEnvironment } from './environment.ts';
import { ForwardingGetters } from './forwarding-getters.ts';
import type { Bind, Ground, Judgement, Role } from './judgement.ts';
import { findAllLenders, findLenders } from './lent-ports.ts';
import { hasOwnMethod, mayHaveOwn } from './made-socket.ts';
import type { Adoption, MadeSocket, MethodCall } from './made-socket.ts';
import { isFalse, isGiven, readMakingPort } from './ports.ts';
import type { PortReading } from './ports.ts';
import { Saturation } from './saturation.ts';

/** Decides from what is done with a socket whether the kernel picks its port. */
export class RoleJudge {
  readonly #dataflow: Dataflow;
  readonly #environment: SocketEnvironment;
  readonly #known = new Map<MadeSocket, Judgement>();
  readonly #getters: ForwardingGetters;
  #lenders: ReadonlyMap<HeapValue, Bind> | undefined;
  #trustsFields = true;

  constructor(dataflow: Dataflow, environment: SocketEnvironment) {
    this.#dataflow = dataflow;
    this.#environment = environment;
    this.#getters = new ForwardingGetters(dataflow);
  }

  /** From now on, takes no socket for a client if a public field holds it. */
  distrustFields(): void {
    this.#trustsFields = false;
    this.#known.clear();
  }

  judge(made: MadeSocket): Judgement {
    let judgement = this.#known.get(made);
    if (!judgement) {
      judgement = this.#judge(made);
      if (!this.#trustsFields && judgement.role === 'client' && judgement.heldBy !== undefined) {
        judgement = this.#decide(made, 'unknown', { kind: 'unasked', field: judgement.heldBy });
      } else if (this.#dataflow.engine.isExhausted && judgement.role !== 'listener') {
        // An explicit port remains one, whatever was not seen.
        judgement = this.#decide(made, 'unknown', { kind: 'limit' });
      }
      this.#known.set(made, judgement);
    }
    return judgement;
  }

  #decide(
    { value }: MadeSocket,
    role: Role,
    ground: Ground,
    { shareableBinds = [], isPortGiven = false }: Partial<Judgement> = {},
  ): Judgement {
    return {
      role,
      ground,
      isPortGiven,
      heldBy: this.#dataflow.engine.holders.get(value)?.name,
      shareableBinds,
      tooLate: [],
    };
  }

  #judge(made: MadeSocket): Judgement {
    const { role } = made.maker;
    switch (role.by) {
      case 'api':
        return this.#decide(made, 'client', { kind: 'api', because: role.because });
      case 'making':
        return this.#judgeMaking(made, role);
      case 'methods':
        return this.#judgeMethods(made, role);
    }
  }

  /** The port is named where the socket is made. */
  #judgeMaking(made: MadeSocket, role: MakingRole): Judgement {
    const { engine } = this.#dataflow;
    for (const adopted of role.adopts ?? []) {
      if (isGiven(engine, made, adopted)) {
        return this.#decide(made, 'unknown', { kind: 'adopts', property: adopted.property?.at(-1) ?? '' });
      }
    }
    const isUnbound = role.unboundWhenFalse !== undefined && isFalse(engine, made, role.unboundWhenFalse);
    const read = readMakingPort(engine, made, role);
    const port: PortReading = isUnbound ? { ...read, choice: 'ephemeral' } : read;
    const property = role.port.property?.at(-1) ?? 'port';
    const ground = { kind: 'making', port, property, isUnbound } as const;
    if (port.choice === 'ephemeral') {
      return role.adoption
        ? this.#judgeAdoption(made, role.adoption, ground)
        : this.#decide(made, 'client', ground);
    }
    return this.#decide(made, port.choice === 'explicit' ? 'listener' : 'unknown', ground, {
      isPortGiven: port.isGiven,
    });
  }

  /** Of a socket that is bound where it is made, the call that it is handed to decides the role. */
  #judgeAdoption(made: MadeSocket, adoption: AdoptionRole, making: Ground & { kind: 'making' }): Judgement {
    const events = sortByPlace(made.events.filter((event): event is Adoption => event.kind === 'adoption'));
    const listening = events.find(({ name }) => adoption.listen.includes(name));
    const connecting = events.find(
      ({ name, isInProperty }) => isInProperty && adoption.connect.includes(name),
    );
    const decisive = listening ?? connecting;
    const escapes = this.#getEscapes(made).filter(({ node }) => !events.some((event) => event.node === node));
    if (!decisive) {
      const [escape] = escapes;
      const listens = escape && this.#findListening(escapes, adoption);
      return listens
        ? this.#decide(made, 'listener', { ...making, kind: 'adoption', name: 'listen', site: listens })
        : this.#decide(made, 'unknown', { kind: 'unadopted' });
    }
    const ground = { ...making, kind: 'adoption', name: decisive.name, site: decisive } as const;
    if (listening) {
      return this.#decide(made, 'listener', ground);
    }
    const listens = this.#findListening(escapes, adoption);
    if (listens) {
      return this.#decide(made, 'listener', { ...ground, name: 'listen', site: listens });
    }
    const [escape] = escapes;
    return escape
      ? this.#decide(made, 'unknown', { kind: 'escape', escape })
      : this.#decide(made, 'client', ground);
  }

  /** `server.listen(bound)` of a server that is made by the runtime. */
  #findListening(escapes: readonly Escape[], adoption: AdoptionRole): Escape | undefined {
    return escapes.find(({ reason }) => adoption.listen.includes(getEscapeCallee(reason) ?? ''));
  }

  #getEscapes({ value }: MadeSocket): readonly Escape[] {
    return sortByPlace(this.#dataflow.engine.escapes.get(value) ?? []);
  }

  /** The port is named by the socket's methods. */
  #judgeMethods(made: MadeSocket, role: MethodRole): Judgement {
    const calls = sortByPlace(made.events.filter((event): event is MethodCall => event.kind === 'method'));
    const listening = calls.find(({ name }) => role.listen?.includes(name));
    if (listening) {
      return this.#decide(made, 'listener', { kind: 'listen', name: listening.name, site: listening });
    }
    const binds = calls.flatMap((call) => readBind(this.#dataflow.engine, call, role));
    const { engine } = this.#dataflow;
    const methods = calls.filter(
      (call) =>
        isUnknownMethod(made.maker, call.name) && !hasOwnMethod(engine, call) && !this.#isOfLanguage(call),
    );
    const harmful = [
      ...binds
        .filter(({ port }) => port.choice !== 'ephemeral')
        .map((bind) => ({ bind, ...toSite(bind.event) })),
      ...methods.map((method) => ({ method, ...toSite(method) })),
      ...this.#getEscapes(made).map((escape) => ({
        escape,
        node: escape.node,
        activation: escape.activation,
      })),
    ];
    const saturation = new Saturation(this.#dataflow, this.#getters, made, calls, binds);
    const effective = harmful.filter((event) => !saturation.isHarmless(event, 'escape' in event));
    const judgement =
      this.#judgeHarmful(made, effective) ??
      this.#judgeLending(made) ??
      this.#judgeHarmless(made, role, calls, binds);
    return { ...judgement, tooLate: harmful.filter((event) => !effective.includes(event)) };
  }

  /**
   * Whether only other objects of the language have a method of this name: neither the API nor the program gives one to the
   * socket.
   */
  #isOfLanguage({ name, receiver }: MethodCall): boolean {
    return (
      ASSUMPTIONS.socketsAreNoCollections &&
      isLanguageMethod(name) &&
      !mayHaveOwn(this.#dataflow.engine, receiver, name) &&
      !this.#dataflow.files.some((file) => mayDefine(file, name))
    );
  }

  /** The verdict of what may bind it elsewhere: an explicit port wins over what is not known. */
  #judgeHarmful(
    made: MadeSocket,
    events: readonly { readonly bind?: Bind; readonly method?: MethodCall; readonly escape?: Escape }[],
  ): Judgement | undefined {
    const binds = events.flatMap(({ bind }) => bind ?? []);
    const explicit = binds.filter(({ port }) => port.choice === 'explicit');
    const [first] = explicit;
    // One call may take a port that is lent to it in one context, and one that is not shown in another.
    const shared = this.#findShared(
      made,
      binds.filter(({ event }) => !first || event.node === first.event.node),
    );
    if (shared) {
      return this.#decide(made, 'unknown', { kind: 'shared', ...shared });
    }
    if (first) {
      const isPortGiven = explicit.every(({ port }) => port.isGiven);
      return this.#decide(made, 'listener', { kind: 'bind', bind: first }, { isPortGiven });
    }
    const [unknown] = binds;
    if (unknown) {
      return this.#decide(made, 'unknown', { kind: 'bind', bind: unknown });
    }
    const methods = events.flatMap(({ method }) => method ?? []);
    // A name that is not known is one of several at its place, and none of these is sure.
    const method = methods.find(({ name, node }) => name === ANY && node === methods[0]?.node) ?? methods[0];
    if (method) {
      return this.#decide(made, 'unknown', { kind: 'method', name: method.name, site: method });
    }
    const escape = events.find((event) => event.escape)?.escape;
    return escape && this.#decide(made, 'unknown', { kind: 'escape', escape });
  }

  /** A bind that takes the port which the kernel has picked for another socket: both need the option. */
  #findShared(
    made: MadeSocket,
    binds: readonly Bind[],
  ): { readonly bind: Bind; readonly other: HeapValue } | undefined {
    for (const bind of binds) {
      // One value can stand for several sockets, one of which lends its port to another.
      const isSeveral = bind.port.choice !== 'explicit';
      const other = findLenders(this.#dataflow, bind).find((socket) => isSeveral || socket !== made.value);
      if (other) {
        return { bind, other };
      }
    }
    return undefined;
  }

  /** Another socket is bound to the port that the kernel has picked for this one: both need the option. */
  #judgeLending(made: MadeSocket): Judgement | undefined {
    this.#lenders ??= findAllLenders(this.#dataflow, this.#environment.sockets);
    const bind = this.#lenders.get(made.value);
    return bind && this.#decide(made, 'unknown', { kind: 'lends', bind });
  }

  #judgeHarmless(
    made: MadeSocket,
    role: MethodRole,
    calls: readonly MethodCall[],
    binds: readonly Bind[],
  ): Judgement {
    const use = calls.find(({ name }) => role.use.includes(name));
    const ephemeral = binds.filter(({ port }) => port.choice === 'ephemeral');
    const [bind] = ephemeral;
    if (bind && (!role.needsUse || use)) {
      const shareable = new Map(
        ephemeral.filter((each) => each.shareable !== undefined).map((each) => [each.event.node, each]),
      );
      return this.#decide(
        made,
        'client',
        { kind: 'bind', bind },
        { shareableBinds: [...shareable.values()] },
      );
    }
    const join = calls.find(({ name }) => role.join?.includes(name));
    if (use && !(join && isBefore(join, use, made))) {
      return this.#decide(made, 'client', { kind: 'use', name: use.name, site: use });
    }
    if (join) {
      return this.#decide(made, 'client', { kind: 'join', name: join.name, site: join });
    }
    return this.#decide(made, 'unknown', explainIdle(this.#dataflow.engine, calls, role));
  }
}

/** Whether a call comes right after a socket is made, and another one behind it. */
function isBefore(call: MethodCall, other: MethodCall, made: MadeSocket): boolean {
  const { tree } = made.activation.file;
  return (
    call.activation === made.activation &&
    tree.getUnit(call.node) === tree.getUnit(made.node) &&
    call.node.range[1] <= other.node.range[0]
  );
}

function toSite({ node, activation }: MethodCall): Pick<MethodCall, 'node' | 'activation'> {
  return { node, activation };
}

/** In source order, so that the same place is named whatever came first. */
function sortByPlace<Placed extends { readonly node: MethodCall['node'] }>(
  list: readonly Placed[],
): readonly Placed[] {
  return list.toSorted((a, b) => a.node.range[0] - b.node.range[0] || a.node.range[1] - b.node.range[1]);
}
