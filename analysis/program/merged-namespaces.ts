import type { TSESLint } from '@typescript-eslint/utils';
import type { Node } from './syntax.ts';

type Scope = TSESLint.Scope.Scope;
type Variable = TSESLint.Scope.Variable;

/**
 * What the blocks of TypeScript's namespaces see of each other: what one block exports is in scope in all others of the same
 * namespace. Scope managers know nothing of it.
 *
 * @see https://www.typescriptlang.org/docs/handbook/declaration-merging.html#merging-namespaces
 */
export class MergedNamespaces {
  /** What a namespace of several blocks exports, by name; for each of its blocks. */
  readonly #exports = new Map<Scope, ReadonlyMap<string, Variable>>();

  constructor({ scopes }: TSESLint.Scope.ScopeManager) {
    const paths = new Map<Scope, string>();
    const blocks = new Map<string, Scope[]>();
    // Outer scopes come first.
    for (const [index, scope] of scopes.entries()) {
      const around = (scope.upper && paths.get(scope.upper)) ?? String(index);
      const names = getNamespaceNames(scope);
      // A scope of another kind is where a path begins.
      const path = names === undefined ? String(index) : [around, ...names].join('.');
      paths.set(scope, path);
      if (names !== undefined) {
        blocks.set(path, [...(blocks.get(path) ?? []), scope]);
      }
    }
    for (const siblings of blocks.values()) {
      if (siblings.length > 1) {
        const exported = new Map(siblings.flatMap((block) => findExports(block)));
        for (const block of siblings) {
          this.#exports.set(block, exported);
        }
      }
    }
  }

  /** What another block exports that a reference means, if it does. */
  find({ resolved, from, identifier }: TSESLint.Scope.Reference): Variable | undefined {
    if (this.#exports.size === 0) {
      return undefined;
    }
    for (let scope: Scope | null = from; scope && scope !== resolved?.scope; scope = scope.upper) {
      const found = this.#exports.get(scope)?.get(identifier.name);
      if (found) {
        return found;
      }
    }
    return undefined;
  }
}

/** `namespace A.B {}` is block B of A. */
function getNamespaceNames({ type, block }: Scope): readonly string[] | undefined {
  if (type !== 'tsModule') {
    return undefined;
  }
  const names: string[] = [];
  let id = (block as { readonly id?: Node }).id;
  for (; id?.type === 'TSQualifiedName'; id = id.left) {
    names.unshift(id.right.name);
  }
  return id?.type === 'Identifier' ? [id.name, ...names] : undefined;
}

function findExports({ block, variables }: Scope): readonly (readonly [string, Variable])[] {
  const { body } = block as { readonly body?: { readonly body: readonly Node[] } };
  const declarations = new Set<Node | null | undefined>(
    body?.body.map((node) => (node.type === 'ExportNamedDeclaration' ? node.declaration : undefined)),
  );
  return variables
    .filter(({ defs }) => defs.some(({ node, parent }) => declarations.has(parent ?? node)))
    .map((variable) => [variable.name, variable] as const);
}
