import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { Node } from './syntax.ts';

export type Variable = TSESLint.Scope.Variable;

/** A value that a variable is given: `value` is undefined where the syntax does not name one (`i++`, `for (const x of y)`). */
export interface VariableWrite {
  /** The identifier that is written. */
  readonly target: Node;
  readonly value: Node | undefined;
}

/** Which variable an identifier means, and where each variable is read and written. */
export class Bindings {
  readonly #variables = new Map<Node, Variable>();
  readonly #reads = new Map<Variable, Node[]>();
  readonly #writes = new Map<Variable, VariableWrite[]>();

  constructor(scopeManager: TSESLint.Scope.ScopeManager) {
    const globals = scopeManager.scopes[0]?.set;
    const inner = new Map<Variable, Variable>();
    for (const scope of scopeManager.scopes) {
      for (const variable of scope.variables) {
        for (const identifier of variable.identifiers) {
          // A class has its name twice, outside and inside: one variable serves both.
          const outer = this.#variables.get(identifier);
          if (outer) inner.set(variable, outer);
          else this.#variables.set(identifier, variable);
        }
      }
    }
    for (const scope of scopeManager.scopes) {
      for (const reference of scope.references) {
        // A script's top-level `var` and functions are left unresolved by eslint-scope (ESLint resolves them itself, later).
        const resolved = reference.resolved ?? globals?.get(reference.identifier.name);
        if (!resolved) continue;
        const variable = inner.get(resolved) ?? resolved;
        this.#variables.set(reference.identifier, variable);
        if (reference.isWrite()) {
          const list = this.#writes.get(variable) ?? [];
          list.push({ target: reference.identifier, value: reference.writeExpr ?? undefined });
          this.#writes.set(variable, list);
        }
        if (reference.isRead()) {
          const list = this.#reads.get(variable) ?? [];
          list.push(reference.identifier);
          this.#reads.set(variable, list);
        }
      }
    }
  }

  /** The variable that an identifier declares or refers to, if the file declares it. */
  getVariable(identifier: Node): Variable | undefined {
    const variable = this.#variables.get(identifier);
    return variable && variable.defs.length > 0 ? variable : undefined;
  }

  /** Whether an identifier refers to something that the file does not declare. */
  isGlobal(identifier: TSESTree.Identifier | TSESTree.JSXIdentifier): boolean {
    return !this.getVariable(identifier);
  }

  /** The identifiers that read a variable, in source order. */
  getReads(variable: Variable): readonly Node[] {
    return this.#reads.get(variable) ?? [];
  }

  /** The identifiers that write a variable, its initializer included. */
  getWrites(variable: Variable): readonly VariableWrite[] {
    return this.#writes.get(variable) ?? [];
  }
}
