import { ASSUMPTIONS } from '../dataflow/assumptions.ts';
import { getBehavior } from '../dataflow/builtins/behaviors.ts';
import { ANY } from '../dataflow/fields.ts';
import type { Activation, HeapValue, Value } from '../dataflow/value-graph.ts';
import { isHeapValue } from '../dataflow/values.ts';
import { isCall, isFunction, unwrap } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';

/** What a call can run before it returns. */
export type Calmness =
  /** No code of the program, and none of other files. */
  | { readonly kind: 'calm' }
  /** Certain functions of the program. */
  | { readonly kind: 'runs'; readonly callbacks: readonly Value[]; readonly isAlways: boolean }
  | { readonly kind: 'unknown' };

/** Calls that run no code which could bind a socket. */
export const CALM: Calmness = { kind: 'calm' };
/** Calls of which nothing is known. */
export const UNKNOWN: Calmness = { kind: 'unknown' };

/** Builtins that call no function at once, by the first name of their path; and methods by their whole path. */
const CALM_BUILTINS =
  /^(?:console|Math|JSON|Intl|Number|String|Boolean|BigInt|Symbol|parseInt|parseFloat|isNaN|isFinite|encode\w+|decode\w+|clear\w+|set(?:Timeout|Interval|Immediate)|queueMicrotask|process|require|resolve|primitive|expect|Error|\w+Error|Date|RegExp|Buffer|URL|URLSearchParams|AbortController|\w+Array|ArrayBuffer|DataView|Map|Set|WeakMap|WeakSet|WeakRef|Object\.(?!groupBy)\w+|Object|Promise\.(?!try)\w+|Map\.prototype\.(?!forEach)\w+|Set\.prototype\.(?!forEach)\w+|Array\.prototype\.(?:at|concat|entries|fill|flat|includes|indexOf|join|keys|lastIndexOf|pop|push|reverse|shift|slice|splice|toString|unshift|values|with)|Array\.(?:of|isArray)|Array|EventEmitter\.prototype\.(?!emit)\w+|Function\.prototype\.(?:bind|toString)|promisified)(?:\.|$)/u;

/** Of these, the ones that read properties of their arguments or their receiver, or convert them. */
const READING_BUILTINS =
  /^(?:JSON|Number|String|BigInt|Object|Promise|\w+Array|Array\.prototype\.(?:concat|flat|join|toString)|Map|Set|WeakMap|WeakSet)(?:$|\.(?!prototype\.))/u;

/** Node's modules and the globals of runtimes whose functions run no code of others before they return. */
const CALM_MODULES =
  /^(?:global:.*|(?:node:)?(?:buffer|child_process|cluster|crypto|dgram|dns|events|fs|http|http2|https|net|os|path|perf_hooks|process|querystring|readline|stream|string_decoder|timers|tls|url|util|worker_threads|zlib)(?:\/promises)?)$/u;

/**
 * Whether a method of sockets runs other code before it returns, or hands the socket to code that runs later: by an accessor, or
 * as what a promise gives.
 */
export function runsCode(name: string): boolean {
  return /^(?:emit|call|apply|then|catch|finally|__define[GS]etter__)$/u.test(name);
}

/**
 * What a call can run before it returns.
 *
 * @param callees what it can call; nothing is known where there is none
 * @param args what it can be given
 */
export function getCalmness(
  node: Node,
  activation: Activation,
  callees: readonly Value[],
  args: readonly Value[],
): Calmness {
  if (callees.length === 0) {
    return UNKNOWN;
  }
  const functions: Value[] = [];
  for (const callee of callees) {
    if (!isHeapValue(callee)) {
      if (callee.kind === 'unknown') {
        return UNKNOWN;
      }
      continue;
    }
    if (callee.kind === 'function') {
      functions.push(callee);
    } else if (isExecutorCall(callee, node)) {
      functions.push(...getExecutor(node, activation));
    } else if (!isCalm(callee, args)) {
      return UNKNOWN;
    }
  }
  return functions.length > 0
    ? { kind: 'runs', callbacks: functions, isAlways: functions.length === callees.length }
    : CALM;
}

function isCalm({ kind, detail }: HeapValue, args: readonly Value[]): boolean {
  const path = detail.path ?? [];
  if (!ASSUMPTIONS.runtimeFunctionsAreCalm && (kind === 'module' || path[0] === 'console')) {
    return false;
  }
  // A method whose name is computed may be any, also `bind` and `emit`.
  if (path.includes(ANY) && !getBehavior(path)) {
    return false;
  }
  if (kind === 'module') {
    return CALM_MODULES.test(path[0] ?? '') && path.at(-1) !== 'emit';
  }
  if (kind !== 'builtin') {
    return false;
  }
  const name = path.join('.');
  if (path[0] === '#socket') {
    return !runsCode(path[1] ?? '');
  }
  if (!CALM_BUILTINS.test(name) || name === 'process.emit') {
    return false;
  }
  return !READING_BUILTINS.test(name) || !args.some((arg) => hasAccessor(arg) || hasConversion(arg));
}

/** `new Promise(executor)` runs its executor at once. */
function isExecutorCall({ kind, detail }: HeapValue, node: Node): boolean {
  return kind === 'builtin' && detail.path?.join('.') === 'Promise' && node.type === 'NewExpression';
}

function getExecutor(node: Node, activation: Activation): readonly Value[] {
  const [executor] = isCall(node) ? node.arguments : [];
  const written = executor && unwrap(executor);
  const closure = isFunction(written) ? activation.objects.get(written) : undefined;
  return closure ? [closure] : [];
}

/** Whether a value is an object of the program with methods that run when it is converted. */
export function hasConversion(value: Value): boolean {
  return (
    isHeapValue(value) &&
    ['toString', 'valueOf', 'toJSON', '@@toPrimitive'].some((name) =>
      (value.fields.get(name)?.values ?? []).some((held) => isHeapValue(held) && held.kind === 'function'),
    )
  );
}

/**
 * Whether an object has accessors of the program, or may have those of other code.
 *
 * A class from elsewhere is not taken to have one by the name of a field that a class of the program writes.
 *
 * @param name the property that is meant; undefined for any
 */
export function hasAccessor(value: Value, name?: string): boolean {
  if (!isHeapValue(value)) {
    return value.kind === 'unknown';
  }
  const isField = name !== undefined && (value.fields.get(name)?.values ?? []).length > 0;
  return searchAccessor(value, name, isField && value.hasForeignBase, new Set());
}

function searchAccessor(
  value: HeapValue,
  name: string | undefined,
  trustsBase: boolean,
  seen: Set<HeapValue>,
): boolean {
  if (seen.has(value)) {
    return false;
  }
  seen.add(value);
  const isMeant = (key: string): boolean => name === undefined || key === name || key === ANY;
  if (value.detail.proxy || [...value.getters.keys(), ...value.setters.keys()].some(isMeant)) {
    return true;
  }
  return (value.prototype?.values ?? []).some((parent) =>
    isHeapValue(parent)
      ? searchAccessor(parent, name, trustsBase, seen)
      : parent.kind === 'unknown' && !trustsBase,
  );
}
