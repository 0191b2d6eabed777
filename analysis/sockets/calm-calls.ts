import type { Activation } from '../dataflow/activation.ts';
import { type HeapValue, type Value, isHeapValue } from '../dataflow/values.ts';
import { type Node, isCall, isFunction, unwrap } from '../program/syntax.ts';

/** What a call can run before it returns. */
export type Calmness =
  /** No code of the program, and none of other files. */
  | { readonly kind: 'calm' }
  /** Certain functions of the program. */
  | { readonly kind: 'runs'; readonly callbacks: readonly Value[]; readonly isAlways: boolean }
  | { readonly kind: 'unknown' };

const CALM: Calmness = { kind: 'calm' };
const UNKNOWN: Calmness = { kind: 'unknown' };

/** Builtins that call no function at once, by the first name of their path; and methods by their whole path. */
const CALM_BUILTINS =
  /^(?:console|Math|JSON|Intl|Number|String|Boolean|BigInt|Symbol|parseInt|parseFloat|isNaN|isFinite|encode\w+|decode\w+|clear\w+|set(?:Timeout|Interval|Immediate)|queueMicrotask|process|require|resolve|primitive|expect|Error|\w+Error|Date|RegExp|Buffer|URL|URLSearchParams|AbortController|\w+Array|ArrayBuffer|DataView|Map|Set|WeakMap|WeakSet|WeakRef|Object\.(?!groupBy)\w+|Object|Promise\.(?!try)\w+|Map\.prototype\.(?!forEach)\w+|Set\.prototype\.(?!forEach)\w+|Array\.prototype\.(?:at|concat|entries|fill|flat|includes|indexOf|join|keys|lastIndexOf|pop|push|reverse|shift|slice|splice|toString|unshift|values|with)|Array\.(?:of|isArray)|Array|EventEmitter\.prototype\.(?!emit)\w+|Function\.prototype\.(?:bind|toString)|promisified)(?:\.|$)/u;

/** Node's modules whose functions may run code that they are given as text or as a path. */
const RUNNING_MODULES = /^(?:node:)?(?:vm|module)$/u;

/** Methods of sockets that run listeners before they return. */
const RUNNING_METHODS: ReadonlySet<string> = new Set(['emit']);

/**
 * What a call can run before it returns.
 *
 * @param callees what it can call; nothing is known where there is none
 */
export function getCalmness(node: Node, activation: Activation, callees: readonly Value[]): Calmness {
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
    } else if (!isCalm(callee)) {
      return UNKNOWN;
    }
  }
  return functions.length > 0
    ? { kind: 'runs', callbacks: functions, isAlways: functions.length === callees.length }
    : CALM;
}

function isCalm({ kind, detail }: HeapValue): boolean {
  const path = detail.path ?? [];
  if (kind === 'module') {
    return !RUNNING_MODULES.test(path[0] ?? '');
  }
  if (kind !== 'builtin') {
    return false;
  }
  return path[0] === '#socket' ? !RUNNING_METHODS.has(path[1] ?? '') : CALM_BUILTINS.test(path.join('.'));
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
