import type { TSESTree } from '@typescript-eslint/utils';
import type { Variable } from './bindings.ts';
import type { CallContext } from './context.ts';
import type { Flow } from './flow/flow.ts';
import { getCallees } from './functions.ts';
import { evaluateBinary, evaluateUnary } from './operators.ts';
import { PropertyReader, toValues } from './properties.ts';
import { isPromiseExecutor } from './order.ts';
import type { ProgramModel } from './model.ts';
import { type Node, getPropertyName, isClass, isFunction, unwrap, toKey } from './syntax.ts';

/** One value that an expression can have. */
export type Value =
  | { readonly kind: 'constant'; readonly value: string | number | bigint | boolean | null | undefined }
  | { readonly kind: 'object'; readonly node: TSESTree.ObjectExpression; readonly context: CallContext }
  | { readonly kind: 'function' }
  /** Some other object. */
  | { readonly kind: 'opaque' }
  /** Decided outside of what the file shows: a parameter, the environment, another module. */
  | { readonly kind: 'given'; readonly node: Node };

/** More values than this are taken as given from outside. */
const VALUE_LIMIT = 32;
const DEPTH_LIMIT = 40;

/** All evaluations of one file together take no more steps than this for each of its characters, or than the least. */
const STEPS_PER_CHARACTER = 20;
const LEAST_STEPS = 100_000;

/** What `process.platform` can be (Node.js `process.platform`). */
const PLATFORMS = ['linux', 'darwin', 'win32', 'freebsd', 'openbsd', 'sunos', 'aix', 'android'];

/** Functions whose result for one constant is known. */
const PURE_FUNCTIONS: Readonly<
  Record<string, (value: string | number | boolean | null | undefined) => Value>
> = {
  Number: (value) => constant(Number(value)),
  parseInt: (value) => constant(Number.parseInt(String(value), 10)),
  parseFloat: (value) => constant(Number.parseFloat(String(value))),
  String: (value) => constant(String(value)),
  Boolean: (value) => constant(Boolean(value)),
};

export function constant(value: string | number | bigint | boolean | null | undefined): Value {
  return { kind: 'constant', value };
}

/** Whether a value is truthy; undefined when that is decided elsewhere. */
export function isTruthy(value: Value): boolean | undefined {
  if (value.kind === 'given') return undefined;
  return value.kind === 'constant' ? Boolean(value.value) : true;
}

/** Finds every value that an expression can have by what the file shows. */
export class Evaluator {
  readonly properties: PropertyReader;
  readonly #flow: Flow;
  readonly #model: ProgramModel;
  readonly #active = new Set<string>();
  #stepsLeft: number;

  constructor(flow: Flow) {
    this.#flow = flow;
    this.properties = new PropertyReader(flow, this);
    this.#model = flow.model;
    this.#stepsLeft = Math.max(LEAST_STEPS, flow.model.file.text.length * STEPS_PER_CHARACTER);
  }

  /** Whether some values could not be looked at any more: nothing that was found is certain then. */
  get isExhausted(): boolean {
    return this.#stepsLeft <= 0;
  }

  /**
   * Every value that an expression can have.
   *
   * @param node the expression
   * @param context the calls by which it was reached: they decide what parameters are
   */
  evaluate(node: Node, context: CallContext): readonly Value[] {
    const expression = unwrap(node);
    // What has not been looked at is neither a port nor the lack of one.
    if (this.#stepsLeft-- <= 0) return [{ kind: 'opaque' }];
    const key = `${toKey(expression)}/${context.key}`;
    // A value that depends on itself adds nothing.
    if (this.#active.has(key)) return [];
    if (this.#active.size > DEPTH_LIMIT) return [{ kind: 'given', node: expression }];
    this.#active.add(key);
    const values = dedupe(this.#compute(expression, context));
    this.#active.delete(key);
    return values.length > VALUE_LIMIT ? [{ kind: 'given', node: expression }] : values;
  }

  #compute(node: Node, context: CallContext): readonly Value[] {
    switch (node.type) {
      case 'Literal':
        return [typeof node.value === 'object' && node.value ? { kind: 'opaque' } : constant(node.value)];
      case 'TemplateLiteral': {
        const [only] = node.quasis;
        return [only && node.quasis.length === 1 ? constant(only.value.cooked) : { kind: 'given', node }];
      }
      case 'ObjectExpression':
        return [{ kind: 'object', node, context }];
      case 'Identifier':
        return this.#evaluateIdentifier(node, context);
      case 'MemberExpression':
        return this.#evaluateAccess(node, context);
      case 'AwaitExpression':
        return this.evaluate(node.argument, context);
      case 'AssignmentExpression':
        return node.operator === '=' ? this.evaluate(node.right, context) : [{ kind: 'given', node }];
      case 'ConditionalExpression':
        return this.#evaluateConditional(node, context);
      case 'LogicalExpression':
        return this.#evaluateLogical(node, context);
      case 'UnaryExpression':
        return this.evaluate(node.argument, context).flatMap((value) => evaluateUnary(node, value));
      case 'BinaryExpression':
        return this.evaluate(node.left, context).flatMap((left) =>
          this.evaluate(node.right, context).flatMap((right) => evaluateBinary(node, left, right)),
        );
      case 'CallExpression':
        return this.#evaluateCall(node, context);
      case 'ArrayExpression':
      case 'NewExpression':
      case 'ThisExpression':
        return [{ kind: 'opaque' }];
      default:
        return [isFunction(node) || isClass(node) ? { kind: 'function' } : { kind: 'given', node }];
    }
  }

  #evaluateConditional(node: TSESTree.ConditionalExpression, context: CallContext): readonly Value[] {
    const tests = this.evaluate(node.test, context).map(isTruthy);
    const values: Value[] = [];
    if (tests.some((test) => test !== false)) append(values, this.evaluate(node.consequent, context));
    if (tests.some((test) => test !== true)) append(values, this.evaluate(node.alternate, context));
    return values;
  }

  #evaluateLogical(node: TSESTree.LogicalExpression, context: CallContext): readonly Value[] {
    const values: Value[] = [];
    let needsRight = false;
    for (const left of this.evaluate(node.left, context)) {
      const isTrue = isTruthy(left);
      const isNullish = left.kind === 'constant' && (left.value === null || left.value === undefined);
      const goesOn =
        node.operator === '&&'
          ? // Behind something given, the right side counts only for those who give it.
            isTrue === true
          : node.operator === '||'
            ? isTrue !== true
            : isNullish || left.kind === 'given';
      needsRight ||= goesOn;
      if (!goesOn || left.kind === 'given') values.push(left);
    }
    return needsRight ? [...values, ...this.evaluate(node.right, context)] : values;
  }

  #evaluateCall(node: TSESTree.CallExpression, context: CallContext): readonly Value[] {
    const callee = unwrap(node.callee);
    const [first] = node.arguments;
    if (callee.type === 'Identifier' && this.#model.bindings.isGlobal(callee) && first) {
      const compute = PURE_FUNCTIONS[callee.name];
      if (compute) return this.#applyPure(node, compute, this.evaluate(first, context));
    }
    if (callee.type === 'MemberExpression') {
      const name = getPropertyName(callee);
      const object = unwrap(callee.object);
      if (name === 'bind') return [{ kind: 'function' }];
      if (this.#model.isGlobal(object, 'Object') && (name === 'freeze' || name === 'seal') && first) {
        return this.evaluate(first, context);
      }
      if (this.#model.isGlobal(object, 'Number') && name?.startsWith('parse') && first) {
        const compute = PURE_FUNCTIONS[name];
        if (compute) return this.#applyPure(node, compute, this.evaluate(first, context));
      }
    }
    const { functions, isOpen } = getCallees(this.#model, node);
    if (isOpen || functions.length === 0) return [{ kind: 'given', node }];
    return functions.flatMap((called) => {
      const returned = this.#model.tree.getReturned(called);
      if (called.generator || returned.length === 0) return [{ kind: 'given' as const, node }];
      return returned.flatMap((value) => this.evaluate(value, context.enter(called, node)));
    });
  }

  #applyPure(
    node: Node,
    compute: (value: string | number | boolean | null | undefined) => Value,
    values: readonly Value[],
  ): readonly Value[] {
    return values.map((value) =>
      value.kind === 'constant' && typeof value.value !== 'bigint'
        ? compute(value.value)
        : { kind: 'given', node },
    );
  }

  #evaluateAccess(node: TSESTree.MemberExpression, context: CallContext): readonly Value[] {
    const name = getPropertyName(node);
    const object = unwrap(node.object);
    if (name === undefined) return [{ kind: 'given', node }];
    if (name === 'platform' && this.#model.isGlobal(object, 'process')) return PLATFORMS.map(constant);
    const member = this.#getEnumMember(object, name);
    if (member)
      return member.initializer ? this.evaluate(member.initializer, context) : [{ kind: 'given', node }];
    const owners = this.#model.objects.getOwners(object);
    const writes = owners ? this.#model.getFieldWrites(owners, name) : [];
    if (!owners || writes.length === 0) return this.#evaluateProperty(node, object, name, context);
    const order = this.#model.getFieldOrder(writes);
    const seen = writes.filter((write) => order.getReach(write.node, node, writes.length === 1) !== 'never');
    const values = seen.flatMap((write) =>
      this.evaluateWrite(write.node, write.value, write.operator, context),
    );
    // A literal may lack the property, or take it from a spread; a class may be filled by `Object.assign(this, options)`.
    for (const owner of owners) {
      if (owner.node.type !== 'ObjectExpression') continue;
      values.push(...toValues(this.properties.read(owner.node, name, context), node));
    }
    const [write] = writes;
    const isOpen =
      this.#model.hasHiddenWrites(owners) || (write && this.#flow.isPublicField(write.node, owners, name));
    return isOpen ? [...values, { kind: 'given', node }] : values;
  }

  #evaluateProperty(node: Node, object: Node, name: string, context: CallContext): readonly Value[] {
    return this.evaluate(object, context).flatMap((value): readonly Value[] => {
      if (value.kind !== 'object') return [{ kind: 'given', node }];
      return toValues(this.properties.read(value.node, name, value.context), node);
    });
  }

  #getEnumMember(object: Node, name: string): TSESTree.TSEnumMember | undefined {
    const variable = object.type === 'Identifier' ? this.#model.bindings.getVariable(object) : undefined;
    for (const definition of variable?.defs ?? []) {
      const node: Node = definition.node;
      if (node.type !== 'TSEnumDeclaration') continue;
      return node.body.members.find((member) => member.id.type === 'Identifier' && member.id.name === name);
    }
    return undefined;
  }

  evaluateWrite(
    node: Node,
    value: Node | undefined,
    operator: string,
    context: CallContext,
  ): readonly Value[] {
    if (!value || !['=', '||=', '??=', '&&='].includes(operator)) return [{ kind: 'given', node }];
    return this.evaluate(value, context);
  }

  #evaluateIdentifier(node: TSESTree.Identifier, context: CallContext): readonly Value[] {
    const variable = this.#model.bindings.getVariable(node);
    if (!variable) {
      if (node.name === 'undefined') return [constant(undefined)];
      if (node.name === 'NaN') return [constant(Number.NaN)];
      return [{ kind: 'given', node }];
    }
    const values: Value[] = [];
    for (const definition of variable.defs) {
      const { type } = definition;
      if (type === 'FunctionName' || type === 'ClassName') values.push({ kind: 'function' });
      else if (type === 'Parameter') append(values, this.#evaluateParameter(variable, context));
      else if (type !== 'Variable' || isAmbient(definition.parent)) values.push({ kind: 'given', node });
    }
    const writes = this.#model.getAssignments(variable);
    const order = this.#model.getVariableOrder(variable);
    let isSet = values.length > 0;
    for (const write of writes) {
      const writeNode = this.#model.getWriteNode(write.target);
      const reach = order.getReach(writeNode, node, writes.length === 1);
      if (reach === 'never') continue;
      isSet ||= reach === 'always';
      if (this.#model.objects.constructors.isDirectWrite(write.target)) {
        const operator = writeNode.type === 'AssignmentExpression' ? writeNode.operator : '=';
        append(values, this.evaluateWrite(node, write.value, operator, context));
      } else {
        append(values, this.#evaluatePatternWrite(write.target, writeNode, context));
      }
    }
    return isSet ? values : [...values, constant(undefined)];
  }

  /** A variable that is written by a pattern, or by a `for … of` over a list. */
  #evaluatePatternWrite(target: Node, write: Node, context: CallContext): readonly Value[] {
    const given: Value = { kind: 'given', node: target };
    if (write.type === 'VariableDeclarator') {
      const loop = this.#model.tree.getParent(this.#model.tree.getParent(write) ?? write);
      if (loop?.type === 'ForOfStatement' && write.id === target)
        return this.#evaluateElements(loop.right, context, given);
      if (write.init)
        return this.#evaluatePattern(write.id, target, this.evaluate(write.init, context), context);
    }
    if (write.type === 'AssignmentExpression') {
      return this.#evaluatePattern(write.left, target, this.evaluate(write.right, context), context);
    }
    return [given];
  }

  #evaluateElements(node: Node, context: CallContext, given: Value): readonly Value[] {
    const list = unwrap(node);
    const [first] = list.type === 'Identifier' ? this.#getSoleWrite(list) : [list];
    if (first?.type !== 'ArrayExpression') return [given];
    return first.elements.flatMap((element) =>
      element && element.type !== 'SpreadElement' ? this.evaluate(element, context) : [given],
    );
  }

  #getSoleWrite(node: TSESTree.Identifier): readonly Node[] {
    const variable = this.#model.bindings.getVariable(node);
    const writes = variable ? this.#model.bindings.getWrites(variable) : [];
    const value = writes.length === 1 ? writes[0]?.value : undefined;
    return value ? [unwrap(value)] : [];
  }

  /** The values that a pattern gives to one of its identifiers. */
  #evaluatePattern(
    pattern: Node,
    target: Node,
    values: readonly Value[],
    context: CallContext,
  ): readonly Value[] {
    const given: Value = { kind: 'given', node: target };
    if (pattern === target) return values;
    if (pattern.type === 'TSParameterProperty')
      return this.#evaluatePattern(pattern.parameter, target, values, context);
    if (pattern.type === 'AssignmentPattern') {
      const isSet = (value: Value): boolean => !(value.kind === 'constant' && value.value === undefined);
      const set = values.filter(isSet);
      const needsDefault = set.length < values.length || set.some((value) => value.kind === 'given');
      const all = needsDefault ? [...set, ...this.evaluate(pattern.right, context)] : set;
      return this.#evaluatePattern(pattern.left, target, all, context);
    }
    if (pattern.type !== 'ObjectPattern') return [given];
    const property = pattern.properties.find((candidate) => this.#model.tree.contains(candidate, target));
    const name = property?.type === 'Property' ? getPropertyName(property) : undefined;
    if (property?.type !== 'Property' || name === undefined) return [given];
    const inner = values.flatMap((value): readonly Value[] => {
      if (value.kind !== 'object') return [given];
      return toValues(this.properties.get(value.node, name, value.context), target);
    });
    return this.#evaluatePattern(property.value, target, inner, context);
  }

  #evaluateParameter(variable: Variable, context: CallContext): readonly Value[] {
    const definition = variable.defs.find((candidate) => candidate.type === 'Parameter');
    const owner: Node | undefined = definition?.node;
    const name = definition?.name;
    if (!owner || !name || !isFunction(owner)) return [];
    if (isPromiseExecutor(owner, this.#model.tree)) return [{ kind: 'function' }];
    const index = owner.params.findIndex((candidate) => this.#model.tree.contains(candidate, name));
    const parameter = owner.params[index];
    const given: Value = { kind: 'given', node: name };
    if (!parameter || parameter.type === 'RestElement') return [given];
    const callers = this.#flow.getCallers(owner);
    const meant = context.getCall(owner);
    const values: Value[] = [];
    for (const { call, args } of callers.calls) {
      if (meant && meant !== call) continue;
      const argument = args?.[index];
      if (argument) append(values, this.evaluate(argument, context));
      else values.push(args ? constant(undefined) : given);
    }
    if (((callers.open ?? callers.doubtful) && !meant) || values.length === 0) values.push(given);
    return this.#evaluatePattern(parameter, name, values, context);
  }
}

/** `declare const PORT: number`: the value is elsewhere. */
function isAmbient(declaration: Node | null | undefined): boolean {
  return declaration?.type === 'VariableDeclaration' && declaration.declare;
}

/** Adds values to a list, of which there may be more than a call can have arguments. */
function append(values: Value[], more: readonly Value[]): void {
  for (const value of more) values.push(value);
}

function dedupe(values: readonly Value[]): readonly Value[] {
  const seen = new Set<unknown>();
  return values.filter((value) => {
    const key = value.kind === 'constant' ? value.value : value.kind === 'object' ? value.node : value.kind;
    const tagged = value.kind === 'constant' && typeof key === 'string' ? `'${key}` : key;
    if (seen.has(tagged)) return false;
    seen.add(tagged);
    return true;
  });
}
