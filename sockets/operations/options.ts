import { inspect } from 'node:util';

/**
 * Says what is wrong with a value, or nothing when it is right.
 * @param name What the message calls it, for instance `option 'port'`.
 * @param value Anything.
 */
export type Check = (name: string, value: unknown) => Error | undefined;

/** A check for each option that a function has, and for no other. */
export type OptionTable<T> = {
  // Those that are declared as `never` are none.
  readonly [Name in keyof Required<T> as T[Name] extends undefined ? never : Name]: Check;
};

/** Options that a function must not be given, each with the reason. */
export type ForbiddenOptions = Readonly<Record<string, string>>;

/**
 * Options that would choose the local address of a client or make its port shared, and why a client must not have them.
 * They are declared as `never`, so that TypeScript refuses them, and refused again at run time for plain JavaScript.
 */
export const FORBIDDEN_CLIENT_OPTIONS = {
  reuseAddr: 'SO_REUSEADDR is for listeners',
  reuseAddress: 'SO_REUSEADDR is for listeners',
  reusePort: 'SO_REUSEPORT is for listeners',
  localAddress: 'the kernel chooses it; for a fixed one use connectFrom()',
  localPort: 'the kernel chooses an ephemeral port; for a fixed one use connectFrom()',
  handle: 'a bound handle brings a local port along',
} as const satisfies ForbiddenOptions;

/** Why a server, which has a port that others know, has no option for it. */
export const FORBIDDEN_LISTENER_OPTIONS = {
  reuseAddr:
    'libuv sets SO_REUSEADDR on every TCP listener, except on Windows, where others could take the port then',
} as const satisfies ForbiddenOptions;

/** Options that a listener may not be given. */
export const FORBIDDEN_SERVER_OPTIONS = {
  reuseAddr:
    'with SO_REUSEADDR another socket could take the port, and a restart does not need it. Receivers of a group call joinMulticast()',
} as const satisfies ForbiddenOptions;

/** Options that a member of a multicast group may not be given. */
export const FORBIDDEN_MEMBER_OPTIONS = {
  reuseAddr: 'every member of a group has SO_REUSEADDR anyway',
  reusePort: 'SO_REUSEADDR is what the members of a group need, and have',
} as const satisfies ForbiddenOptions;

/** The type of an options object with none of the options that only a listener may have. */
export type NoListenerOptions = Readonly<Partial<Record<keyof typeof FORBIDDEN_CLIENT_OPTIONS, never>>>;

const NOTHING: ForbiddenOptions = {};

/** Names that people look for among the options, and where they are. */
const ELSEWHERE: ForbiddenOptions = {
  host: 'it belongs to the address, the first argument',
  port: 'it belongs to the address, the first argument',
  path: 'it belongs to the address, the first argument',
  keepAlive: 'it belongs to the address: { host, port, keepAlive }',
  keepAliveIdleSeconds: 'it belongs to the address: { host, port, keepAliveIdleSeconds }',
  ipv4: 'it belongs to the address: { host, port, ipv4 }',
  ipv6: 'it belongs to the address: { host, port, ipv6 }',
  family: 'it belongs to the address: { host, port, family }',
  numeric: 'it belongs to the address: { host, port, numeric }',
};

/**
 * Checks an options object and copies it, so that what was checked is what is used, whatever getters do.
 * @param owner The function, as messages have it: `connect()`.
 * @param options What the caller gave.
 * @param table A check for each option.
 * @param forbidden Options that are refused with a reason.
 * @throws {TypeError | RangeError} naming the option: a forbidden or unknown one, even when its value is `undefined` or it is
 * inherited, or a value of the wrong type or out of range.
 */
export function readOptions<T extends object>(
  owner: string,
  options: unknown,
  table: OptionTable<T>,
  forbidden: ForbiddenOptions = NOTHING,
): T {
  return readFields(owner, 'option', options, table, forbidden);
}

/**
 * As {@link readOptions}, with another word than `option`.
 * @param owner The function, as messages have it: `connect()`.
 * @param word What messages call an entry.
 * @param fields What the caller gave.
 * @param table A check for each entry.
 * @param forbidden Entries that are refused with a reason.
 * @throws {TypeError | RangeError} as {@link readOptions}.
 */
export function readFields<T extends object>(
  owner: string,
  word: 'option' | 'field',
  fields: unknown,
  table: OptionTable<T>,
  forbidden: ForbiddenOptions,
): T {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    throw createTypeError(`${owner}: ${word}s must be an object, not ${show(fields)}`);
  }
  const checks = table as Readonly<Record<string, Check>>;
  const values = fields as Readonly<Record<string, unknown>>;
  const copy: Record<string, unknown> = {};
  // for…in, because Node.js reads inherited options as well.
  for (const name in values) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (check === undefined) {
      throw createUnknownError(owner, word, name, Object.keys(checks), forbidden);
    }
    const value = values[name];
    if (value === undefined) {
      continue;
    }
    // The name that messages have is written for messages only: every operation comes through here.
    if (check(name, value) !== undefined) {
      checkArgument(`${owner}: ${word} '${name}'`, value, check);
    }
    copy[name] = value;
  }
  return copy as T;
}

function createUnknownError(
  owner: string,
  word: string,
  name: string,
  known: readonly string[],
  forbidden: ForbiddenOptions,
): TypeError {
  const elsewhere = word === 'option' && Object.hasOwn(ELSEWHERE, name) ? ELSEWHERE[name] : undefined;
  const reason = Object.hasOwn(forbidden, name) ? forbidden[name] : elsewhere;
  if (reason !== undefined) {
    return createTypeError(`${owner} takes no ${word} '${name}': ${reason}`, 'ERR_INVALID_ARG_VALUE');
  }
  const nearest = findNearest(name, [...known, ...Object.keys(forbidden)]);
  if (nearest !== undefined && Object.hasOwn(forbidden, nearest)) {
    const text = `${owner} has no ${word} '${name}', and takes no '${nearest}': ${forbidden[nearest]}`;
    return createTypeError(text, 'ERR_INVALID_ARG_VALUE');
  }
  const hint = nearest === undefined ? `; it has ${known.join(', ')}` : `. Did you mean '${nearest}'?`;
  return createTypeError(`${owner} has no ${word} '${name}'${hint}`, 'ERR_INVALID_ARG_VALUE');
}

/** The name that was probably meant: one that contains the other, or at most a third of the letters away. */
function findNearest(name: string, known: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  let nearest: string | undefined;
  let least = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const lower = candidate.toLowerCase();
    const isPart = wanted.length > 3 && (lower.startsWith(wanted) || wanted.startsWith(lower));
    const distance = Math.min(getEditDistance(wanted, lower), isPart ? 1 : Infinity);
    if (distance < least) {
      [nearest, least] = [candidate, distance];
    }
  }
  return nearest;
}

/** Levenshtein's distance: how many letters have to be put in, taken out or exchanged. */
function getEditDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let index = 0; index < from.length; index += 1) {
    const next = [index + 1];
    for (let column = 0; column < to.length; column += 1) {
      const [above = 0, left = 0, diagonal = 0] = [row[column + 1], next[column], row[column]];
      next.push(Math.min(above + 1, left + 1, diagonal + (to[column] === from[index] ? 0 : 1)));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

/**
 * `ERR_INVALID_ARG_TYPE`, as Node.js reports a wrong type, or one of its kin.
 * @param message What is wrong.
 * @param code Its `code`.
 */
export function createTypeError(message: string, code = 'ERR_INVALID_ARG_TYPE'): TypeError {
  return Object.assign(new TypeError(message), { code });
}

/**
 * `ERR_OUT_OF_RANGE`, as Node.js reports a number out of range, or one of its kin.
 * @param message What is wrong.
 * @param code Its `code`.
 */
export function createRangeError(message: string, code = 'ERR_OUT_OF_RANGE'): RangeError {
  return Object.assign(new RangeError(message), { code });
}

/**
 * A value in a message: at most 80 characters of it.
 * @param value Anything.
 */
export function show(value: unknown): string {
  const text = inspect(value, { depth: 0, breakLength: Infinity, maxStringLength: 60 });
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** Checks that a value is `true` or `false`. */
export const checkBoolean: Check = (name, value) =>
  typeof value === 'boolean'
    ? undefined
    : createTypeError(`${name} must be true or false, not ${show(value)}`);

/** Checks that a value is a text. */
export const checkString: Check = (name, value) =>
  typeof value === 'string' ? undefined : createTypeError(`${name} must be a string, not ${show(value)}`);

/** Checks that a value can be called. */
export const checkFunction: Check = (name, value) =>
  typeof value === 'function' ? undefined : createTypeError(`${name} must be a function, not ${show(value)}`);

/** A signal of any realm or library: what it can do decides, not its class. */
export const checkAbortSignal: Check = (name, value) => {
  const signal: Partial<Record<keyof AbortSignal, unknown>> =
    typeof value === 'object' && value !== null ? value : {};
  return typeof signal.aborted === 'boolean' &&
    typeof signal.addEventListener === 'function' &&
    typeof signal.removeEventListener === 'function'
    ? undefined
    : createTypeError(`${name} must be an AbortSignal, not ${show(value)}`);
};

/**
 * A check for an integer.
 * @param least The lowest that is right.
 * @param most The highest that is right.
 * @param code The `code` of the error out of that range. Default: `ERR_OUT_OF_RANGE`.
 */
export function createIntegerCheck(least: number, most: number, code?: string): Check {
  return (name, value) => {
    if (typeof value !== 'number') {
      const hint = typeof value === 'string' && /^\d+$/u.test(value) ? '; convert it with Number()' : '';
      return createTypeError(`${name} must be a number, ${least}–${most}, not ${show(value)}${hint}`);
    }
    return Number.isInteger(value) && value >= least && value <= most
      ? undefined
      : createRangeError(`${name} must be an integer, ${least}–${most}, not ${value}`, code);
  };
}

/** Milliseconds as timers take them: more than 2147483647 would fire at once. */
export const isMilliseconds = createIntegerCheck(1, 2 ** 31 - 1);

/** Checks that a value is a port: 0 to 65535. */
export const isPort = createIntegerCheck(0, 65_535, 'ERR_SOCKET_BAD_PORT');

/**
 * Whether a value is a promise of whatever library or realm.
 * @param value Anything.
 */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/**
 * Checks one argument.
 * @param name What the message calls it.
 * @param value What the caller gave.
 * @param check Says what is wrong with it.
 * @throws {TypeError | RangeError} what the check says.
 */
export function checkArgument(name: string, value: unknown, check: Check): void {
  const error = check(name, value);
  if (error !== undefined) {
    throw error;
  }
}
