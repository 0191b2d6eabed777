import type { SocketApi } from '../../apis/description.ts';
import type { ProgramFile } from '../../program/program-file.ts';
import { getDeclaredTypes } from './declared-types.ts';
import { findBrace } from './doc-comments.ts';
import type { TypePath } from './type-path.ts';
import type { OtherProperties, TypedObject } from './typed-object.ts';

/** Types of JSDoc that say nothing of a property of an object. */
const OPEN = /^(?:any|unknown|object|Object|\*|\?|)$/u;
/** Types that no object has. */
const NO_OBJECT = /^(?:null|undefined|void|string|number|boolean|true|false|'[^']*'|"[^"]*"|\d+)$/u;

/** Decides whether types that are written in JSDoc accept an options object without one of its properties. */
export class DocTypes {
  readonly #file: ProgramFile;
  readonly #api: SocketApi;
  readonly #option: string;
  readonly #others: OtherProperties;

  constructor(file: ProgramFile, { api, option, others }: TypedObject) {
    this.#file = file;
    this.#api = api;
    this.#option = option;
    this.#others = others;
  }

  /** Whether a type is known to accept the object; what is not understood may ask for the property. */
  accepts(text: string, path: TypePath, depth = 8): boolean {
    const type = text
      .trim()
      .replace(/^[?!]|=$/gu, '')
      .trim();
    if (depth === 0) {
      return false;
    }
    if (OPEN.test(type) || NO_OBJECT.test(type)) {
      return true;
    }
    const parts = splitAt(type, '|');
    if (parts.length > 1) {
      return parts.every((part) => this.accepts(part, path, depth - 1));
    }
    if (type.startsWith('(') && type.endsWith(')')) {
      return this.accepts(type.slice(1, -1), path, depth - 1);
    }
    const [step, ...rest] = path;
    if (type.endsWith('[]')) {
      return step === '[]' && this.accepts(type.slice(0, -2), rest, depth - 1);
    }
    const generic = /^(\w+)\.?<([^]*)>$/u.exec(type);
    if (generic) {
      const [, name = '', inner = ''] = generic;
      return this.#acceptsGeneric(name, inner, path, depth);
    }
    if (step !== undefined) {
      return false;
    }
    if (type.startsWith('{')) {
      return this.#acceptsMembers(type);
    }
    const imported = /^import\(\s*['"]([^'"]+)['"]\s*\)\.[\w.]+$/u.exec(type)?.[1];
    if (imported !== undefined) {
      return this.#isOfApi(imported);
    }
    return /^[\w$.]+$/u.test(type) && this.#acceptsName(type, depth);
  }

  /** `Array<T>`, `Partial<T>`, by the name and what stands in it. */
  #acceptsGeneric(name: string, inner: string, path: TypePath, depth: number): boolean {
    const [step, ...rest] = path;
    if (/^(?:Array|ReadonlyArray|Set)$/u.test(name)) {
      return step === '[]' && this.accepts(inner, rest, depth - 1);
    }
    return (
      (name === 'Partial' && step === undefined && this.#acceptsPartial(inner)) ||
      (/^(?:Readonly|Promise|Partial)$/u.test(name) && this.accepts(inner, path, depth - 1))
    );
  }

  /** `{ type: string, reuseAddr?: boolean }`. */
  #acceptsMembers(type: string): boolean {
    const isAsked = new RegExp(`\\b${this.#option}['"]?\\s*(?:[:,;}])`, 'u').test(type) || type.includes('[');
    const members = getMembers(type);
    const isWeak = members.length > 0 && members.every((member) => /^[\w$'"]+\s*\?/u.test(member));
    return !isAsked && (!isWeak || this.#sharesOne(members));
  }

  /** `Partial<{ … }>`; of the API's own types, each has its properties. */
  #acceptsPartial(type: string): boolean {
    return type.trim().startsWith('{') ? this.#sharesOne(getMembers(type.trim())) : this.accepts(type, [], 2);
  }

  /** Whether what is left of the object has one of some members, or no property at all: TypeScript asks for one. */
  #sharesOne(members: readonly string[]): boolean {
    const { names, isWhole } = this.#others;
    return (
      (isWhole && names.size === 0) ||
      members.some((member) => names.has(/^['"]?([\w$]+)/u.exec(member)?.[1] ?? ''))
    );
  }

  #acceptsName(type: string, depth: number): boolean {
    const { text } = this.#file.source;
    const [first = ''] = type.split('.');
    const module =
      getDeclaredTypes(this.#file).modules.get(first) ??
      [...text.matchAll(/@import\s([^@]*?)from\s+['"]([^'"]+)['"]/gu)].find(([, names = '']) =>
        names.split(/[^\w$]+/u).includes(first),
      )?.[2];
    if (module !== undefined) {
      return this.#isOfApi(module);
    }
    if (type !== first) {
      return (this.#api.globals ?? []).includes(first);
    }
    return this.#acceptsTypedef(type, depth);
  }

  /** `@typedef {…} Name`, with the `@property` tags behind it. */
  #acceptsTypedef(name: string, depth: number): boolean {
    const { text } = this.#file.source;
    for (const match of text.matchAll(/@typedef\s+\{/gu)) {
      const start = match.index + match[0].length;
      const end = findBrace(text, start);
      const rest = text.slice(end + 1);
      if (new RegExp(`^\\s*${name.replace(/\$/gu, '\\$')}\\b`, 'u').test(rest)) {
        const properties = rest.slice(0, Math.max(0, rest.indexOf('*/')));
        const isRequired = new RegExp(`@prop(?:erty)?\\s+\\{[^}]*\\}\\s+${this.#option}\\b`, 'u').test(
          properties,
        );
        const isWhole = !properties.includes('@prop') || this.#acceptsProperties(properties);
        return !isRequired && isWhole && this.accepts(text.slice(start, end), [], depth - 1);
      }
    }
    return false;
  }

  /** The `@property` tags of a type: one that is in no brackets must be there. */
  #acceptsProperties(text: string): boolean {
    const members = [...text.matchAll(/@prop(?:erty)?\s+\{[^}]*\}\s+(?:(\[)\s*)?([\w$]+)/gu)];
    return (
      members.some(([, bracket]) => bracket === undefined) ||
      this.#sharesOne(members.map(([, , name = '']) => name))
    );
  }

  #isOfApi(module: string): boolean {
    return (this.#api.modules ?? []).includes(module);
  }
}

/** The members of `{ a: string, b?: number }`, as they are written. */
function getMembers(type: string): readonly string[] {
  return splitAt(type.slice(1, -1).replaceAll(';', ','), ',')
    .map((member) => member.trim())
    .filter((member) => member !== '');
}

/** Splits a type where a character stands outside of all brackets. */
function splitAt(type: string, separator: string): readonly string[] {
  const parts = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < type.length; index++) {
    const character = type[index] ?? '';
    if ('{(<['.includes(character)) {
      depth++;
    } else if ('})>]'.includes(character)) {
      depth--;
    } else if (character === separator && depth === 0) {
      parts.push(type.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, type.slice(start)];
}
