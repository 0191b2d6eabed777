import { unwrap } from '../syntax.ts';
import type { Node } from '../syntax.ts';
import { branch } from './branches.ts';
import type { FlowBuilder, Task } from './flow-builder.ts';

/**
 * A value is written to what stands on the left.
 *
 * @param node the assignment or update that writes it
 */
export function writeTarget(flow: FlowBuilder, target: Node, node: Node): void {
  if (target.type === 'MemberExpression') {
    flow.add('store', node);
  } else {
    writePattern(flow, target);
  }
}

/** The identifiers of a pattern get their values; its defaults may run. */
export function writePattern(flow: FlowBuilder, written: Node): void {
  const pattern = unwrap(written);
  switch (pattern.type) {
    case 'Identifier':
      flow.add('write', pattern);
      return;
    case 'TSParameterProperty':
      writePattern(flow, pattern.parameter);
      return;
    case 'AssignmentPattern':
      flow.todo(
        () => {
          branch(flow, [pattern.right], []);
        },
        () => {
          writePattern(flow, pattern.left);
        },
      );
      return;
    case 'ObjectPattern':
      // Each property is read behind what the one before it was written to.
      flow.todo(
        ...pattern.properties.flatMap((property): Task[] => [
          ...(property.type === 'Property' && property.computed ? [property.key as Node] : []),
          () => {
            flow.add('convert', pattern);
            writePattern(flow, property.type === 'Property' ? property.value : property.argument);
          },
        ]),
        () => {
          flow.add('convert', pattern);
        },
      );
      return;
    case 'ArrayPattern':
      flow.todo(
        ...pattern.elements.map((element) => () => {
          flow.add('convert', pattern);
          if (element) {
            writePattern(flow, element);
          }
        }),
        // The iterator is closed.
        () => {
          flow.add('convert', pattern);
        },
      );
      return;
    case 'RestElement':
      writePattern(flow, pattern.argument);
      return;
    case 'MemberExpression':
      flow.todo(pattern.object, pattern.computed ? pattern.property : undefined, () => {
        flow.add('store', pattern);
      });
      return;
    default:
  }
}
