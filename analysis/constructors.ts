import type { Bindings, Variable } from './bindings.ts';
import {
  type ClassNode,
  type FunctionNode,
  type Node,
  getPropertyName,
  isClass,
  isFunction,
  unwrap,
} from './syntax.ts';
import type { Tree } from './tree.ts';

/** Tells which class or constructor function a name stands for, and which of them inherit from which. */
export class Constructors {
  readonly #tree: Tree;
  readonly #bindings: Bindings;
  readonly #active = new Set<Variable>();
  #superTypes: Map<Node, Node> | undefined;

  constructor(tree: Tree, bindings: Bindings) {
    this.#tree = tree;
    this.#bindings = bindings;
  }

  /** Whether one class inherits from another of this file. */
  inherits(child: Node, parent: Node): boolean {
    const superTypes = this.#getSuperTypes();
    let current = superTypes.get(child);
    for (let steps = 0; current && steps < 50; steps++) {
      if (current === parent) return true;
      current = superTypes.get(current);
    }
    return false;
  }

  #getSuperTypes(): Map<Node, Node> {
    if (this.#superTypes) return this.#superTypes;
    const superTypes = new Map<Node, Node>();
    this.#superTypes = superTypes;
    const link = (child: Node | undefined, parent: Node | undefined): void => {
      const from = child && this.getConstructor(child);
      const to = parent && this.getConstructor(parent);
      if (from && to && from !== to) superTypes.set(from, to);
    };
    for (const call of this.#tree.calls) {
      const callee = unwrap(call.callee);
      const name =
        callee.type === 'MemberExpression'
          ? getPropertyName(callee)
          : callee.type === 'Identifier'
            ? callee.name
            : undefined;
      if (name === 'inherits' || name === '__extends' || name === '_inherits')
        link(call.arguments[0], call.arguments[1]);
    }
    this.#tree.classes.forEach((node) => {
      link(node, node.superClass ?? undefined);
    });
    return superTypes;
  }

  /** The class or function that an expression names, to be called with `new`. */
  getConstructor(node: Node): ClassNode | FunctionNode | undefined {
    const expression = unwrap(node);
    if (isClass(expression) || isFunction(expression)) return expression;
    if (expression.type === 'AssignmentExpression') return this.getConstructor(expression.right);
    if (expression.type !== 'Identifier') return undefined;
    const variable = this.#bindings.getVariable(expression);
    return variable && this.getConstructorOfVariable(variable);
  }

  /** The class or function that a variable names. */
  getConstructorOfVariable(variable: Variable): ClassNode | FunctionNode | undefined {
    for (const definition of variable.defs) {
      const node: Node = definition.node;
      if (
        isClass(node) ||
        (isFunction(node) && node.type !== 'ArrowFunctionExpression' && definition.name === node.id)
      ) {
        return node;
      }
    }
    // `var Client = (function () { return Client; })()` names nothing.
    if (this.#active.has(variable)) return undefined;
    this.#active.add(variable);
    const found = this.#getWrittenConstructor(variable);
    this.#active.delete(variable);
    return found;
  }

  #getWrittenConstructor(variable: Variable): ClassNode | FunctionNode | undefined {
    for (const write of this.#bindings.getWrites(variable)) {
      const value = write.value && unwrap(write.value);
      if (value && value.type !== 'Identifier' && this.isDirectWrite(write.target)) {
        const found = this.getConstructor(value) ?? this.#getReturnedConstructor(value);
        if (found) return found;
      }
    }
    return undefined;
  }

  /** Classes compiled to ES5: `var Client = (function () { function Client() {} …; return Client; })()`. */
  #getReturnedConstructor(value: Node): ClassNode | FunctionNode | undefined {
    if (value.type !== 'CallExpression') return undefined;
    const callee = unwrap(value.callee);
    if (!isFunction(callee)) return undefined;
    for (const returned of this.#tree.getReturned(callee)) {
      if (unwrap(returned).type !== 'Identifier') continue;
      const found = this.getConstructor(returned);
      if (found) return found;
    }
    return undefined;
  }

  /** Whether an identifier is the whole target of its write, and not a part of a pattern. */
  isDirectWrite(target: Node): boolean {
    const parent = this.#tree.getParent(target);
    return (
      (parent?.type === 'VariableDeclarator' && parent.id === target && parent.init !== null) ||
      (parent?.type === 'AssignmentExpression' && parent.left === target)
    );
  }

  /** Whether a function is seen to be called with `new`, to have a prototype, or to be inherited from. */
  isConstructor(node: FunctionNode): boolean {
    const { parent } = this.#tree.getUse(node);
    const name =
      node.id ??
      (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier' ? parent.id : undefined);
    // `register('type', function (config) { … })`: whoever takes it may construct it; its own `this` is one object.
    if (!name) return parent?.type === 'CallExpression';
    if (/^[A-Z]/u.test(name.name)) return true;
    const variable = this.#bindings.getVariable(name);
    return (variable ? this.#bindings.getReads(variable) : []).some((read) => {
      const { value, parent: use } = this.#tree.getUse(read);
      return (
        (use?.type === 'NewExpression' && use.callee === value) ||
        (use?.type === 'MemberExpression' && use.object === value && getPropertyName(use) === 'prototype')
      );
    });
  }
}
