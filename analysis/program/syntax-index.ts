import type { TSESTree } from '@typescript-eslint/utils';
import { getPropertyName, isWriteTarget, unwrap } from './syntax.ts';
import type { CallNode, ClassNode, Node } from './syntax.ts';

/** What says which object code runs on. */
export type ThisNode = TSESTree.ThisExpression | TSESTree.Super | TSESTree.MetaProperty;

/** A property read by destructuring: `const { socket } = this` reads `socket` of `this`. */
export interface DestructuredRead {
  readonly property: TSESTree.Property;
  readonly pattern: TSESTree.ObjectPattern;
}

/** Knows what is around a node. */
interface Surroundings {
  getParent(node: Node): Node | undefined;
  getUse(node: Node): { readonly value: Node; readonly parent: Node | undefined };
}

/** What the analysis looks up by its kind or its name, from one walk over a tree. */
export class SyntaxIndex {
  readonly calls: CallNode[] = [];
  readonly classes: ClassNode[] = [];
  readonly evals: TSESTree.CallExpression[] = [];
  readonly importExpressions: TSESTree.ImportExpression[] = [];
  readonly withStatements: TSESTree.WithStatement[] = [];
  /** Accesses with a computed name. */
  readonly computedMembers: TSESTree.MemberExpression[] = [];
  /** The names that are written through a cast. */
  readonly castTargets: TSESTree.Identifier[] = [];
  /** Member accesses by their static names. */
  readonly members = new Map<string, TSESTree.MemberExpression[]>();
  readonly destructured = new Map<string, DestructuredRead[]>();
  /** Properties of object literals. */
  readonly properties = new Map<string, TSESTree.Property[]>();
  readonly thisNodes: ThisNode[] = [];
  hasNewTarget = false;
  readonly taggedTemplates: TSESTree.TaggedTemplateExpression[] = [];
  readonly returns: (TSESTree.ReturnStatement | TSESTree.ArrowFunctionExpression)[] = [];
  readonly yields: TSESTree.YieldExpression[] = [];

  /**
   * Notes a node.
   *
   * @param tree what is around it
   */
  add(node: Node, tree: Surroundings): void {
    switch (node.type) {
      case 'CallExpression':
        this.calls.push(node);
        if (isEval(node)) {
          this.evals.push(node);
        }
        break;
      case 'NewExpression':
        this.calls.push(node);
        break;
      case 'MemberExpression':
        this.#addMember(node);
        break;
      case 'Property':
        this.#addProperty(node, tree);
        break;
      case 'ClassDeclaration':
      case 'ClassExpression':
        this.classes.push(node);
        break;
      case 'ThisExpression':
      case 'Super':
        this.thisNodes.push(node);
        break;
      case 'MetaProperty':
        if (node.meta.name === 'new') {
          this.thisNodes.push(node);
          this.hasNewTarget = true;
        }
        break;
      case 'TSAsExpression':
      case 'TSNonNullExpression':
      case 'TSSatisfiesExpression':
      case 'TSTypeAssertion': {
        const inner = unwrap(node);
        if (inner.type === 'Identifier' && isWritten(node, tree)) {
          this.castTargets.push(inner);
        }
        break;
      }
      case 'TaggedTemplateExpression':
        this.taggedTemplates.push(node);
        break;
      case 'ReturnStatement':
        this.returns.push(node);
        break;
      case 'YieldExpression':
        this.yields.push(node);
        break;
      case 'ImportExpression':
        this.importExpressions.push(node);
        break;
      case 'WithStatement':
        this.withStatements.push(node);
        break;
      case 'ArrowFunctionExpression':
        if (node.body.type !== 'BlockStatement') {
          this.returns.push(node);
        }
        break;
      default:
    }
  }

  #addMember(node: TSESTree.MemberExpression): void {
    const name = getPropertyName(node);
    if (name === undefined) {
      this.computedMembers.push(node);
    } else {
      append(this.members, name, node);
    }
  }

  #addProperty(node: TSESTree.Property, tree: Surroundings): void {
    const name = getPropertyName(node);
    if (name === undefined) {
      return;
    }
    const parent = tree.getParent(node);
    if (parent?.type === 'ObjectPattern') {
      append(this.destructured, name, { property: node, pattern: parent });
    } else {
      append(this.properties, name, node);
    }
  }
}

function isEval({ callee }: TSESTree.CallExpression): boolean {
  return callee.type === 'Identifier' && callee.name === 'eval';
}

/** Whether an expression is given another value where it stands. */
function isWritten(node: Node, tree: Surroundings): boolean {
  const use = tree.getUse(node);
  const { parent } = use;
  return (
    isWriteTarget(use) && (parent?.type !== 'Property' || tree.getParent(parent)?.type === 'ObjectPattern')
  );
}

/** Puts a value behind those of the same key. */
export function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) {
    list.push(value);
  } else {
    map.set(key, [value]);
  }
}
