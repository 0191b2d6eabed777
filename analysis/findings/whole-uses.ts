import type { Activation } from '../dataflow/activation.ts';
import type { Dataflow } from '../dataflow/dataflow.ts';
import type { Hub } from '../dataflow/hub.ts';
import { type HeapValue, type Value, isHeapValue } from '../dataflow/values.ts';
import type { ProgramFile } from '../program/program-file.ts';
import { type CallNode, type Node, isFunction, unwrap } from '../program/syntax.ts';
import { findOwnRead } from './own-reads.ts';

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
  return findOwnRead(dataflow, object, option);
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
      call.arguments.some((argument) => {
        const given = argument.type === 'SpreadElement' ? argument.argument : argument;
        return isWithin(dataflow, object, getValues(dataflow, given, activation));
      })
    ) {
      return true;
    }
    return (
      isHandedOn &&
      getValues(dataflow, first, activation).some(isBuiltinReader) &&
      isWithin(dataflow, object, getValues(dataflow, callee.object, activation))
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

/** Whether an object is one of some values, or one of them holds it or has a method or getter that gives it. */
function isWithin(dataflow: Dataflow, object: HeapValue, values: readonly Value[]): boolean {
  const seen = new Set<HeapValue>();
  const pending = values.filter(isHeapValue);
  for (let holder = pending.pop(); holder; holder = pending.pop()) {
    if (holder === object) {
      return true;
    }
    if (!seen.has(holder)) {
      seen.add(holder);
      const members = [...holder.fields.values(), ...holder.getters.values(), holder.prototype];
      pending.push(
        ...members.flatMap((member) => member?.values.filter(isHeapValue) ?? []),
        ...getReturned(dataflow, holder).filter(isHeapValue),
      );
    }
  }
  return false;
}

/** What a function may return, whoever calls it: `toJSON` is called by others. */
function getReturned(dataflow: Dataflow, { node, activation }: HeapValue): readonly Value[] {
  if (!activation || !isFunction(node)) {
    return [];
  }
  const activations = dataflow.engine.getActivations(node);
  return activation.file.tree
    .getReturned(node)
    .flatMap((returned) => activations.flatMap((each) => getValues(dataflow, returned, each)));
}
