import type { TSESTree } from '@typescript-eslint/utils';
import type { Node } from '../syntax.ts';
import { connect } from './flow-builder.ts';
import type { FlowBuilder, Task } from './flow-builder.ts';

/** `if` and `?:`. */
export function enterConditional(
  flow: FlowBuilder,
  node: TSESTree.IfStatement | TSESTree.ConditionalExpression,
): void {
  flow.todo(node.test, () => {
    branch(flow, [node.consequent], node.alternate ? [node.alternate] : [], getTruth(flow, node.test));
  });
}

/** Whether a condition always holds, or never; undefined where that is not written. */
export function getTruth(flow: FlowBuilder, test: Node): boolean | undefined {
  const constant = flow.getConstant(test);
  return constant && Boolean(constant.value);
}

/**
 * One of two ways is taken from here; both lead to what is next.
 *
 * @param truth which of them it always is: the first where it is true
 */
export function branch(
  flow: FlowBuilder,
  consequent: readonly Task[],
  alternate: readonly Task[],
  truth?: boolean,
): void {
  const start = flow.current;
  const end = flow.createBlock();
  const startWay = (isTaken: boolean): void => {
    flow.connectIf(isTaken, start, flow.startBlock());
  };
  startWay(truth !== false);
  flow.todo(
    ...consequent,
    () => {
      connect(flow.current, end);
      if (alternate.length === 0) {
        flow.connectIf(truth !== true, start, end);
        flow.current = end;
      } else {
        startWay(truth !== true);
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
