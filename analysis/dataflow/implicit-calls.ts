import { memoize, memoizeText } from '../program/memoize.ts';
import type { ProgramFile } from '../program/program-file.ts';
import { getPropertyName } from '../program/syntax.ts';
import { enterFromElsewhere } from './calls.ts';
import type { Engine } from './engine.ts';
import { ANY, forEachField } from './fields.ts';
import { createHub } from './hub.ts';
import { load } from './properties.ts';
import type { HeapValue } from './value-graph.ts';
import { isHeapValue } from './values.ts';

/**
 * The methods that the language calls on an object by itself: conversions (ECMA-262, 7.1.1), `JSON.stringify` (25.5.2), the end
 * of a loop over an iterator (7.4), texts that are handed a pattern (22.1.3), and `using`. What is shown by `console` and
 * `util.inspect` has a method for that (`util.inspect.custom`), whose key is a symbol of the runtime.
 */
const IMPLICIT_METHODS = [
  'toString',
  'valueOf',
  'toLocaleString',
  'toJSON',
  'join',
  'return',
  'throw',
  '@@toPrimitive',
  '@@toStringTag',
  '@@dispose',
  '@@asyncDispose',
  '@@match',
  '@@matchAll',
  '@@replace',
  '@@search',
  '@@split',
  '@@custom',
  '@@nodejs.util.inspect.custom',
];

/** The names of the methods that some of the files may define, and that the language may call. */
export function findImplicitMethods(files: readonly ProgramFile[]): readonly string[] {
  return IMPLICIT_METHODS.filter((name) => files.some((file) => mayDefine(file, name)));
}

/** Whether a file may define a property of this name: it uses the name in any way but to call the method. */
export function mayDefine(file: ProgramFile, name: string): boolean {
  return getDefinitions(file)(name);
}

const getDefinitions = memoize((file: ProgramFile) => memoizeText((name) => findDefinition(file, name)));

function findDefinition({ source, tree }: ProgramFile, name: string): boolean {
  const word = name.replace('@@', '');
  const isUsed = tree.getMembers(word).some((member) => {
    const { value, parent } = tree.getUse(member);
    return parent?.type !== 'CallExpression' || parent.callee !== value;
  });
  return (
    isUsed ||
    tree.getProperties(word).length > 0 ||
    tree.getDestructuredReads(word).length > 0 ||
    tree.classes.some(({ body }) =>
      body.body.some((member) => 'key' in member && getPropertyName(member) === word),
    ) ||
    ["'", '"', '`'].some((quote) => source.text.includes(quote + word + quote))
  );
}

/** Calls the methods of an object that the language may call. Where and when it calls them is not known. */
export function callImplicitly(engine: Engine, object: HeapValue, names: readonly string[]): void {
  const { node, activation, kind } = object;
  if (!node || !activation) {
    return;
  }
  const self = createHub('this');
  engine.add(self, object);
  const callMethod = (name: string): void => {
    const methods = createHub(`implicit ${name}`);
    load(engine, { node, activation }, self, name, methods, false);
    engine.want(methods);
    engine.listen(methods, (method) => {
      if (isHeapValue(method)) {
        enterFromElsewhere(engine, method, self);
      } else if (method.kind === 'unknown' && kind === 'socket') {
        engine.escape(self, { kind: 'receiver', callee: name }, node, activation);
      }
    });
  };
  if (kind === 'Proxy') {
    // Its trap is asked for each of them, whatever the file calls them.
    load(engine, { node, activation }, self, ANY, createHub('nothing'), false);
  }
  if (kind === 'object' || kind === 'instance' || kind === 'array' || kind === 'Proxy') {
    for (const name of names) {
      callMethod(name);
    }
  } else if (kind === 'function' || kind === 'class' || kind === 'socket') {
    // There are many of them, and nearly none has such a method. What waits for a socket calls its `then`.
    forEachField(object, (name) => {
      if (names.includes(name) || (kind === 'socket' && name === 'then')) {
        callMethod(name);
      }
    });
  }
}
