import type { TSESTree } from '@typescript-eslint/utils';
import { connect } from './flow-builder.ts';
import type { FlowBuilder, Task } from './flow-builder.ts';

/** `switch`: the tests run in their order until one holds; a body falls through to the next. */
export function enterSwitch(
  flow: FlowBuilder,
  node: TSESTree.SwitchStatement,
  labels: readonly string[],
): void {
  const end = flow.createBlock();
  const finalizers = flow.finalizers.length;
  const target = { labels, breakTo: end, continueTo: undefined, isUnlabeled: true, finalizers };
  const bodies = node.cases.map(() => flow.createBlock());
  const given = flow.getConstant(node.discriminant);
  flow.todo(
    node.discriminant,
    () => {
      flow.jumps.push(target);
    },
    ...node.cases.flatMap((branch, index): Task[] =>
      branch.test
        ? [
            branch.test,
            () => {
              const test = branch.test && flow.getConstant(branch.test);
              const isMeant = given && test ? given.value === test.value : undefined;
              const from = flow.current;
              const body = bodies[index];
              if (body) {
                flow.connectIf(isMeant !== false, from, body);
              }
              flow.connectIf(isMeant !== true, from, flow.startBlock());
            },
          ]
        : [],
    ),
    () => {
      const fallback = bodies[node.cases.findIndex(({ test }) => !test)] ?? end;
      connect(flow.current, fallback);
      flow.leave();
    },
    ...node.cases.flatMap((branch, index): Task[] => [
      () => {
        const body = bodies[index];
        if (body) {
          connect(flow.current, body);
          flow.current = body;
        }
      },
      ...branch.consequent,
    ]),
    () => {
      flow.jumps.pop();
      connect(flow.current, end);
      flow.current = end;
    },
  );
}
