import type { TSESTree } from '@typescript-eslint/utils';
import type { Variable } from './bindings.ts';
import type { ProgramModel } from './model.ts';
import { hasAlwaysRun } from './order.ts';
import { type Node, getPropertyName, unwrap } from './syntax.ts';

/** What changes an object: `options.name = value`, `delete options.name`, `Object.assign(options, …)`. */
export interface ObjectWrite {
  /** The access, or the call. */
  readonly parent: TSESTree.MemberExpression | TSESTree.CallExpression;
  /** What stands around it. */
  readonly outer: Node;
}

/** Where the objects of a file are changed after they were made. */
export class ObjectWrites {
  readonly #model: ProgramModel;
  readonly #known = new Map<Variable, readonly ObjectWrite[]>();

  constructor(model: ProgramModel) {
    this.#model = model;
  }

  /** Where a variable's object is changed: found once, however many calls read the object. */
  getWrites(variable: Variable): readonly ObjectWrite[] {
    const known = this.#known.get(variable);
    if (known) return known;
    const writes: ObjectWrite[] = [];
    for (const read of this.#model.bindings.getReads(variable)) {
      const { value, parent } = this.#model.tree.getUse(read);
      const outer = parent && this.#model.tree.getParent(parent);
      if (!outer) continue;
      if (parent.type === 'MemberExpression' && parent.object === value) {
        const isDeleted = outer.type === 'UnaryExpression' && outer.operator === 'delete';
        const isAssigned = outer.type === 'AssignmentExpression' && outer.left === parent;
        if (isDeleted || isAssigned) writes.push({ parent, outer });
      } else if (
        parent.type === 'CallExpression' &&
        parent.arguments[0] === value &&
        isObjectAssign(parent, this.#model)
      ) {
        writes.push({ parent, outer });
      }
    }
    this.#known.set(variable, writes);
    return writes;
  }

  /** Whether a write runs before something else. */
  getPosition(write: Node, at: Node): 'before' | 'maybe' | 'behind' {
    const { tree } = this.#model;
    const isSameFunction = tree.getEnclosingFunction(write) === tree.getEnclosingFunction(at);
    if (isSameFunction && write.range[0] > at.range[0]) return 'behind';
    return hasAlwaysRun(write, at, tree) ? 'before' : 'maybe';
  }
}

/** Whether a call is one of `Object.assign`. */
export function isObjectAssign(call: TSESTree.CallExpression, model: ProgramModel): boolean {
  const callee = unwrap(call.callee);
  return (
    callee.type === 'MemberExpression' &&
    getPropertyName(callee) === 'assign' &&
    model.isGlobal(unwrap(callee.object), 'Object')
  );
}
