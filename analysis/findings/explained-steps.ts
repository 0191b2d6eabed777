import type { TSESTree } from '@typescript-eslint/utils';
import { holds } from '../dataflow/hub.ts';
import type { HeapValue, Hub, HubOrigin, Site, Value } from '../dataflow/value-graph.ts';
import type { Place } from '../program/line-table.ts';
import type { Tree } from '../program/tree.ts';
import { getPropertyName, isCall, isFunction } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';

/** A place, with its file where the program has more than one. */
export interface ExplainedPlace extends Place {
  /** The absolute path of the file, where the analysis knows one. */
  readonly file: string | undefined;
}

/** A place that a value comes to. */
export interface ExplainedStep {
  readonly place: ExplainedPlace;
  /** What stands there: one line, and a short one. */
  readonly code: string;
  /** What becomes of the value there: `is assigned to 'socket'`. */
  readonly what: string;
  /** The place before; undefined for the first place, and where a built-in hands the value over. */
  readonly from: ExplainedPlace | undefined;
}

/** A longer text is cut. */
const CODE_LENGTH = 60;

/** The place of a node. */
export function toExplainedPlace({ node, activation }: Site): ExplainedPlace {
  const { file } = activation;
  return { file: file.source.path, ...file.getPlace(node) };
}

/** A hub that stands for a place in the text. */
type PlacedHub = Hub & { readonly origin: Exclude<HubOrigin, { readonly kind: 'other' }> };

/**
 * Every place that an object comes to, once: the one that makes it first, and behind each place those that have it from there, in
 * the order of the text.
 */
export function findSteps(value: HeapValue): readonly ExplainedStep[] {
  const hubs = new Map<Node, PlacedHub>();
  for (const hub of value.hubs) {
    if (isPlaced(hub) && !hubs.has(hub.origin.node)) {
      hubs.set(hub.origin.node, hub);
    }
  }
  const successors = new Map<Node | undefined, PlacedHub[]>();
  for (const hub of [...hubs.values()].toSorted(compareOrigins)) {
    const { source } = findPlacedSource(hub, value);
    const list = successors.get(source?.origin.node) ?? [];
    list.push(hub);
    successors.set(source?.origin.node, list);
  }
  const steps = new Map<Node, ExplainedStep>();
  const visit = (hub: PlacedHub): void => {
    if (!steps.has(hub.origin.node)) {
      steps.set(hub.origin.node, toStep(hub, value));
      for (const next of successors.get(hub.origin.node) ?? []) {
        visit(next);
      }
    }
  };
  const maker = value.node && hubs.get(value.node);
  for (const hub of [...(maker ? [maker] : []), ...(successors.get(undefined) ?? []), ...hubs.values()]) {
    visit(hub);
  }
  return [...steps.values()];
}

function compareOrigins({ origin: a }: PlacedHub, { origin: b }: PlacedHub): number {
  const [first, second] = [a, b].map(({ activation }) => activation.file.source.path ?? '');
  if (first !== undefined && second !== undefined && first !== second) {
    return first < second ? -1 : 1;
  }
  return a.node.range[0] - b.node.range[0] || a.node.range[1] - b.node.range[1];
}

/** Whether a hub stands for a place of its own. An assignment gives what it assigns: that step is explained at its target. */
function isPlaced(hub: Hub): hub is PlacedHub {
  return hub.origin.kind !== 'other' && hub.origin.node.type !== 'AssignmentExpression';
}

/** The way of a value to a hub: the first place first. */
export function findWay(hub: Hub, value: Value): readonly ExplainedStep[] {
  const way: ExplainedStep[] = [];
  for (let current: Hub | undefined = hub; current; current = getSource(current, value)) {
    const step = isPlaced(current) ? toStep(current, value) : undefined;
    if (step && !isSame(step.place, way[0]?.place)) {
      way.unshift(step);
    }
  }
  return way;
}

/** A parameter with a default stands where its name does. */
function isSame(a: ExplainedPlace, b: ExplainedPlace | undefined): boolean {
  return a.file === b?.file && a.line === b?.line && a.column === b.column;
}

/** The hub that a value came from, as far as it was the same value there. */
function getSource(hub: Hub, value: Value): Hub | undefined {
  const index = hub.values.indexOf(value);
  const source = hub.sources[index];
  return source && holds(source, value) ? source : undefined;
}

/** The place that a value came from. Between two of them stand what has no text: variables, returns, fields. */
function findPlacedSource(
  hub: Hub,
  value: Value,
): { readonly source: PlacedHub | undefined; readonly between: readonly string[] } {
  const between: string[] = [];
  let source = getSource(hub, value);
  while (source && !isPlaced(source)) {
    between.push(source.origin.kind === 'other' ? source.origin.name : '');
    source = getSource(source, value);
  }
  return { source, between };
}

/** What stands at a place: one line, and a short one. */
export function toCode(site: Site): string {
  const text = getLine(site);
  return text.length > CODE_LENGTH ? `${text.slice(0, CODE_LENGTH)}…` : text;
}

function getLine({ node, activation }: Site): string {
  return activation.file.getText(node).replaceAll(/\s+/gu, ' ');
}

function toStep(hub: PlacedHub, value: Value): ExplainedStep {
  const { origin } = hub;
  const { source, between } = findPlacedSource(hub, value);
  const { tree } = origin.activation.file;
  const text = getLine(origin);
  return {
    place: toExplainedPlace(origin),
    code: toCode(origin),
    what:
      hub.origin.kind === 'target'
        ? describeTarget(origin.node, tree, text)
        : describeExpression(origin.node, tree, text, between),
    from: source && toExplainedPlace(source.origin),
  };
}

function describeTarget(target: Node, tree: Tree, written: string): string {
  const node = target.type === 'AssignmentPattern' ? target.left : target;
  const text = written.slice(0, node.range[1] - target.range[0]);
  const around = tree.getParent(target);
  const isDefaulted = around?.type === 'AssignmentPattern' && around.left === target;
  const outer = isDefaulted ? around : target;
  const parent = tree.getParent(outer);
  if (node.type === 'MemberExpression') {
    return `is stored in '${text}'`;
  }
  if (parent && isFunction(parent) && (parent.params as readonly Node[]).includes(outer)) {
    return `is the parameter '${text}'`;
  }
  return node.type === 'Identifier' ? `is assigned to '${text}'` : 'is taken apart by the pattern';
}

function describeExpression(node: Node, tree: Tree, text: string, between: readonly string[]): string {
  if (isCall(node)) {
    const name = getName(node.callee);
    const isReturned = between.includes('return') || between.includes('result');
    return isReturned ? `is what ${name} returns` : `is what ${name} gives`;
  }
  const parent = tree.getParent(node);
  if (node.type === 'Literal' || node.type === 'TemplateLiteral') {
    return 'is written';
  }
  if (node.type !== 'Identifier' && node.type !== 'MemberExpression' && node.type !== 'ThisExpression') {
    return 'passes through';
  }
  if (parent?.type === 'MemberExpression' && parent.object === node) {
    return describeMember(parent, tree);
  }
  if (parent && isCall(parent) && (parent.arguments as readonly Node[]).includes(node)) {
    return `is handed to ${getName(parent.callee)}`;
  }
  if (
    parent?.type === 'ReturnStatement' ||
    (parent?.type === 'ArrowFunctionExpression' && parent.body === node)
  ) {
    return 'is returned';
  }
  return `is read from '${text}'`;
}

function describeMember(member: TSESTree.MemberExpression, tree: Tree): string {
  const name = getMember(member);
  const call = tree.getParent(member);
  const isCalled = call !== undefined && isCall(call) && call.callee === member;
  if (name === undefined) {
    return `has a ${isCalled ? 'method called' : 'property read'} whose name is computed`;
  }
  return isCalled ? `has ${name}() called` : `has ${name} read`;
}

/** The name of a member as it is written; undefined for one that is computed. */
function getMember(member: TSESTree.MemberExpression): string | undefined {
  const { property } = member;
  return property.type === 'PrivateIdentifier' ? property.name : getPropertyName(member);
}

function getName(callee: TSESTree.Expression): string {
  if (callee.type === 'Identifier') {
    return `${callee.name}()`;
  }
  const member = callee.type === 'MemberExpression' ? getMember(callee) : undefined;
  return member === undefined ? 'the call' : `${member}()`;
}
