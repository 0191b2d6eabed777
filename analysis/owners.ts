import type { TSESTree } from '@typescript-eslint/utils';
import { CLASS_MAKERS } from './flow/compiled.ts';
import type { Bindings } from './bindings.ts';
import { Constructors } from './constructors.ts';
import { type CallNode, type Node, getPropertyName, isClass, isFunction, unwrap, toKey } from './syntax.ts';
import type { NamedMember, Tree } from './tree.ts';

/**
 * An object that the file makes, told by the syntax that makes it: a class or constructor function (its instances, or the
 * class itself: `static`), an object literal, or the module's exports (the program node).
 */
export interface Owner {
  readonly node: Node;
  readonly isStatic: boolean;
}

/** The objects that an expression can be; undefined when one of them comes from outside of what the file shows. */
export type Owners = readonly Owner[] | undefined;

/** How sure it is that two expressions are the same object. */
export type Alias = 'same' | 'maybe' | 'different';

/** Names that are followed one after the other. */
const DEPTH_LIMIT = 100;

/** Methods of event emitters that call their listener with `this` set to the emitter (Node.js `events`). */
const LISTENER_METHODS = new Set([
  'on',
  'once',
  'addListener',
  'prependListener',
  'prependOnceListener',
  'addEventListener',
]);

/** Methods whose last argument is `this` for the callback (ECMA-262, 23.1.3). */
const THIS_ARGUMENT_METHODS = new Set([
  'forEach',
  'map',
  'filter',
  'some',
  'every',
  'find',
  'findIndex',
  'flatMap',
]);

function isNullish(node: Node): boolean {
  return (
    (node.type === 'Literal' && node.value === null && !('regex' in node)) ||
    (node.type === 'Identifier' && node.name === 'undefined') ||
    (node.type === 'UnaryExpression' && node.operator === 'void')
  );
}

/** Whether an expression only clears the place that it is written to. */
export function isClearing(node: Node | undefined): boolean {
  return node !== undefined && isNullish(unwrap(node));
}

/** Tells which object `this`, a variable or a field stands for, as far as the file shows it. */
export class ObjectIdentity {
  readonly constructors: Constructors;
  readonly #tree: Tree;
  readonly #bindings: Bindings;
  readonly #known = new Map<Node, Owners>();
  readonly #shared = new Map<string, readonly Owner[]>();
  #depth = 0;
  readonly #interned = new Map<Node, { instance: Owner; static: Owner }>();

  constructor(tree: Tree, bindings: Bindings) {
    this.#tree = tree;
    this.#bindings = bindings;
    this.constructors = new Constructors(tree, bindings);
  }

  #intern(node: Node, isStatic: boolean): Owner {
    let pair = this.#interned.get(node);
    if (!pair) {
      pair = { instance: { node, isStatic: false }, static: { node, isStatic: true } };
      this.#interned.set(node, pair);
    }
    return isStatic ? pair.static : pair.instance;
  }

  /** The objects that an expression can be. */
  getOwners(node: Node): Owners {
    const expression = unwrap(node);
    if (this.#known.has(expression)) return this.#known.get(expression);
    if (this.#depth > DEPTH_LIMIT) return undefined;
    // A cycle (`a = b; b = a`) adds nothing of its own.
    this.#known.set(expression, []);
    this.#depth++;
    const owners = this.#computeOwners(expression);
    this.#depth--;
    const result = owners && this.#share([...new Set(owners)]);
    this.#known.set(expression, result);
    return result;
  }

  /** The same array for the same objects, so that what is found for them can be remembered. */
  #share(owners: readonly Owner[]): Owners {
    const key = owners.map(({ node, isStatic }) => `${toKey(node)}${isStatic ? 's' : ''}`).join('|');
    const known = this.#shared.get(key);
    if (known) return known;
    this.#shared.set(key, owners);
    return owners;
  }

  /** The object that a named class member or object literal property belongs to. */
  getOwnersOfMember(member: NamedMember): Owners {
    const parent = this.#tree.getParent(member);
    if (!parent) return undefined;
    if (member.type === 'Property') {
      const owners = this.#getOwnersOfLiteral(parent);
      return owners && this.#share(owners);
    }
    const owner = this.#tree.getParent(parent);
    return owner && isClass(owner) ? this.#share([this.#intern(owner, member.static)]) : undefined;
  }

  /** Whether two expressions' objects can be one and the same. */
  compare(left: Owners, right: Owners): Alias {
    if (!left || !right) return 'maybe';
    let shared = false;
    for (const a of left) for (const b of right) shared ||= this.#isRelated(a, b);
    if (!shared) return 'different';
    return left.length === 1 && right.length === 1 ? 'same' : 'maybe';
  }

  #isRelated(a: Owner, b: Owner): boolean {
    if (a === b) return true;
    if (a.isStatic !== b.isStatic) return false;
    return this.constructors.inherits(a.node, b.node) || this.constructors.inherits(b.node, a.node);
  }

  #union(nodes: readonly (Node | undefined)[]): Owners {
    const all: Owner[] = [];
    for (const node of nodes) {
      if (node && isNullish(unwrap(node))) continue;
      const owners = node && this.getOwners(node);
      if (!owners) return undefined;
      all.push(...owners);
    }
    return all;
  }

  #computeOwners(node: Node): Owners {
    switch (node.type) {
      case 'ThisExpression':
      case 'Super':
        return this.#getOwnersOfThis(this.#tree.getThisScope(node));
      case 'ObjectExpression':
        return this.#getOwnersOfLiteral(node);
      case 'AwaitExpression':
        return this.getOwners(node.argument);
      case 'AssignmentExpression':
        return this.getOwners(node.right);
      case 'LogicalExpression':
        return this.#union([node.left, node.right]);
      case 'ConditionalExpression':
        return this.#union([node.consequent, node.alternate]);
      case 'NewExpression': {
        const made = this.constructors.getConstructor(node.callee);
        return made && [this.#intern(made, false)];
      }
      case 'CallExpression':
        return this.#getOwnersOfCall(node);
      case 'MemberExpression':
        return this.#getOwnersOfAccess(node);
      case 'Identifier':
        return this.#getOwnersOfIdentifier(node);
      default:
        return isClass(node) || isFunction(node) ? [this.#intern(node, true)] : undefined;
    }
  }

  #getOwnersOfCall(node: TSESTree.CallExpression): Owners {
    const callee = unwrap(node.callee);
    const [first] = node.arguments;
    if (callee.type !== 'MemberExpression' || !first) return undefined;
    const object = unwrap(callee.object);
    if (object.type !== 'Identifier' || object.name !== 'Object') return undefined;
    const name = getPropertyName(callee);
    return name === 'create' || name === 'assign' || name === 'freeze' || name === 'seal'
      ? this.getOwners(first)
      : undefined;
  }

  #getOwnersOfAccess(node: TSESTree.MemberExpression): Owners {
    const name = getPropertyName(node);
    if (name === undefined) return undefined;
    if (name === 'prototype') {
      const made = this.constructors.getConstructor(node.object);
      return made && [this.#intern(made, false)];
    }
    if (name === 'exports' && this.#isFree(node.object, 'module'))
      return [this.#intern(this.#tree.root, false)];
    const owners = this.getOwners(node.object);
    if (!owners) return undefined;
    const values: Node[] = [];
    for (const member of this.#tree.getNamedMembers(name)) {
      if (this.compare(this.getOwnersOfMember(member), owners) === 'different') continue;
      if (member.value) values.push(member.value);
    }
    for (const access of this.#tree.getMembers(name)) {
      const parent = this.#tree.getParent(access);
      if (parent?.type !== 'AssignmentExpression' || parent.left !== access) continue;
      if (this.compare(this.getOwners(access.object), owners) !== 'different') values.push(parent.right);
    }
    return values.length > 0 ? this.#union(values) : undefined;
  }

  #getOwnersOfIdentifier(node: TSESTree.Identifier): Owners {
    const variable = this.#bindings.getVariable(node);
    if (!variable) return node.name === 'exports' ? [this.#intern(this.#tree.root, false)] : undefined;
    const made = this.constructors.getConstructorOfVariable(variable);
    if (made) return [this.#intern(made, true)];
    if (variable.defs.some((definition) => definition.type !== 'Variable')) return undefined;
    const writes = this.#bindings.getWrites(variable);
    if (writes.length === 0 || !writes.every((write) => this.constructors.isDirectWrite(write.target)))
      return undefined;
    return this.#union(writes.map((write) => write.value));
  }

  #isFree(node: Node, name: string): boolean {
    const expression = unwrap(node);
    return (
      expression.type === 'Identifier' && expression.name === name && this.#bindings.isGlobal(expression)
    );
  }

  /** An object literal is itself, unless it is poured into another object or is that object's prototype. */
  #getOwnersOfLiteral(literal: Node): Owners {
    const { value, parent } = this.#tree.getUse(literal);
    if (parent?.type === 'AssignmentExpression' && parent.right === value) {
      const left = unwrap(parent.left);
      if (left.type === 'MemberExpression' && getPropertyName(left) === 'prototype')
        return this.getOwners(left);
      if (this.#isModuleExports(left)) return [this.#intern(this.#tree.root, false)];
    }
    if (parent?.type === 'CallExpression' && unwrap(parent.callee).type === 'MemberExpression') {
      const [target] = parent.arguments;
      if (target && target !== value && isFirstArgumentTarget(parent)) return this.getOwners(target);
    }
    return [this.#intern(literal, false)];
  }

  #isModuleExports(node: Node): boolean {
    return (
      node.type === 'MemberExpression' &&
      getPropertyName(node) === 'exports' &&
      this.#isFree(node.object, 'module')
    );
  }

  #getOwnersOfThis(scope: Node): Owners {
    if (scope.type === 'Program') return [this.#intern(scope, false)];
    const { value, parent } = this.#tree.getUse(scope);
    if (!parent) return undefined;
    if (scope.type === 'StaticBlock' || scope.type === 'PropertyDefinition') {
      const owner = this.#tree.getParent(parent);
      return owner && [this.#intern(owner, scope.type === 'StaticBlock' || scope.static)];
    }
    if (parent.type === 'Property') return this.#getCompiledClass(parent) ?? this.getOwnersOfMember(parent);
    if (parent.type === 'MethodDefinition' || parent.type === 'PropertyDefinition') {
      return this.getOwnersOfMember(parent);
    }
    if (parent.type === 'AssignmentExpression') {
      const left = unwrap(parent.left);
      if (left.type === 'MemberExpression') return this.getOwners(left.object);
    }
    if (parent.type === 'MemberExpression' && parent.object === value) {
      const call = this.#tree.getParent(parent);
      const target =
        call?.type === 'CallExpression' && call.callee === parent ? call.arguments[0] : undefined;
      return target && this.getOwners(target);
    }
    if (parent.type === 'CallExpression' && parent.callee !== value) {
      const callee = unwrap(parent.callee);
      const method = callee.type === 'MemberExpression' ? getPropertyName(callee) : undefined;
      if (callee.type === 'MemberExpression' && method !== undefined) {
        if (LISTENER_METHODS.has(method)) return this.getOwners(callee.object);
        const thisArgument = parent.arguments[1];
        if (THIS_ARGUMENT_METHODS.has(method) && thisArgument) return this.getOwners(thisArgument);
      }
    }
    return isFunction(scope) && this.constructors.isConstructor(scope)
      ? [this.#intern(scope, false)]
      : undefined;
  }

  /** The class of a method that a compiler has put into a list: `_createClass(Client, [{ key: 'send', value() {} }])`. */
  #getCompiledClass(property: TSESTree.Property): Owners {
    const descriptor = this.#tree.getParent(property);
    const list = descriptor && this.#tree.getUse(descriptor).parent;
    if (list?.type !== 'ArrayExpression') return undefined;
    const { value, parent: call } = this.#tree.getUse(list);
    if (call?.type !== 'CallExpression') return undefined;
    const callee = unwrap(call.callee);
    const [target, instanceMembers] = call.arguments;
    if (callee.type !== 'Identifier' || !CLASS_MAKERS.has(callee.name) || !target) return undefined;
    const made = this.constructors.getConstructor(target);
    return made && [this.#intern(made, value !== instanceMembers)];
  }
}

/** `Object.assign(target, …)`, `Object.defineProperty(target, …)` and the `extend` of many libraries. */
export function isFirstArgumentTarget(call: CallNode): boolean {
  const callee = unwrap(call.callee);
  const name = callee.type === 'MemberExpression' ? getPropertyName(callee) : undefined;
  return name === 'assign' || name === 'extend' || name === 'defineProperty' || name === 'defineProperties';
}
