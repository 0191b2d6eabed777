import type { TSESTree } from '@typescript-eslint/utils';
import { connect } from './flow-builder.ts';
import type { FlowBuilder, Task } from './flow-builder.ts';

/** `if` and `?:`. */
export function enterConditional(
  flow: FlowBuilder,
  node: TSESTree.IfStatement | TSESTree.ConditionalExpression,
): void {
  flow.todo(node.test, () => {
    branch(flow, [node.consequent], node.alternate ? [node.alternate] : []);
  });
}

/** One of two ways is taken from here; both lead to what is next. */
export function branch(flow: FlowBuilder, consequent: readonly Task[], alternate: readonly Task[]): void {
  const start = flow.current;
  const end = flow.createBlock();
  flow.startBlock(start);
  flow.todo(
    ...consequent,
    () => {
      connect(flow.current, end);
      if (alternate.length === 0) {
        connect(start, end);
        flow.current = end;
      } else {
        flow.startBlock(start);
      }
    },
    ...alternate,
    () => {
      if (alternate.length > 0) {
        connect(flow.current, end);
        flow.current = end;
      }
    },
  );
}
