import { createMatcher } from '../files/globs.ts';
import {
  SCRIPT_EXTENSIONS,
  getFolder,
  getRelative,
  isInside,
  joinPath,
  withoutExtension,
} from '../files/paths.ts';
import { NAME_FORMS } from '../limits.ts';
import { HOLES, LISTED, UNKNOWN, readNameForms, toElsewhere } from './name-forms.ts';
import type { Names, Node } from './syntax.ts';

/** What a computed name may be. */
export type NamePattern =
  /** Some path. */
  | {
      readonly kind: 'path';
      readonly expression: RegExp;
      /** The folder that all of them are below. */
      readonly folder: string;
      /** Whether only what is there can be meant: the name is constant, or comes from the list of a folder. */
      readonly isListed: boolean;
    }
  /** A package, or something in one, whose name starts so. */
  | { readonly kind: 'package'; readonly prefix: string }
  /** Any file of the package of the file that computes it, if its path ends so. */
  | { readonly kind: 'any'; readonly expression: RegExp }
  /** What a pattern of paths matches. */
  | { readonly kind: 'glob'; readonly folder: string; readonly matches: (path: string) => boolean };

/** More unknown parts than this one are as good as one: expressions with many of them take long to match. */
const UNKNOWN_PARTS = 4;

/** What may name any file. */
export const ANY_NAME: NamePattern = { kind: 'any', expression: /^/u };

/**
 * What an expression that names a module may be.
 *
 * @param expression the argument of `import()` or `require()`
 * @param names the names of its file
 * @param path the file
 */
export function findNamePatterns(expression: Node, names: Names, path: string): readonly NamePattern[] {
  const forms = readNameForms(expression, names, path);
  return forms.length > NAME_FORMS ? [ANY_NAME] : forms.map((form) => toPattern(form, getFolder(path)));
}

/**
 * What a name may be that is looked up from a folder which is not known: any file of the package whose path ends so.
 *
 * @param expression what names a module
 * @param names the names of its file
 * @param path the file
 */
export function findPatternsElsewhere(expression: Node, names: Names, path: string): readonly NamePattern[] {
  const forms = readNameForms(expression, names, path);
  return forms.length > NAME_FORMS
    ? [ANY_NAME]
    : forms.map((form) => toPattern(toElsewhere(form), getFolder(path)));
}

function toPattern(form: string, folder: string): NamePattern {
  const text = withoutQuery(form.replace(/^file:\/\//u, '').replaceAll('\\', '/'));
  const start = text.search(HOLES);
  const head = start === -1 ? text : text.slice(0, start);
  // What goes up from an unknown folder ends in an unknown one.
  const tail = start === -1 ? '' : text.slice(start).replace(/^[^]*\/\.\.(?=\/|$)/u, UNKNOWN);
  if (/^data:/iu.test(head)) {
    return ANY_NAME;
  }
  if (head === '' || head === '.' || head === '..') {
    return { kind: 'any', expression: toExpression('', tail.startsWith(UNKNOWN) ? tail : UNKNOWN) };
  }
  if (!/^(?:\.{1,2}\/|\/|[a-z]:\/)/iu.test(head)) {
    return { kind: 'package', prefix: head };
  }
  const slash = head.lastIndexOf('/') + 1;
  const parent = joinPath(folder, head.slice(0, slash)).replace(/\/?$/u, '/');
  return {
    kind: 'path',
    expression: toExpression(parent + head.slice(slash), tail),
    folder: parent.replace(/(?<=.)\/$/u, ''),
    isListed: !tail.includes(UNKNOWN),
  };
}

/** The query and the hash of a name are not of the path; `#` at the start is that of an alias. */
export function withoutQuery(name: string): string {
  const end = name.slice(1).search(/[?#]/u);
  return end < 0 ? name : name.slice(0, end + 1);
}

function toExpression(head: string, tail: string): RegExp {
  const parts = tail.split(HOLES);
  const holes = tail.match(new RegExp(HOLES, 'gu')) ?? [];
  const isLong = holes.length > UNKNOWN_PARTS;
  const kept = isLong ? [parts[0] ?? '', parts.at(-1) ?? ''] : parts;
  const source = [head + (kept[0] ?? ''), ...kept.slice(1)].map((part, index) => {
    const before = index === 0 ? '' : !isLong && holes[index - 1] === LISTED ? '[^/]*' : '[^]*';
    return (
      before +
      part
        .replace(/\/\.(?=\/)/gu, '')
        .replace(/\/{2,}/gu, '/')
        .replace(/[$()*+.?[\\\]^{|}/]/gu, '\\$&')
    );
  });
  return new RegExp(`^${source.join('')}$`, 'u');
}

/**
 * What the patterns of `import.meta.glob` and `require.context` may name.
 *
 * @param patterns paths with special characters; undefined for what is not known
 * @param path the file that they are written in
 */
export function findGlobPatterns(
  patterns: readonly (string | undefined)[],
  path: string,
): readonly NamePattern[] {
  return patterns.flatMap((text): readonly NamePattern[] => {
    if (text?.startsWith('!')) {
      return [];
    }
    const [up] = /^(?:\.{1,2}\/)+/u.exec(text ?? '') ?? [];
    if (text === undefined || up === undefined) {
      return [ANY_NAME];
    }
    const folder = joinPath(getFolder(path), up).replace(/(?<=.)\/$/u, '');
    return [{ kind: 'glob', folder, matches: createMatcher([text.slice(up.length)]) }];
  });
}

/** What stands for a file in a specifier: its paths with each ending and without one, and the folders that mean it. */
function findSpellings({ paths, folders }: PatternContext): readonly string[] {
  return [
    ...paths.flatMap((path) => {
      const stem = withoutExtension(path);
      return [path, stem, ...SCRIPT_EXTENSIONS.map((extension) => stem + extension)];
    }),
    ...folders.flatMap((folder) => [folder, `${folder}/`]),
  ];
}

/** Where a pattern is written, and what it is compared with. */
export interface PatternContext {
  /** The paths that lead to the file. */
  readonly paths: readonly string[];
  /** The folders that mean it, by an index or by what their `package.json` says. */
  readonly folders: readonly string[];
  /**
   * Whether a name that starts anywhere can be that of the file.
   *
   * @param isUnlimited whether it can be any, also that of a package
   */
  readonly canReach: (isUnlimited: boolean) => boolean;
  /** Whether the file that is asked about is of the package of the file with the pattern. */
  readonly isSamePackage: boolean;
  /** The names that the package of the file that is asked about goes by. */
  readonly packageNames: readonly string[];
  /** Whether a name starts as an alias that leads into the package of the file with the pattern. */
  readonly isAlias: (prefix: string) => boolean;
}

/** Whether no word is known of the names that match. */
function isUnlimited(expression: RegExp): boolean {
  return ['', '/', ...SCRIPT_EXTENSIONS.map((ending) => `/${ending}`)].some((name) => expression.test(name));
}

/** Whether a computed name may be that of a file. */
export function mayName(pattern: NamePattern, context: PatternContext): boolean {
  switch (pattern.kind) {
    case 'path':
      return findSpellings(context).some((spelling) => pattern.expression.test(spelling));
    case 'any':
      return (
        context.canReach(isUnlimited(pattern.expression)) &&
        findSpellings(context).some((spelling) => pattern.expression.test(spelling))
      );
    case 'glob':
      return context.paths.some(
        (path) => isInside(path, pattern.folder) && pattern.matches(getRelative(pattern.folder, path)),
      );
    case 'package': {
      const { prefix } = pattern;
      const isOfPackage = context.packageNames.some(
        (name) => `${name}/`.startsWith(prefix) || prefix.startsWith(`${name}/`),
      );
      return isOfPackage || (context.isSamePackage && context.isAlias(prefix));
    }
  }
}
