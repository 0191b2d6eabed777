import type { TSESTree } from '@typescript-eslint/utils';
import { connect } from './flow-builder.ts';
import type { FlowBuilder } from './flow-builder.ts';

/** The labels of the statement that is next: they are taken once. */
export function takeLabels(flow: FlowBuilder): readonly string[] {
  const labels = flow.labels;
  flow.labels = [];
  return labels;
}

/** A label is that of the loop or `switch` behind it, or else of a place that `break` goes to. */
export function enterLabel(flow: FlowBuilder, node: TSESTree.LabeledStatement): void {
  const { body } = node;
  if (/^(?:For|While|DoWhile|Switch|Labeled)/u.test(body.type)) {
    flow.labels.push(node.label.name);
    flow.todo(body);
    return;
  }
  const end = flow.createBlock();
  const labels = [...takeLabels(flow), node.label.name];
  const finalizers = flow.finalizers.length;
  flow.jumps.push({ labels, breakTo: end, continueTo: undefined, isUnlabeled: false, finalizers });
  flow.todo(body, () => {
    flow.jumps.pop();
    connect(flow.current, end);
    flow.current = end;
  });
}

/** `break` and `continue`. */
export function enterJump(
  flow: FlowBuilder,
  { type, label }: TSESTree.BreakStatement | TSESTree.ContinueStatement,
): void {
  const isBreak = type === 'BreakStatement';
  const targets = flow.jumps.toReversed();
  for (const [index, target] of targets.entries()) {
    const to = isBreak ? target.breakTo : target.continueTo;
    const isMeant = label ? target.labels.includes(label.name) : target.isUnlabeled;
    if (to && isMeant) {
      const left = targets.slice(0, index);
      flow.closeLoops(left);
      flow.jump(to, target.finalizers, left);
      return;
    }
  }
  flow.leave();
}

/** `return`. */
export function enterReturn(flow: FlowBuilder, node: TSESTree.ReturnStatement): void {
  flow.todo(node.argument, () => {
    const left = flow.jumps.toReversed();
    flow.closeLoops(left);
    flow.add('return', node);
    flow.jump(flow.exit, 0, left);
  });
}
