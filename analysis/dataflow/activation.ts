import type { ProgramFile } from '../program/program-file.ts';
import type { Node } from '../program/syntax.ts';
import type { CodeUnit } from '../program/tree.ts';
import { createHub } from './hub.ts';
import type { Activation, HeapValue } from './value-graph.ts';

let lastId = 0;

/**
 * A new activation of a unit.
 *
 * @param outer the activation of the unit around it
 * @param closure the function that runs; undefined for programs
 * @param depth see {@link Activation}
 * @param last the statement behind which its runs do nothing more
 */
export function createActivation(
  unit: CodeUnit,
  file: ProgramFile,
  outer: Activation | undefined,
  closure: HeapValue | undefined,
  depth: number,
  receiver?: HeapValue,
  last?: Node,
): Activation {
  const completion = createHub('return');
  const isDelayed = 'async' in unit && (unit.async || unit.generator);
  return {
    id: ++lastId,
    unit,
    file,
    outer,
    closure,
    depth,
    receiver,
    last,
    nesting: (outer?.nesting ?? 0) + 1,
    hubs: new Map(),
    targets: new Map(),
    variables: new Map(),
    versions: new Map(),
    objects: new Map(),
    installed: new Set(),
    opened: new Set(),
    argumentListeners: [],
    args: [],
    leastArguments: Infinity,
    anyArgument: createHub('arguments'),
    extraArguments: [],
    extraListeners: [],
    self: createHub('this'),
    callers: [],
    knownCallers: new Map(),
    thrown: undefined,
    exits: [],
    hasUnseenExit: false,
    completion,
    result: isDelayed ? createHub('result') : completion,
  };
}

/** Whether a node of an activation's unit, or of one inside of it, is never run. */
export function isPast({ last }: Activation, node: Node): boolean {
  return last !== undefined && node.range[0] >= last.range[1];
}

/** The activation of a unit that an activation stands in; itself, if it is one of the unit. */
export function getOuter(activation: Activation, unit: CodeUnit): Activation | undefined {
  let current: Activation | undefined = activation;
  while (current && current.unit !== unit) {
    current = current.outer;
  }
  return current;
}

/** The activation that decides what `this` is: the nearest one that is not of an arrow function. */
export function getThisActivation(activation: Activation): Activation {
  let current = activation;
  while (current.unit.type === 'ArrowFunctionExpression' && current.outer) {
    current = current.outer;
  }
  return current;
}
