import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from '../../analysis/index.ts';

/** A node of a syntax tree. */
export type Node = TSESTree.Node;

/** Keys of nodes that hold no children that run. */
const OTHER_KEYS: ReadonlySet<string> = new Set([
  'parent',
  'loc',
  'range',
  'tokens',
  'comments',
  'start',
  'end',
]);

/**
 * Visits each node of a tree, without recursion.
 *
 * @param visit gets the node and the one that it is in
 */
export function visitNodes(root: Node, visit: (node: Node, parent: Node | undefined) => void): void {
  const left: [Node, Node | undefined][] = [[root, undefined]];
  for (let next = left.pop(); next; next = left.pop()) {
    const [node] = next;
    visit(...next);
    // A node is a plain object: this takes half the time of Object.entries.
    for (const key in node) {
      if (!OTHER_KEYS.has(key)) {
        addNodes(left, node[key as keyof Node], node);
      }
    }
  }
}

/** Adds what a node holds under one of its keys: a node, or several. */
function addNodes(left: [Node, Node | undefined][], value: unknown, parent: Node): void {
  if (Array.isArray(value)) {
    for (const child of value as readonly unknown[]) {
      if (isNode(child)) {
        left.push([child, parent]);
      }
    }
  } else if (isNode(value)) {
    left.push([value, parent]);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** What an expression is without parentheses, type assertions and the `0` of `(0, name)`. */
export function unwrap(node: Node): Node {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'ChainExpression':
    case 'AwaitExpression': {
      const inner = node.type === 'AwaitExpression' ? node.argument : node.expression;
      return unwrap(inner);
    }
    case 'SequenceExpression': {
      const last = node.expressions.at(-1);
      return last ? unwrap(last) : node;
    }
    default:
      return node;
  }
}

/** The text of a literal, or of a template without holes. */
export function getLiteralText(node: Node | undefined | null): string | undefined {
  if (node?.type === 'Literal' && typeof node.value === 'string') {
    return node.value;
  }
  return node?.type === 'TemplateLiteral' && node.expressions.length === 0
    ? (node.quasis[0]?.value.cooked ?? undefined)
    : undefined;
}

/** The name of a property that is read, where it is written. */
export function getMemberName(node: Node): string | undefined {
  if (node.type !== 'MemberExpression') {
    return undefined;
  }
  return !node.computed && node.property.type === 'Identifier'
    ? node.property.name
    : getLiteralText(node.property);
}

/** The names of a chain of properties and calls, from its start: `['t', 'mock', 'module']`. */
export function getChain(node: Node): readonly string[] {
  const names: string[] = [];
  for (let current = unwrap(node); ;) {
    if (current.type === 'MemberExpression') {
      names.push(getMemberName(current) ?? '');
      current = unwrap(current.object);
    } else if (current.type === 'CallExpression') {
      current = unwrap(current.callee);
    } else {
      names.push(current.type === 'Identifier' ? current.name : '');
      return names.reverse();
    }
  }
}

/** Where a name of a file is declared. */
interface Definition {
  /** Of a parameter: `Parameter`. */
  readonly type: string;
  /** The declarator, function … */
  readonly node: Node;
}

/** Whether a node is a function. */
export function isFunctionNode(
  node: Node,
): node is TSESTree.FunctionExpression | TSESTree.FunctionDeclaration | TSESTree.ArrowFunctionExpression {
  return /^(?:FunctionExpression|FunctionDeclaration|ArrowFunctionExpression)$/u.test(node.type);
}

/** What the scopes of a file say of its identifiers. */
interface ReferredNames {
  readonly variables: ReadonlyMap<Node, TSESLint.Scope.Variable>;
  /** Those that refer to something that the file does not declare. */
  readonly globals: ReadonlySet<Node>;
}

function findReferredNames({ scopeManager }: SourceFile): ReferredNames {
  const variables = new Map<Node, TSESLint.Scope.Variable>();
  const globals = new Set<Node>();
  const declared = scopeManager.scopes[0]?.set;
  for (const { references } of scopeManager.scopes) {
    for (const { identifier, resolved } of references) {
      const variable = resolved ?? declared?.get(identifier.name);
      if (variable && variable.defs.length > 0) {
        variables.set(identifier, variable);
      } else {
        globals.add(identifier);
      }
    }
  }
  return { variables, globals };
}

/** What the identifiers of a file mean. */
export class Names {
  readonly #source: SourceFile;
  #known: ReferredNames | undefined;
  #parents: ReadonlyMap<Node, Node> | undefined;

  constructor(source: SourceFile) {
    this.#source = source;
  }

  /** Found when it is first asked for: in most files nobody does. */
  get #referred(): ReferredNames {
    this.#known ??= findReferredNames(this.#source);
    return this.#known;
  }

  /** Whether an identifier refers to something that the file does not declare. */
  isGlobal(identifier: Node): boolean {
    return this.#referred.globals.has(identifier);
  }

  /** Whether an identifier is the parameter of a function. */
  isParameter(identifier: Node): boolean {
    return (
      this.#referred.variables.get(identifier)?.defs.some(({ type }) => (type as string) === 'Parameter') ??
      false
    );
  }

  /** The only declaration of what an identifier refers to. */
  getDefinition(identifier: Node): Definition | undefined {
    const [definition, ...others] = this.#referred.variables.get(identifier)?.defs ?? [];
    return definition && others.length === 0
      ? { type: definition.type, node: definition.node as Node }
      : undefined;
  }

  /** Where a variable is named, but where it gets its first value; undefined for one that is written later. */
  getReads(identifier: Node): readonly Node[] | undefined {
    const references = this.#referred.variables.get(identifier)?.references ?? [];
    return references.some((reference) => reference.isWrite() && !reference.init)
      ? undefined
      : references.filter((reference) => reference.isRead()).map((reference) => reference.identifier);
  }

  /** The node that another one is directly in. */
  getParent(node: Node | undefined): Node | undefined {
    if (!this.#parents) {
      const parents = new Map<Node, Node>();
      visitNodes(this.#source.ast, (child, parent) => {
        if (parent) {
          parents.set(child, parent);
        }
      });
      this.#parents = parents;
    }
    return node && this.#parents.get(node);
  }

  /** The only value of a constant. */
  getConstant(identifier: Node): Node | undefined {
    const [definition, ...others] = this.#referred.variables.get(identifier)?.defs ?? [];
    const declarator = definition?.node as Node | undefined;
    const isConstant =
      others.length === 0 &&
      declarator?.type === 'VariableDeclarator' &&
      declarator.id.type === 'Identifier' &&
      (definition?.parent as Node | undefined)?.type === 'VariableDeclaration' &&
      (definition?.parent as TSESTree.VariableDeclaration).kind === 'const';
    return isConstant ? (declarator.init ?? undefined) : undefined;
  }
}

/** Whether a function is one of `import.meta`. */
export function isImportMeta(callee: Node): boolean {
  const member = unwrap(callee);
  return member.type === 'MemberExpression' && unwrap(member.object).type === 'MetaProperty';
}
