import type { Activation } from '../dataflow/activation.ts';
import type { Dataflow } from '../dataflow/dataflow.ts';
import type { Hub } from '../dataflow/hub.ts';
import { type HeapValue, type Value, isHeapValue } from '../dataflow/values.ts';
import type { ProgramFile } from '../program/program-file.ts';
import { type CallNode, type Node, getPropertyName, isFunction, unwrap } from '../program/syntax.ts';

/** Names of functions that look at all that an object holds: they write it out, copy it, list it or compare it. */
const READERS =
  /^(?:stringify|structuredClone|serialize|inspect|format(?:WithOptions)?|isDeepStrictEqual|(?:not|partial)?[dD]eep(?:Strict)?Equal|postMessage|send|log|info|warn|error|debug|dir|table|trace|assert|entries|keys|values|ownKeys|getOwnProperty(?:Names|Descriptors?))$/u;

/** Functions of JavaScript itself that do so, by their paths. */
const BUILTIN_READERS =
  /^(?:JSON\.stringify|structuredClone|console\.\w+|Object\.(?:entries|keys|values|getOwnProperty\w+|fromEntries)|Reflect\.ownKeys)$/u;

/**
 * Why an options object is used as a whole, by what has it or has an object that holds it, in whatever depth.
 *
 * @param object the options object
 * @param option the property that would go
 * @returns a clause, or undefined where nothing looks at it as a whole
 */
export function findWholeUse(dataflow: Dataflow, object: HeapValue, option: string): string | undefined {
  for (const file of dataflow.files) {
    const isSealing = file.tree.calls.some((call) => isSealed(file, call));
    const store = isSealing
      ? object.stores.find(({ name, node }) => name === option && node.type !== 'Property')
      : undefined;
    if (store) {
      return `it is also set at ${store.activation.file.formatPlace(store.node)}, and objects are sealed here`;
    }
    const call = file.tree.calls.find((each) => isReading(dataflow, file, each, object));
    if (call) {
      return `an object that holds the options object is used as a whole at ${file.formatPlace(call)}`;
    }
  }
  return findOwnRead(object, option);
}

/** What is sealed or frozen takes no property that it does not have. */
function isSealed(file: ProgramFile, { callee }: CallNode): boolean {
  return /^(?:seal|freeze|preventExtensions)$/u.test(file.getCalledName(callee) ?? '');
}

function isReading(dataflow: Dataflow, file: ProgramFile, call: CallNode, object: HeapValue): boolean {
  const { engine } = dataflow;
  const unit = file.tree.getUnit(call);
  const name = file.getCalledName(call.callee) ?? '';
  const isNamed = READERS.test(name);
  const callee = unwrap(call.callee);
  const [first] = call.arguments;
  // `list.map(JSON.stringify)` hands each element to a function that nobody calls here.
  const isHandedOn = callee.type === 'MemberExpression' && first !== undefined && isReference(first);
  return engine.getActivations(unit).some((activation) => {
    const isReader = isNamed || engine.getCallees(call, activation).some(isBuiltinReader);
    if (
      isReader &&
      call.arguments.some((argument) => isWithin(object, getValues(dataflow, argument, activation)))
    ) {
      return true;
    }
    return (
      isHandedOn &&
      getValues(dataflow, first, activation).some(isBuiltinReader) &&
      isWithin(object, getValues(dataflow, callee.object, activation))
    );
  });
}

function isReference(node: Node): boolean {
  return ['Identifier', 'MemberExpression'].includes(unwrap(node).type);
}

function isBuiltinReader(value: Value): boolean {
  return (
    isHeapValue(value) && value.kind === 'builtin' && BUILTIN_READERS.test(value.detail.path?.join('.') ?? '')
  );
}

function getValues(dataflow: Dataflow, node: Node, activation: Activation): readonly Value[] {
  const hub: Hub = dataflow.engine.getHub(node, activation);
  dataflow.engine.want(hub);
  dataflow.run();
  return hub.values;
}

/** Whether an object is one of some values, or held by one of them. */
function isWithin(object: HeapValue, values: readonly Value[]): boolean {
  const seen = new Set<HeapValue>();
  const pending = values.filter(isHeapValue);
  for (let holder = pending.pop(); holder; holder = pending.pop()) {
    if (holder === object) {
      return true;
    }
    if (!seen.has(holder)) {
      seen.add(holder);
      for (const field of holder.fields.values()) {
        pending.push(...field.values.filter(isHeapValue));
      }
    }
  }
  return false;
}

/** A method or a getter of the object that may read the option by `this`, called or not: `toJSON` is called by others. */
function findOwnRead({ node, activation }: HeapValue, option: string): string | undefined {
  if (node?.type !== 'ObjectExpression' || !activation) {
    return undefined;
  }
  const { file } = activation;
  for (const property of node.properties) {
    const value: Node | undefined = property.type === 'Property' ? unwrap(property.value) : undefined;
    if (!isFunction(value)) {
      continue;
    }
    const read = file.tree.getThisExpressions(value).find((self) => !readsOther(file, self, option));
    if (read) {
      return `its own method may read it at ${file.formatPlace(read)}`;
    }
  }
  return undefined;
}

/** Whether `this` serves to read properties by their names, and none of them is the option. */
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
