import type { SourceFile } from '../../analysis/index.ts';
import type { Role } from '../../analysis/dataflow/syntax-roles.ts';
import { SYNTAX } from '../../analysis/dataflow/syntax-table.ts';

type Tree = SourceFile['ast'];
type AnyNode = Record<string, unknown> & { type: string; range: [number, number] };

/** A row of the table of syntax, as if what stands there were dropped. */
export interface SyntaxMutant {
  readonly name: string;
  readonly type: string;
  readonly key: string;
  /**
   * Changes a tree as the wrong row would have it read in one place. In all places at once, most rows would lose the socket
   * itself.
   *
   * @param nth which of the nodes of the type, from 0
   */
  readonly change: (ast: Tree, nth: number) => void;
}

/** A row of which no mutant can differ. */
export interface EquivalentRow {
  readonly name: string;
  readonly reason: string;
}

const NO_VALUE: Readonly<Partial<Record<Role, string>>> = {
  unused: 'nothing keeps the value by the row as it is',
  name: 'it is not evaluated',
  type: 'it is not evaluated',
};

const SAME_TRANSFER: Readonly<Record<string, string>> = {
  'VariableDeclarator.id': 'the same transfer as VariableDeclarator.init',
  'AssignmentExpression.left': 'the same transfer as AssignmentExpression.right',
  'AssignmentPattern.left':
    'the same transfer as AssignmentPattern.right, or as that of the pattern around it',
  'ForOfStatement.left': 'the same transfer as ForOfStatement.right',
  'ForInStatement.left': 'the same transfer as ForInStatement.right',
  'RestElement.value': 'no parser gives it: the default of a rest element is an error',
  'ImportSpecifier.local': 'the same transfer as ImportDeclaration.specifiers',
  'ImportDefaultSpecifier.local': 'the same transfer as ImportDeclaration.specifiers',
  'ImportNamespaceSpecifier.local': 'the same transfer as ImportDeclaration.specifiers',
};

/** The rows of the table: a mutant for each that can carry a value, and the reason for each that cannot. */
export function createSyntaxMutants(): {
  readonly mutants: readonly SyntaxMutant[];
  readonly equivalent: readonly EquivalentRow[];
} {
  const mutants: SyntaxMutant[] = [];
  const equivalent: EquivalentRow[] = [];
  for (const [type, rows] of Object.entries(SYNTAX)) {
    for (const [key, role] of Object.entries<Role>(rows)) {
      const name = `${type}.${key}`;
      const reason = NO_VALUE[role] ?? SAME_TRANSFER[name];
      if (reason === undefined) {
        mutants.push({
          name,
          type,
          key,
          change: (ast, nth) => {
            dropChildren(ast as unknown as AnyNode, type, key, nth);
          },
        });
      } else {
        equivalent.push({ name, reason });
      }
    }
  }
  return { mutants, equivalent };
}

/** The rows that a tree has something for. */
export function findRows(ast: Tree): ReadonlySet<string> {
  const rows = new Set<string>();
  walk(ast as unknown as AnyNode, (node) => {
    for (const key of Object.keys(node)) {
      if (getChildren(node, key).length > 0) {
        rows.add(`${node.type}.${key}`);
      }
    }
  });
  return rows;
}

function dropChildren(root: AnyNode, type: string, key: string, nth: number): void {
  let count = 0;
  walk(root, (node) => {
    if (node.type !== type || getChildren(node, key).length === 0) {
      return;
    }
    count += 1;
    if (count !== nth + 1) {
      return;
    }
    const value = node[key];
    if (Array.isArray(value)) {
      node[key] = (value as unknown[]).flatMap((child): readonly unknown[] =>
        isNode(child) ? drop(node, key, child) : [child],
      );
    } else if (isNode(value)) {
      const [dropped] = drop(node, key, value);
      node[key] = dropped ?? null;
    }
  });
}

/** What stands in the place of a child whose value is dropped; nothing, if it can be missing. */
function drop(parent: AnyNode, key: string, child: AnyNode): readonly (AnyNode | null)[] {
  if (key === 'key' && parent['computed'] !== true) {
    return [child];
  }
  if (parent.type === 'MemberExpression' && key === 'property' && parent['computed'] !== true) {
    return [child];
  }
  if (/Statement$|Declaration$/u.test(child.type) && child.type !== 'BlockStatement') {
    return [{ type: 'EmptyStatement', range: child.range }];
  }
  switch (child.type) {
    case 'BlockStatement':
      return [{ ...child, body: [] }];
    case 'SwitchCase':
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'AccessorProperty':
    case 'StaticBlock':
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
    case 'ExportSpecifier':
    case 'VariableDeclarator':
    case 'CatchClause':
    case 'SpreadElement':
    case 'RestElement':
      return [];
    case 'Property':
      return [];
    case 'ClassBody':
      return [{ ...child, body: [] }];
    default:
  }
  if (parent.type === 'ArrayPattern' || (parent.type === 'CatchClause' && key === 'param')) {
    return [null];
  }
  if (key === 'params') {
    return [{ type: 'Identifier', name: 'dropped', range: child.range }];
  }
  if (parent.type === 'MethodDefinition' && key === 'value') {
    return [{ ...child, body: { ...(child['body'] as AnyNode), body: [] } }];
  }
  if (isPattern(parent, key)) {
    return [{ type: 'Identifier', name: 'dropped', range: child.range }];
  }
  return [createSequence(child)];
}

function isPattern(parent: AnyNode, key: string): boolean {
  return (
    (parent.type === 'RestElement' && key === 'argument') ||
    parent.type === 'UpdateExpression' ||
    parent.type === 'TSParameterProperty'
  );
}

/** `(child, void 0)`: it is evaluated, and nothing gets it. */
function createSequence(child: AnyNode): AnyNode {
  const { range } = child;
  const zero: AnyNode = { type: 'Literal', value: 0, raw: '0', range };
  const nothing: AnyNode = { type: 'UnaryExpression', operator: 'void', prefix: true, argument: zero, range };
  return { type: 'SequenceExpression', expressions: [child, nothing], range };
}

const NOT_CHILDREN: ReadonlySet<string> = new Set(['parent', 'tokens', 'comments', 'loc', 'range']);

/** Inner nodes first, so that what is put in the place of one is not visited. */
function walk(node: AnyNode, visit: (node: AnyNode) => void): void {
  for (const key of Object.keys(node)) {
    for (const child of getChildren(node, key)) {
      walk(child, visit);
    }
  }
  visit(node);
}

function getChildren(node: AnyNode, key: string): readonly AnyNode[] {
  if (NOT_CHILDREN.has(key)) {
    return [];
  }
  const value = node[key];
  return (Array.isArray(value) ? value : [value]).filter(isNode);
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
