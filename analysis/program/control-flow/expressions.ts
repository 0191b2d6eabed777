import type { TSESTree } from '@typescript-eslint/utils';
import { unwrap } from '../syntax.ts';
import type { Node } from '../syntax.ts';
import { branch, enterConditional, getTruth } from './branches.ts';
import { connect } from './flow-builder.ts';
import type { FlowBuilder, Task } from './flow-builder.ts';
import { writeTarget } from './patterns.ts';

/**
 * Goes into an expression, or a part of one.
 *
 * @returns false for what is none, and for one whose children run in their order, and nothing else
 */
export function enterExpression(flow: FlowBuilder, node: Node): boolean {
  switch (node.type) {
    case 'ConditionalExpression':
      enterConditional(flow, node);
      return true;
    case 'LogicalExpression':
      flow.todo(node.left, () => {
        branch(flow, [node.right], [], decideRightTaken(flow, node));
      });
      return true;
    case 'ChainExpression':
      enterChain(flow, node);
      return true;
    case 'MemberExpression':
      flow.todo(
        node.object,
        () => {
          skipIf(flow, node.optional);
        },
        node.computed ? node.property : undefined,
        () => {
          flow.add('load', node);
        },
      );
      return true;
    case 'CallExpression':
      enterCall(flow, node);
      return true;
    case 'NewExpression':
      flow.todo(node.callee, ...node.arguments, () => {
        flow.add('call', node);
      });
      return true;
    case 'TaggedTemplateExpression':
      flow.todo(node.tag, node.quasi, () => {
        flow.add('call', node);
      });
      return true;
    case 'ImportExpression':
      flow.todo(node.source, node.options, () => {
        flow.add('call', node);
      });
      return true;
    case 'JSXElement':
    case 'JSXFragment':
      enterElement(flow, node);
      return true;
    case 'AwaitExpression':
    case 'YieldExpression':
      flow.todo(node.argument, () => {
        flow.add('suspend', node);
      });
      return true;
    case 'AssignmentExpression':
      enterAssignment(flow, node);
      return true;
    case 'UpdateExpression':
      flow.todo(node.argument, () => {
        flow.add('convert', node);
        writeTarget(flow, unwrap(node.argument), node);
      });
      return true;
    case 'UnaryExpression':
      flow.todo(node.argument, () => {
        flow.add(node.operator === 'delete' ? 'store' : 'convert', node);
      });
      return true;
    case 'BinaryExpression':
      flow.todo(node.left, node.right, () => {
        flow.add('convert', node);
      });
      return true;
    case 'TemplateLiteral':
      // Each part is made a text before the next one runs.
      flow.todo(
        ...node.expressions.flatMap((part): Task[] => [
          part,
          () => {
            flow.add('convert', node);
          },
        ]),
      );
      return true;
    case 'SpreadElement':
      flow.todo(node.argument, () => {
        flow.add('convert', node);
      });
      return true;
    case 'Identifier':
    case 'JSXIdentifier':
      flow.add('read', node);
      return true;
    case 'Property':
      flow.todo(
        node.computed ? node.key : undefined,
        () => {
          if (node.computed) {
            flow.add('convert', node);
          }
        },
        node.value,
      );
      return true;
    default:
      return false;
  }
}

/** Whether the right side always runs, or never; undefined where that is not written. */
function decideRightTaken(
  flow: FlowBuilder,
  { operator, left }: TSESTree.LogicalExpression,
): boolean | undefined {
  const truth = operator === '??' ? undefined : getTruth(flow, left);
  return truth === undefined || operator === '&&' ? truth : !truth;
}

/** What JSX is compiled to calls a function that makes the element. */
function enterElement(flow: FlowBuilder, node: TSESTree.JSXElement | TSESTree.JSXFragment): void {
  flow.todo(node.type === 'JSXElement' ? node.openingElement : undefined, ...node.children, () => {
    flow.add('call', node);
  });
}

function enterChain(flow: FlowBuilder, node: TSESTree.ChainExpression): void {
  const end = flow.createBlock();
  flow.chains.push(end);
  flow.todo(node.expression, () => {
    flow.chains.pop();
    connect(flow.current, end);
    flow.current = end;
  });
}

/** `?.` ends its chain where there is nothing before it. */
function skipIf(flow: FlowBuilder, isOptional: boolean): void {
  const end = flow.chains.at(-1);
  if (isOptional && end) {
    connect(flow.current, end);
    flow.startBlock(flow.current);
  }
}

function enterCall(flow: FlowBuilder, node: TSESTree.CallExpression): void {
  flow.todo(
    node.callee,
    () => {
      skipIf(flow, node.optional);
    },
    ...node.arguments,
    () => {
      flow.add('call', node);
    },
  );
}

function enterAssignment(flow: FlowBuilder, node: TSESTree.AssignmentExpression): void {
  const { left, right, operator } = node;
  const target = unwrap(left);
  const write = (): void => {
    writeTarget(flow, target, node);
  };
  const before: Task[] = [];
  if (target.type === 'MemberExpression') {
    before.push(target.object, ...(target.computed ? [target.property] : []));
    if (operator !== '=') {
      before.push(() => {
        flow.add('load', target);
      });
    }
  } else if (target.type === 'Identifier' && operator !== '=') {
    before.push(target);
  }
  if (operator === '||=' || operator === '&&=' || operator === '??=') {
    // What `&&=` leaves is falsy, and as good as written again.
    const [inside, behind] = operator === '&&=' ? [[], [write]] : [[write], []];
    flow.todo(
      ...before,
      () => {
        branch(flow, [right, ...inside], []);
      },
      ...behind,
    );
  } else {
    flow.todo(
      ...before,
      right,
      () => {
        if (operator !== '=') {
          flow.add('convert', node);
        }
      },
      write,
    );
  }
}
