/**
 * What a builtin does with what it is handed: which values go where.
 *
 * A row is `source -> target`. Both are a base with accessors behind it:
 *
 * - bases: `this`, `arg0`, `arg1` …, `args` (every argument), `rest1` (every argument from the second on), `result`, `made`
 *   (an object that the call makes), `primitive`, `unknown`, `undefined`
 * - `[elements]` and other slots; `[any]`, the elements of an array or the properties of an object whatever their names;
 *   `[0]`, `[value]`, a property
 * - `[each]`: what iterating gives; `[keyNames]`: the names of the properties, as texts; `[awaited]`: what awaiting gives;
 *   `[flat]`: the elements of arrays, and anything else itself
 * - `(0)`: a parameter of a callback, `(this)` its `this`, `()` what it returns
 */
export interface Summary {
  readonly rows: readonly string[];
  /** The kind of object that the call makes and returns. */
  readonly makes?:
    'array' | 'object' | 'Map' | 'Set' | 'WeakMap' | 'WeakSet' | 'WeakRef' | 'Promise' | 'Iterator';
  /** A pair of which the rows speak as `made`. */
  readonly pair?: boolean;
}

/** A base with accessors. */
export interface Path {
  readonly base: string;
  readonly accessors: readonly Accessor[];
}

/** A step of a path: a property, or what a callback is called with or returns. */
export type Accessor =
  | { readonly kind: 'property'; readonly name: string }
  | { readonly kind: 'parameter'; readonly index: number }
  | { readonly kind: 'self' }
  | { readonly kind: 'returned' };

/** A row that was read. */
export interface Row {
  readonly from: Path;
  readonly to: Path;
}

const ROW = /^(\S+) -> (\S+)$/u;
const BASE = /^(?:this|args|result|made|primitive|unknown|undefined|arg\d|rest\d)/u;
const ACCESSOR = /\[([^[\]]+)\]|\((\d*|this)\)/gu;

const parsed = new Map<string, Row>();

/**
 * Reads a row.
 *
 * @throws {Error} when it is none: the tables are part of the program
 */
export function parseRow(text: string): Row {
  let row = parsed.get(text);
  if (!row) {
    const [, from, to] = ROW.exec(text) ?? [];
    if (from === undefined || to === undefined) {
      throw new Error(`This is no row of a summary: ${text}`);
    }
    row = { from: parsePath(from), to: parsePath(to) };
    parsed.set(text, row);
  }
  return row;
}

function parsePath(text: string): Path {
  const base = BASE.exec(text)?.[0] ?? '';
  const accessors: Accessor[] = [];
  let length = base.length;
  for (const [whole, name, parameter] of text.slice(base.length).matchAll(ACCESSOR)) {
    length += whole.length;
    if (name !== undefined) {
      accessors.push({ kind: 'property', name });
    } else if (parameter === 'this') {
      accessors.push({ kind: 'self' });
    } else {
      accessors.push(
        parameter === '' || parameter === undefined
          ? { kind: 'returned' }
          : { kind: 'parameter', index: Number(parameter) },
      );
    }
  }
  if (base === '' || length !== text.length) {
    throw new Error(`This is no path of a summary: ${text}`);
  }
  return { base, accessors };
}

/** A summary that only returns a primitive. */
export const PURE: Summary = { rows: ['primitive -> result'] };

/** A summary that returns nothing and keeps nothing. */
export const NOTHING: Summary = { rows: ['undefined -> result'] };
