import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { findHoistedVariable } from './hoisted-functions.ts';
import { MergedNamespaces } from './merged-namespaces.ts';
import type { Node } from './syntax.ts';

/** A variable of a file, as scope analysis knows it. */
export type Variable = TSESLint.Scope.Variable;

/** What declares a variable. */
export type Definition = TSESLint.Scope.Definition;

/** Which variable an identifier means, and where each variable is read and written. */
export class Bindings {
  readonly #variables = new Map<Node, Variable>();
  readonly #reads = new Map<Variable, Node[]>();
  readonly #writes = new Map<Variable, Node[]>();
  /** The identifiers that refer to something that the file does not declare, by their names. */
  readonly #globals = new Map<string, Node[]>();
  /** The functions declared in blocks that are assigned to a variable. */
  readonly #hoisted = new Map<Variable, readonly Definition[]>();

  /**
   * @param castTargets identifiers that are written through a cast, which scope managers take for reads
   */
  constructor(scopeManager: TSESLint.Scope.ScopeManager, castTargets: readonly Node[] = []) {
    const written = new Set(castTargets);
    const globals = scopeManager.scopes[0]?.set;
    const namespaces = new MergedNamespaces(scopeManager);
    const inner = this.#declare(scopeManager);
    for (const scope of scopeManager.scopes) {
      for (const reference of scope.references) {
        const { identifier } = reference;
        // A script's top-level `var` and functions are left unresolved by eslint-scope (ESLint resolves them itself, later).
        const resolved = namespaces.find(reference) ?? reference.resolved ?? globals?.get(identifier.name);
        if (!resolved || resolved.defs.length === 0) {
          append(this.#globals, identifier.name, identifier);
          continue;
        }
        const variable = inner.get(resolved) ?? resolved;
        this.#variables.set(identifier, variable);
        if (reference.isWrite() || written.has(identifier)) {
          append(this.#writes, variable, identifier);
        }
        if (reference.isRead()) {
          append(this.#reads, variable, identifier);
        }
      }
    }
  }

  /**
   * @returns the variables that others stand for: for that of a class inside of it, and of a function in a block, the one outside
   */
  #declare(scopeManager: TSESLint.Scope.ScopeManager): ReadonlyMap<Variable, Variable> {
    const inner = new Map<Variable, Variable>();
    for (const scope of scopeManager.scopes) {
      for (const variable of scope.variables) {
        const hoisted = findHoistedVariable(variable);
        if (hoisted) {
          inner.set(variable, hoisted);
          this.#hoisted.set(hoisted, [...(this.#hoisted.get(hoisted) ?? []), ...variable.defs]);
        }
        for (const identifier of variable.identifiers) {
          // A class has its name twice, outside and inside: one variable serves both.
          const outer = this.#variables.get(identifier);
          if (outer) {
            inner.set(variable, outer);
          } else {
            this.#variables.set(identifier, hoisted ?? variable);
          }
        }
      }
    }
    return inner;
  }

  /** The variable that an identifier declares or refers to, if the file declares it. */
  getVariable(identifier: Node): Variable | undefined {
    const variable = this.#variables.get(identifier);
    return variable && variable.defs.length > 0 ? variable : undefined;
  }

  /** What declares a variable: several where functions of blocks or `var` have the same name. */
  getDefinitions(variable: Variable): readonly Definition[] {
    const hoisted = this.#hoisted.get(variable);
    return hoisted ? [...variable.defs, ...hoisted] : variable.defs;
  }

  /** Whether an identifier refers to something that the file does not declare. */
  isGlobal(identifier: TSESTree.Identifier | TSESTree.JSXIdentifier): boolean {
    return !this.getVariable(identifier);
  }

  /** Every identifier of this name that refers to something that the file does not declare. */
  getGlobals(name: string): readonly Node[] {
    return this.#globals.get(name) ?? [];
  }

  /** The identifiers that read a variable, in source order. */
  getReads(variable: Variable): readonly Node[] {
    return this.#reads.get(variable) ?? [];
  }

  /** The identifiers that write a variable, those that initialize it included; not the names of functions and classes. */
  getWrites(variable: Variable): readonly Node[] {
    return this.#writes.get(variable) ?? [];
  }
}

function append<K>(map: Map<K, Node[]>, key: K, node: Node): void {
  const list = map.get(key);
  if (list) {
    list.push(node);
  } else {
    map.set(key, [node]);
  }
}
