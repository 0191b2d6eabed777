import type { TSESTree } from '@typescript-eslint/utils';
import { getOuter } from '../dataflow/activation.ts';
import type { Activation } from '../dataflow/value-graph.ts';
import type { Variable } from '../program/bindings.ts';
import type { ProgramFile } from '../program/program-file.ts';
import { getPropertyName, isFunction, isWriteTarget, unwrap } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';
import type { CodeUnit } from '../program/tree.ts';

/** The field of `this` that a getter gives, where a property is one that gives a field. */
export type GetForwardedField = (
  member: TSESTree.MemberExpression,
  activation: Activation,
) => string | undefined;

const variablesOfFiles = new WeakMap<ProgramFile, Map<string, Variable>>();

/** The variables of a file that have been meant, by their names. */
function getVariables(file: ProgramFile): Map<string, Variable> {
  let known = variablesOfFiles.get(file);
  if (!known) {
    known = new Map();
    variablesOfFiles.set(file, known);
  }
  return known;
}

/** The name of a variable, or of a field of `this` or of a variable; undefined for what is no plain path. */
export function getName(
  node: Node,
  activation: Activation,
  getForwarded: GetForwardedField,
): string | undefined {
  const expression = unwrap(node);
  if (expression.type === 'ThisExpression') {
    return 'this';
  }
  if (expression.type === 'MemberExpression') {
    const base = getName(expression.object, activation, getForwarded);
    const name = getForwarded(expression, activation) ?? getPropertyName(expression);
    return base === undefined || name === undefined ? undefined : `${base}.${name}`;
  }
  if (expression.type !== 'Identifier') {
    return undefined;
  }
  const { file } = activation;
  const variable = file.bindings.getVariable(expression);
  const place = variable?.identifiers[0]?.range[0];
  if (!variable || place === undefined) {
    return undefined;
  }
  const name = `v:${place}`;
  getVariables(file).set(name, variable);
  return name;
}

/** Whether a variable belongs to another unit, or a function that is declared may use it at any time. */
export function isSeenElsewhere(target: Node, { file, unit }: Activation): boolean {
  const variable = file.bindings.getVariable(target);
  if (!variable || file.getHome(variable) !== unit) {
    return true;
  }
  return [...file.bindings.getReads(variable), ...file.bindings.getWrites(variable)].some((use) => {
    const inner = getInnerUnit(use, unit, file);
    return (
      inner !== undefined &&
      (isFunction(inner) ? inner.type === 'FunctionDeclaration' || inner.range[0] < target.range[0] : true)
    );
  });
}

/** The unit that a unit holds itself, and in which a node stands, perhaps deeper; undefined for a node of the unit. */
function getInnerUnit(node: Node, unit: CodeUnit, { tree }: ProgramFile): CodeUnit | undefined {
  let inner: CodeUnit | undefined;
  for (let around = tree.getUnit(node); around !== unit && around !== inner; around = tree.getUnit(inner)) {
    inner = around;
  }
  return inner;
}

/** Whether a function or class that is made uses one of the names. */
export function isCaptured(names: ReadonlySet<string>, closure: Node, file: ProgramFile): boolean {
  for (const name of names) {
    if (name.startsWith('this.')) {
      return true;
    }
  }
  if (names.size === 0) {
    return false;
  }
  const ids = new Set([...names].map((name) => name.split('.')[0]));
  return [...ids].some((id) => {
    const variable = getVariables(file).get(id ?? '');
    return variable !== undefined && file.bindings.getReads(variable).some((read) => contains(closure, read));
  });
}

/** Whether code of another unit writes a variable, or one of the fields, that a name stands for. */
export function isWrittenByOthers(name: string, { file, unit }: Activation): boolean {
  const isOther = (node: Node): boolean => file.tree.getUnit(node) !== unit;
  const [base = '', ...fields] = name.split('.');
  const variable = getVariables(file).get(base);
  if (variable && file.bindings.getWrites(variable).some(isOther)) {
    return true;
  }
  return fields.some((field) =>
    [...file.tree.getMembers(field), ...file.tree.computedMembers].some(
      (member) => isOther(member) && isWriteTarget(file.tree.getUse(member)),
    ),
  );
}

function contains(outer: Node, inner: Node): boolean {
  return outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
}

/** What is written to a target by itself: a declaration or a plain assignment. */
export function getWrittenValue(target: Node, { file }: Activation): Node | undefined {
  const parent = file.tree.getParent(target);
  if (parent?.type === 'VariableDeclarator' && parent.id === target) {
    return parent.init ?? undefined;
  }
  const isPlain = parent?.type === 'AssignmentExpression' && parent.operator === '=';
  return isPlain && (parent.left as Node) === target ? parent.right : undefined;
}

/** The name of the field that an event writes or deletes; undefined where it is not written there. */
export function getFieldWritten(node: Node): string | undefined {
  const target =
    node.type === 'AssignmentExpression'
      ? node.left
      : node.type === 'UpdateExpression' || node.type === 'UnaryExpression'
        ? node.argument
        : node;
  const member = unwrap(target);
  return member.type === 'MemberExpression' ? getPropertyName(member) : undefined;
}

/** Whether a variable is a parameter of a function that may write it by `arguments`. */
export function canBeWrittenAsArgument(target: Node, { file }: Activation): boolean {
  const variable = file.bindings.getVariable(target);
  const { text } = file.source;
  return (variable?.defs ?? []).some(
    ({ type, node }) =>
      (type as string) === 'Parameter' && text.slice(node.range[0], node.range[1]).includes('arguments'),
  );
}

/** Whether a variable is the same one in two runs of code: those of a function that runs twice are two. */
export function isSameVariable(name: string, one: Activation, other: Activation): boolean {
  const variable = getVariables(one.file).get(name.split('.')[0] ?? '');
  const home = variable && one.file.getHome(variable);
  return !home || getOuter(one, home) === getOuter(other, home);
}
