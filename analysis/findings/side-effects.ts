import { forEachChild, isFunction } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';

const EFFECTS: ReadonlySet<string> = new Set([
  'CallExpression',
  'NewExpression',
  'AssignmentExpression',
  'UpdateExpression',
  'AwaitExpression',
  'YieldExpression',
  'TaggedTemplateExpression',
  'ImportExpression',
]);

/** Whether the evaluation of an expression may do more than give a value. */
export function hasSideEffects(node: Node): boolean {
  // Not by recursion: a sum of thousands of terms would overflow the stack.
  const pending = [node];
  for (let inner = pending.pop(); inner; inner = pending.pop()) {
    if (isFunction(inner)) {
      continue;
    }
    if (EFFECTS.has(inner.type) || (inner.type === 'UnaryExpression' && inner.operator === 'delete')) {
      return true;
    }
    forEachChild(inner, (child) => {
      pending.push(child);
    });
  }
  return false;
}
