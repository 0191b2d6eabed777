/*
 * What the instances of built-in classes have beside what the tables know: the `port` of a URL, the `byteLength` of a buffer. A
 * class of the program that extends one inherits it. The names are those that the runtime itself gives.
 */

/** Prototypes that end every chain, or of which the tables name every member. */
const IN_TABLES: ReadonlySet<string> = new Set([
  'Array',
  'Function',
  'Iterator',
  'Map',
  'Object',
  'Promise',
  'Set',
]);

/** What the constructors of some classes put into their instances. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  AggregateError: ['errors'],
  RegExp: ['lastIndex'],
};

/** What inherited names hold that is known: those of every object, and what errors are called. */
const KNOWN: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype).filter((name) => name !== 'valueOf'),
  'message',
]);

const known = new Map<string, ReadonlySet<string>>();

/** The names of what the instances of a built-in class have, of which nothing more is known. */
export function getNativeMembers(name: string): ReadonlySet<string> {
  let names = known.get(name);
  if (!names) {
    names = IN_TABLES.has(name) ? new Set() : new Set([...findNames(name), ...(OWN[name] ?? [])]);
    known.set(name, names);
  }
  return names;
}

function* findNames(name: string): Iterable<string> {
  let prototype: object | null | undefined = getPrototype(name);
  while (prototype && prototype !== Object.prototype) {
    for (const key of Reflect.ownKeys(prototype)) {
      const text = typeof key === 'string' ? key : (key.description ?? '').replace(/^Symbol\./u, '@@');
      if ((typeof key === 'string' || text.startsWith('@@')) && !KNOWN.has(text)) {
        yield text;
      }
    }
    prototype = Reflect.getPrototypeOf(prototype);
  }
}

function getPrototype(name: string): object | undefined {
  const made: unknown = Reflect.get(globalThis, name);
  const prototype: unknown = typeof made === 'function' ? made.prototype : undefined;
  return typeof prototype === 'object' && prototype !== null ? prototype : undefined;
}

/** Whether the instances of a built-in class have elements by their places, or letters. */
export function hasElements(name: string): boolean {
  return (
    name === 'String' || name === 'Buffer' || /^(?:Big)?(?:Float|Int|Uint)\d+(?:Clamped)?Array$/u.test(name)
  );
}
