import type { TSESTree } from '@typescript-eslint/utils';
import type { Dataflow } from '../dataflow/dataflow.ts';
import type { Activation } from '../dataflow/activation.ts';
import type { Hub } from '../dataflow/hub.ts';
import type { Site } from '../dataflow/site.ts';
import { type Value, isHeapValue } from '../dataflow/values.ts';
import type { Block, FlowEvent, Point } from '../program/control-flow.ts';
import { type Node, getPropertyName, isCall, isFunction, unwrap } from '../program/syntax.ts';
import { Aliases, type GetForwardedField } from './aliases.ts';
import { CALM, type Calmness, getCalmness, hasAccessor, runsListeners } from './calm-calls.ts';
import { isUnknownMethod } from './environment.ts';
import type { ForwardingGetters } from './forwarding-getters.ts';
import type { Bind } from './judgement.ts';
import { type MadeSocket, type MethodCall, hasOwnMethod } from './made-socket.ts';

/** How the code behind one point can go on with a socket that is not bound yet. */
type Outcome =
  /** On every path, it is bound or used first. */
  | 'saturated'
  /** Some path ends before that, and no other code has the socket. */
  | 'open'
  /** Some path lets other code run, or ends, while other code has the socket. */
  | 'exposed';

/** Calls into functions, and out of them, that are followed. */
const DEPTH = 5;

/** Points of one socket's life that are looked at. */
const STATES = 5_000;

/** A way through one function. */
interface Walk {
  readonly activation: Activation;
  /** The one event that does harm; undefined where any code that has the socket does. */
  readonly target: Node | undefined;
  readonly depth: number;
  /** The call that makes the socket: what reaches it again has another one. */
  readonly maker: Node | undefined;
  /**
   * Of a function that a call of the way around it runs: gets what is known where the function ends, since that way goes on
   * there. Undefined for the way itself.
   */
  readonly ends: Aliases[] | undefined;
}

/** The name by which a method is called in the text; the empty text where there is none. */
function getWrittenName({ node }: MethodCall): string {
  const callee = 'callee' in node ? unwrap(node.callee) : undefined;
  return (callee?.type === 'MemberExpression' ? getPropertyName(callee) : undefined) ?? '';
}

interface State {
  readonly block: Block;
  readonly index: number;
  readonly aliases: Aliases;
}

/**
 * Tells what can no longer bind a socket, because it is bound already.
 *
 * A datagram socket that is bound cannot be bound again: `bind()` throws (lib/dgram.js, ERR_SOCKET_ALREADY_BOUND). `send()` and
 * `connect()` bind it as well. So whatever can reach the socket only after one of these has returned does no harm: every later
 * event of the same function, and everything elsewhere if no other code that has the socket can run in between.
 */
export class Saturation {
  readonly #dataflow: Dataflow;
  readonly #made: MadeSocket;
  /** The calls that bind the socket to an ephemeral port, by their nodes. */
  readonly #saturating = new Map<Node, MethodCall>();
  /** The calls that bind it to another. */
  readonly #binding = new Set<Node>();
  readonly #getForwarded: GetForwardedField;
  #isEarly: boolean | undefined;
  #statesLeft = STATES;

  constructor(
    dataflow: Dataflow,
    getters: ForwardingGetters,
    made: MadeSocket,
    calls: readonly MethodCall[],
    binds: readonly Bind[],
  ) {
    this.#getForwarded = (member, activation) => getters.getField(member, activation);
    this.#dataflow = dataflow;
    this.#made = made;
    const { role } = made.maker;
    const uses = role.by === 'methods' ? [...role.use, ...(role.join ?? [])] : [];
    const bindNames = role.by === 'methods' ? role.bind.map(({ name }) => name) : [];
    for (const call of calls) {
      const isUse = uses.includes(call.name) && !bindNames.includes(call.name);
      if (isUse && !hasCoercion(call)) {
        this.#saturating.set(call.node, call);
      }
    }
    const known = [...uses, ...bindNames];
    const others = calls.filter(
      (call) =>
        (!known.includes(call.name) && !known.includes(getWrittenName(call))) ||
        hasOwnMethod(dataflow.engine, call),
    );
    for (const { event, port } of binds) {
      if (port.choice === 'ephemeral' && !hasCoercion(event)) {
        this.#saturating.set(event.node, event);
      } else {
        this.#binding.add(event.node);
      }
    }
    // What may do something else as well may not bind it.
    for (const node of [...this.#binding, ...others.map((call) => call.node)]) {
      this.#saturating.delete(node);
    }
  }

  /** Whether an event that would bind the socket comes too late for that. */
  isHarmless(event: Site): boolean {
    if (this.#saturating.size === 0) {
      return false;
    }
    if (this.#saturating.has(event.node)) {
      return true;
    }
    this.#isEarly ??= this.#runFrom(this.#made, undefined) === 'saturated';
    return this.#isEarly || this.#isBehind(event);
  }

  /** Whether, in the function that makes the socket, an event stands only where the socket is bound already. */
  #isBehind(event: Site): boolean {
    const { activation, node } = this.#made;
    const isOwn = event.activation === activation && node !== event.node;
    const flow = activation.file.getControlFlow(activation.unit);
    const isReturn = event.node === activation.unit && isFunction(activation.unit);
    if (!isOwn || !(isReturn || flow.getPoint(event.node, 'call'))) {
      return false;
    }
    return this.#runFrom(this.#made, event.node) === 'saturated';
  }

  /**
   * @param made where the socket comes to be, or comes back from a call
   * @param target the one event that does harm; all others do no harm then
   */
  #runFrom(made: Site, target: Node | undefined, depth = 0): Outcome {
    const { file, unit } = made.activation;
    const flow = file.getControlFlow(unit);
    const point = flow.getPoint(made.node, 'call') ?? flow.getPoint(made.node, 'suspend');
    if (!point || depth > DEPTH) {
      return 'exposed';
    }
    const aliases = Aliases.start(made.node, made.activation, this.#getForwarded);
    const { activation, node } = made;
    const walk = { activation, target, depth, maker: node, ends: undefined };
    return this.#run(walk, { block: point.block, index: point.index + 1 }, aliases);
  }

  #run(walk: Walk, from: Point, start: Aliases): Outcome {
    const { activation, target, ends } = walk;
    const flow = activation.file.getControlFlow(activation.unit);
    const seen = new Set<string>();
    const pending: State[] = [{ ...from, aliases: start }];
    let isOpen = false;
    for (let state = pending.pop(); state; state = pending.pop()) {
      const key = `${state.block.id}/${state.index}/${state.aliases.key}`;
      if (seen.has(key)) {
        continue;
      }
      seen.add(key);
      if (this.#statesLeft-- <= 0) {
        return 'exposed';
      }
      const outcome = this.#runBlock(walk, state);
      if (outcome === 'exposed') {
        return 'exposed';
      }
      if (outcome === 'saturated' || outcome === 'open') {
        isOpen ||= outcome === 'open';
        continue;
      }
      if (state.block === flow.exit) {
        ends?.push(outcome);
        const ended = target || ends ? 'open' : this.#runOut(walk, outcome, undefined);
        if (ended === 'exposed') {
          return 'exposed';
        }
        isOpen ||= ended === 'open';
      }
      for (const successor of state.block.successors) {
        pending.push({ block: successor, index: 0, aliases: outcome });
      }
    }
    return isOpen && !target ? 'open' : 'saturated';
  }

  /** Goes through the events of a block; gives what is known of the socket at its end, if its path goes on. */
  #runBlock(walk: Walk, { block, index, aliases }: State): Outcome | Aliases {
    const { activation, target, maker, ends } = walk;
    let current = aliases;
    for (const event of block.events.slice(index)) {
      const { node, kind } = event;
      if (target && isEventOf(target, event)) {
        return 'exposed';
      }
      switch (kind) {
        case 'call': {
          if (node === maker) {
            // The next one of a loop: this one is never bound.
            return current.isShared && !target ? 'exposed' : 'open';
          }
          // What it calls may throw.
          ends?.push(current);
          const outcome = this.#runCall(walk, node, current);
          if (outcome === 'saturated' || outcome === 'exposed') {
            return outcome;
          }
          current = outcome;
          break;
        }
        case 'unwind':
          if (this.#getCalmness(node, activation, current).kind !== 'calm') {
            current = current.afterOthers();
          }
          break;
        case 'suspend':
          if (current.isShared && !target) {
            return 'exposed';
          }
          if (ends) {
            ends.push(current);
            return 'open';
          }
          current = current.afterOthers();
          break;
        case 'return': {
          const returned =
            node.type === 'ReturnStatement' ? node.argument : isFunction(node) ? node.body : null;
          const isReturned = returned !== null && current.includes(returned);
          if (target === activation.unit && returned && this.#mayHold(returned, activation)) {
            return 'exposed';
          }
          ends?.push(current);
          return target || ends ? 'open' : this.#runOut(walk, current, isReturned ? returned : undefined);
        }
        case 'throw':
          if (current.isShared && !target) {
            return 'exposed';
          }
          ends?.push(current);
          break;
        case 'load':
        case 'store':
          current = current.after(event);
          if (current.isShared && !target && this.#mayRunAccessor(node, activation, current)) {
            return 'exposed';
          }
          break;
        default:
          current = current.after(event);
      }
    }
    return current;
  }

  /** Whether a property that is read or written may be one of those that run code: a getter, a setter, one of a proxy. */
  #mayRunAccessor(node: Node, activation: Activation, aliases: Aliases): boolean {
    const member = getMember(node);
    if (!member || aliases.includes(member.object) || this.#getForwarded(member, activation) !== undefined) {
      return false;
    }
    const { engine } = this.#dataflow;
    const hub = engine.getHub(member.object, activation);
    if (!hub.isWanted) {
      engine.want(hub);
      this.#dataflow.run();
    }
    const name = getPropertyName(member);
    return hub.values.length === 0 || hub.values.some((value) => hasAccessor(value, name));
  }

  /** Whether an expression may be the socket, or an object that holds it. */
  #mayHold(node: Node, activation: Activation): boolean {
    return this.#dataflow.engine
      .getHub(node, activation)
      .values.some((value) => isHeapValue(value) && value.isTracked);
  }

  /** The function ends: its callers go on, with the socket if it is returned. */
  #runOut(walk: Walk, aliases: Aliases, returned: Node | undefined): Outcome {
    if (aliases.isShared) {
      return this.#runConstructor(walk, aliases);
    }
    if (!returned) {
      return 'open';
    }
    const { unit, callers } = walk.activation;
    if (!isFunction(unit) || unit.generator || callers.length === 0) {
      return 'exposed';
    }
    const outcomes = callers.map((caller) =>
      caller === 'elsewhere' ? 'exposed' : this.#runFrom(caller, undefined, walk.depth + 1),
    );
    return outcomes.find((outcome) => outcome !== 'saturated') ?? 'saturated';
  }

  /** Behind the initializer of a field, the constructor runs. */
  #runConstructor({ activation, depth }: Walk, aliases: Aliases): Outcome {
    const { unit, file, outer } = activation;
    if ((unit.type !== 'PropertyDefinition' && unit.type !== 'AccessorProperty') || !outer || depth > DEPTH) {
      return 'exposed';
    }
    const made = file.tree.getClass(unit);
    const constructors = this.#dataflow.engine.getConstructors(made, activation);
    const outcomes = constructors.map((entered) =>
      this.#run(
        { activation: entered, target: undefined, depth: depth + 1, maker: undefined, ends: undefined },
        { block: file.getControlFlow(entered.unit).entry, index: 0 },
        aliases.inside(entered),
      ),
    );
    return outcomes.length === 0 || outcomes.some((outcome) => outcome !== 'saturated')
      ? 'exposed'
      : 'saturated';
  }

  #runCall(walk: Walk, node: Node, aliases: Aliases): 'saturated' | 'exposed' | Aliases {
    const { activation, target } = walk;
    const use = this.#saturating.get(node);
    if (use && aliases.includesReceiver(node)) {
      // What has thrown has not bound it.
      return aliases.isShared && canThrow(use) && !target ? 'exposed' : 'saturated';
    }
    const calmness = this.#getCalmness(node, activation, aliases);
    if (target) {
      return calmness.kind === 'calm' ? aliases : aliases.afterOthers();
    }
    if (this.#binding.has(node)) {
      return 'exposed';
    }
    const isHanded = aliases.isHandedTo(node);
    switch (calmness.kind) {
      case 'calm':
        return isHanded ? aliases.share() : aliases;
      case 'runs': {
        const ends: Aliases[] = [];
        const outcome = this.#runInto(walk, calmness.callbacks, node, aliases, ends);
        if (outcome === 'saturated' && calmness.isAlways) {
          return 'saturated';
        }
        if (outcome === 'exposed') {
          return 'exposed';
        }
        const behind = aliases.afterCall(ends);
        return isHanded ? behind.share() : behind;
      }
      case 'unknown':
        return aliases.isShared || isHanded || aliases.includesReceiver(node)
          ? 'exposed'
          : aliases.afterOthers();
    }
  }

  #getCalmness(node: Node, activation: Activation, aliases: Aliases): Calmness {
    const { engine } = this.#dataflow;
    if (aliases.includesReceiver(node) && this.#isOwnMethod(node)) {
      return CALM;
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

  /** Goes into functions that a call runs before it returns. */
  #runInto(
    { activation, depth }: Walk,
    callees: readonly Value[],
    node: Node,
    aliases: Aliases,
    ends: Aliases[],
  ): Outcome {
    const outcomes = callees.map((callee): Outcome => {
      const unit = isHeapValue(callee) ? callee.node : undefined;
      if (!isHeapValue(callee) || !isFunction(unit) || unit.generator || depth > DEPTH) {
        ends.push(aliases.afterOthers());
        return aliases.isShared ? 'exposed' : 'open';
      }
      const entered = this.#dataflow.engine
        .getActivations(unit)
        .filter((each) =>
          each.callers.some(
            (caller) => caller !== 'elsewhere' && caller.node === node && caller.activation === activation,
          ),
        );
      const inner = entered.map((each) =>
        this.#run(
          { activation: each, target: undefined, depth: depth + 1, maker: undefined, ends },
          { block: each.file.getControlFlow(unit).entry, index: 0 },
          aliases.passTo(node, each),
        ),
      );
      return inner.length === 0
        ? 'exposed'
        : (inner.find((outcome) => outcome !== 'saturated') ?? 'saturated');
    });
    if (outcomes.includes('exposed')) {
      return 'exposed';
    }
    return outcomes.length === 0 || outcomes.includes('open') ? 'open' : 'saturated';
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

/** Whether an event is the call that is looked for. */
function isEventOf(target: Node, { node, kind }: FlowEvent): boolean {
  return node === target && kind === 'call';
}

/** Whether an argument is an object of the program with methods that run when it is converted, or getters. */
function hasCoercion({ args }: MethodCall): boolean {
  return args.fixed.some(({ values }) =>
    values.some(
      (value) =>
        isHeapValue(value) &&
        (value.getters.size > 0 ||
          ['toString', 'valueOf', '@@toPrimitive'].some((name) =>
            (value.fields.get(name)?.values ?? []).some(
              (held) => isHeapValue(held) && held.kind === 'function',
            ),
          )),
    ),
  );
}

/** Whether a call may throw before it binds: `send()` and `connect()` check their arguments first, `bind()` sets its state. */
function canThrow({ name, args }: MethodCall): boolean {
  if (name.startsWith('bind')) {
    return false;
  }
  if (args.rest) {
    return true;
  }
  // send(message, port, …) or send(message, offset, length, port, …); connect(port, …)
  const [first, second, third, fourth] = args.fixed;
  const hasOffset = isNumber(second) && isNumber(third) && fourth;
  const port = name.startsWith('connect') ? first : hasOffset ? fourth : second;
  return port ? port.values.length === 0 || !port.values.every(isPort) : name.startsWith('connect');
}

function isNumber(hub: Hub | undefined): boolean {
  return hub?.values.some((value) => value.kind === 'constant' && typeof value.value === 'number') ?? false;
}

/** Whether a value is a port that can be sent to, or a callback in its place. */
function isPort(value: Value): boolean {
  if (value.kind === 'constant') {
    const port = Number(value.value);
    return Number.isInteger(port) && port > 0 && port < 65_536;
  }
  return isHeapValue(value) && (value.kind === 'function' || value.kind === 'bound');
}
