import type { Arguments, Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { ANY, getField, getPrototype } from '../fields.ts';
import { createHub } from '../hub.ts';
import { PRIMITIVE, UNDEFINED, UNKNOWN, toConstant } from '../primitive-values.ts';
import { load } from '../properties.ts';
import type { HeapValue, Value } from '../value-graph.ts';
import { createHeapValue } from '../values.ts';
import { applySummary } from './apply-summary.ts';
import { fillMap, fillPromise, fillSet } from './keyed-collections.ts';
import { hasElements } from './native-members.ts';
import { getArgumentAt, withValues } from './operation.ts';
import type { Operation } from './operation.ts';
import type { Summary } from './summary.ts';

/** What is called with `new` and fills the object that it makes. */
export function createConstructor(
  kind: HeapValue['kind'],
  fill: (engine: Engine, call: Call, made: HeapValue) => void,
): Operation {
  return (engine, call) => {
    const { node, activation, result } = call;
    const made = engine.made.get(['new', kind, node, activation], () =>
      createHeapValue(kind, node, activation),
    );
    engine.add(result, made);
    fill(engine, call, made);
  };
}

/** Gives an array the elements that `Array(…)` is called with. */
export function fillArray(engine: Engine, { args }: Call, made: HeapValue): void {
  // A single number is a length.
  const isLength = args.fixed.length === 1 && !args.rest;
  for (const hub of [...args.fixed, ...(args.rest ? [args.rest] : [])]) {
    engine.flow(hub, getField(engine, made, ANY), (value) =>
      isLength && value.kind === 'constant' && typeof value.value === 'number' ? undefined : value,
    );
  }
}

/** An error or event: what it is made from may be read of it. */
export const makeHolder: Operation = (engine, { args, node, activation, result }) => {
  engine.add(result, UNKNOWN);
  for (const hub of [...args.fixed, ...(args.rest ? [args.rest] : [])]) {
    engine.escape(hub, { kind: 'argument', callee: undefined }, node, activation);
  }
};

/** `Symbol()` makes a symbol of its own wherever it stands. */
export const createSymbol: Operation = (engine, { node, activation, result }) => {
  engine.add(
    result,
    engine.made.get(['symbol', node], () => createHeapValue('Symbol', node, activation)),
  );
};

/** `Symbol.for('x')` is the same symbol everywhere; by those that begin with `nodejs.` the runtime finds what it calls. */
export const getSymbol: Operation = (engine, call) => {
  withValues(engine, call, getArgumentAt(call, 0, engine), (value) => {
    const symbol =
      value.kind === 'constant' && !String(value.value).startsWith('nodejs.')
        ? engine.made.get(['registered symbol', String(value.value)], () =>
            createHeapValue('Symbol', undefined, undefined),
          )
        : UNKNOWN;
    engine.add(call.result, symbol);
  });
};

/**
 * Gives data that no code of the program has: texts, numbers, and lists and objects of data. One value stands for all of these
 * lists and objects, for they cannot be told apart.
 */
export const giveData: Operation = (engine, { node, activation, result }) => {
  const data = engine.made.get(['data', node, activation], () => {
    const made = createHeapValue('object', node, activation);
    made.names = () => [ANY];
    made.initialize = (_name, field) => {
      for (const value of [made, PRIMITIVE, UNDEFINED]) {
        engine.add(field, value);
      }
    };
    const list = createHeapValue('array', node, activation);
    const ofLists = engine.semantics.getBuiltinPrototype(engine, list);
    if (ofLists) {
      engine.add(getPrototype(engine, made), ofLists);
    }
    return made;
  });
  engine.add(result, data);
  engine.add(result, PRIMITIVE);
};

/** The classes of errors that are made from a message and options. */
const ERRORS = ['Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'];

/** Objects of the runtime that keep what they are made from: a cause, errors, a detail. */
export const HOLDERS = ['AggregateError', 'CustomEvent', 'Event', ...ERRORS];

/** Gives an error its message, as a text, and its cause (ECMA-262, 20.5.1.1, InstallErrorCause). */
function fillError(engine: Engine, call: Call, made: HeapValue): void {
  const { node, activation } = call;
  const message = getArgumentAt(call, 0, engine);
  engine.flow(message, getField(engine, made, 'message'), toText);
  // To make it a text, methods of it are called.
  engine.flow(message, engine.createEscape({ kind: 'argument', callee: undefined }, node, activation));
  engine.add(getField(engine, made, 'stack'), PRIMITIVE);
  load(engine, call, getArgumentAt(call, 1, engine), 'cause', getField(engine, made, 'cause'));
}

function toText(value: Value): Value | undefined {
  if (value.kind !== 'constant' || typeof value.value === 'symbol') {
    return PRIMITIVE;
  }
  return value.value === undefined ? undefined : toConstant(String(value.value));
}

/** A promise of what a summary gives. */
export function promise(summary: Summary): Operation {
  return (engine, call) => {
    const { node, activation, result } = call;
    const made = engine.made.get(['promise of', summary, node, activation], () =>
      createHeapValue('Promise', node, activation),
    );
    engine.add(result, made);
    applySummary(engine, { ...call, result: getField(engine, made, '[promised]') }, summary);
  };
}

/** What a builtin class puts into its instances. */
const FILLERS: Readonly<Record<string, (engine: Engine, call: Call, made: HeapValue) => void>> = {
  Array: fillArray,
  ...Object.fromEntries(ERRORS.map((name) => [name, fillError])),
  Map: fillMap,
  Promise: fillPromise,
  Set: fillSet,
  WeakMap: fillMap,
  WeakSet: fillSet,
};

/** Makes an object what a builtin class makes of its instances. */
export function constructBuiltin(
  engine: Engine,
  maker: HeapValue,
  instance: HeapValue,
  args: Arguments,
): void {
  const { node, activation } = instance;
  if (maker.kind !== 'builtin') {
    return;
  }
  const [name = ''] = maker.detail.path ?? [];
  if (!node || !activation) {
    return;
  }
  const [callee, result] = [createHub('superclass'), createHub('nothing')];
  const call: Call = { node, activation, callee, self: undefined, args, result, isNew: true };
  const fill = Object.hasOwn(FILLERS, name) ? FILLERS[name] : undefined;
  if (hasElements(name)) {
    engine.add(getField(engine, instance, ANY), UNKNOWN);
  }
  if (fill) {
    fill(engine, call, instance);
  } else if (HOLDERS.includes(name)) {
    makeHolder(engine, call);
  }
}
