import type { TSESTree } from '@typescript-eslint/utils';
import {
  type CallNode,
  type ClassNode,
  type FunctionNode,
  type Node,
  type VisitorKeys,
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

/** The items of a node that run one after the other, in this order; undefined for other nodes. */
function getItems(node: Node): readonly Node[] | undefined {
  switch (node.type) {
    case 'Program':
    case 'BlockStatement':
    case 'StaticBlock':
      return node.body;
    case 'SwitchCase':
      return node.consequent;
    // Minified code runs its statements as the parts of a sequence or of a declaration.
    case 'SequenceExpression':
      return node.expressions;
    case 'VariableDeclaration':
      return node.declarations;
    default:
      return undefined;
  }
}

/** Whether a node holds no other, and is none that is looked up. */
function isLeaf(node: Node): boolean {
  if (node.type === 'Literal') return true;
  if (node.type !== 'Identifier') return false;
  // Trees of JavaScript have neither.
  const { typeAnnotation, decorators } = node as { typeAnnotation?: Node; decorators?: readonly Node[] };
  return !typeAnnotation && !decorators?.length;
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
  readonly #this: TSESTree.ThisExpression[] = [];
  #thisByScope: Map<Node, TSESTree.ThisExpression[]> | undefined;
  readonly #returns: (TSESTree.ReturnStatement | TSESTree.ArrowFunctionExpression)[] = [];
  #returned: Map<FunctionNode, Node[]> | undefined;
  /** Undefined where the nodes know their parents. */
  readonly #parents: Map<Node, Node> | undefined;
  /** Object literal properties, by name. */
  readonly #properties = new Map<string, TSESTree.Property[]>();
  readonly #positions = new Map<Node, ListPosition>();

  /**
   * @param root the program
   * @param visitorKeys the keys of the children, when each node has its `parent`, as in ESLint; without them, what a node
   * holds and what holds it is found out
   */
  constructor(root: TSESTree.Program, visitorKeys?: VisitorKeys) {
    this.root = root;
    const parents = visitorKeys ? undefined : new Map<Node, Node>();
    this.#parents = parents;
    const pending: Node[] = [root];
    for (let node = pending.pop(); node; node = pending.pop()) {
      const parent = node;
      const start = pending.length;
      forEachChild(
        node,
        (child) => {
          parents?.set(child, parent);
          if (!isLeaf(child)) pending.push(child);
        },
        visitorKeys,
      );
      reverse(pending, start);
      this.#index(node);
    }
  }

  getParent(node: Node): Node | undefined {
    return this.#parents ? this.#parents.get(node) : node.parent;
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
    if (!this.#thisByScope) {
      this.#thisByScope = new Map();
      for (const node of this.#this) append(this.#thisByScope, this.getThisScope(node), node);
    }
    return this.#thisByScope.get(owner) ?? [];
  }

  /** The expressions that a function returns. */
  getReturned(node: FunctionNode): readonly Node[] {
    if (!this.#returned) {
      this.#returned = new Map();
      for (const returning of this.#returns) {
        if (returning.type === 'ArrowFunctionExpression') append(this.#returned, returning, returning.body);
        else {
          const owner = this.getEnclosingFunction(returning);
          if (owner && returning.argument) append(this.#returned, owner, returning.argument);
        }
      }
    }
    return this.#returned.get(node) ?? [];
  }

  /** Where a node stands in a list whose items run one after the other; undefined when it is no item of one. */
  getListPosition(node: Node): ListPosition | undefined {
    const known = this.#positions.get(node);
    if (known) return known;
    const parent = this.getParent(node);
    const list = parent && getItems(parent);
    if (!list) return undefined;
    for (const [index, item] of list.entries()) this.#positions.set(item, { list, index });
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

  #index(node: Node): void {
    switch (node.type) {
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
        this.#this.push(node);
        break;
      case 'ReturnStatement':
        this.#returns.push(node);
        break;
      case 'ArrowFunctionExpression':
        if (node.body.type !== 'BlockStatement') this.#returns.push(node);
        break;
      default:
    }
  }
}

/** Reverses what a list holds from an index on. */
function reverse(list: Node[], start: number): void {
  for (let low = start, high = list.length - 1; low < high; low++, high--) {
    const node = list[low];
    const other = list[high];
    if (!node || !other) return;
    list[low] = other;
    list[high] = node;
  }
}
