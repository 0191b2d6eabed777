import type { TSESTree } from '@typescript-eslint/utils';
import {
  type CallNode,
  type ClassNode,
  type FunctionNode,
  type Node,
  forEachChild,
  getPropertyName,
  isFunction,
  isWrappedBy,
} from './syntax.ts';

/** A property read by destructuring: `const { socket } = this` reads `socket` of `this`. */
export interface DestructuredRead {
  readonly property: TSESTree.Property;
  readonly pattern: TSESTree.ObjectPattern;
}

/** A member of a class or of an object literal that has a static name. */
export type NamedMember = TSESTree.MethodDefinition | TSESTree.PropertyDefinition | TSESTree.Property;

/** An item of a list whose items run one after the other: statements, sequences, declarators. */
export interface ListPosition {
  readonly list: readonly Node[];
  readonly index: number;
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Parents, and what the analysis looks up by name, from one walk over the tree. */
export class Tree {
  readonly root: TSESTree.Program;
  readonly calls: CallNode[] = [];
  readonly classes: ClassNode[] = [];
  /** Calls of `super()`. */
  readonly superCalls: TSESTree.CallExpression[] = [];
  /** `X.prototype` objects and other member accesses, by property name. */
  readonly #members = new Map<string, TSESTree.MemberExpression[]>();
  /** Accesses with a computed name. */
  readonly computedMembers: TSESTree.MemberExpression[] = [];
  readonly #destructured = new Map<string, DestructuredRead[]>();
  readonly #named = new Map<string, NamedMember[]>();
  readonly #thisByFunction = new Map<Node, TSESTree.ThisExpression[]>();
  readonly #returns = new Map<FunctionNode, Node[]>();
  readonly #parents = new Map<Node, Node>();
  /** Object literal properties, by name. */
  readonly #properties = new Map<string, TSESTree.Property[]>();
  readonly #positions = new Map<Node, ListPosition>();

  constructor(root: TSESTree.Program) {
    this.root = root;
    const pending: Node[] = [root];
    for (let node = pending.pop(); node; node = pending.pop()) {
      const parent = node;
      const children: Node[] = [];
      forEachChild(node, (child) => {
        this.#parents.set(child, parent);
        children.push(child);
      });
      for (let index = children.length - 1; index >= 0; index--) {
        const child = children[index];
        if (child) pending.push(child);
      }
      this.#index(node);
    }
  }

  getParent(node: Node): Node | undefined {
    return this.#parents.get(node);
  }

  /** The node around an expression, with the expression as it stands there: casts and parentheses are stepped over. */
  getUse(node: Node): { readonly value: Node; readonly parent: Node | undefined } {
    let value = node;
    let parent = this.getParent(node);
    while (parent && isWrappedBy(value, parent)) {
      value = parent;
      parent = this.getParent(parent);
    }
    return { value, parent };
  }

  /** Member accesses with this static property name, in source order. */
  getMembers(name: string): readonly TSESTree.MemberExpression[] {
    return this.#members.get(name) ?? [];
  }

  getDestructuredReads(name: string): readonly DestructuredRead[] {
    return this.#destructured.get(name) ?? [];
  }

  /** Class members and object literal properties with this static name. */
  getNamedMembers(name: string): readonly NamedMember[] {
    return this.#named.get(name) ?? [];
  }

  getProperties(name: string): readonly TSESTree.Property[] {
    return this.#properties.get(name) ?? [];
  }

  /** The `this` expressions whose value the given function (not an arrow), class member or program decides. */
  getThisExpressions(owner: Node): readonly TSESTree.ThisExpression[] {
    return this.#thisByFunction.get(owner) ?? [];
  }

  /** The expressions that a function returns. */
  getReturned(node: FunctionNode): readonly Node[] {
    return this.#returns.get(node) ?? [];
  }

  /** Where a node stands in a list whose items run one after the other; undefined when it is no item of one. */
  getListPosition(node: Node): ListPosition | undefined {
    return this.#positions.get(node);
  }

  getEnclosingFunction(node: Node): FunctionNode | undefined {
    for (let up = this.getParent(node); up; up = this.getParent(up)) if (isFunction(up)) return up;
    return undefined;
  }

  /** The function (not an arrow), field initializer, static block or program that decides what `this` is at a node. */
  getThisScope(node: Node): Node {
    let below = node;
    for (let up = this.getParent(node); up; up = this.getParent(up)) {
      if (isFunction(up) && up.type !== 'ArrowFunctionExpression') return up;
      if (up.type === 'StaticBlock' || (up.type === 'PropertyDefinition' && up.value === below)) return up;
      below = up;
    }
    return this.root;
  }

  /** Whether `inner` is `outer` or stands inside of it. */
  contains(outer: Node, inner: Node): boolean {
    return outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
  }

  #number(list: readonly Node[]): void {
    for (const [index, item] of list.entries()) this.#positions.set(item, { list, index });
  }

  #index(node: Node): void {
    switch (node.type) {
      case 'Program':
      case 'BlockStatement':
      case 'StaticBlock':
        this.#number(node.body);
        break;
      case 'SwitchCase':
        this.#number(node.consequent);
        break;
      // Minified code runs its statements as the parts of a sequence or of a declaration.
      case 'SequenceExpression':
        this.#number(node.expressions);
        break;
      case 'VariableDeclaration':
        this.#number(node.declarations);
        break;
      case 'CallExpression':
      case 'NewExpression':
        this.calls.push(node);
        if (node.type === 'CallExpression' && node.callee.type === 'Super') this.superCalls.push(node);
        break;
      case 'MemberExpression': {
        const name = getPropertyName(node);
        if (name === undefined) this.computedMembers.push(node);
        else append(this.#members, name, node);
        break;
      }
      case 'Property': {
        const name = getPropertyName(node);
        if (name === undefined) break;
        const parent = this.getParent(node);
        if (parent?.type === 'ObjectPattern')
          append(this.#destructured, name, { property: node, pattern: parent });
        else {
          append(this.#named, name, node);
          append(this.#properties, name, node);
        }
        break;
      }
      case 'MethodDefinition':
      case 'PropertyDefinition': {
        const name = getPropertyName(node);
        if (name !== undefined) append(this.#named, name, node);
        break;
      }
      case 'ClassDeclaration':
      case 'ClassExpression':
        this.classes.push(node);
        break;
      case 'ThisExpression':
        append(this.#thisByFunction, this.getThisScope(node), node);
        break;
      case 'ReturnStatement': {
        const owner = this.getEnclosingFunction(node);
        if (owner && node.argument) append(this.#returns, owner, node.argument);
        break;
      }
      case 'ArrowFunctionExpression':
        if (node.body.type !== 'BlockStatement') append(this.#returns, node, node.body);
        break;
      default:
    }
  }
}
