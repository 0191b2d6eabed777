import { isJsonObject } from '../files/json-files.ts';

/** What a key of `exports`, `imports` or `paths` stands for, and how it was found. */
interface MapEntry {
  readonly key: string;
  /** What the `*` of the key stands for; undefined for a key without one. */
  readonly star: string | undefined;
}

/**
 * The key of a map of `package.json` or `tsconfig.json` that counts for a specifier: the same text, or the pattern with the
 * longest text before its `*` (https://nodejs.org/api/esm.html#resolution-algorithm-specification, PATTERN_KEY_COMPARE).
 */
function findKey(keys: readonly string[], specifier: string): MapEntry | undefined {
  if (keys.includes(specifier) && !specifier.includes('*')) {
    return { key: specifier, star: undefined };
  }
  let found: MapEntry | undefined;
  for (const key of keys) {
    // A key that ends with a slash is a folder in older versions of Node.js.
    const pattern = key.endsWith('/') ? `${key}*` : key;
    const star = matchStar(pattern, specifier);
    if (star !== undefined && (!found || isMoreSpecific(key, found.key))) {
      found = { key, star };
    }
  }
  return found;
}

function isMoreSpecific(key: string, other: string): boolean {
  const [length, otherLength] = [getPrefixLength(key), getPrefixLength(other)];
  return length > otherLength || (length === otherLength && key.length > other.length);
}

function getPrefixLength(key: string): number {
  const star = key.indexOf('*');
  return star === -1 ? key.length : star;
}

/**
 * What the one `*` of a pattern stands for.
 *
 * @param pattern the text that holds it
 * @param text the text that is to be the same
 * @returns undefined where it is not, or where there is no `*`
 */
export function matchStar(pattern: string, text: string): string | undefined {
  const star = pattern.indexOf('*');
  if (star === -1) {
    return undefined;
  }
  const [start, end] = [pattern.slice(0, star), pattern.slice(star + 1)];
  const isMatch = text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
  return isMatch ? text.slice(start.length, text.length - end.length) : undefined;
}

/** The map of subpaths that a value of `exports` is: a target alone is that of the package itself. */
export function toSubpaths(exports: unknown): Readonly<Record<string, unknown>> {
  const isMap = isJsonObject(exports) && Object.keys(exports).some((key) => key.startsWith('.'));
  return isMap ? exports : { '.': exports };
}

/** Whether a condition of `exports` or `imports` holds; undefined where that is not known. */
export type Conditions = (name: string) => boolean | undefined;

/** Says of every condition that it is not known whether it holds. */
export const ANY_CONDITIONS: Conditions = () => undefined;

/**
 * Looks a specifier up in `exports` or `imports`.
 *
 * @param map subpaths (`./lib/*`) or names (`#lib/*`) with their targets
 * @param specifier what is looked up
 * @param conditions what holds
 * @returns for each way in which the conditions may hold, the targets in the order in which they are tried, of which there is
 *   none where the map says so
 */
export function findTargets(
  map: Readonly<Record<string, unknown>>,
  specifier: string,
  conditions: Conditions,
): readonly (readonly string[])[] {
  const entry = findKey(Object.keys(map), specifier);
  if (!entry) {
    return [];
  }
  const { key, star } = entry;
  return selectTargets(map[key], conditions).map((targets) =>
    targets.map((target) => {
      const whole = key.endsWith('/') && target.endsWith('/') ? `${target}*` : target;
      return star === undefined ? whole : whole.replaceAll('*', () => star);
    }),
  );
}

/** The targets that a value of `exports` or `imports` leads to, whatever holds. */
export function listTargets(value: unknown): readonly string[] {
  return selectTargets(value, ANY_CONDITIONS).flat();
}

function selectTargets(value: unknown, conditions: Conditions): readonly (readonly string[])[] {
  if (typeof value === 'string') {
    return [[value]];
  }
  if (Array.isArray(value)) {
    // The targets of all elements, in their order, whatever holds for each.
    return [value.flatMap((element: unknown) => selectTargets(element, conditions).flat())];
  }
  if (!isJsonObject(value)) {
    return value === null ? [[]] : [];
  }
  const all: (readonly string[])[] = [];
  for (const [condition, target] of Object.entries(value)) {
    const holds = condition === 'default' || conditions(condition);
    if (holds === false) {
      continue;
    }
    const found = selectTargets(target, conditions);
    all.push(...found);
    // The first that holds and leads anywhere counts.
    if (found.length > 0 && holds) {
      break;
    }
  }
  return all;
}

/** The targets of a specifier in the `paths` of a `tsconfig.json`. */
export function findPathTargets(
  paths: ReadonlyMap<string, readonly string[]>,
  specifier: string,
): readonly string[] | undefined {
  const entry = findKey(
    [...paths.keys()].filter((key) => !key.endsWith('/') || key === specifier),
    specifier,
  );
  return entry && paths.get(entry.key)?.map((target) => target.replace('*', () => entry.star ?? '*'));
}
