/**
 * A function that computes its result once for each object, and forgets it with the object.
 *
 * @param compute gives the same for the same object, whenever it is asked
 */
export function memoize<Key extends object, Result>(compute: (key: Key) => Result): (key: Key) => Result {
  const results = new WeakMap<Key, { readonly result: Result }>();
  return (key) => {
    let known = results.get(key);
    if (!known) {
      known = { result: compute(key) };
      results.set(key, known);
    }
    return known.result;
  };
}

/**
 * A function that computes its result once for each text.
 *
 * @param compute gives the same for the same text, whenever it is asked
 */
export function memoizeText<Result>(compute: (text: string) => Result): (text: string) => Result {
  const results = new Map<string, { readonly result: Result }>();
  return (text) => {
    let known = results.get(text);
    if (!known) {
      known = { result: compute(text) };
      results.set(text, known);
    }
    return known.result;
  };
}
