/**
 * How one gets from a value to the options object in it: names of properties, `[]` for an element, `()` for what a function
 * returns, `(0)` for its first parameter.
 */
export type TypePath = readonly string[];

/** The path as types are written: a promise stands for its value in `Promise<Options>`. */
export function toDeclared(path: TypePath): TypePath {
  return path.filter((step) => step !== '~');
}
