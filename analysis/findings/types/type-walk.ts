import type { Engine } from '../../dataflow/engine.ts';
import type { ProgramFile } from '../../program/program-file.ts';
import { isCall } from '../../program/syntax.ts';
import type { Node } from '../../program/syntax.ts';
import { getDeclaredTypes } from './declared-types.ts';
import { findAskingComment } from './doc-comments.ts';
import { step } from './expression-steps.ts';
import type { TypePath } from './type-path.ts';
import { assign } from './type-targets.ts';
import { TypeTrail } from './type-trail.ts';
import type { TypedObject } from './typed-object.ts';

/** Steps from one expression to the next, at most. */
const STEPS = 2000;

/** The way of the type through one file. */
export class TypeWalk {
  readonly places: Set<Node> = new Set<Node>();
  readonly #trail: TypeTrail;
  readonly #askingComment: string | undefined;
  #steps = 0;

  constructor(engine: Engine, typed: TypedObject, file: ProgramFile) {
    this.#trail = new TypeTrail(engine, typed, file);
    // Where comments with types may stand is not all followed.
    this.#askingComment = file.source.isTypeScript ? undefined : findAskingComment(file, typed.option);
  }

  findReason(starts: ReadonlySet<Node>): string | undefined {
    const { file, typed, checks } = this.#trail;
    for (const start of starts) {
      const { parent } = file.tree.getUse(start);
      if (getDeclaredTypes(file).hasFlowComments && !(isCall(parent) && typed.calls.has(parent))) {
        checks.refuse('the types of Flow that stand in comments are not read');
      }
      if (this.#askingComment !== undefined && !(isCall(parent) && typed.calls.has(parent))) {
        checks.refuse(`a type in the comment at ${this.#askingComment} may ask for it`);
      }
      this.#checkRead(start);
      this.#trail.follow(start, []);
    }
    for (let next = this.#trail.next(); next && !checks.reason; next = this.#trail.next()) {
      this.#climb(...next);
    }
    return checks.reason;
  }

  /** Where an object comes from that is read from a variable or a field of a file that does not make it. */
  #checkRead(node: Node): void {
    if (node.type === 'Identifier' || node.type === 'MemberExpression') {
      assign(this.#trail, node, [], false);
    }
  }

  #climb(start: Node, startPath: TypePath): void {
    const { file, checks } = this.#trail;
    const { tree } = file;
    this.places.add(start);
    let path: TypePath | undefined = startPath;
    let value = start;
    for (let parent = tree.getParent(value); parent; parent = tree.getParent(value)) {
      this.#steps += 1;
      if (this.#steps > STEPS) {
        this.#trail.refuse(start);
        return;
      }
      checks.checkDocs(value, 'type', path);
      path = step(this.#trail, value, parent, path);
      if (!path || checks.reason !== undefined) {
        return;
      }
      value = parent;
    }
  }
}
