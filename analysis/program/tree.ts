import type { TSESTree } from '@typescript-eslint/utils';
import { SyntaxIndex, append } from './syntax-index.ts';
import type { DestructuredRead, ThisNode } from './syntax-index.ts';
import { forEachChild, isFunction, isWrappedBy } from './syntax.ts';
import type { CallNode, ClassNode, FunctionNode, Node, VisitorKeys } from './syntax.ts';

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

/** Whether a node holds no other node, and is of no kind that is looked up. */
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
  /** How many nodes there are. */
  size = 0;
  /** Calls and constructions, in source order. */
  readonly calls: readonly CallNode[];
  readonly classes: readonly ClassNode[];
  /** Calls of `eval` by its name, which see every variable around them. */
  readonly evals: readonly TSESTree.CallExpression[];
  readonly taggedTemplates: readonly TSESTree.TaggedTemplateExpression[];
  /** Statements that return, and arrow functions that are an expression. */
  readonly returns: readonly Node[];
  /** `import('…')`. */
  readonly importExpressions: readonly TSESTree.ImportExpression[];
  readonly withStatements: readonly TSESTree.WithStatement[];
  /** Accesses with a computed name. */
  readonly computedMembers: readonly TSESTree.MemberExpression[];
  /** The names that are written through a cast: `(port as number) = 0`. */
  readonly castTargets: readonly TSESTree.Identifier[];
  readonly #index = new SyntaxIndex();
  #thisByUnit: Map<Node, ThisNode[]> | undefined;
  #returned: Map<Node, Node[]> | undefined;
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
    this.calls = this.#index.calls;
    this.classes = this.#index.classes;
    this.evals = this.#index.evals;
    this.taggedTemplates = this.#index.taggedTemplates;
    this.returns = this.#index.returns;
    this.importExpressions = this.#index.importExpressions;
    this.withStatements = this.#index.withStatements;
    this.computedMembers = this.#index.computedMembers;
    this.castTargets = this.#index.castTargets;
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
      this.#index.add(node, this);
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
    return this.#index.members.get(name) ?? [];
  }

  getDestructuredReads(name: string): readonly DestructuredRead[] {
    return this.#index.destructured.get(name) ?? [];
  }

  /** Properties of object literals with this static name. */
  getProperties(name: string): readonly TSESTree.Property[] {
    return this.#index.properties.get(name) ?? [];
  }

  /** Every `this`, `super` and `new.target`. */
  get thisNodes(): readonly ThisNode[] {
    return this.#index.thisNodes;
  }

  /** The `this`, `super` and `new.target` whose value the given unit (not an arrow function) decides. */
  getThisExpressions(unit: Node): readonly ThisNode[] {
    if (!this.#thisByUnit) {
      this.#thisByUnit = new Map();
      for (const node of this.#index.thisNodes) {
        append(this.#thisByUnit, this.getThisUnit(node), node);
      }
    }
    return this.#thisByUnit.get(unit) ?? [];
  }

  /** Whether some code asks an object, or what runs on it, for its class: by `.constructor` or `new.target`. */
  get asksForClass(): boolean {
    return (
      this.#index.hasNewTarget ||
      this.getMembers('constructor').length > 0 ||
      this.getDestructuredReads('constructor').length > 0
    );
  }

  /** The expressions that a function returns. */
  getReturned(node: FunctionNode): readonly Node[] {
    if (!this.#returned) {
      this.#returned = new Map();
      for (const returning of this.#index.returns) {
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
      for (const node of this.#index.yields) {
        append<Node, TSESTree.YieldExpression>(this.#yieldsByUnit, this.getUnit(node), node);
      }
    }
    return this.#yieldsByUnit.get(unit) ?? [];
  }

  /** The `catch` to which what a node throws comes in its unit. */
  getCatch(node: Node): TSESTree.CatchClause | undefined {
    const unit = this.getUnit(node);
    let inner = node;
    for (let outer = this.getParent(node); outer && inner !== unit; outer = this.getParent(outer)) {
      if (outer.type === 'TryStatement' && outer.block === inner && outer.handler) {
        return outer.handler;
      }
      inner = outer;
    }
    return undefined;
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
