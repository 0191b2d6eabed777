import type { MethodRole, SocketMaker } from '../apis/description.ts';
import { ANY } from '../dataflow/fields.ts';

/** Whether an event of a socket comes only once it is bound. */
export function isLateEvent({ role }: SocketMaker, event: string): boolean {
  return role.by === 'methods' && (role.lateEvents?.includes(event) ?? false);
}

/** Whether the API has no such method, as far as its description says. */
export function isUnknownMethod({ role }: SocketMaker, name: string): boolean {
  if (role.by !== 'methods') {
    return false;
  }
  return (
    name === ANY ||
    (role.harmless !== undefined && !getMethods(role).has(name) && !LANGUAGE_METHODS.has(name))
  );
}

/**
 * The methods of JavaScript's own lists, texts, dates and collections. A socket lacks them, so that the call throws, or has them
 * from `Object.prototype`: either way it stays unbound. Functions are left out, for they have `bind`.
 */
const LANGUAGE_METHODS: ReadonlySet<string> = new Set(
  [Array, Date, Map, Number, Object, Promise, RegExp, Set, String].flatMap(({ prototype }) =>
    Object.getOwnPropertyNames(prototype),
  ),
);

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
