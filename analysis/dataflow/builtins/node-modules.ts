import type { Call } from '../call.ts';
import { callUnknown } from '../calls.ts';
import type { Engine } from '../engine.ts';
import { getField, getPrototype } from '../fields.ts';
import { createHub } from '../hub.ts';
import { INSTANCE, getModule } from '../modules.ts';
import { UNDEFINED, UNKNOWN } from '../primitive-values.ts';
import { importSpecifier } from '../transfers/imports.ts';
import type { HeapValue, Hub, Value } from '../value-graph.ts';
import { createHeapValue, isHeapValue } from '../values.ts';
import { callByRuntime } from './emitter.ts';
import { getBuiltin } from './globals.ts';
import { OBSERVING, NODE_MODULES, getRoot } from './known-modules.ts';
import { awaitEvent, iterateEvents, promiseLater } from './node-events.ts';
import { giveData } from './made-objects.ts';
import { getArgumentAt } from './operation.ts';
import type { Operation } from './operation.ts';
import { promisify } from './promisified.ts';

/** What they have that puts something else into an object which they are handed: `vi.spyOn(wire, 'open')`. */
const REPLACING = /^(?:spyOn|replaceProperty)$/u;

/** Event emitters. */
function isEmitterClass(path: readonly string[]): boolean {
  const [module = '', ...names] = path;
  return getRoot(module) === 'events' && (names.length === 0 || names.join('.') === 'EventEmitter');
}

/** `util.inherits(child, parent)`: what `child` makes inherits from what `parent` makes, and `child.super_` is `parent`. */
const inherits: Operation = (engine, call) => {
  const child = getArgumentAt(call, 0, engine);
  const parent = getArgumentAt(call, 1, engine);
  engine.wantIfTracked(parent, child);
  engine.listen(child, (value) => {
    if (isHeapValue(value)) {
      inheritFrom(engine, value, parent);
      engine.flow(parent, getField(engine, value, 'super_'));
    }
  });
};

function inheritFrom(engine: Engine, child: HeapValue, parent: Hub): void {
  const prototypes = getField(engine, child, 'prototype');
  engine.want(prototypes);
  engine.want(parent);
  engine.listen(prototypes, (prototype) => {
    if (!isHeapValue(prototype)) {
      return;
    }
    engine.listen(parent, (above) => {
      if (isHeapValue(above)) {
        engine.flow(getField(engine, above, 'prototype'), getPrototype(engine, prototype));
      } else {
        engine.add(getPrototype(engine, prototype), UNKNOWN);
      }
    });
  });
}

const returnFirst: Operation = (engine, call) => {
  engine.flow(getArgumentAt(call, 0, engine), call.result);
};

const observe: Operation = (engine, call) => {
  engine.add(call.result, UNKNOWN);
  for (const hub of call.args.fixed) {
    callByRuntime(engine, call, hub, undefined);
  }
};

const createRequire: Operation = (engine, { result }) => {
  const require = getBuiltin(engine, ['require']);
  engine.track(require);
  engine.add(result, require);
};

/** What functions of Node's modules do with values, where it is more than to call them back. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  'events.once': awaitEvent,
  'events.on': iterateEvents,
  'events.EventEmitter.once': awaitEvent,
  'events.EventEmitter.on': iterateEvents,
  'module.createRequire': createRequire,
  'module.Module.createRequire': createRequire,
  'util.promisify': promisify,
  'util.inherits': inherits,
  'util.deprecate': returnFirst,
  'util.inspect': observe,
  'util.format': observe,
  'util.isDeepStrictEqual': observe,
  'stream.finished': observe,
};

/** Calls a function of a module that is known, or of anything in it. */
export function callNodeModule(engine: Engine, call: Call, path: readonly string[]): void {
  const [module = '', ...names] = path;
  const root = getRoot(module);
  if (isEmitterClass(path)) {
    constructEmitter(engine, call);
    return;
  }
  const operation = OPERATIONS[[root, ...names].join('.')] ?? getDataOperation(call, root, names);
  if (operation) {
    operation(engine, call);
  } else if (
    /^(?:requireActual|importActual|require)$/u.test(names.at(-1) ?? '') &&
    !NODE_MODULES.has(root)
  ) {
    requireActual(engine, call, names.at(-1) === 'importActual');
  } else if (OBSERVING.has(module) && REPLACING.test(names.at(-1) ?? '')) {
    callUnknown(engine, call, module);
  } else if (OBSERVING.has(module) || root === 'assert' || (root === 'util' && names[0] === 'types')) {
    observe(engine, call);
  } else if (/^(?:node:)?timers\/promises$/u.test(module)) {
    promiseLater(engine, call, names.at(-1));
  } else if (root === 'timers' && names.length === 1) {
    const timer = getBuiltin(engine, [names[0] ?? '']);
    const callee = createHub('timer');
    engine.add(callee, timer);
    engine.semantics.call(engine, { ...call, callee });
  } else if (root === 'process' && names.length === 1) {
    const callee = createHub('function of process');
    engine.add(callee, getBuiltin(engine, ['process', names[0] ?? '']));
    engine.semantics.call(engine, { ...call, callee });
  } else {
    callRuntime(engine, call, path);
  }
}

/** Functions of `node:os` that give data. */
const OS_DATA: ReadonlySet<string> = new Set([
  'cpus',
  'hostname',
  'loadavg',
  'networkInterfaces',
  'platform',
  'type',
]);

/** A function of `os` that only gives data, called without arguments that it may read. */
function getDataOperation(
  { args, isNew }: Call,
  root: string,
  names: readonly string[],
): Operation | undefined {
  const [name = '', ...further] = names.filter((each) => each !== 'default');
  const isData = root === 'os' && OS_DATA.has(name) && further.length === 0;
  return isData && !isNew && args.fixed.length === 0 && !args.rest ? giveData : undefined;
}

/** Modules whose functions make nothing of what their callbacks return. */
const RESULT_IGNORING: ReadonlySet<string> = new Set(
  (
    'child_process cluster crypto dgram dns fs http http2 https inspector net os process readline repl test timers tls tty ' +
    'worker_threads zlib'
  ).split(' '),
);

/** A function of the runtime calls back what it is handed; all else is out of sight. */
function callRuntime(engine: Engine, call: Call, path: readonly string[]): void {
  const [module = ''] = path;
  const { node, activation, args, result } = call;
  engine.add(result, call.isNew ? getModule(engine, [...path, INSTANCE]) : UNKNOWN);
  const reason = { kind: 'argument', callee: getCalledName(call), module } as const;
  const gone = engine.createEscape(reason, node, activation);
  for (const hub of [...args.fixed, ...(args.rest ? [args.rest] : [])]) {
    const returned = callByRuntime(engine, call, hub, undefined);
    if (!RESULT_IGNORING.has(getRoot(module))) {
      engine.flow(returned, gone);
    }
    engine.flow(hub, gone, (value) => (isHeapValue(value) && value.kind === 'function' ? undefined : value));
  }
}

function getCalledName({ node, activation }: Call): string | undefined {
  return 'callee' in node ? activation.file.getCalledName(node.callee) : undefined;
}

/** `jest.requireActual('dgram')`, `await vi.importActual('dgram')`. */
function requireActual(engine: Engine, call: Call, isPromised: boolean): void {
  const specifier = getArgumentAt(call, 0, engine);
  if (!isPromised) {
    importSpecifier(engine, specifier, call, call.result, 'require');
    return;
  }
  const promise = engine.made.get(['import', call.node, call.activation], () =>
    createHeapValue('Promise', call.node, call.activation),
  );
  engine.add(call.result, promise);
  importSpecifier(engine, specifier, call, getField(engine, promise, '[promised]'), 'import');
}

/** `new EventEmitter()`, and `EventEmitter.call(this)`. */
function constructEmitter(engine: Engine, call: Call): void {
  const { node, activation, result } = call;
  if (!call.isNew) {
    engine.add(result, UNDEFINED);
    return;
  }
  const emitter = engine.made.get(['emitter', node, activation], () =>
    createHeapValue('instance', node, activation),
  );
  engine.add(getPrototype(engine, emitter), getBuiltin(engine, ['EventEmitter', 'prototype']));
  engine.add(result, emitter);
}

/** What a class of a known module makes of the instances of a class that extends it. */
export function getModulePrototype(engine: Engine, path: readonly string[]): HeapValue | undefined {
  return isEmitterClass(path) ? getBuiltin(engine, ['EventEmitter', 'prototype']) : undefined;
}

/** Values that come from other programs, by module: in a worker, what the starting thread hands to it. */
export function getGivenData(path: readonly string[], name: string): Value | undefined {
  return path.length === 1 && getRoot(path[0] ?? '') === 'worker_threads' && name === 'workerData'
    ? UNKNOWN
    : undefined;
}
