import type { TSESTree } from '@typescript-eslint/utils';
import { getDecorators } from '../syntax.ts';
import type { FunctionNode } from '../syntax.ts';
import type { FlowBuilder, Task } from './flow-builder.ts';

/** A function is made, and runs later; one that is declared is there from the start. */
export function enterFunction(flow: FlowBuilder, node: FunctionNode): void {
  if (node.type !== 'FunctionDeclaration') {
    flow.add('closure', node);
  }
}

/** A class is made: its methods run later, some of it here. */
export function enterClass(
  flow: FlowBuilder,
  node: TSESTree.ClassDeclaration | TSESTree.ClassExpression,
): void {
  const parts: Task[] = [];
  for (const member of node.body.body) {
    if ('computed' in member && member.computed) {
      parts.push(member.key, () => {
        flow.add('convert', node);
      });
    }
  }
  flow.todo(...getDecorators(node), node.superClass, ...parts, () => {
    // Static fields and blocks run here, and decorators.
    flow.add('call', node);
    flow.add('closure', node);
    if (node.type === 'ClassDeclaration' && node.id) {
      flow.add('write', node.id);
    }
  });
}
