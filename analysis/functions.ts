import type { TSESTree } from '@typescript-eslint/utils';
import type { ProgramModel } from './model.ts';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  getPropertyName,
  isClass,
  isFunction,
  unwrap,
} from './syntax.ts';

/** The functions of this file that a call can run. */
export interface Callees {
  readonly functions: readonly FunctionNode[];
  /** Whether a function from outside of the file can be run as well, or instead. */
  readonly isOpen: boolean;
  /** The arguments as the functions' parameters see them; undefined when they are not written out (`apply`). */
  readonly args: readonly Node[] | undefined;
}

const NOTHING: Pick<Callees, 'functions' | 'isOpen'> = { functions: [], isOpen: true };

/** The constructor method of a class, or that of the nearest class of this file above it. */
function getConstructorFunction(model: ProgramModel, callee: Node, depth = 0): FunctionNode | undefined {
  const made = model.objects.constructors.getConstructor(callee);
  if (!made || !isClass(made)) return made;
  for (const member of made.body.body) {
    if (member.type === 'MethodDefinition' && member.kind === 'constructor' && isFunction(member.value)) {
      return member.value;
    }
  }
  return made.superClass && depth < 20
    ? getConstructorFunction(model, made.superClass, depth + 1)
    : undefined;
}

/** The functions that an expression can be. */
export function getFunctions(
  model: ProgramModel,
  node: Node,
  depth = 0,
): Pick<Callees, 'functions' | 'isOpen'> {
  const expression = unwrap(node);
  if (depth > 10) return NOTHING;
  if (isFunction(expression)) return { functions: [expression], isOpen: false };
  switch (expression.type) {
    case 'Identifier': {
      const variable = model.bindings.getVariable(expression);
      if (!variable) return NOTHING;
      const values: Node[] = [];
      for (const definition of variable.defs) {
        if (isFunction(definition.node) && definition.node.id === definition.name)
          values.push(definition.node);
        else if (definition.type !== 'Variable') return NOTHING;
      }
      const writes = model.getAssignments(variable).filter((write) => model.isFilling(write));
      for (const write of writes) {
        if (!write.value || !model.objects.constructors.isDirectWrite(write.target)) return NOTHING;
        values.push(write.value);
      }
      return merge(values.map((value) => getFunctions(model, value, depth + 1)));
    }
    case 'MemberExpression': {
      const owners = model.objects.getOwners(expression.object);
      const name = getPropertyName(expression);
      if (!owners || name === undefined) return NOTHING;
      const writes = model.getFieldWrites(owners, name).filter((write) => model.isFilling(write));
      return merge(
        writes.map((write) => (write.value ? getFunctions(model, write.value, depth + 1) : NOTHING)),
      );
    }
    case 'CallExpression': {
      // `f.bind(this)` is `f`.
      const callee = unwrap(expression.callee);
      const isBound =
        callee.type === 'MemberExpression' &&
        getPropertyName(callee) === 'bind' &&
        expression.arguments.length <= 1;
      return isBound ? getFunctions(model, callee.object, depth + 1) : NOTHING;
    }
    case 'LogicalExpression':
      return merge([
        getFunctions(model, expression.left, depth + 1),
        getFunctions(model, expression.right, depth + 1),
      ]);
    case 'ConditionalExpression':
      return merge([
        getFunctions(model, expression.consequent, depth + 1),
        getFunctions(model, expression.alternate, depth + 1),
      ]);
    default:
      return NOTHING;
  }
}

function merge(
  parts: readonly Pick<Callees, 'functions' | 'isOpen'>[],
): Pick<Callees, 'functions' | 'isOpen'> {
  return {
    functions: [...new Set(parts.flatMap((part) => part.functions))],
    isOpen: parts.length === 0 || parts.some((part) => part.isOpen),
  };
}

/** The arguments of a call, or undefined when a spread hides how many there are. */
export function getPlainArguments(call: CallNode): readonly Node[] | undefined {
  return call.arguments.some((argument) => argument.type === 'SpreadElement') ? undefined : call.arguments;
}

/** The arguments that `f.call(this, …)` or `f.apply(this, […])` hands on; undefined when they are not written out. */
export function getHandedArguments(call: CallNode, how: 'call' | 'apply'): readonly Node[] | undefined {
  if (how === 'call') return getPlainArguments(call)?.slice(1);
  const [, argument] = call.arguments;
  if (!argument) return [];
  const list = unwrap(argument);
  if (list.type !== 'ArrayExpression') return undefined;
  const elements = list.elements.filter((element) => element !== null && element.type !== 'SpreadElement');
  return elements.length === list.elements.length ? elements : undefined;
}

/** The functions of this file that a call can run, and with which arguments. */
export function getCallees(model: ProgramModel, call: CallNode): Callees {
  const args = getPlainArguments(call);
  if (call.type === 'NewExpression') {
    const found = getConstructorFunction(model, call.callee);
    return { functions: found ? [found] : [], isOpen: !found, args };
  }
  const callee = unwrap(call.callee);
  if (callee.type === 'Super') return { ...getSuperConstructor(model, callee), args };
  const direct = getFunctions(model, callee);
  if (direct.functions.length > 0 || callee.type !== 'MemberExpression') return { ...direct, args };
  const method = getPropertyName(callee);
  if (method !== 'call' && method !== 'apply') return { ...direct, args };
  const target = getFunctions(model, callee.object);
  return { ...target, args: getHandedArguments(call, method) };
}

function getSuperConstructor(
  model: ProgramModel,
  callee: TSESTree.Super,
): Pick<Callees, 'functions' | 'isOpen'> {
  for (let up = model.tree.getParent(callee); up; up = model.tree.getParent(up)) {
    if (!isClass(up)) continue;
    const found = up.superClass ? getConstructorFunction(model, up.superClass) : undefined;
    return { functions: found ? [found] : [], isOpen: !found };
  }
  return NOTHING;
}
