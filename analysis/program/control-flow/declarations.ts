import type { TSESTree } from '@typescript-eslint/utils';
import type { Node } from '../syntax.ts';
import type { FlowBuilder } from './flow-builder.ts';
import { writePattern } from './patterns.ts';

/** Functions and imports have their values before the first statement runs. */
export function declareFunctions(flow: FlowBuilder, body: readonly Node[]): void {
  for (const statement of body) {
    const declared =
      statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration'
        ? statement.declaration
        : statement;
    if (declared?.type === 'FunctionDeclaration' && declared.id) {
      flow.add('write', declared.id);
    } else if (statement.type === 'ImportDeclaration') {
      for (const { local } of statement.specifiers) {
        flow.add('write', local);
      }
    }
  }
}

/** `var`, `let`, `const` and `using`: a `var` without a value writes nothing. */
export function enterVariables(flow: FlowBuilder, node: TSESTree.VariableDeclaration): void {
  flow.todo(
    ...node.declarations.flatMap(({ id, init }) => [
      init,
      () => {
        if (init || node.kind !== 'var') {
          writePattern(flow, id);
        }
      },
    ]),
  );
}

/** The end of a block runs the methods by which what its `using` declares is disposed of. */
export function disposeOfUsed(flow: FlowBuilder, body: readonly Node[]): void {
  for (const statement of body) {
    if (statement.type === 'VariableDeclaration' && statement.kind.endsWith('using')) {
      flow.add(statement.kind === 'await using' ? 'suspend' : 'convert', statement);
    }
  }
}
