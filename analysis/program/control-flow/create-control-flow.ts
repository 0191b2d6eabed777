import type { TSESTree } from '@typescript-eslint/utils';
import type { Bindings } from '../bindings.ts';
import { getWrittenConstant } from '../constant-tests.ts';
import type { ControlFlow, FlowEvent, Point } from '../control-flow.ts';
import { forEachChild, getBody, isClass, isFunction } from '../syntax.ts';
import type { Node, VisitorKeys } from '../syntax.ts';
import type { CodeUnit } from '../tree.ts';
import { enterClass, enterFunction } from './closures.ts';
import { cutDeadBlocks } from './dead-edges.ts';
import { declareFunctions } from './declarations.ts';
import { enterExpression } from './expressions.ts';
import { FlowBuilder, connect } from './flow-builder.ts';
import { writePattern } from './patterns.ts';
import { enterStatement } from './statements.ts';

/**
 * Finds the order in which the parts of a unit can run.
 *
 * Each path that a run can take is a path of the graph; some of the graph's are never taken (behind `finally`, in dead code).
 *
 * @param unit the code, without the units inside of it
 * @param visitorKeys where the children of nodes are
 * @param bindings what the names in conditions mean
 */
export function createControlFlow(
  unit: CodeUnit,
  visitorKeys: VisitorKeys | undefined,
  bindings: Bindings,
): ControlFlow {
  const builder = new FlowBuilder(visitorKeys, (node) => getWrittenConstant(node, bindings));
  buildUnit(builder, unit);
  cutDeadBlocks(builder.entry, builder.deadEdges);
  const accesses = new Map<string, { event: FlowEvent; point: Point }[]>();
  const points = new Map<Node, { kind: FlowEvent['kind']; point: Point }[]>();
  for (const block of builder.blocks) {
    for (const [index, event] of block.events.entries()) {
      const point = { block, index };
      const known = points.get(event.node);
      if (known) {
        known.push({ kind: event.kind, point });
      } else {
        points.set(event.node, [{ kind: event.kind, point }]);
      }
      if (event.kind === 'read' || event.kind === 'write') {
        const { name } = event.node as TSESTree.Identifier;
        const list = accesses.get(name);
        if (list) {
          list.push({ event, point });
        } else {
          accesses.set(name, [{ event, point }]);
        }
      }
    }
  }
  return {
    entry: builder.entry,
    exit: builder.exit,
    blocks: builder.blocks,
    getAccesses: (name) => accesses.get(name) ?? [],
    getPoint: (node, kind) => points.get(node)?.find((entry) => entry.kind === kind)?.point,
  };
}

function buildUnit(flow: FlowBuilder, unit: CodeUnit): void {
  switch (unit.type) {
    case 'Program':
    case 'StaticBlock':
      flow.todo(
        () => {
          declareFunctions(flow, unit.body);
        },
        ...unit.body,
      );
      break;
    case 'PropertyDefinition':
    case 'AccessorProperty':
      flow.todo(...(unit.value ? [unit.value] : []));
      break;
    default: {
      const body = getBody(unit);
      flow.todo(
        ...unit.params.map((parameter) => () => {
          writePattern(flow, parameter);
        }),
      );
      flow.run(enterNode);
      if (body?.type === 'BlockStatement') {
        declareFunctions(flow, body.body);
        flow.todo(...body.body);
      } else if (body) {
        flow.todo(body, () => {
          flow.add('return', unit);
        });
      }
    }
  }
  flow.run(enterNode);
  connect(flow.current, flow.exit);
}

function enterNode(flow: FlowBuilder, node: Node): void {
  if (isFunction(node)) {
    enterFunction(flow, node);
  } else if (isClass(node)) {
    enterClass(flow, node);
  } else if (!enterExpression(flow, node) && !enterStatement(flow, node)) {
    enterChildren(flow, node);
  }
}

function enterChildren(flow: FlowBuilder, node: Node): void {
  if (isType(node)) {
    return;
  }
  const children: Node[] = [];
  forEachChild(
    node,
    (child) => {
      children.push(child);
    },
    flow.visitorKeys,
  );
  flow.todo(...children);
}

/** Types run never. */
function isType(node: Node): boolean {
  return node.type.startsWith('TS') && !CODE_OF_TYPESCRIPT.has(node.type);
}

const CODE_OF_TYPESCRIPT: ReadonlySet<string> = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
  'TSEnumDeclaration',
  'TSEnumBody',
  'TSEnumMember',
  'TSModuleDeclaration',
  'TSModuleBlock',
  'TSExportAssignment',
  'TSImportEqualsDeclaration',
]);
