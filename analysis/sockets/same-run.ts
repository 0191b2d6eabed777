import type { Activation, Site } from '../dataflow/value-graph.ts';
import { canAvoid } from '../program/control-flow.ts';
import type { FlowEvent, Point } from '../program/control-flow.ts';
import { isCall, isFunction, unwrap } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';
import { Aliases } from './aliases.ts';
import type { MadeSocket } from './made-socket.ts';
import type { RunningCode } from './running-code.ts';
import { getBehind } from './walk-events.ts';

/** Points of one function that are looked at. */
const STATES = 1_000;

/**
 * Whether an event of a function can only concern the socket that the same run of the function has made, and none of an earlier
 * run that this run can find. That is so if on all ways, whatever the event is given that may be or hold a socket certainly is
 * the one that was made last.
 *
 * @param event a call in the function, or the function for what it returns
 */
export function isOfSameRun(code: RunningCode, made: MadeSocket, { node: event }: Site): boolean {
  const { activation, node: maker } = made;
  const flow = activation.file.getControlFlow(activation.unit);
  const point = flow.getPoint(maker, 'call') ?? flow.getPoint(maker, 'suspend');
  const target = event === activation.unit ? flow.exit : event;
  if (!point || canAvoid({ block: flow.entry, index: -1 }, target, maker)) {
    return false;
  }
  const seen = new Set<string>();
  const pending: State[] = [
    { block: point.block, index: point.index + 1, aliases: Aliases.start(maker, activation, code) },
  ];
  for (let state = pending.pop(); state; state = pending.pop()) {
    const { block, index, aliases } = state;
    const key = `${block.id}/${index}/${aliases.key}`;
    if (!seen.has(key)) {
      seen.add(key);
      const behind = passBlock(code, activation, state, event, maker);
      if (behind === 'another' || seen.size > STATES) {
        return false;
      }
      if (behind !== 'again') {
        pending.push(...block.successors.map((next) => ({ block: next, index: 0, aliases: behind })));
      }
    }
  }
  return true;
}

interface State extends Point {
  readonly aliases: Aliases;
}

/**
 * @returns what is known behind a block; or that it makes the next socket, or that the event may be given another one
 */
function passBlock(
  code: RunningCode,
  activation: Activation,
  { block, index, aliases }: State,
  event: Node,
  maker: Node,
): Aliases | 'again' | 'another' {
  let behind = aliases;
  for (const passed of block.events.slice(index)) {
    const { kind, node } = passed;
    if (kind === 'call' && node === maker) {
      return 'again';
    }
    const isMet = isFunction(event) ? kind === 'return' : kind === 'call' && node === event;
    if (
      isMet &&
      !getGiven(node).every((given) => behind.includes(given) || !code.mayHold(given, activation))
    ) {
      return 'another';
    }
    behind = getBehind(code, activation, passed, behind);
  }
  return behind;
}

/** What a call or `return` is given. */
function getGiven(node: FlowEvent['node']): readonly Node[] {
  if (node.type === 'ReturnStatement') {
    return node.argument ? [node.argument] : [];
  }
  if (isFunction(node)) {
    return [node.body];
  }
  if (!isCall(node)) {
    return [node];
  }
  const callee = unwrap(node.callee);
  const args = node.arguments.map((argument) =>
    argument.type === 'SpreadElement' ? argument.argument : argument,
  );
  return [callee.type === 'MemberExpression' ? callee.object : callee, ...args];
}
