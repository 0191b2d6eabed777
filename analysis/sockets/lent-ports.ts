import type { Dataflow } from '../dataflow/dataflow.ts';
import type { Activation, HeapValue, Hub, Site, Value } from '../dataflow/value-graph.ts';
import { isHeapValue } from '../dataflow/values.ts';
import { forEachChild, getPropertyName, isFunction, unwrap } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';
import { readBind } from './binds.ts';
import type { Bind } from './judgement.ts';
import type { MadeSocket } from './made-socket.ts';

/** Expressions that are looked at for the port of one bind, at most. */
const EXPRESSIONS = 200;

/**
 * The sockets whose port a bind takes: as it is, or converted, as by `Number(port)`, `+port`, `port + 1`, and by way of texts and
 * variables of the environment.
 *
 * Conversions make a port an explicit one to whoever takes it. Whoever lends it must keep the option all the same.
 */
export function findLenders(dataflow: Dataflow, { port }: Bind): readonly HeapValue[] {
  const lenders = new Set(port.sharedWith);
  if (port.choice !== 'explicit' || !port.values) {
    return [...lenders];
  }
  const seen = new Set<Node>();
  const pending: Site[] = [...findOrigins(port.values)];
  for (let site = pending.pop(); site && seen.size < EXPRESSIONS; site = pending.pop()) {
    if (!seen.has(site.node)) {
      seen.add(site.node);
      pending.push(...findParts(dataflow, site, lenders));
    }
  }
  return [...lenders];
}

/** The expressions that values were first seen at. */
function findOrigins(values: Hub): readonly Site[] {
  const origins: Site[] = [];
  const seen = new Set<Hub>();
  const pending = [values];
  for (let hub = pending.pop(); hub; hub = pending.pop()) {
    if (seen.has(hub)) {
      continue;
    }
    seen.add(hub);
    if (hub.origin.kind === 'expression') {
      origins.push(hub.origin);
    }
    pending.push(...hub.sources.flatMap((source) => source ?? []));
  }
  return origins;
}

/** Notes the sockets whose ports are in an expression, and finds the expressions that its parts come from. */
function findParts(dataflow: Dataflow, { node, activation }: Site, lenders: Set<HeapValue>): readonly Site[] {
  const { engine } = dataflow;
  const found: Site[] = [];
  const pending = [node];
  for (let part = pending.pop(); part; part = pending.pop()) {
    if (part.type === 'Identifier' || part.type === 'MemberExpression' || part.type === 'CallExpression') {
      const hub = engine.getHub(part, activation);
      engine.want(hub);
      dataflow.run();
      const lent = hub.values.flatMap(getLender);
      for (const socket of lent) {
        lenders.add(socket);
      }
      if (lent.length === 0) {
        found.push(...findOrigins(hub), ...findGlobalWrites(dataflow, part, activation));
      }
    }
    forEachChild(part, (child) => {
      if (!isFunction(child)) {
        pending.push(child);
      }
    });
  }
  return found;
}

function getLender(value: Value): readonly HeapValue[] {
  const isLent = isHeapValue(value) && (value.kind === 'port' || value.kind === 'address');
  return isLent && value.detail.socket ? [value.detail.socket] : [];
}

/** What is written to the same property of something that all files have: `process.env.PORT = port`. */
function findGlobalWrites({ engine }: Dataflow, node: Node, activation: Activation): readonly Site[] {
  const { file } = activation;
  const name =
    node.type === 'MemberExpression' && isGlobalHolder(node.object) ? getPropertyName(node) : undefined;
  if (name === undefined) {
    return [];
  }
  return file.tree.getMembers(name).flatMap((member) => {
    const parent = file.tree.getParent(member);
    const isWrite =
      parent?.type === 'AssignmentExpression' && parent.left === member && isGlobalHolder(member.object);
    return isWrite
      ? engine
          .getActivations(file.tree.getUnit(parent))
          .map((each) => ({ node: parent.right, activation: each }))
      : [];
  });
}

function isGlobalHolder(node: Node): boolean {
  const holder = unwrap(node);
  return holder.type === 'MemberExpression'
    ? getPropertyName(holder) === 'env'
    : holder.type === 'Identifier' && /^(?:globalThis|global|window|self)$/u.test(holder.name);
}

/** The sockets whose port another socket binds to, each with that bind. */
export function findAllLenders(
  dataflow: Dataflow,
  sockets: readonly MadeSocket[],
): ReadonlyMap<HeapValue, Bind> {
  const lenders = new Map<HeapValue, Bind>();
  for (const { maker, events, value } of sockets) {
    const { role } = maker;
    const binds = events.flatMap((event) =>
      event.kind === 'method' && role.by === 'methods' ? readBind(dataflow.engine, event, role) : [],
    );
    for (const bind of binds) {
      for (const lender of findLenders(dataflow, bind)) {
        if (lender !== value) {
          lenders.set(lender, bind);
        }
      }
    }
  }
  return lenders;
}
