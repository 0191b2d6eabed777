import type { Dataflow } from '../dataflow/dataflow.ts';
import type { Site, Store } from '../dataflow/value-graph.ts';
import { decideTruthy } from '../dataflow/values.ts';
import { getPropertyName } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';

/** The key of a property that is written, where it is computed. */
export function getComputedKey({ node }: Store): Node | undefined {
  if (node.type === 'MemberExpression') {
    return getPropertyName(node) === undefined ? node.property : undefined;
  }
  // `Reflect.set(object, key, value)`, `Reflect.deleteProperty(object, key)` and their like.
  const key: Node | undefined = node.type === 'CallExpression' ? node.arguments[1] : undefined;
  return key?.type === 'Literal' ? undefined : key;
}

/**
 * Whether a write stands under conditions that may hold in every run, as far as is known: those that ask for the option itself
 * (`if (options.reuseAddr) delete options.reuseAddr`), and those whose value is known.
 */
export function isUnderIdleConditions(dataflow: Dataflow, { node, activation }: Site, name: string): boolean {
  const { tree, source } = activation.file;
  let isConditional = false;
  let inner: Node = node;
  for (let up = tree.getParent(node); up && up !== activation.unit; up = tree.getParent(up)) {
    const condition = getCondition(up, inner);
    inner = up;
    if (!condition) {
      continue;
    }
    isConditional = true;
    const { test, truth } = condition;
    const isAboutOption = source.text.slice(...test.range).includes(name);
    if (!isAboutOption && !alwaysIs(dataflow, { node: test, activation }, truth)) {
      return false;
    }
  }
  return isConditional;
}

/** What must be true, or false, for a part of a node to run. */
function getCondition(
  node: Node,
  part: Node,
): { readonly test: Node; readonly truth: boolean | undefined } | undefined {
  switch (node.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return part === node.test ? undefined : { test: node.test, truth: part === node.consequent };
    case 'LogicalExpression':
      return part === node.left ? undefined : { test: node.left, truth: node.operator === '&&' };
    case 'WhileStatement':
    case 'ForStatement':
      return part === node.body && node.test ? { test: node.test, truth: true } : undefined;
    case 'ForInStatement':
    case 'ForOfStatement':
      return part === node.body ? { test: node.right, truth: true } : undefined;
    case 'SwitchStatement':
      return part === node.discriminant ? undefined : { test: node.discriminant, truth: undefined };
    default:
      return undefined;
  }
}

/** @param truth undefined where it need only be known */
function alwaysIs(dataflow: Dataflow, { node, activation }: Site, truth: boolean | undefined): boolean {
  const hub = dataflow.engine.getHub(node, activation);
  dataflow.engine.want(hub);
  dataflow.run();
  return (
    hub.values.length > 0 &&
    hub.values.every((value) =>
      truth === undefined ? decideTruthy(value) !== undefined : decideTruthy(value) === truth,
    )
  );
}
