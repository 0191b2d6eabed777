import { getPatternNames } from './syntax.ts';
import type { Node } from './syntax.ts';
import type { TSESTree } from '@typescript-eslint/utils';

/** One name that a file exports. */
export type Export =
  /** A name of the file itself, or an expression. */
  | { readonly kind: 'own'; readonly name: string; readonly node: Node }
  /** A name of another module; `*` for the module itself. */
  | {
      readonly kind: 'from';
      readonly name: string;
      readonly source: string;
      readonly imported: string;
      readonly node: Node;
    }
  /** All names of another module but `default`. */
  | { readonly kind: 'all'; readonly source: string; readonly node: Node };

/** What a file exports by `export`, in its order. */
export function findExports(root: TSESTree.Program): readonly Export[] {
  return (root.body as readonly Node[]).flatMap((statement): readonly Export[] => {
    switch (statement.type) {
      case 'ExportDefaultDeclaration':
        return [{ kind: 'own', name: 'default', node: statement.declaration }];
      case 'ExportAllDeclaration': {
        const source = statement.source.value;
        return [
          statement.exported
            ? { kind: 'from', name: getName(statement.exported), source, imported: '*', node: statement }
            : { kind: 'all', source, node: statement },
        ];
      }
      case 'ExportNamedDeclaration':
        return findNamed(statement);
      default:
        return [];
    }
  });
}

function findNamed(statement: TSESTree.ExportNamedDeclaration): readonly Export[] {
  const { declaration, source } = statement;
  if (declaration) {
    return getDeclaredNames(declaration).map((node) => ({
      kind: 'own',
      name: node.type === 'Identifier' ? node.name : '',
      node,
    }));
  }
  return statement.specifiers.map((specifier) => {
    const name = getName(specifier.exported);
    return source
      ? { kind: 'from', name, source: source.value, imported: getName(specifier.local), node: specifier }
      : { kind: 'own', name, node: specifier.local };
  });
}

/** The identifiers that a declaration declares. */
export function getDeclaredNames(declaration: Node): readonly Node[] {
  if (declaration.type === 'VariableDeclaration') {
    return declaration.declarations.flatMap(({ id }) => getPatternNames(id));
  }
  return 'id' in declaration && declaration.id?.type === 'Identifier' ? [declaration.id] : [];
}

function getName(node: TSESTree.Identifier | TSESTree.StringLiteral): string {
  return node.type === 'Identifier' ? node.name : node.value;
}
