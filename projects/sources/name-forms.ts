import type { TSESTree } from '@typescript-eslint/utils';
import { getFolder, joinPath } from '../files/paths.ts';
import { NAME_FORMS } from '../limits.ts';
import { isListedName } from './listed-names.ts';
import { getRequireBase, isCreateRequire } from './loader-uses.ts';
import { isPathFunction } from './origins.ts';
import { getChain, getMemberName, isImportMeta, unwrap } from './syntax.ts';
import type { Names, Node } from './syntax.ts';

/** Stands in a name for what is not known of it. */
export const UNKNOWN = '\0';

/** Stands in a name for that of something in a folder. */
export const LISTED = '\u0001';

/** Either of them. */
export const HOLES = new RegExp(`[${UNKNOWN}${LISTED}]`, 'u');

/**
 * Reads the forms that a text can have, of which some parts may be unknown; more than {@link NAME_FORMS} are too many.
 *
 * @param expression the text
 * @param names the names of its file
 * @param path the file
 */
export function readNameForms(expression: Node, names: Names, path: string): readonly string[] {
  return new NameReader(names, path).read(expression, 0);
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
    if (method === 'resolve' && isImportMeta(callee)) {
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
export function toElsewhere(form: string): string {
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
