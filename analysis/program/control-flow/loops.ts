import type { TSESTree } from '@typescript-eslint/utils';
import type { Node } from '../syntax.ts';
import { connect } from './flow-builder.ts';
import type { FlowBuilder } from './flow-builder.ts';
import { writePattern } from './patterns.ts';

/** A statement that runs its body again and again. */
export type Loop =
  | TSESTree.WhileStatement
  | TSESTree.DoWhileStatement
  | TSESTree.ForStatement
  | TSESTree.ForInStatement
  | TSESTree.ForOfStatement;

/** A loop: its body leads to its next step, and this to its head. */
export function enterLoop(flow: FlowBuilder, node: Loop, labels: readonly string[]): void {
  const end = flow.createBlock();
  const step = flow.createBlock();
  let head = flow.current;
  const finalizers = flow.finalizers.length;
  const iterates = node.type === 'ForOfStatement' ? node : undefined;
  const target = { labels, breakTo: end, continueTo: step, isUnlabeled: true, finalizers, iterates };
  const start = (): void => {
    head = flow.startBlock(flow.current);
    flow.jumps.push(target);
  };
  const leaveIfDone = (canEnd: boolean): void => {
    if (canEnd) {
      connect(flow.current, end);
    }
    flow.startBlock(flow.current);
  };
  const finishBody = (): void => {
    flow.jumps.pop();
    connect(flow.current, step);
    flow.current = step;
  };
  const goBack = (): void => {
    connect(flow.current, head);
    flow.current = end;
  };
  switch (node.type) {
    case 'DoWhileStatement':
      flow.todo(start, node.body, finishBody, node.test, () => {
        if (!isTrue(node.test)) {
          connect(flow.current, end);
        }
        goBack();
      });
      return;
    case 'ForInStatement':
    case 'ForOfStatement':
      flow.todo(
        node.right,
        start,
        () => {
          flow.add(node.type === 'ForOfStatement' && node.await ? 'suspend' : 'convert', node);
          leaveIfDone(true);
          const { left } = node;
          writePattern(flow, left.type === 'VariableDeclaration' ? left.declarations[0].id : left);
        },
        node.body,
        finishBody,
        goBack,
        // A loop that is left closes its iterator. Where an exception leaves it, this has been done by the way from its head.
        () => {
          flow.add('convert', node);
        },
      );
      return;
    default: {
      const { test } = node;
      const [init, update] = node.type === 'ForStatement' ? [node.init, node.update] : [];
      flow.todo(
        init,
        start,
        test,
        () => {
          leaveIfDone(test !== null && !isTrue(test));
        },
        node.body,
        finishBody,
        update,
        goBack,
      );
    }
  }
}

/** Whether a condition is written as one that always holds. */
function isTrue(test: Node): boolean {
  return test.type === 'Literal' && Boolean(test.value);
}
