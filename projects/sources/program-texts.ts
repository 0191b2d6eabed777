/** What loads a module in a text, also where the quotes have a backslash, since the text stands in another. */
const LOADED =
  /\b(?:(?:require|import)\s*\(|from\b|import\b)\s*(?:\/\*[^]{0,200}?\*\/\s*)*\\*(["'`])([^"'`\\\n]+)\\*\1/gu;

/** What loads a module whose name follows in another text. */
const UNFINISHED = /\b(?:require|import)\s*\(\s*\\*["'`]?$|\bimport\b[^\n;]*\bfrom\s*\\*["'`]?$/u;

/**
 * The names of the modules that a program loads which stands in a text, as `node -e` and `new Worker(text, { eval: true })` run
 * it.
 *
 * @param text a text of a program, not the program itself
 */
export function findLoadedNames(text: string): readonly string[] {
  return /require|import/u.test(text) ? Array.from(text.matchAll(LOADED), ([, , name = '']) => name) : [];
}

/**
 * Whether a text ends where a program names a module that it loads, so that what is added to it is the name.
 *
 * @param text a text of a program
 */
export function endsBeforeName(text: string): boolean {
  return UNFINISHED.test(text);
}
