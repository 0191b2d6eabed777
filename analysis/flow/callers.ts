import type { TSESTree } from '@typescript-eslint/utils';
import { CallContext } from '../context.ts';
import { getCallees, getHandedArguments, getPlainArguments } from '../functions.ts';
import { isPromiseExecutor } from '../order.ts';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  getPropertyName,
  isCall,
  isClass,
  isFunction,
  isPrivateName,
} from '../syntax.ts';
import type { NamedMember } from '../tree.ts';
import { type Flow, FUNCTION_VALUE, PLAIN_VALUE } from './flow.ts';
import type { Step, Use } from './step.ts';

/** One call of a function. */
interface Caller {
  readonly call: CallNode;
  /** The arguments as the parameters see them; undefined when they are not written out. */
  readonly args: readonly Node[] | undefined;
}

/** The calls of a function. */
export interface Callers {
  readonly calls: readonly Caller[];
  /** The place by which code outside of the file can get and call the function. */
  readonly open: Node | undefined;
  /** A call that may be one of this function, or of another of the same name. */
  readonly doubtful: Node | undefined;
}

/** Finds the calls of a function, by following the function as a value. */
export function findCallers(flow: Flow, node: FunctionNode): Callers {
  const { value, parent } = flow.model.tree.getUse(node);
  if (!parent) return { calls: [], open: node, doubtful: undefined };
  if (isPromiseExecutor(node, flow.model.tree)) return { calls: [], open: undefined, doubtful: undefined };
  if (parent.type === 'MethodDefinition') {
    return parent.kind === 'constructor' ? findConstructions(flow, parent) : findMemberCallers(flow, parent);
  }
  if (parent.type === 'Property' && parent.value === value) {
    return findMemberCallers(flow, parent);
  }
  if (parent.type === 'PropertyDefinition') {
    return findMemberCallers(flow, parent);
  }
  if (node.type === 'FunctionDeclaration' || node.id) {
    const fromName = node.id ? traceVariable(flow, node.id) : [];
    const fromValue =
      node.type === 'FunctionDeclaration' ? [] : flow.trace(node, CallContext.none, FUNCTION_VALUE);
    const isExported = parent.type === 'ExportNamedDeclaration' || parent.type === 'ExportDefaultDeclaration';
    return toCallers([...fromName, ...fromValue], isExported ? node : undefined);
  }
  return toCallers(flow.trace(node, CallContext.none, FUNCTION_VALUE), undefined);
}

function toCallers(uses: readonly Use[], exposure: Node | undefined, doubtful?: Node): Callers {
  const calls: Caller[] = [];
  let open = exposure;
  for (const use of uses) {
    if (use.kind === 'call') calls.push({ call: use.call, args: use.args });
    else if (use.kind === 'method' && isCall(use.node) && (use.name === 'call' || use.name === 'apply')) {
      calls.push({ call: use.node, args: getHandedArguments(use.node, use.name) });
    } else if (use.kind === 'argument' || use.kind === 'leaves') open ??= use.node;
    else if (use.kind === 'read' && use.name === undefined) open ??= use.node;
  }
  return { calls, open, doubtful };
}

function makeStep(node: Node): Step {
  return {
    node,
    path: [],
    method: undefined,
    context: CallContext.none,
    isSure: true,
    isCertain: true,
    anchor: node,
    passage: undefined,
  };
}

function traceVariable(flow: Flow, identifier: Node): readonly Use[] {
  const variable = flow.model.bindings.getVariable(identifier);
  return variable ? flow.traceFrom(flow.model.bindings.getReads(variable).map(makeStep), FUNCTION_VALUE) : [];
}

/** The calls of a member: `this.open()`, `client.open()`. */
function findMemberCallers(flow: Flow, member: NamedMember): Callers {
  const name = getPropertyName(member);
  if (name === undefined) return { calls: [], open: member, doubtful: undefined };
  const reads = flow.model.getFieldReads(flow.model.objects.getOwnersOfMember(member), name);
  const accesses = reads.filter((read) => read.node.type === 'MemberExpression');
  const uses = flow.traceFrom(
    accesses.map((read) => makeStep(read.node)),
    FUNCTION_VALUE,
  );
  const doubtful = accesses.find((read) => read.alias === 'maybe');
  return toCallers(uses, getExposure(flow, member), doubtful?.node);
}

/** The place by which code outside of the file can call a member, if it can. */
function getExposure(flow: Flow, member: NamedMember): Node | undefined {
  const name = getPropertyName(member);
  if (name === undefined) return member;
  if (isPrivateName(name) || (member.type !== 'Property' && member.accessibility === 'private'))
    return undefined;
  const owner = flow.model.tree.getParent(member);
  if (member.type === 'Property') {
    const owners = flow.model.objects.getOwnersOfMember(member);
    if (!owner || owners?.some((known) => known.node !== owner)) return member;
    return flow.traceFrom([makeStep(owner)], PLAIN_VALUE, isLeaving).find(isLeaving)?.node;
  }
  const made = owner && flow.model.tree.getParent(owner);
  return made && isClass(made) ? flow.getExposure(made) : member;
}

/** The place by which a class, or a function that serves as one, or an instance of it leaves the file. */
export function findExposure(flow: Flow, node: Node): Node | undefined {
  if (!isClass(node) && !isFunction(node)) return undefined;
  const parent = flow.model.tree.getParent(node);
  if (parent?.type === 'ExportNamedDeclaration' || parent?.type === 'ExportDefaultDeclaration') return node;
  const variable = node.id && flow.model.bindings.getVariable(node.id);
  const starts = variable ? flow.model.bindings.getReads(variable).map(makeStep) : [];
  const isExpression = node.type !== 'ClassDeclaration' && node.type !== 'FunctionDeclaration';
  const uses = flow.traceFrom(isExpression ? [...starts, makeStep(node)] : starts, FUNCTION_VALUE, isLeaving);
  const leaving = uses.find(isLeaving);
  if (leaving) return leaving.node;
  if (!isClass(node)) return undefined;
  const instances = uses.flatMap((use) => (use.kind === 'call' ? [makeStep(use.call)] : []));
  return flow.traceFrom(instances, PLAIN_VALUE, isLeaving).find(isLeaving)?.node;
}

function isLeaving({ kind }: Use): boolean {
  return kind === 'leaves' || kind === 'argument' || kind === 'spread';
}

function findConstructions(flow: Flow, member: TSESTree.MethodDefinition): Callers {
  const body = flow.model.tree.getParent(member);
  const made = body && flow.model.tree.getParent(body);
  if (!made || !isClass(made)) return { calls: [], open: member, doubtful: undefined };
  const uses = [
    ...(made.id ? traceVariable(flow, made.id) : []),
    ...(made.type === 'ClassExpression' ? flow.trace(made) : []),
  ];
  const parent = flow.model.tree.getParent(made);
  const isExported = parent?.type === 'ExportNamedDeclaration' || parent?.type === 'ExportDefaultDeclaration';
  const callers = toCallers(uses, isExported ? made : undefined);
  const superCalls = flow.model.tree.superCalls.filter((call) =>
    getCallees(flow.model, call).functions.some((node) => node === member.value),
  );
  return {
    ...callers,
    calls: [...callers.calls, ...superCalls.map((call) => ({ call, args: getPlainArguments(call) }))],
  };
}
