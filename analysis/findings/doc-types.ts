import type { SocketApi } from '../apis/description.ts';
import type { ProgramFile } from '../program/program-file.ts';
import { getDeclaredTypes } from './declared-types.ts';
import { findBrace } from './doc-comments.ts';
import type { TypePath } from './written-types.ts';

/** Types of JSDoc that say nothing of a property of an object. */
const OPEN = /^(?:any|unknown|object|Object|\*|\?|)$/u;
/** Types that no object has. */
const NO_OBJECT = /^(?:null|undefined|void|string|number|boolean|true|false|'[^']*'|"[^"]*"|\d+)$/u;

/** Decides whether types that are written in JSDoc accept an options object without one of its properties. */
export class DocTypes {
  readonly #file: ProgramFile;
  readonly #api: SocketApi;
  readonly #option: string;

  constructor(file: ProgramFile, api: SocketApi, option: string) {
    this.#file = file;
    this.#api = api;
    this.#option = option;
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
      if (/^(?:Array|ReadonlyArray|Set)$/u.test(name)) {
        return step === '[]' && this.accepts(inner, rest, depth - 1);
      }
      return (
        (name === 'Partial' && step === undefined) ||
        (/^(?:Readonly|Promise|Partial)$/u.test(name) && this.accepts(inner, path, depth - 1))
      );
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

  /** `{ type: string, reuseAddr?: boolean }`. */
  #acceptsMembers(type: string): boolean {
    return !new RegExp(`\\b${this.#option}['"]?\\s*(?:[:,;}])`, 'u').test(type) && !type.includes('[');
  }

  #acceptsName(type: string, depth: number): boolean {
    const { text } = this.#file.source;
    const [first = ''] = type.split('.');
    const module =
      getDeclaredTypes(this.#file).modules.get(first) ??
      new RegExp(`@import\\s[^@]*?\\b${first}\\b[^@]*?from\\s+['"]([^'"]+)['"]`, 'u').exec(text)?.[1];
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
        return !isRequired && this.accepts(text.slice(start, end), [], depth - 1);
      }
    }
    return false;
  }

  #isOfApi(module: string): boolean {
    return (this.#api.modules ?? []).includes(module);
  }
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
