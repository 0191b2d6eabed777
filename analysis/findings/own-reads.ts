import type { Dataflow } from '../dataflow/dataflow.ts';
import type { HeapValue } from '../dataflow/value-graph.ts';
import { isHeapValue } from '../dataflow/values.ts';
import type { ProgramFile } from '../program/program-file.ts';
import { getPropertyName, isFunction, unwrap } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';

/** A method or an accessor of the object that may read the option by `this`, called or not: `toJSON` is called by others. */
export function findOwnRead(dataflow: Dataflow, object: HeapValue, option: string): string | undefined {
  for (const { node, activation } of findMethods(dataflow, object)) {
    if (!node || !activation) {
      continue;
    }
    const { file } = activation;
    const read = file.tree.getThisExpressions(node).find((self) => !readsOther(file, self, option));
    if (read) {
      return `its own method may read it at ${file.formatPlace(read)}`;
    }
  }
  return undefined;
}

/** The functions that an object has, from the start, set later, or copied into it. */
function findMethods(
  dataflow: Dataflow,
  object: HeapValue,
): readonly Pick<HeapValue, 'node' | 'activation'>[] {
  const { engine } = dataflow;
  const found: Pick<HeapValue, 'node' | 'activation'>[] = [];
  const seen = new Set<HeapValue>();
  const pending = [object];
  for (let owner = pending.pop(); owner; owner = pending.pop()) {
    if (seen.has(owner)) {
      continue;
    }
    seen.add(owner);
    const { node, activation } = owner;
    if (node?.type === 'ObjectExpression') {
      const values = node.properties.flatMap((property) =>
        property.type === 'Property' ? [unwrap(property.value)] : [],
      );
      found.push(...values.filter(isFunction).map((method) => ({ node: method, activation })));
    }
    const hubs = [
      ...owner.stores.map(({ value }) => value),
      ...owner.getters.values(),
      ...owner.setters.values(),
      ...owner.layers,
    ];
    for (const hub of hubs) {
      engine.want(hub);
    }
    dataflow.run();
    const values = hubs.flatMap((hub) => hub.values.filter(isHeapValue));
    found.push(...values.filter((value) => isFunction(value.node)));
    pending.push(...owner.layers.flatMap((layer) => layer.values.filter(isHeapValue)));
  }
  return found;
}

/** Whether `this` is used for nothing but to read properties by name, none of which is the option. */
function readsOther(file: ProgramFile, self: Node, option: string): boolean {
  const { value, parent } = file.tree.getUse(self);
  if (parent?.type === 'MemberExpression' && parent.object === value) {
    const name = getPropertyName(parent);
    return name !== undefined && name !== option;
  }
  const pattern = parent?.type === 'VariableDeclarator' && parent.init === value ? parent.id : undefined;
  return (
    pattern?.type === 'ObjectPattern' &&
    pattern.properties.every((property) => {
      const name = property.type === 'Property' ? getPropertyName(property) : undefined;
      return name !== undefined && name !== option;
    })
  );
}
