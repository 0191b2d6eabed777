import { isHeapValue } from '../../dataflow/values.ts';
import type { ProgramFile } from '../../program/program-file.ts';
import { getPropertyName, getValue, isClass, isFunction, isNode, unwrap } from '../../program/syntax.ts';
import type { CallNode, FunctionNode, Node } from '../../program/syntax.ts';
import { getDeclaredTypes } from './declared-types.ts';
import { TypeChecks } from './type-checks.ts';
import { getArguments } from './type-nodes.ts';
import type { TypePath } from './type-path.ts';
import { GROWING, isIdentityFunction } from './type-steps.ts';
import { assign, bind } from './type-targets.ts';
import type { TypeTrail } from './type-trail.ts';
import { findBase, findDefinition } from './typed-members.ts';

/** Methods of functions that are handed what becomes `this`. */
const THIS_METHODS: ReadonlySet<string> = new Set(['call', 'apply', 'bind']);

/** A function or class of the program. */
interface CalledFunction {
  readonly file: ProgramFile;
  readonly node: Node;
}

/** A value becomes the argument of a call. */
export function give(trail: TypeTrail, call: CallNode, value: Node, path: TypePath): TypePath | undefined {
  const index = call.arguments.indexOf(value as (typeof call.arguments)[number]);
  if (index < 0 || trail.typed.calls.has(call)) {
    return undefined;
  }
  const args = getArguments(call);
  for (const argument of args) {
    if (path.length > 0) {
      trail.refuse(argument);
    }
    trail.checks.check(argument, []);
  }
  const builtin = giveBuiltin(trail, call, value, path);
  if (builtin !== undefined) {
    return builtin === 'end' ? undefined : builtin;
  }
  const callee = unwrap(call.callee);
  const isCalledOn = callee.type === 'MemberExpression' && THIS_METHODS.has(getPropertyName(callee) ?? '');
  if (isCalledOn && getDeclaredTypes(trail.file).hasThisTypes) {
    trail.checks.refuse(`its type is no longer followed at ${trail.file.formatPlace(call)}`);
  }
  checkCasts(trail, call, [`(${String(index)})`, ...path]);
  if (callee.type !== 'Super' && assign(trail, callee, [`(${String(index)})`, ...path], false)) {
    return undefined;
  }
  return giveFunctions(trail, call, index, path);
}

/** What a function is said to be where it is called, or where it is given its name: `const start = open as Start`. */
function checkCasts(trail: TypeTrail, call: CallNode, path: TypePath): void {
  const definition = findDefinition(trail.file, unwrap(call.callee));
  const initial = definition?.type === 'VariableDeclarator' ? definition.init : undefined;
  for (const expression of [call.callee, initial]) {
    for (let cast: unknown = expression; isNode(cast); cast = getValue(cast, 'expression')) {
      trail.checks.check(getValue(cast, 'typeAnnotation'), path);
    }
  }
}

function giveFunctions(
  trail: TypeTrail,
  call: CallNode,
  index: number,
  path: TypePath,
): TypePath | undefined {
  const functions = findFunctions(trail, call);
  if (functions.length === 0) {
    trail.refuse(call);
  }
  if (!checkParameters(trail, call, functions, index, path)) {
    return undefined;
  }
  if (trail.file.tree.getUse(call).parent?.type === 'ExpressionStatement') {
    if (trail.hasOption(call)) {
      trail.refuse(call, 'is also that of the object with the option at');
    }
    return undefined;
  }
  const isIdentity = functions.length === 1 && functions.every(({ node }) => isIdentityFunction(node));
  if (!isIdentity) {
    trail.refuse(call);
    return undefined;
  }
  return path;
}

/**
 * The parameters of the functions that a call may run.
 *
 * @returns whether the type of one is that of the argument
 */
function checkParameters(
  trail: TypeTrail,
  call: CallNode,
  functions: readonly CalledFunction[],
  index: number,
  path: TypePath,
): boolean {
  let isGeneric = false;
  for (const { file, node } of functions) {
    const checks = file === trail.file ? trail.checks : new TypeChecks(file, trail.typed);
    const result = checks.checkParameter(node, index, path);
    if (checks.reason !== undefined) {
      trail.checks.refuse(checks.reason);
    }
    isGeneric ||= result === 'generic';
    if (node === unwrap(call.callee) && isFunction(node)) {
      bindParameter(trail, node, index, path);
    }
    if (result === 'generic' && isFunction(node) && node.params.length > 1) {
      // What else it takes may hang on the type.
      trail.refuse(call);
    }
  }
  return isGeneric;
}

/** The parameters of a function that is called where it stands have the types of what they are given. */
function bindParameter(trail: TypeTrail, callee: FunctionNode, index: number, path: TypePath): void {
  const parameters = callee.params as readonly Node[];
  const parameter = parameters[index] ?? parameters.at(-1);
  if (parameter?.type === 'RestElement') {
    bind(trail, parameter.argument, ['[]', ...path]);
  } else if (parameter && index < parameters.length) {
    bind(trail, parameter, path);
  }
}

/** @returns where the type goes in what a builtin gives, `end` where it goes nowhere, undefined for other functions */
function giveBuiltin(
  trail: TypeTrail,
  call: CallNode,
  value: Node,
  path: TypePath,
): TypePath | 'end' | undefined {
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression') {
    return undefined;
  }
  const name = getPropertyName(callee) ?? '';
  const holder = unwrap(callee.object);
  if (holder.type === 'Identifier' && trail.file.bindings.isGlobal(holder)) {
    const given = giveGlobal(holder.name, name, path);
    if (given !== undefined) {
      return given;
    }
  }
  if (GROWING.has(name) && findFunctions(trail, call).length === 0) {
    assign(trail, holder, ['[]', ...path], true);
    return 'end';
  }
  const isMapped = isFunction(value) && path[0] === '()' && call.arguments[0] === value;
  if (isMapped && (name === 'map' || name === 'flatMap') && !getArguments(call)[0]) {
    return ['[]', ...path.slice(1)];
  }
  return isMapped && (name === 'then' || name === 'catch') ? ['~', ...path.slice(1)] : undefined;
}

function giveGlobal(holder: string, name: string, path: TypePath): TypePath | 'end' | undefined {
  const whole = `${holder}.${name}`;
  if (/^Object\.(?:freeze|seal|preventExtensions|assign)$/u.test(whole)) {
    return path;
  }
  if (whole === 'Promise.resolve') {
    return ['~', ...path];
  }
  return holder === 'console' ? 'end' : undefined;
}

/** The functions of the program that a call may run. */
function findFunctions(trail: TypeTrail, call: CallNode): readonly CalledFunction[] {
  const found = new Map<Node, ProgramFile>();
  const callee = unwrap(call.callee);
  const definition =
    callee.type === 'Super' ? findBase(trail.file, call) : findDefinition(trail.file, callee);
  if (isFunction(definition) || isClass(definition)) {
    found.set(definition, trail.file);
  }
  if (isFunction(callee)) {
    found.set(callee, trail.file);
  }
  for (const activation of trail.engine.getActivations(trail.file.tree.getUnit(call))) {
    for (const value of trail.engine.getCallees(call, activation)) {
      if (!isHeapValue(value) || !value.node || !value.activation || value.kind === 'bound') {
        return [];
      }
      found.set(value.node, value.activation.file);
    }
  }
  return [...found].map(([node, file]) => ({ file, node }));
}
