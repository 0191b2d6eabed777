import type { TSESTree } from '@typescript-eslint/utils';
import type { Block } from '../control-flow.ts';
import { connect } from './flow-builder.ts';
import type { FlowBuilder } from './flow-builder.ts';
import { writePattern } from './patterns.ts';

/** `try`: what throws in it goes on in `catch` or `finally`, and every way out of it leads through `finally`. */
export function enterTry(flow: FlowBuilder, { block, handler, finalizer }: TSESTree.TryStatement): void {
  const end = flow.createBlock();
  const finish = finalizer ? { start: flow.createBlock(), targets: new Set<Block>([end]) } : undefined;
  const outer = flow.handlers.at(-1);
  const caught = handler ? flow.createBlock() : undefined;
  const goOn = (): void => {
    connect(flow.current, finish?.start ?? end);
    flow.leave();
  };
  if (finish) {
    flow.finalizers.push(finish);
    // An exception goes on behind the `finally` block.
    finish.targets.add(outer ?? flow.exit);
    flow.handlers.push(finish.start);
  }
  if (caught) {
    flow.handlers.push(caught);
    connect(flow.current, caught);
  } else if (finish) {
    connect(flow.current, finish.start);
  }
  flow.startBlock(flow.current);
  flow.todo(
    block,
    goOn,
    () => {
      if (caught && handler) {
        flow.handlers.pop();
        flow.current = caught;
        if (handler.param) {
          writePattern(flow, handler.param);
        }
        flow.todo(handler.body, goOn);
      }
    },
    () => {
      if (finish && finalizer) {
        flow.handlers.pop();
        flow.finalizers.pop();
        flow.current = finish.start;
        flow.todo(finalizer, () => {
          for (const target of finish.targets) {
            connect(flow.current, target);
          }
        });
      }
    },
    () => {
      flow.current = end;
    },
  );
}

/** `throw`. */
export function enterThrow(flow: FlowBuilder, node: TSESTree.ThrowStatement): void {
  flow.todo(node.argument, () => {
    flow.add('throw', node);
    flow.leave();
  });
}
