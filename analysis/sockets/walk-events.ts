import type { Activation } from '../dataflow/value-graph.ts';
import type { FlowEvent } from '../program/control-flow.ts';
import { isFunction } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';
import type { Aliases } from './aliases.ts';
import type { RunningCode } from './running-code.ts';

/** How the code behind one point can go on with a socket that is not bound yet. */
export type Outcome =
  /** On every path, it is bound or used first. */
  | 'saturated'
  /** Some path ends before that, and no other code has the socket. */
  | 'open'
  /** Some path ends before that, and a later run of the code may find the socket where this one has put it. */
  | 'kept'
  /** Some path lets other code run, or ends, while other code has the socket. */
  | 'exposed';

/** A way through one function. */
export interface Walk {
  readonly activation: Activation;
  /** The one event that does harm; undefined where any code that has the socket does. */
  readonly target: Node | undefined;
  readonly depth: number;
  /** The call that makes the socket. Code that comes to it again has another socket. */
  readonly maker: Node | undefined;
  /**
   * Of a function that a call of the way around it runs: gets what is known where the function ends, since that way goes on
   * there. Undefined for the way itself.
   */
  readonly ends: Aliases[] | undefined;
}

/** What a walk through one function needs to know where it leaves that function. */
export interface Walker {
  readonly code: RunningCode;
  /** Goes into what a call runs before it returns. */
  runCall(walk: Walk, node: Node, aliases: Aliases): 'saturated' | 'exposed' | Aliases;
  /** The function ends: its callers go on, with the socket if it is returned. */
  runOut(walk: Walk, aliases: Aliases, returned: Node | undefined): Outcome;
}

/**
 * One event of a way.
 *
 * @returns how the way ends here, or what is known of the socket behind the event
 */
export function runEvent(walker: Walker, walk: Walk, event: FlowEvent, aliases: Aliases): Outcome | Aliases {
  const { activation, target, ends } = walk;
  const { node, kind } = event;
  if (kind === 'call' && node === target) {
    return 'exposed';
  }
  switch (kind) {
    case 'call':
      return runCall(walker, walk, node, aliases);
    case 'suspend':
      return suspend(walk, aliases);
    case 'return':
      return runReturn(walker, walk, node, aliases);
    case 'throw':
      if (aliases.isShared && !target) {
        return 'exposed';
      }
      ends?.push(aliases);
      return aliases;
    default: {
      const behind = getBehind(walker.code, activation, event, aliases);
      const isSeen = behind.isShared && !target && (kind === 'load' || kind === 'store');
      return isSeen && walker.code.mayRunAccessor(node, activation, behind) ? 'exposed' : behind;
    }
  }
}

/** What is known behind an event, whatever else it means for the socket. */
export function getBehind(
  code: RunningCode,
  activation: Activation,
  event: FlowEvent,
  aliases: Aliases,
): Aliases {
  const { node, kind } = event;
  switch (kind) {
    case 'call':
      return getBehindCall(code, activation, node, aliases);
    case 'unwind':
      return code.getCalmness(node, activation, aliases).kind === 'calm' ? aliases : aliases.afterOthers();
    case 'suspend':
      return aliases.afterOthers();
    case 'convert':
    case 'fail':
      return aliases.doubt();
    case 'load':
    case 'store': {
      const behind = aliases.after(event);
      const doubted = behind.doubt();
      return doubted !== behind && code.mayRunAccessor(node, activation, behind) ? doubted : behind;
    }
    default:
      return aliases.after(event);
  }
}

function runCall(walker: Walker, walk: Walk, node: Node, aliases: Aliases): Outcome | Aliases {
  if (node === walk.maker) {
    // The next one of a loop: this one is not bound, unless by a name that it has still.
    return walk.target ? 'kept' : aliases.isShared ? 'exposed' : 'open';
  }
  // What it calls may throw.
  walk.ends?.push(aliases);
  return walker.runCall(walk, node, aliases);
}

/** A call that neither binds the socket nor is followed. */
export function getBehindCall(
  code: RunningCode,
  activation: Activation,
  node: Node,
  aliases: Aliases,
): Aliases {
  const isOfSocket = aliases.includesReceiver(node);
  const isCalm = code.getCalmness(node, activation, aliases).kind === 'calm';
  const behind = !isCalm
    ? aliases.afterOthers()
    : isOfSocket || !code.mayChange(node, activation)
      ? aliases
      : aliases.doubt();
  return aliases.isHandedTo(node) || (isOfSocket && !isCalm) ? behind.share() : behind;
}

/** Other code runs until the function goes on. */
function suspend({ target, ends }: Walk, aliases: Aliases): Outcome | Aliases {
  if (aliases.isShared && !target) {
    return 'exposed';
  }
  if (ends) {
    ends.push(aliases);
    return 'open';
  }
  return aliases.afterOthers();
}

function runReturn(walker: Walker, walk: Walk, node: Node, aliases: Aliases): Outcome {
  const { activation, target, ends } = walk;
  const returned = getReturned(node);
  const isReturned = returned !== null && aliases.includes(returned);
  if (target === activation.unit && returned && walker.code.mayHold(returned, activation)) {
    return 'exposed';
  }
  ends?.push(aliases);
  if (target) {
    return isReturned ? 'kept' : getEnd(walk, aliases);
  }
  return ends ? 'open' : walker.runOut(walk, aliases, isReturned ? returned : undefined);
}

/**
 * How a way to one event ends that does not come to it. A program runs once; a function may run again, and find what other code
 * has.
 */
export function getEnd({ activation }: Walk, { isShared }: Aliases): Outcome {
  return isShared && activation.unit.type !== 'Program' ? 'kept' : 'open';
}

function getReturned(node: Node): Node | null {
  if (node.type === 'ReturnStatement') {
    return node.argument;
  }
  return isFunction(node) ? node.body : null;
}
