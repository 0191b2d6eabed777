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
  isWriteTarget,
  unwrap,
} from './syntax.ts';

/**
 * A piece of code that runs as a whole, and that has a `this` and variables of its own: a program, a function, the
 * initializer of a field, a static block.
 */
export type CodeUnit =
  | TSESTree.Program
  | FunctionNode
  | TSESTree.PropertyDefinition
  | TSESTree.AccessorProperty
  | TSESTree.StaticBlock;

/** What says which object code runs on. */
type ThisNode = TSESTree.ThisExpression | TSESTree.Super | TSESTree.MetaProperty;

/** A property read by destructuring: `const { socket } = this` reads `socket` of `this`. */
export interface DestructuredRead {
  readonly property: TSESTree.Property;
  readonly pattern: TSESTree.ObjectPattern;
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) {
    list.push(value);
  } else {
    map.set(key, [value]);
  }
}

/** Whether a node holds no other, and is none that is looked up. */
function isLeaf(node: Node): boolean {
  if (node.type === 'Literal') {
    return true;
  }
  if (node.type !== 'Identifier') {
    return false;
  }
  // Trees of JavaScript have neither.
  const { typeAnnotation, decorators } = node as { typeAnnotation?: Node; decorators?: readonly Node[] };
  return !typeAnnotation && !decorators?.length;
}

/** Parents, and what the analysis looks up by name, from one walk over the tree. */
export class Tree {
  readonly root: TSESTree.Program;
  /** Calls and constructions, in source order. */
  readonly calls: CallNode[] = [];
  readonly classes: ClassNode[] = [];
  /** Calls of `eval` by its name, which see every variable around them. */
  readonly evals: TSESTree.CallExpression[] = [];
  /** `import('…')`. */
  readonly importExpressions: TSESTree.ImportExpression[] = [];
  readonly withStatements: TSESTree.WithStatement[] = [];
  /** Accesses with a computed name. */
  readonly computedMembers: TSESTree.MemberExpression[] = [];
  /** The names that are written through a cast: `(port as number) = 0`. */
  readonly castTargets: TSESTree.Identifier[] = [];
  /** How many nodes there are. */
  size = 0;
  readonly #members = new Map<string, TSESTree.MemberExpression[]>();
  readonly #destructured = new Map<string, DestructuredRead[]>();
  readonly #properties = new Map<string, TSESTree.Property[]>();
  readonly #this: ThisNode[] = [];
  #thisByUnit: Map<Node, ThisNode[]> | undefined;
  #hasNewTarget = false;
  readonly #returns: (TSESTree.ReturnStatement | TSESTree.ArrowFunctionExpression)[] = [];
  #returned: Map<Node, Node[]> | undefined;
  readonly #yields: TSESTree.YieldExpression[] = [];
  #yieldsByUnit: Map<Node, TSESTree.YieldExpression[]> | undefined;
  /** Undefined where the nodes know their parents. */
  readonly #parents: Map<Node, Node> | undefined;
  readonly #units = new Map<Node, CodeUnit>();

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
          this.size++;
          parents?.set(child, parent);
          if (!isLeaf(child)) {
            pending.push(child);
          }
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

  /** Properties of object literals with this static name. */
  getProperties(name: string): readonly TSESTree.Property[] {
    return this.#properties.get(name) ?? [];
  }

  /** The `this`, `super` and `new.target` whose value the given unit (not an arrow function) decides. */
  getThisExpressions(unit: Node): readonly ThisNode[] {
    if (!this.#thisByUnit) {
      this.#thisByUnit = new Map();
      for (const node of this.#this) {
        append(this.#thisByUnit, this.getThisUnit(node), node);
      }
    }
    return this.#thisByUnit.get(unit) ?? [];
  }

  /** Whether some code asks an object, or what runs on it, for its class: by `.constructor` or `new.target`. */
  get asksForClass(): boolean {
    return (
      this.#hasNewTarget ||
      this.getMembers('constructor').length > 0 ||
      this.getDestructuredReads('constructor').length > 0
    );
  }

  /** The expressions that a function returns. */
  getReturned(node: FunctionNode): readonly Node[] {
    if (!this.#returned) {
      this.#returned = new Map();
      for (const returning of this.#returns) {
        if (returning.type === 'ArrowFunctionExpression') {
          append(this.#returned, returning, returning.body);
        } else if (returning.argument) {
          append<Node, Node>(this.#returned, this.getUnit(returning), returning.argument);
        }
      }
    }
    return this.#returned.get(node) ?? [];
  }

  getYields(unit: Node): readonly TSESTree.YieldExpression[] {
    if (!this.#yieldsByUnit) {
      this.#yieldsByUnit = new Map();
      for (const node of this.#yields) {
        append<Node, TSESTree.YieldExpression>(this.#yieldsByUnit, this.getUnit(node), node);
      }
    }
    return this.#yieldsByUnit.get(unit) ?? [];
  }

  /** The code that a node is a part of. A function stands in the unit around it; its parameters and body are in its own. */
  getUnit(node: Node): CodeUnit {
    const path: Node[] = [];
    let below = node;
    let found: CodeUnit = this.root;
    for (let up = this.getParent(node); up; up = this.getParent(up)) {
      const known = this.#units.get(below);
      if (known) {
        found = known;
        break;
      }
      path.push(below);
      if (isUnitOf(up, below)) {
        found = up;
        break;
      }
      below = up;
    }
    for (const passed of path) {
      this.#units.set(passed, found);
    }
    return found;
  }

  /** The unit (not an arrow function) that decides what `this` is at a node. */
  getThisUnit(node: Node): CodeUnit {
    let unit = this.getUnit(node);
    while (unit.type === 'ArrowFunctionExpression') {
      unit = this.getUnit(unit);
    }
    return unit;
  }

  /** The class whose member a unit is; undefined for other units. */
  getClass(unit: CodeUnit): ClassNode | undefined {
    const member = unit.type === 'FunctionExpression' ? this.getParent(unit) : unit;
    if (
      member?.type !== 'MethodDefinition' &&
      member?.type !== 'PropertyDefinition' &&
      member?.type !== 'AccessorProperty' &&
      member?.type !== 'StaticBlock'
    ) {
      return undefined;
    }
    const body = this.getParent(member);
    const owner = body && this.getParent(body);
    return owner?.type === 'ClassDeclaration' || owner?.type === 'ClassExpression' ? owner : undefined;
  }

  #isWritten(node: Node): boolean {
    const use = this.getUse(node);
    const { parent } = use;
    return (
      isWriteTarget(use) && (parent?.type !== 'Property' || this.getParent(parent)?.type === 'ObjectPattern')
    );
  }

  #index(node: Node): void {
    switch (node.type) {
      case 'CallExpression':
        this.calls.push(node);
        if (node.callee.type === 'Identifier' && node.callee.name === 'eval') {
          this.evals.push(node);
        }
        break;
      case 'NewExpression':
        this.calls.push(node);
        break;
      case 'MemberExpression': {
        const name = getPropertyName(node);
        if (name === undefined) {
          this.computedMembers.push(node);
        } else {
          append(this.#members, name, node);
        }
        break;
      }
      case 'Property': {
        const name = getPropertyName(node);
        if (name === undefined) {
          break;
        }
        const parent = this.getParent(node);
        if (parent?.type === 'ObjectPattern') {
          append(this.#destructured, name, { property: node, pattern: parent });
        } else {
          append(this.#properties, name, node);
        }
        break;
      }
      case 'ClassDeclaration':
      case 'ClassExpression':
        this.classes.push(node);
        break;
      case 'ThisExpression':
      case 'Super':
        this.#this.push(node);
        break;
      case 'MetaProperty':
        if (node.meta.name === 'new') {
          this.#this.push(node);
          this.#hasNewTarget = true;
        }
        break;
      case 'TSAsExpression':
      case 'TSNonNullExpression':
      case 'TSSatisfiesExpression':
      case 'TSTypeAssertion': {
        const inner = unwrap(node);
        if (inner.type === 'Identifier' && this.#isWritten(node)) {
          this.castTargets.push(inner);
        }
        break;
      }
      case 'ReturnStatement':
        this.#returns.push(node);
        break;
      case 'YieldExpression':
        this.#yields.push(node);
        break;
      case 'ImportExpression':
        this.importExpressions.push(node);
        break;
      case 'WithStatement':
        this.withStatements.push(node);
        break;
      case 'ArrowFunctionExpression':
        if (node.body.type !== 'BlockStatement') {
          this.#returns.push(node);
        }
        break;
      default:
    }
  }
}

/** Whether a node is the unit that one of its children runs in. */
function isUnitOf(node: Node, child: Node): node is CodeUnit {
  switch (node.type) {
    case 'PropertyDefinition':
    case 'AccessorProperty':
      return node.value === child;
    case 'FunctionExpression':
    case 'FunctionDeclaration':
      // A declaration's name stands around it.
      return node.id !== child;
    case 'StaticBlock':
    case 'Program':
      return true;
    default:
      return isFunction(node);
  }
}

/** Reverses what a list holds from an index on. */
function reverse(list: Node[], start: number): void {
  for (let low = start, high = list.length - 1; low < high; low++, high--) {
    const node = list[low];
    const other = list[high];
    if (!node || !other) {
      return;
    }
    list[low] = other;
    list[high] = node;
  }
}
