/**
 * What the analysis takes for true without seeing it. Where one does not hold, it can report a listener. `docs/limits.md` says
 * the same in a user's words, with the places of real code that need each, as `npm run assumptions` counts them.
 *
 * Some are in what is not modelled, and no code stands for them: nobody replaces the methods of the built-in objects, of a known
 * module, of `Object.prototype` or of the program's classes from a file that is not seen; nobody reads the arguments of a
 * function that runs, calls a constructor without `new` on an object of its own, or binds by internals of the runtime; a bind
 * that fails later is not followed by another; what the language calls by itself between the making of a socket and its bind does
 * not bind it.
 *
 * The first two are for code that nobody can see. Files of a project that name such a field are read (see `touched-fields.ts` in
 * findings/).
 */
export interface Assumptions {
  /** Code of other files leaves alone what is private by form: `_x`, and TypeScript's `private`. */
  readonly privateFieldsAreLeftAlone: boolean;
  /**
   * It does not bind a socket that the public field of an exported class holds, or a collection in such a field, if the class
   * sets the field itself.
   */
  readonly publicFieldsAreNotBound: boolean;
  /** It does not replace the functions that a CommonJS module exports. */
  readonly exportedFunctionsStay: boolean;
  /** A socket has no method of JavaScript's lists, texts, dates and collections but those that the program gives it. */
  readonly socketsAreNoCollections: boolean;
  /** A bind, send or connect that returned has bound the socket, so that a later bind throws. */
  readonly returnedCallsHaveBound: boolean;
  /** `console` and the functions of Node.js that call nothing at once run no code that binds. */
  readonly runtimeFunctionsAreCalm: boolean;
}

/** All of them hold; `npm run assumptions` sees what is lost where one does not. */
export const ASSUMPTIONS: Assumptions = {
  privateFieldsAreLeftAlone: true,
  publicFieldsAreNotBound: true,
  exportedFunctionsStay: true,
  socketsAreNoCollections: true,
  returnedCallsHaveBound: true,
  runtimeFunctionsAreCalm: true,
};
