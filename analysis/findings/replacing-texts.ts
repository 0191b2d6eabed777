/**
 * Whether a text may write a property of one of some names: `wire.open = …`, `wire[name] = …`, `stub(wire, 'open')`,
 * `override(wire, { open() {} })`; or have a static member of one, as a class that extends another one overrides it.
 */
export function mayWrite(text: string, names: ReadonlySet<string>): boolean {
  const words = [...names].map((name) => name.replace(/[^\w$]/gu, '').replaceAll('$', '\\$')).join('|');
  const isNamed = new RegExp(
    `\\.\\s*(?:${words})\\s*(?:[&|?]{2})?=(?![=>])|["'\`](?:${words})["'\`]|[{,]\\s*(?:(?:async|get|set)\\s+)?(?:${words})\\s*[(:]|\\bstatic\\s+(?:(?:accessor|async|get|set)\\s+)?\\*?(?:${words})\\b|:\\s*[\\w$]+\\.(?:${words})\\s*[,}]`,
    'u',
  ).test(text);
  return isNamed || /\]\s*=(?![=>])|\b(?:assign|extend|merge)\w*\s*\(/u.test(text);
}

/** The modules that a text may hand to a function as a whole: `instrument(require('./wire'))`, `instrument(wire)`. */
export function findHandedOn(text: string): readonly string[] {
  const given = text.matchAll(
    /[(,]\s*(?:await\s+)?(?:require|import)\s*\(\s*(["'`])([^"'`\n]+)\1\s*\)\s*[,)]/gu,
  );
  const kept = text.matchAll(
    /\b(?:(?:const|let|var)\s+([\w$]+)\s*=\s*require\s*\(|import\s+(?:\*\s*as\s+)?([\w$]+)\s+from)\s*["'`]([^"'`\n]+)/gu,
  );
  return [
    ...Array.from(given, ([, , specifier = '']) => specifier),
    ...Array.from(kept, ([, required, imported, specifier = '']) => {
      const name = (required ?? imported ?? '').replaceAll('$', '\\$');
      return new RegExp(`[(,]\\s*${name}\\s*[,)]`, 'u').test(text) ? specifier : '';
    }),
  ].filter((specifier) => specifier !== '');
}
