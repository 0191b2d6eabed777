import { EMITTER_CHAIN } from '../apis/dgram-sockets.ts';
import type { MethodRole, SocketMaker } from '../apis/description.ts';
import { ANY } from '../dataflow/fields.ts';

/** Methods of event emitters that register a listener. */
const ADDING: ReadonlySet<string> = new Set(
  EMITTER_CHAIN.filter((name) => /^(?:on|once|add|prepend)/u.test(name)),
);

/** Methods that may remove a listener: `emit()` removes those that `once()` added. */
const REMOVING: ReadonlySet<string> = new Set(['emit', 'off', 'removeAllListeners', 'removeListener']);

/** Whether a method of event emitters registers a listener. */
export function addsListener(name: string): boolean {
  return ADDING.has(name);
}

/** Whether a method of event emitters may remove a listener. */
export function removesListener(name: string): boolean {
  return REMOVING.has(name);
}

/** Whether an event of a socket comes only once it is bound. */
export function isLateEvent({ role }: SocketMaker, event: string): boolean {
  return role.by === 'methods' && (role.lateEvents?.includes(event) ?? false);
}

/** Whether a method makes a socket a member of a group. */
export function joinsGroup({ role }: SocketMaker, name: string): boolean {
  return role.by === 'methods' && (role.join?.includes(name) ?? false);
}

/** Whether the API has no such method, as far as its description says. */
export function isUnknownMethod({ role }: SocketMaker, name: string): boolean {
  if (role.by !== 'methods') {
    return false;
  }
  return name === ANY || (role.harmless !== undefined && !getMethods(role).has(name));
}

/** The methods of JavaScript's own lists, texts, dates and collections, and what asks objects for their properties. */
const LANGUAGE_METHODS: ReadonlySet<string> = new Set([
  ...[Array, Date, Map, Number, Promise, RegExp, Set, String].flatMap(({ prototype }) =>
    Object.getOwnPropertyNames(prototype).filter((name) => !(name in Object.prototype)),
  ),
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toString',
]);

/**
 * Whether a method is one of the language's other objects: a socket lacks it, so that the call throws, or has it from
 * `Object.prototype`. Either way it stays unbound, unless the program has given it one of that name.
 */
export function isLanguageMethod(name: string): boolean {
  return LANGUAGE_METHODS.has(name);
}

const methods = new WeakMap<MethodRole, ReadonlySet<string>>();

function getMethods(role: MethodRole): ReadonlySet<string> {
  let known = methods.get(role);
  if (!known) {
    known = new Set([
      ...role.bind.map(({ name }) => name),
      ...role.use,
      ...role.chain,
      ...(role.join ?? []),
      ...(role.listen ?? []),
      ...(role.harmless ?? []),
    ]);
    methods.set(role, known);
  }
  return known;
}
