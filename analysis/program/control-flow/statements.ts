import type { Node } from '../syntax.ts';
import { enterConditional } from './branches.ts';
import { declareFunctions, disposeOfUsed, enterVariables } from './declarations.ts';
import { enterThrow, enterTry } from './exceptions.ts';
import type { FlowBuilder } from './flow-builder.ts';
import { enterJump, enterLabel, enterReturn, takeLabels } from './jumps.ts';
import { enterLoop } from './loops.ts';
import { enterSwitch } from './switches.ts';

/**
 * Goes into a statement.
 *
 * @returns false for a node whose children run in their order, and nothing else
 */
export function enterStatement(flow: FlowBuilder, node: Node): boolean {
  switch (node.type) {
    case 'BlockStatement':
      flow.todo(
        () => {
          declareFunctions(flow, node.body);
        },
        ...node.body,
        () => {
          disposeOfUsed(flow, node.body);
        },
      );
      return true;
    case 'IfStatement':
      enterConditional(flow, node);
      return true;
    case 'VariableDeclaration':
      enterVariables(flow, node);
      return true;
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
      enterLoop(flow, node, takeLabels(flow));
      return true;
    case 'SwitchStatement':
      enterSwitch(flow, node, takeLabels(flow));
      return true;
    case 'TryStatement':
      enterTry(flow, node);
      return true;
    case 'LabeledStatement':
      enterLabel(flow, node);
      return true;
    case 'BreakStatement':
    case 'ContinueStatement':
      enterJump(flow, node);
      return true;
    case 'ReturnStatement':
      enterReturn(flow, node);
      return true;
    case 'ThrowStatement':
      enterThrow(flow, node);
      return true;
    case 'ImportDeclaration':
      return true;
    case 'ExportSpecifier':
      if (node.local.type === 'Identifier') {
        flow.add('read', node.local);
      }
      return true;
    default:
      return false;
  }
}
