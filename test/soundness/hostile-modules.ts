import nodeModule from 'node:module';
import { builtins, isReference, read } from './world-values.ts';
import type { Anything } from './world-values.ts';

/** A file as a CommonJS module. */
export interface RunnableFile {
  readonly path: string;
  readonly text: string;
  /** The files of the program that it can load, by the names that it has for them. */
  readonly imported: ReadonlyMap<string, string>;
  /** Whether it stands for an ES module, whose exports nobody else writes. */
  readonly isModule: boolean;
}

/** A module as Node.js makes it. */
interface Module {
  exports: object;
  readonly require: (name: string) => unknown;
}

/** The modules of a program in one run. */
export class Modules {
  readonly #files: ReadonlyMap<string, RunnableFile>;
  readonly #functions: ReadonlyMap<string, Anything>;
  readonly #requireFromOutside: (name: string) => unknown;
  readonly #loaded = new Map<string, Module>();
  /** Of files that threw an error as well. */
  readonly #exports = new Map<string, object>();

  constructor(
    files: readonly RunnableFile[],
    functions: ReadonlyMap<string, Anything>,
    requireFromOutside: (name: string) => unknown,
  ) {
    this.#files = new Map(files.map((file) => [file.path, file]));
    this.#functions = functions;
    this.#requireFromOutside = requireFromOutside;
  }

  /** Runs a file, unless it has been; what throws may be run again. */
  load(path: string): object {
    const known = this.#loaded.get(path);
    if (known) {
      return known.exports;
    }
    const imported = this.#files.get(path)?.imported;
    const require = (name: string): unknown => {
      const own = imported?.get(name);
      return own === undefined ? this.#requireFromOutside(name) : this.load(own);
    };
    const module: Module = { exports: {}, require };
    this.#loaded.set(path, module);
    try {
      this.#functions.get(path)?.call(module.exports, module.exports, require, module, `/${path}`, '/');
      return module.exports;
    } catch (error) {
      this.#loaded.delete(path);
      throw error;
    } finally {
      this.#exports.set(path, module.exports);
    }
  }

  /** What other code has of a file. */
  getExports(path: string): object | undefined {
    const exports = this.#exports.get(path);
    return exports && this.#files.get(path)?.isModule ? toNamespace(exports) : exports;
  }
}

/** The exports of an ES module, which change and cannot be changed. */
function toNamespace(exports: object): object {
  const namespace = {};
  for (const name of Object.keys(exports)) {
    Object.defineProperty(namespace, name, { enumerable: true, get: () => read(exports, name) });
  }
  return namespace;
}

const requireBuiltin = nodeModule.createRequire(import.meta.url);

export function loadBuiltin(name: string): unknown {
  const module = requireBuiltin(name) as object;
  const members: readonly unknown[] = Object.values(module);
  for (const value of [module, ...members]) {
    if (isReference(value)) {
      builtins.add(value);
    }
  }
  return module;
}
