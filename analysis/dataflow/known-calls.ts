import { getPropertyName, isFunction, unwrap } from '../program/syntax.ts';
import { applySummary } from './builtins/apply-summary.ts';
import { callAsynchronous, getCompilerHelper, importStar } from './builtins/compiler-helpers.ts';
import { callByRuntime } from './builtins/emitter.ts';
import { defineListed } from './builtins/class-helpers.ts';
import { callDefinitionHelper, isDefinitionHelper } from './builtins/definition-helper.ts';
import { callProxy } from './builtins/functions.ts';
import {
  callRegenerator,
  callRegeneratorMethod,
  callStateMachine,
  callStep,
  getGeneratorHelper,
} from './builtins/generators.ts';
import { getBehavior } from './builtins/behaviors.ts';
import type { Behavior } from './builtins/operation.ts';
import { callPrimitiveMember } from './builtins/primitives.ts';
import { constructBuiltin } from './builtins/made-objects.ts';
import { getProcessBehavior } from './builtins/process.ts';
import { isMemberHelper } from './builtins/member-helper.ts';
import { isNamespaceHelper } from './builtins/namespace-helper.ts';
import { callNodeModule } from './builtins/node-modules.ts';
import { isKnownModule } from './builtins/known-modules.ts';
import { getArgumentAt } from './builtins/operation.ts';
import { callPromisified } from './builtins/promisified.ts';
import { callKeyHelper, isKeyHelper } from './builtins/property-key.ts';
import { callBySubclass } from './builtins/subclasses.ts';
import { callResolver, callUnknown } from './calls.ts';
import type { Arguments, Call } from './call.ts';
import type { Engine } from './engine.ts';
import type { Environment } from './environment.ts';
import { getModule } from './modules.ts';
import { UNKNOWN } from './primitive-values.ts';
import { importSpecifier } from './transfers/imports.ts';
import type { HeapValue } from './value-graph.ts';

/** Calls what no code of the program makes. */
export function callKnown(engine: Engine, environment: Environment, call: Call, callee: HeapValue): void {
  const { resolves, rejects, wraps, runs, gives, finishes, delegation, proxy, path = [] } = callee.detail;
  if (proxy) {
    callProxy(engine, call, proxy);
  } else if (runs) {
    callAsynchronous(engine, call, runs);
  } else if (gives || finishes || delegation) {
    callStep(engine, call, callee);
  } else if (resolves) {
    callResolver(engine, call, resolves, rejects);
  } else if (wraps) {
    callPromisified(engine, call, wraps);
  } else if (callee.kind === 'module') {
    if (!environment.callModule(engine, call, path)) {
      callModule(engine, call, path);
    }
  } else if (callee.kind === 'builtin') {
    callBuiltin(engine, environment, call, path);
  }
}

/** Calls what is not seen: a method of an object from elsewhere can be one that is known by its name. */
export function callUnseen(engine: Engine, environment: Environment, call: Call): void {
  const { node } = call;
  const callee = 'callee' in node ? unwrap(node.callee) : undefined;
  const name = callee?.type === 'MemberExpression' ? getPropertyName(callee) : undefined;
  if (name === undefined || !environment.callMethod(engine, call, name)) {
    callUnknown(engine, call);
  }
}

function callModule(engine: Engine, call: Call, path: readonly string[]): void {
  const helper = getCompilerHelper(path);
  if (helper) {
    behave(engine, call, helper);
  } else if (isKnownModule(path[0] ?? '')) {
    callNodeModule(engine, call, path);
  } else {
    callUnknown(engine, call, path[0]);
  }
}

function callBuiltin(engine: Engine, environment: Environment, call: Call, path: readonly string[]): void {
  if (environment.callBuiltin(engine, call, path)) {
    return;
  }
  const [first, second = ''] = path;
  if (first === 'require' || (first === 'process' && second === 'getBuiltinModule')) {
    importSpecifier(engine, getArgumentAt(call, 0, engine), call, call.result, 'require');
    return;
  }
  if (first === 'regenerator') {
    callRegeneratorMethod(engine, call, second);
    return;
  }
  if (first === 'primitive') {
    callPrimitiveMember(engine, call, second);
    return;
  }
  if (first === 'process' && second === 'binding') {
    importBinding(engine, environment, call);
    return;
  }
  if (first === 'expect') {
    for (const hub of call.args.fixed) {
      callByRuntime(engine, call, hub, undefined);
    }
    engine.add(call.result, UNKNOWN);
    return;
  }
  const behavior = first === 'process' ? getProcessBehavior(second) : getBehavior(path);
  if (behavior) {
    behave(engine, call, behavior);
    callBySubclass(engine, call, path);
  } else {
    callUnknown(engine, call);
  }
}

/** `process.binding('udp_wrap')`. */
function importBinding(engine: Engine, environment: Environment, call: Call): void {
  const name = getArgumentAt(call, 0, engine);
  engine.want(name);
  engine.listen(name, (value) => {
    const path = value.kind === 'constant' ? `process.binding:${String(value.value)}` : '';
    const module = environment.isKnownModule(path) ? getModule(engine, [path]) : UNKNOWN;
    engine.track(module);
    engine.add(call.result, module);
  });
}

/** Makes an object what a builtin class, or one of a known module, makes of its instances. */
export function constructKnown(
  engine: Engine,
  environment: Environment,
  maker: HeapValue,
  instance: HeapValue,
  args: Arguments,
): void {
  const { node, activation } = instance;
  const path = maker.detail.path ?? [];
  if (maker.kind === 'module' && node && activation) {
    environment.construct(engine, path, instance, args, { node, activation });
  }
  if (maker.kind === 'module' && !isKnownModule(path[0] ?? '')) {
    instance.hasForeignBase = true;
  }
  constructBuiltin(engine, maker, instance, args);
}

/** Does what a builtin does. */
function behave(engine: Engine, call: Call, behavior: Behavior): void {
  if (typeof behavior === 'function') {
    behavior(engine, call);
  } else {
    applySummary(engine, call, behavior);
  }
}

/**
 * Calls a helper that a compiler has written into the file.
 *
 * @returns whether the function is one
 */
export function callHelper(engine: Engine, call: Call, closure: HeapValue): boolean {
  const { node, activation } = closure;
  if (!isFunction(node) || !activation) {
    return false;
  }
  if (isKeyHelper(node)) {
    engine.noteRun(closure);
    callKeyHelper(engine, call);
    return true;
  }
  if (isMemberHelper(activation.file, node)) {
    engine.noteRun(closure);
    defineListed(engine, call);
    return true;
  }
  if (isDefinitionHelper(activation.file, node)) {
    engine.noteRun(closure);
    callDefinitionHelper(engine, call);
    return true;
  }
  if (isNamespaceHelper(node)) {
    engine.noteRun(closure);
    importStar(engine, call);
    return true;
  }
  const helper = getGeneratorHelper(activation.file, node);
  if (helper) {
    engine.noteRun(closure);
  }
  if (helper === 'state-machine') {
    callStateMachine(engine, call);
  } else if (helper === 'regenerator') {
    callRegenerator(engine, call);
  }
  return helper !== undefined;
}
