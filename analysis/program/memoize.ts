/** What has results by their keys. */
interface Results<Key, Result> {
  get: (key: Key) => { readonly result: Result } | undefined;
  set: (key: Key, known: { readonly result: Result }) => void;
}

/**
 * A function that computes its result once for each object, and forgets it with the object.
 *
 * @param compute gives the same for the same object, whenever it is asked
 */
export function memoize<Key extends object, Result>(compute: (key: Key) => Result): (key: Key) => Result {
  return memoizeIn(new WeakMap<Key, { readonly result: Result }>(), compute);
}

/**
 * A function that computes its result once for each text.
 *
 * @param compute gives the same for the same text, whenever it is asked
 */
export function memoizeText<Result>(compute: (text: string) => Result): (text: string) => Result {
  return memoizeIn(new Map<string, { readonly result: Result }>(), compute);
}

function memoizeIn<Key, Result>(
  results: Results<Key, Result>,
  compute: (key: Key) => Result,
): (key: Key) => Result {
  return (key) => {
    let known = results.get(key);
    if (!known) {
      known = { result: compute(key) };
      results.set(key, known);
    }
    return known.result;
  };
}
