import type { TSESTree } from '@typescript-eslint/utils';
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
import { isListedName } from './listed-names.ts';
import { getRequireBase, isCreateRequire } from './loader-uses.ts';
import { isPathFunction } from './origins.ts';
import { getChain, getMemberName, unwrap } from './syntax.ts';
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

/** Stands in a name for what is not known of it. */
const UNKNOWN = '\0';

/** Stands in a name for that of something in a folder. */
const LISTED = '\u0001';

const HOLES = new RegExp(`[${UNKNOWN}${LISTED}]`, 'u');

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
  const forms = new NameReader(names, path).read(expression, 0);
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
  const forms = new NameReader(names, path).read(expression, 0);
  return forms.length > NAME_FORMS
    ? [ANY_NAME]
    : forms.map((form) => toPattern(toElsewhere(form), getFolder(path)));
}

/**
 * Whether names that are relative to what an expression gives are relative to its file.
 *
 * @param expression a path or a URL
 * @param names the names of its file
 * @param path the file
 */
export function isOwnPlace(expression: Node, names: Names, path: string): boolean {
  return new NameReader(names, path).read(expression, 0).every((form) => {
    const place = form.replace(/^file:\/\//u, '');
    return !HOLES.test(place) && getFolder(joinPath('.', `${place}x`)) === getFolder(path);
  });
}

/** Reads the forms that a text can have, of which some parts may be unknown. */
class NameReader {
  readonly #names: Names;
  readonly #path: string;

  constructor(names: Names, path: string) {
    this.#names = names;
    this.#path = path;
  }

  read(expression: Node, depth: number): readonly string[] {
    const node = unwrap(expression);
    if (depth > NAME_FORMS) {
      return [UNKNOWN];
    }
    const read = (inner: Node): readonly string[] => this.read(inner, depth + 1);
    if (isListedName(node, this.#names)) {
      return [LISTED];
    }
    switch (node.type) {
      case 'Literal':
        return [typeof node.value === 'string' ? node.value : UNKNOWN];
      case 'TemplateLiteral':
        return combine(
          node.quasis.flatMap((quasi, index) => {
            const hole = node.expressions[index];
            return [[quasi.value.cooked ?? UNKNOWN], ...(hole ? [read(hole)] : [])];
          }),
          '',
        );
      case 'BinaryExpression':
        return node.operator === '+' ? combine([read(node.left), read(node.right)], '') : [UNKNOWN];
      case 'ConditionalExpression':
        return [...read(node.consequent), ...read(node.alternate)];
      case 'LogicalExpression':
        return [...read(node.left), ...read(node.right)];
      case 'Identifier':
        return this.#readName(node, node.name, read);
      case 'MemberExpression':
        return this.#readMember(node, read);
      case 'CallExpression':
      case 'NewExpression':
        return this.#readCall(node, read);
      default:
        return [UNKNOWN];
    }
  }

  #readName(node: Node, name: string, read: (node: Node) => readonly string[]): readonly string[] {
    if (this.#names.isGlobal(node)) {
      return [name === '__dirname' ? getFolder(this.#path) : name === '__filename' ? this.#path : UNKNOWN];
    }
    const value = this.#names.getConstant(node);
    return value ? read(value) : [UNKNOWN];
  }

  #readMember(node: TSESTree.MemberExpression, read: (node: Node) => readonly string[]): readonly string[] {
    const name = getMemberName(node);
    if (node.object.type === 'MetaProperty') {
      return [
        name === 'dirname'
          ? getFolder(this.#path)
          : name === 'filename' || name === 'url'
            ? this.#path
            : UNKNOWN,
      ];
    }
    return name === 'href' || name === 'pathname' ? read(node.object) : [UNKNOWN];
  }

  #readCall(
    { callee, arguments: args }: TSESTree.CallExpression | TSESTree.NewExpression,
    read: (node: Node) => readonly string[],
  ): readonly string[] {
    const [first] = args;
    if (!first || args.some(({ type }) => type === 'SpreadElement')) {
      return [UNKNOWN];
    }
    const chain = getChain(callee);
    const method = chain.at(-1);
    if (method === 'resolve' && isImportMeta(unwrap(callee))) {
      return read(first);
    }
    if (method === 'resolve' && chain.length === 2 && isRequireFunction(callee, this.#names)) {
      const isOwn = args.length === 1 && isOwnRequire(callee, this.#names, this.#path);
      return isOwn ? read(first) : read(first).map(toElsewhere);
    }
    return isPathFunction(callee, this.#names) ? this.#readPathCall(method, args, read) : [UNKNOWN];
  }

  #readPathCall(
    method: string | undefined,
    args: readonly Node[],
    read: (node: Node) => readonly string[],
  ): readonly string[] {
    const [first, second] = args;
    switch (method) {
      case 'join':
        // With one argument it may be that of a list.
        return args.length > 1 ? combine(args.map(read), '/') : [UNKNOWN];
      case 'normalize':
        return combine(args.map(read), '/');
      case 'resolve':
        return combine(args.map(read), '/').map(toAbsolute);
      case 'dirname':
        return first
          ? read(first).map((form) => (HOLES.test(form) ? UNKNOWN : getFolder(joinPath(form, '.'))))
          : [UNKNOWN];
      case 'fileURLToPath':
      case 'pathToFileURL':
      case 'String':
        return first ? read(first) : [UNKNOWN];
      case 'URL':
        return first && second ? this.#readUrl(read(first), read(second)) : [UNKNOWN];
      default:
        return [UNKNOWN];
    }
  }

  /** Relative to the file itself in nearly all programs. */
  #readUrl(forms: readonly string[], bases: readonly string[]): readonly string[] {
    return forms.flatMap((form) =>
      bases.map((base) => {
        const folder = base.endsWith('/') ? base.replace(/(?<=.)\/$/u, '') : getFolder(base);
        if (HOLES.test(base) || form.startsWith(UNKNOWN)) {
          return UNKNOWN;
        }
        // By dots alone it is a folder, relative to which others are.
        return `${folder}/${form}${/(?:^|\/)\.{1,2}$/u.test(form) ? '/' : ''}`;
      }),
    );
  }
}

/** From a folder that is not known; the name of a package is the same everywhere. */
function toElsewhere(form: string): string {
  const inside = form.replace(/^(?:\.{1,2}(?:\/|$))+/u, '/');
  return inside.startsWith('/') ? `${UNKNOWN}/${inside}` : form;
}

/** Whether what a member is read of is called `require`, or was made as one. */
function isRequireFunction(member: Node, names: Names): boolean {
  const object = member.type === 'MemberExpression' ? unwrap(member.object) : member;
  const value = object.type === 'Identifier' ? names.getConstant(object) : undefined;
  return (
    object.type === 'Identifier' &&
    (object.name === 'require' || (value !== undefined && isCreateRequire(value)))
  );
}

/** Whether it looks names up from its own file. */
function isOwnRequire(member: Node, names: Names, path: string): boolean {
  const object = member.type === 'MemberExpression' ? unwrap(member.object) : member;
  const base = getRequireBase(object, names);
  return base === undefined || isOwnPlace(base, names, path);
}

function isImportMeta(callee: Node): boolean {
  return callee.type === 'MemberExpression' && callee.object.type === 'MetaProperty';
}

/** A path that does not start at a known place starts at the working folder of the process. */
function toAbsolute(form: string): string {
  return form.startsWith('/') || /^[a-z]:\//iu.test(form) ? form : `${UNKNOWN}/${form}`;
}

/** All ways to write the parts one after the other. */
function combine(parts: readonly (readonly string[])[], separator: string): readonly string[] {
  let forms: readonly string[] = [''];
  for (const [index, part] of parts.entries()) {
    forms = forms.flatMap((form) => part.map((text) => (index === 0 ? text : form + separator + text)));
    if (forms.length > NAME_FORMS) {
      return [UNKNOWN];
    }
  }
  return forms;
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
function withoutQuery(name: string): string {
  return name.replace(/(?<=.)[?#][^]*$/u, '');
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
        .replace(/(?:\/\.)+(?=\/)/gu, '')
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
