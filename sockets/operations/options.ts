/**
 * Options that would choose the local address of a client or make its port shared, and why a client must not have them.
 * They are declared as `never`, so that TypeScript refuses them, and refused again at run time for plain JavaScript.
 */
const FORBIDDEN_CLIENT_OPTIONS = {
  reuseAddr: 'SO_REUSEADDR is for listeners',
  reuseAddress: 'SO_REUSEADDR is for listeners',
  reusePort: 'SO_REUSEPORT is for listeners',
  localAddress: 'the kernel chooses it; for a fixed one use connectFrom()',
  localPort: 'the kernel chooses an ephemeral port; for a fixed one use connectFrom()',
  handle: 'a bound handle brings a local port along',
} as const;

/** The type of an options object with none of the options that only a listener may have. */
export type NoListenerOptions = Readonly<Partial<Record<keyof typeof FORBIDDEN_CLIENT_OPTIONS, never>>>;

const FORBIDDEN = new Map<string, string>(Object.entries(FORBIDDEN_CLIENT_OPTIONS));

/**
 * Refuses forbidden and unknown options of a client.
 * @param caller Name of the public function.
 * @throws {TypeError} naming the option, even when its value is `undefined` or it is inherited.
 */
export function checkClientOptions(caller: string, options: object, known: readonly string[]): void {
  checkOptions(caller, options, known, FORBIDDEN);
}

/**
 * Refuses unknown options, which are most often misspelt ones.
 * @throws {TypeError} naming the option.
 */
export function checkOptions(
  caller: string,
  options: unknown,
  known: readonly string[],
  forbidden: ReadonlyMap<string, string> = new Map(),
): void {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`${caller}(): options must be an object`);
  // for…in, because Node.js reads inherited options as well.
  for (const name in options) {
    const reason = forbidden.get(name);
    if (reason !== undefined) throw new TypeError(`${caller}() takes no option '${name}': ${reason}`);
    if (!known.includes(name)) throw new TypeError(`${caller}() has no option '${name}'`);
  }
}

/**
 * @throws {TypeError} when the value is no number.
 * @throws {RangeError} when it is no integer of the range.
 */
export function checkInteger(name: string, value: unknown, least: number, most: number): void {
  if (typeof value !== 'number') throw new TypeError(`option '${name}' must be a number`);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(`option '${name}' must be an integer, ${least}–${most}, not ${value}`);
  }
}
