import type { ProgramFile } from '../program/program-file.ts';
import { ROOTS } from './builtins/behaviors.ts';
import { getBuiltin, getGlobalBuiltin } from './builtins/globals.ts';
import { toHub } from './accessors.ts';
import { isWritten } from './change-search.ts';
import type { CommonJsModules } from './commonjs-modules.ts';
import type { Engine } from './engine.ts';
import type { Environment } from './environment.ts';
import { ANY, readField } from './fields.ts';
import { getModule } from './modules.ts';
import { UNKNOWN } from './primitive-values.ts';
import type { Activation, HeapValue, Hub, Value } from './value-graph.ts';
import { createHeapValue } from './values.ts';

/** A place that reads a name of the runtime. */
interface Read {
  readonly name: string;
  readonly activation: Activation;
  readonly hub: Hub;
}

/** What the names mean that a file does not declare. */
export class GlobalNames {
  readonly #engine: Engine;
  readonly #environment: Environment;
  readonly #modules: CommonJsModules;
  readonly #files: readonly ProgramFile[];
  readonly #reassigned = new Map<string, boolean>();
  readonly #reads: Read[] = [];
  readonly #changed = new Set<string>();

  /**
   * @param files those of the program, any of which can give a name another meaning
   */
  constructor(
    engine: Engine,
    environment: Environment,
    modules: CommonJsModules,
    files: readonly ProgramFile[],
  ) {
    this.#engine = engine;
    this.#environment = environment;
    this.#modules = modules;
    this.#files = files;
  }

  /** What a name means in an activation. */
  get(name: string, activation: Activation): Value {
    const engine = this.#engine;
    if (this.#environment.isKnownGlobal(name)) {
      return getModule(engine, [`global:${name}`]);
    }
    const { file } = activation;
    switch (name) {
      case 'require':
      case '__non_webpack_require__':
        return getBuiltin(engine, ['require']);
      case 'exports':
      case 'this':
        return file.isModule ? UNKNOWN : this.#modules.getExports(activation);
      case 'module':
        return file.isModule ? UNKNOWN : this.#modules.getModuleObject(activation);
      case 'globalThis':
      case 'global':
      case 'window':
      case 'self':
        return this.#getGlobalObject(activation);
      case 'nw':
        return this.#getRequirer(name);
      case 'expect':
        return getBuiltin(engine, ['expect']);
      case 'jest':
      case 'vi':
        return getModule(engine, ['vitest', 'vi']);
      default:
        return this.#isReassigned(name) ? UNKNOWN : (getGlobalBuiltin(engine, name) ?? UNKNOWN);
    }
  }

  /** What a name means comes to a hub. */
  read(name: string, activation: Activation, hub: Hub): void {
    this.#engine.add(hub, this.get(name, activation));
    if (ROOTS.has(name)) {
      const read = { name, activation, hub };
      this.#reads.push(read);
      if (this.#changed.has(name) || this.#changed.has(ANY)) {
        this.#readChanged(read);
      }
    }
  }

  #readChanged({ name, hub, activation }: Read): void {
    readField(this.#engine, toHub(this.#engine, this.#getGlobalObject(activation)), name, hub);
  }

  /** A property of the object of all globals is written: the name means that as well. */
  #change(changed: string): void {
    if (!this.#changed.has(changed)) {
      this.#changed.add(changed);
      for (const read of this.#reads) {
        if (changed === ANY || changed === read.name) {
          this.#readChanged(read);
        }
      }
    }
  }

  /** `Number = …`: a file gives the name another meaning. */
  #isReassigned(name: string): boolean {
    let known = this.#reassigned.get(name);
    if (known === undefined) {
      known = this.#files.some((file) =>
        file.bindings.getGlobals(name).some((identifier) => isWritten(file, identifier)),
      );
      this.#reassigned.set(name, known);
    }
    return known;
  }

  /** `globalThis` and its other names: an object of all globals. */
  #getGlobalObject(activation: Activation): HeapValue {
    const engine = this.#engine;
    return engine.made.get(['global object'], () => {
      const global = createHeapValue('builtin', undefined, undefined, { path: ['globalThis'] });
      global.initialize = (name, field) => {
        engine.add(field, this.get(name, activation));
      };
      global.storeListeners.push(({ name = ANY }) => {
        this.#change(name);
      });
      global.accessorListeners.push((_, name) => {
        this.#change(name);
      });
      return global;
    });
  }

  /** An object of the runtime that has a `require`. */
  #getRequirer(name: string): HeapValue {
    const engine = this.#engine;
    return engine.made.get(['requirer', name], () => {
      const requirer = createHeapValue('builtin', undefined, undefined, { path: [name] });
      requirer.initialize = (member, field) => {
        engine.add(field, member === 'require' ? getBuiltin(engine, ['require']) : UNKNOWN);
      };
      return requirer;
    });
  }
}
