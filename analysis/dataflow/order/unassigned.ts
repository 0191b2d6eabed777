import type { Variable } from '../../program/bindings.ts';
import { memoize } from '../../program/memoize.ts';
import type { ProgramFile } from '../../program/program-file.ts';
import { append } from '../../program/syntax-index.ts';
import { getPropertyName, isFunction } from '../../program/syntax.ts';
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
  return (
    reader !== read &&
    isAtTop &&
    !mayEndBefore(file, home, assignment.node) &&
    !isEarly(file, home, assignment.node, reader)
  );
}

/** Whether a function may return before a node of it has run: what it returns runs without. */
function mayEndBefore(file: ProgramFile, home: CodeUnit, node: Node): boolean {
  return (getFirstReturns(file).get(home) ?? Number.POSITIVE_INFINITY) < node.range[0];
}

/** Where each function first returns. */
const getFirstReturns = memoize(({ tree }: ProgramFile): ReadonlyMap<CodeUnit, number> => {
  const first = new Map<CodeUnit, number>();
  for (const returning of tree.returns.filter(({ type }) => type === 'ReturnStatement')) {
    const unit = tree.getUnit(returning);
    first.set(unit, Math.min(first.get(unit) ?? Number.POSITIVE_INFINITY, returning.range[0]));
  }
  return first;
});

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

/** By what assigns the variable and by the function that reads it. */
const known = new WeakMap<Node, Map<Node, boolean>>();

/** The same as {@link mayRunBefore}, found once: many places of one function read one variable. */
function isEarly(file: ProgramFile, home: CodeUnit, node: Node, reader: Node): boolean {
  const results = known.get(node) ?? new Map<Node, boolean>();
  known.set(node, results);
  const result = results.get(reader) ?? mayRunBefore(file, home, node, reader, new Set());
  results.set(reader, result);
  return result;
}

/** Whether something may run a function of a unit before a node of the unit has run. */
function mayRunBefore(file: ProgramFile, home: CodeUnit, node: Node, reader: Node, seen: Set<Node>): boolean {
  if (seen.has(reader)) {
    return false;
  }
  seen.add(reader);
  if (isCalledByLanguage(file, reader)) {
    return true;
  }
  const name = reader.type === 'FunctionDeclaration' ? reader.id : undefined;
  const variable = name ? file.bindings.getVariable(name) : undefined;
  if (!isFunction(reader) && contains(node, reader)) {
    // A static field, or a static block, of the class that is assigned.
    return true;
  }
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

function contains(outer: Node, inner: Node): boolean {
  return outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
}

/** Whether a function may run where nothing calls it by its name: an accessor, a conversion, the steps of an iterator. */
function isCalledByLanguage({ tree }: ProgramFile, node: Node): boolean {
  const parent = tree.getParent(node);
  if (parent?.type !== 'Property' && parent?.type !== 'MethodDefinition') {
    return false;
  }
  const name = getPropertyName(parent);
  return parent.kind === 'get' || parent.kind === 'set' || name === undefined || IMPLICIT.has(name);
}

/** Methods that the language calls by itself and that have no symbol for a name. */
const IMPLICIT: ReadonlySet<string> = new Set(['next', 'return', 'then', 'toJSON', 'toString', 'valueOf']);

/** Whether a function is called where it is named, or may be by a call that comes after. Other files call it later. */
function isHandedOver(file: ProgramFile, home: CodeUnit, reference: Node, node: Node): boolean {
  const { parent, value } = file.tree.getUse(reference);
  const isExported =
    parent?.type === 'AssignmentExpression' &&
    parent.right === value &&
    /^(?:module\s*\.\s*)?exports\s*[.=[]/u.test(file.getText(parent));
  return !isExported && hasCallBetween(file, home, reference, node);
}

/** Whether a unit calls anything but `require` behind the start of one node and before another one is done. */
function hasCallBetween(file: ProgramFile, home: CodeUnit, from: Node, to: Node): boolean {
  const calls = getCallsByUnit(file).get(home) ?? [];
  let low = 0;
  let high = calls.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((calls[middle]?.start ?? 0) < to.range[1]) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return (calls[low - 1]?.lastEnd ?? 0) > from.range[0];
}

interface CallInOrder {
  readonly start: number;
  /** Where the last of the calls ends that start here or before. */
  readonly lastEnd: number;
}

const getCallsByUnit = memoize(({ tree }: ProgramFile): ReadonlyMap<CodeUnit, readonly CallInOrder[]> => {
  const nodes: Node[] = [...tree.calls.filter((call) => !isRequire(call)), ...tree.taggedTemplates];
  const calls = new Map<CodeUnit, CallInOrder[]>();
  for (const node of nodes.sort((a, b) => a.range[0] - b.range[0])) {
    const unit = tree.getUnit(node);
    const lastEnd = Math.max(calls.get(unit)?.at(-1)?.lastEnd ?? 0, node.range[1]);
    append(calls, unit, { start: node.range[0], lastEnd });
  }
  return calls;
});

function isRequire({ callee }: CallNode): boolean {
  return callee.type === 'Identifier' && callee.name === 'require';
}
