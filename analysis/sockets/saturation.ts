import { ASSUMPTIONS } from '../dataflow/assumptions.ts';
import type { Dataflow } from '../dataflow/dataflow.ts';
import type { Site, Value } from '../dataflow/value-graph.ts';
import { isHeapValue } from '../dataflow/values.ts';
import { canReach } from '../program/control-flow.ts';
import type { Block, Point } from '../program/control-flow.ts';
import { isFunction } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';
import { Aliases } from './aliases.ts';
import type { Calmness } from './calm-calls.ts';
import type { ForwardingGetters } from './forwarding-getters.ts';
import type { Bind } from './judgement.ts';
import type { MadeSocket, MethodCall } from './made-socket.ts';
import { isOfSameRun } from './same-run.ts';
import { RunningCode } from './running-code.ts';
import { canThrow, findSaturatingCalls } from './saturating-calls.ts';
import type { SaturatingCalls } from './saturating-calls.ts';
import { getEnd, runEvent, getBehindCall } from './walk-events.ts';
import type { Outcome, Walk, Walker } from './walk-events.ts';

/** Calls into functions, and out of them, that are followed. */
const DEPTH = 5;

/** Points of one socket's life that are looked at. */
const STATES = 5_000;

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
export class Saturation implements Walker {
  readonly code: RunningCode;
  readonly #dataflow: Dataflow;
  readonly #made: MadeSocket;
  readonly #calls: SaturatingCalls;
  #isEarly: boolean | undefined;
  #statesLeft = STATES;

  constructor(
    dataflow: Dataflow,
    getters: ForwardingGetters,
    made: MadeSocket,
    calls: readonly MethodCall[],
    binds: readonly Bind[],
  ) {
    this.#dataflow = dataflow;
    this.#made = made;
    this.#calls = findSaturatingCalls(dataflow.engine, made, calls, binds);
    this.code = new RunningCode(dataflow, made, (member, activation) => getters.getField(member, activation));
  }

  /**
   * Whether an event that would bind the socket, or give it to other code, comes too late for that.
   *
   * @param isEscape whether it gives it to other code, which may have it later than the event: by an object or a generator
   */
  isHarmless(event: Site, isEscape: boolean): boolean {
    if (this.#calls.saturating.size === 0 || !ASSUMPTIONS.returnedCallsHaveBound) {
      return false;
    }
    if (this.#calls.saturating.has(event.node)) {
      return true;
    }
    this.#isEarly ??= this.#runFrom(this.#made, undefined) === 'saturated';
    return this.#isEarly || this.#isBehind(event, isEscape);
  }

  /** Whether, in the function that makes the socket, an event stands only where the socket is bound already. */
  #isBehind(event: Site, isEscape: boolean): boolean {
    const { activation, node } = this.#made;
    const isOwn = event.activation === activation && node !== event.node;
    const flow = activation.file.getControlFlow(activation.unit);
    const isReturn = event.node === activation.unit && isFunction(activation.unit);
    const point = flow.getPoint(event.node, 'call');
    if (!isOwn || !(isReturn || point)) {
      return false;
    }
    const made = flow.getPoint(node, 'call') ?? flow.getPoint(node, 'suspend');
    if (isEscape && point && made && canReach(point, made)) {
      return false;
    }
    const outcome = this.#runFrom(this.#made, event.node);
    return outcome === 'saturated' || (outcome === 'kept' && isOfSameRun(this.code, this.#made, event));
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
    const aliases = Aliases.start(made.node, made.activation, this.code);
    const { activation, node } = made;
    const walk = { activation, target, depth, maker: node, ends: undefined };
    return this.#run(walk, { block: point.block, index: point.index + 1 }, aliases);
  }

  #run(walk: Walk, from: Point, start: Aliases): Outcome {
    const { activation, target } = walk;
    const { exit } = activation.file.getControlFlow(activation.unit);
    const seen = new Set<string>();
    const pending: State[] = [{ ...from, aliases: start }];
    let isOpen = false;
    let isKept = false;
    for (let state = pending.pop(); state; state = pending.pop()) {
      const key = `${state.block.id}/${state.index}/${state.aliases.key}`;
      if (seen.has(key)) {
        continue;
      }
      seen.add(key);
      if (this.#statesLeft-- <= 0) {
        return 'exposed';
      }
      const outcome = this.#runBlock(walk, state, exit);
      if (outcome === 'exposed') {
        return 'exposed';
      }
      if (typeof outcome === 'string') {
        isOpen ||= outcome === 'open';
        isKept ||= outcome === 'kept';
        continue;
      }
      for (const successor of state.block.successors) {
        pending.push({ block: successor, index: 0, aliases: outcome });
      }
    }
    if (isKept) {
      return 'kept';
    }
    return isOpen && !target ? 'open' : 'saturated';
  }

  /** Goes through the events of a block; gives what is known of the socket at its end, if its path goes on. */
  #runBlock(walk: Walk, { block, index, aliases }: State, exit: Block): Outcome | Aliases {
    let current = aliases;
    for (const event of block.events.slice(index)) {
      const outcome = runEvent(this, walk, event, current);
      if (typeof outcome === 'string') {
        return outcome;
      }
      current = outcome;
    }
    return block === exit ? this.#end(walk, current) : current;
  }

  /** A way has come to the end of the function. */
  #end(walk: Walk, aliases: Aliases): Outcome {
    walk.ends?.push(aliases);
    if (walk.target) {
      return getEnd(walk, aliases);
    }
    return walk.ends ? 'open' : this.runOut(walk, aliases, undefined);
  }

  /** The function ends: its callers go on, with the socket if it is returned. */
  runOut(walk: Walk, aliases: Aliases, returned: Node | undefined): Outcome {
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

  runCall(walk: Walk, node: Node, aliases: Aliases): 'saturated' | 'exposed' | Aliases {
    const { activation, target } = walk;
    const use = this.#calls.saturating.get(node);
    if (use && aliases.includesReceiver(node)) {
      // What has thrown has not bound it.
      return aliases.isShared && canThrow(use) && !target ? 'exposed' : 'saturated';
    }
    if (target) {
      return getBehindCall(this.code, activation, node, aliases);
    }
    const calmness = this.code.getCalmness(node, activation, aliases);
    if (this.#calls.binding.has(node)) {
      return 'exposed';
    }
    const isHanded = aliases.isHandedTo(node);
    switch (calmness.kind) {
      case 'calm':
        return getBehindCall(this.code, activation, node, aliases);
      case 'runs':
        return this.#runCallbacks(walk, calmness, node, aliases, isHanded);
      case 'unknown':
        return aliases.isShared || isHanded || aliases.includesReceiver(node)
          ? 'exposed'
          : aliases.afterOthers();
    }
  }

  #runCallbacks(
    walk: Walk,
    { callbacks, isAlways }: Calmness & { readonly kind: 'runs' },
    node: Node,
    aliases: Aliases,
    isHanded: boolean,
  ): 'saturated' | 'exposed' | Aliases {
    const ends: Aliases[] = [];
    const outcome = this.#runInto(walk, callbacks, node, aliases, ends);
    if (outcome === 'saturated' && isAlways) {
      return 'saturated';
    }
    if (outcome === 'exposed') {
      return 'exposed';
    }
    const behind = aliases.afterCall(ends);
    return isHanded ? behind.share() : behind;
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
