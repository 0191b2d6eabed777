import { flowAwaited } from '../awaiting.ts';
import { callUnknown } from '../calls.ts';
import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { copyProperties, getField } from '../fields.ts';
import { createHub } from '../hub.ts';
import { UNKNOWN } from '../primitive-values.ts';
import type { HeapValue, Hub } from '../value-graph.ts';
import { createHeapValue, isHeapValue } from '../values.ts';
import {
  callSuper,
  checkInstance,
  chooseInstance,
  createClass,
  getType,
  inherit,
  testInstanceByHelper,
} from './class-helpers.ts';
import { assignProperties, copyRest, defineValue } from './copy-helpers.ts';
import { spreadList } from './functions.ts';
import { callStateMachine } from './generators.ts';
import { copyList, getIterator, joinLists, read, spreadArray, toElements, toList } from './list-helpers.ts';
import { OBJECT_FUNCTIONS, REFLECT_FUNCTIONS, assign } from './object.ts';
import { getArgumentAt } from './operation.ts';
import type { Operation } from './operation.ts';
import {
  getDescribed,
  getPrivate,
  getPrivateMember,
  initPrivate,
  setDescribed,
  setPrivate,
  setPrivateMember,
} from './private-fields.ts';
import { PURE } from './summary.ts';
import type { Summary } from './summary.ts';

/**
 * What the helpers do that compilers import: tslib, `@swc/helpers`, `@babel/runtime`. Those that stand in a file are analysed as
 * the code that they are.
 */

function make(
  engine: Engine,
  { node, activation }: Call,
  kind: 'object' | 'Promise',
  purpose: string,
): HeapValue {
  return engine.made.get(['helper', purpose, node, activation], () =>
    createHeapValue(kind, node, activation),
  );
}

/** Runs a generator to its end: what it yields is awaited and sent back to it. */
function runGenerator(engine: Engine, call: Call, generator: Hub, promise: HeapValue): void {
  engine.want(generator);
  engine.listen(generator, (value) => {
    if (isHeapValue(value) && value.kind === 'Generator') {
      flowAwaited(engine, getField(engine, value, '[yielded]'), getField(engine, value, '[sent]'));
      flowAwaited(engine, getField(engine, value, '[returned]'), getField(engine, promise, '[promised]'));
    } else {
      engine.add(getField(engine, promise, '[promised]'), UNKNOWN);
      const { node, activation } = call;
      engine.escape(generator, { kind: 'argument', callee: undefined }, node, activation);
    }
  });
}

/** `__awaiter(self, arguments, Promise, generator)`. */
const awaiter: Operation = (engine, call) => {
  const promise = make(engine, call, 'Promise', 'awaiter');
  engine.add(call.result, promise);
  const [body, maker] = [getArgumentAt(call, 3, engine), getArgumentAt(call, 2, engine)];
  const generator = createHub('generator');
  engine.want(body);
  engine.semantics.call(engine, {
    ...call,
    callee: body,
    self: getArgumentAt(call, 0, engine),
    args: spreadList(engine, call, getArgumentAt(call, 1, engine)),
    result: generator,
    isNew: false,
    onThrown: undefined,
  });
  runGenerator(engine, call, generator, promise);
  engine.want(maker);
  engine.listen(maker, (value) => {
    if (isHeapValue(value) && value.kind !== 'builtin') {
      callUnknown(engine, call);
    }
  });
};

/** `_async_to_generator(generator)` makes a function that runs it. */
const asyncToGenerator: Operation = (engine, call) => {
  const { node, activation, result } = call;
  const body = getArgumentAt(call, 0, engine);
  const wrapped = engine.made.get(['asynchronous', node, activation], () =>
    createHeapValue('builtin', node, activation, { path: ['asynchronous'], runs: body }),
  );
  engine.add(result, wrapped);
  engine.whenTracked(body, () => {
    engine.track(wrapped);
  });
};

/** Calls what `_async_to_generator` made. */
export function callAsynchronous(engine: Engine, call: Call, body: Hub): void {
  const promise = make(engine, call, 'Promise', 'asynchronous');
  engine.add(call.result, promise);
  const generator = createHub('generator');
  engine.want(body);
  engine.semantics.call(engine, {
    ...call,
    callee: body,
    result: generator,
    isNew: false,
    onThrown: undefined,
  });
  runGenerator(engine, call, generator, promise);
}

/** A module as the other kind of modules sees it: itself, and what `default` is. */
export const importStar: Operation = (engine, call) => {
  const module = getArgumentAt(call, 0, engine);
  engine.flow(module, call.result);
  const namespace = make(engine, call, 'object', 'namespace');
  engine.flow(module, getField(engine, namespace, 'default'));
  copyProperties(engine, module, namespace);
  engine.add(call.result, namespace);
  engine.whenTracked(module, () => {
    engine.track(namespace);
  });
};

const same: Summary = { rows: ['arg0 -> result'] };

/** By the name in the package, without the underscores before it and between its words. */
const HELPERS: Readonly<Record<string, Summary | Operation>> = {
  assertthisinitialized: same,
  assign,
  asynctogenerator: asyncToGenerator,
  awaiter,
  arrayliketoarray: copyList,
  arraywithholes: same,
  arraywithoutholes: toElements,
  callsuper: callSuper,
  classcallcheck: checkInstance,
  classprivatefieldget: getDescribed({ map: 1, object: 0 }),
  classprivatefieldget2: getPrivate({ map: 0, object: 1 }),
  classprivatefieldinit: initPrivate,
  classprivatefieldinitspec: initPrivate,
  classprivatefieldset: setDescribed({ map: 1, object: 0 }),
  classprivatefieldset2: setPrivate({ map: 0, object: 1 }),
  createclass: createClass,
  defineproperty: defineValue,
  extends: assign,
  generator: callStateMachine,
  get: REFLECT_FUNCTIONS.get,
  getprototypeof: OBJECT_FUNCTIONS.getPrototypeOf,
  importdefault: importStar,
  importstar: importStar,
  inherits: inherit,
  instanceof: testInstanceByHelper,
  interoprequiredefault: importStar,
  interoprequirewildcard: importStar,
  iterabletoarray: toList,
  objectspread: assign,
  objectspread2: assignProperties,
  objectspreadprops: assignProperties,
  objectwithoutproperties: copyRest,
  possibleconstructorreturn: chooseInstance,
  read,
  rest: copyRest,
  setprototypeof: OBJECT_FUNCTIONS.setPrototypeOf,
  slicedtoarray: toList,
  spread: joinLists,
  spreadarray: spreadArray,
  spreadarrays: joinLists,
  toarray: toList,
  toconsumablearray: toElements,
  tsgenerator: callStateMachine,
  tsvalues: getIterator,
  typeof: getType,
  values: getIterator,
};

/** What is different in tslib. */
const TSLIB: Readonly<Record<string, Summary | Operation>> = {
  classprivatefieldget: getPrivateMember,
  classprivatefieldin: PURE,
  classprivatefieldset: setPrivateMember,
  extends: inherit,
};

/** What a function of a package does, if it is a compiler's helper; otherwise undefined. */
export function getCompilerHelper(path: readonly string[]): Summary | Operation | undefined {
  const [module = '', ...names] = path;
  const [exported = '', ...further] = names.filter((name) => name !== 'default').map(toWord);
  if (further.length > 0) {
    // A member of the function: its `call`.
    return undefined;
  }
  if (module === 'tslib') {
    return TSLIB[exported] ?? HELPERS[exported];
  }
  const file =
    /^(?:@swc\/helpers\/(?:_|cjs|esm)\/|@babel\/runtime(?:-corejs\d)?\/helpers\/(?:esm\/)?)(.+?)(?:\.js|\.cjs)?$/u.exec(
      module,
    )?.[1];
  const word = toWord(file ?? '');
  return exported === '' || exported === word ? HELPERS[word] : undefined;
}

/** Whether a module is one of helpers. */
export function isCompilerHelper(module: string): boolean {
  return module === 'tslib' || /^@(?:swc\/helpers|babel\/runtime(?:-corejs\d)?\/helpers)\//u.test(module);
}

function toWord(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}
