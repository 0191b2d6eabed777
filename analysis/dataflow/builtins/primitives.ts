import { callUnknown } from '../calls.ts';
import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { ANY, getField, isIndex } from '../fields.ts';
import { createHub } from '../hub.ts';
import { mayDefine } from '../implicit-calls.ts';
import { NUMBER, PRIMITIVE, UNDEFINED, UNKNOWN, toConstant } from '../primitive-values.ts';
import { joinTexts } from '../transfers/computing.ts';
import type { Value } from '../value-graph.ts';
import { createHeapValue, isHeapValue } from '../values.ts';
import { getBuiltin } from './globals.ts';

/** What is under a name of a text, a number or another primitive, or of a regular expression. */
export function getPrimitiveMember(engine: Engine, value: Value, name: string): Value {
  if (name === 'length') {
    return NUMBER;
  }
  if (isIndex(name)) {
    return PRIMITIVE;
  }
  if (name === '@@toPrimitive') {
    // Symbols alone have it.
    return UNDEFINED;
  }
  if (PRIMITIVE_METHODS.has(name)) {
    return getBuiltin(engine, ['primitive', name]);
  }
  // The program may have added any other, but not to true and false; and a regular expression has fields.
  return value.kind === 'constant' && typeof value.value === 'boolean' ? UNDEFINED : UNKNOWN;
}

/** The methods of texts, numbers and other primitives. */
const PRIMITIVE_METHODS: ReadonlySet<string> = new Set(
  [String, Number, Boolean, BigInt, Symbol, RegExp, Date, Object].flatMap(({ prototype }) =>
    Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, { value }]) =>
      typeof value === 'function' ? [name] : [],
    ),
  ),
);

/** Methods of texts that leave the work to their first argument, if that has a method for it (ECMA-262, 22.1.3). */
const PATTERN_METHODS: ReadonlySet<string> = new Set([
  'match',
  'matchAll',
  'replace',
  'replaceAll',
  'search',
  'split',
]);

function callPattern(engine: Engine, call: Call): void {
  const [pattern, ...others] = call.args.fixed;
  if (!pattern) {
    return;
  }
  for (const other of others) {
    engine.wantIfTracked(other, pattern);
  }
  engine.listen(pattern, (value) => {
    if (isHeapValue(value) && (value.kind === 'object' || value.kind === 'instance')) {
      callUnknown(engine, call);
    }
  });
}

/** Calls a method of a primitive: its callbacks get primitives, and what it gives is one, or a list of them. */
export function callPrimitiveMember(engine: Engine, call: Call, name: string): void {
  if (PATTERN_METHODS.has(name)) {
    callPattern(engine, call);
  }
  const { node, activation, args, result } = call;
  const given = createHub('texts');
  engine.add(given, PRIMITIVE);
  for (const callback of args.fixed) {
    engine.semantics.call(engine, {
      node,
      activation,
      callee: callback,
      self: undefined,
      args: { fixed: [given, given], rest: given },
      result: createHub('nothing'),
      isNew: false,
    });
  }
  if (name === 'concat' && call.self && !args.rest && !mayDefine(activation.file, name)) {
    const text = createHub('text');
    engine.flow(call.self, text, (value) =>
      value.kind === 'constant' && typeof value.value === 'string' ? value : PRIMITIVE,
    );
    joinTexts(engine, [text, ...args.fixed], result);
  } else if (name === 'split' || name === 'match' || name === 'matchAll') {
    const list = engine.made.get(['texts of', node, activation], () =>
      createHeapValue('array', node, activation),
    );
    engine.add(getField(engine, list, ANY), PRIMITIVE);
    engine.add(result, list);
    if (name === 'match') {
      engine.add(result, toConstant(null));
    }
  } else {
    engine.add(result, PRIMITIVE);
  }
}
