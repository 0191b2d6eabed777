import type { Engine } from '../../dataflow/engine.ts';
import type { ProgramFile } from '../../program/program-file.ts';
import type { Node } from '../../program/syntax.ts';
import { getDeclaredTypes } from './declared-types.ts';
import { TypeChecks } from './type-checks.ts';
import type { TypePath } from './type-path.ts';
import { hasOption } from './type-steps.ts';
import type { TypedObject } from './typed-object.ts';

/** The way of the type of an options object through one file, as far as it has come. */
export class TypeTrail {
  readonly engine: Engine;
  readonly typed: TypedObject;
  readonly file: ProgramFile;
  readonly checks: TypeChecks;
  readonly #isTyped: boolean;
  readonly #seen = new Map<Node, Set<string>>();
  readonly #pending: (readonly [Node, TypePath])[] = [];

  constructor(engine: Engine, typed: TypedObject, file: ProgramFile) {
    this.engine = engine;
    this.typed = typed;
    this.file = file;
    this.checks = new TypeChecks(file, typed);
    this.#isTyped = getDeclaredTypes(file).isTyped;
  }

  /** What a file with types does not show to let the type pass. */
  refuse(node: Node, what = 'is no longer followed at'): void {
    if (this.#isTyped) {
      this.checks.refuse(`its type ${what} ${this.file.formatPlace(node)}`);
    }
  }

  /** What takes a value has a type that is written nowhere. */
  refuseAt(node: Node): void {
    if (this.#isTyped) {
      this.checks.refuse(`its type at ${this.file.formatPlace(node)} may ask for it`);
    }
  }

  /** An expression has the type, or holds it. */
  follow(node: Node, path: TypePath): void {
    const key = path.join('\n');
    const paths = this.#seen.get(node) ?? new Set();
    if (!paths.has(key)) {
      this.#seen.set(node, paths.add(key));
      this.#pending.push([node, path]);
    }
  }

  /** What is to be followed next. */
  next(): readonly [Node, TypePath] | undefined {
    return this.#pending.pop();
  }

  /** Whether an expression holds another object literal with the option. */
  hasOption(root: Node): boolean {
    return hasOption(root, this.typed.option, this.typed.object.node);
  }
}
