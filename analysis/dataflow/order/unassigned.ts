import type { Variable } from '../../program/bindings.ts';
import { memoize } from '../../program/memoize.ts';
import type { ProgramFile } from '../../program/program-file.ts';
import { isFunction } from '../../program/syntax.ts';
import type { CallNode, Node } from '../../program/syntax.ts';
import type { CodeUnit } from '../../program/tree.ts';

/** Where a variable that has a value from the start of its unit, `undefined`, gets its own one. */
interface Assignment {
  /** The declarator, or the declaration of an `enum` or a `namespace`. */
  readonly node: Node;
  /** The statements among which it stands, or the loop whose head it is. */
  readonly around: Node;
}

/**
 * Whether a variable that is declared by `var`, or as an `enum` or a `namespace`, may still be `undefined` where it is read,
 * because the code that gives it its value has not run, or not yet.
 */
export function mayBeUnassigned(file: ProgramFile, variable: Variable, read: Node): boolean {
  const assignments = findAssignments(file, variable);
  return (
    assignments.length > 0 && !assignments.some((assignment) => runsBefore(file, variable, assignment, read))
  );
}

/** @returns none where the variable has another value from the start, or one that is not known */
function findAssignments(file: ProgramFile, { defs }: Variable): readonly Assignment[] {
  const found: Assignment[] = [];
  for (const { type, node, parent } of defs) {
    const declared: string = type;
    const isVar =
      declared === 'Variable' && parent?.type === 'VariableDeclaration' && parent.kind === 'var' && parent;
    if (isVar && (isHeadOfEach(file, parent) || ('init' in node && node.init))) {
      found.push({ node, around: getAround(file, parent) });
    } else if (declared === 'TSEnumName' || declared === 'TSModuleName') {
      found.push({ node, around: getAround(file, node) });
    } else {
      return [];
    }
  }
  return found;
}

function isHeadOfEach(file: ProgramFile, declaration: Node): boolean {
  return /^For(?:In|Of)Statement$/u.test(file.tree.getParent(declaration)?.type ?? '');
}

function getAround(file: ProgramFile, declaration: Node): Node {
  const parent = file.tree.getParent(declaration) ?? file.tree.root;
  return parent.type === 'ExportNamedDeclaration' ? (file.tree.getParent(parent) ?? parent) : parent;
}

function runsBefore(file: ProgramFile, variable: Variable, assignment: Assignment, read: Node): boolean {
  const home = file.getHome(variable);
  const reader = getOutermost(file, home, read);
  if (isBehind(assignment, reader) && reader.type !== 'FunctionDeclaration') {
    return true;
  }
  const isAtTop = file.tree.getParent(assignment.around) === home || assignment.around === home;
  return reader !== read && isAtTop && !mayRunBefore(file, home, assignment.node, reader, new Set());
}

/** Whether a node stands behind the assignment, in the statements that run only when that has run. */
function isBehind({ node, around }: Assignment, other: Node): boolean {
  const from = 'body' in around && /^For(?:In|Of)/u.test(around.type) ? (around.body as Node) : undefined;
  return (from ? from.range[0] : node.range[1]) <= other.range[0] && other.range[1] <= around.range[1];
}

/** The function of a unit in which a node stands, through whatever other functions; the node itself where it is in none. */
function getOutermost(file: ProgramFile, home: CodeUnit, node: Node): Node {
  let outermost = node;
  for (let unit = file.tree.getUnit(node); unit !== home; unit = file.tree.getUnit(unit)) {
    outermost = unit;
    if (unit === file.tree.root) {
      break;
    }
  }
  return outermost;
}

/** Whether something may run a function of a unit before a node of the unit has run. */
function mayRunBefore(file: ProgramFile, home: CodeUnit, node: Node, reader: Node, seen: Set<Node>): boolean {
  if (seen.has(reader)) {
    return false;
  }
  seen.add(reader);
  const parent = file.tree.getParent(reader);
  if (parent && 'kind' in parent && (parent.kind === 'get' || parent.kind === 'set')) {
    return true;
  }
  const name = reader.type === 'FunctionDeclaration' ? reader.id : undefined;
  const variable = name ? file.bindings.getVariable(name) : undefined;
  if (!isFunction(reader) || !variable) {
    return hasCallBetween(file, home, reader, node);
  }
  return file.bindings.getReads(variable).some((reference) => {
    const outermost = getOutermost(file, home, reference);
    return outermost === reference
      ? reference.range[0] < node.range[1] && isHandedOver(file, home, reference, node)
      : mayRunBefore(file, home, node, outermost, seen);
  });
}

/** Whether a function is called where it is named, or may be by a call that comes after. Other files call it later. */
function isHandedOver(file: ProgramFile, home: CodeUnit, reference: Node, node: Node): boolean {
  const { parent, value } = file.tree.getUse(reference);
  const isExported =
    parent?.type === 'AssignmentExpression' &&
    parent.right === value &&
    parent.left.type === 'MemberExpression';
  return !isExported && hasCallBetween(file, home, reference, node);
}

/** Whether a unit calls anything but `require` behind the start of one node and before another one. */
function hasCallBetween(file: ProgramFile, home: CodeUnit, from: Node, to: Node): boolean {
  return (getCallsByUnit(file).get(home) ?? []).some(
    ({ range }) => range[1] > from.range[0] && range[0] < to.range[0],
  );
}

const getCallsByUnit = memoize((file: ProgramFile): ReadonlyMap<CodeUnit, readonly CallNode[]> => {
  const calls = new Map<CodeUnit, CallNode[]>();
  for (const call of file.tree.calls) {
    const { callee } = call;
    if (callee.type !== 'Identifier' || callee.name !== 'require') {
      const unit = file.tree.getUnit(call);
      const list = calls.get(unit);
      if (list) {
        list.push(call);
      } else {
        calls.set(unit, [call]);
      }
    }
  }
  return calls;
});
