import type { Node } from '../program/syntax.ts';
import type { Arguments, Call } from './call.ts';
import type { Engine } from './engine.ts';
import type { Activation, HeapValue } from './value-graph.ts';

/** What is known of sockets, for the analysis of how values flow: which modules and globals make them, and what they have. */
export interface Environment {
  /** Whether a module, or a global, is one of which something makes sockets. */
  readonly isKnownModule: (name: string) => boolean;
  readonly isKnownGlobal: (name: string) => boolean;
  /** @returns whether the call is one of the environment's own */
  readonly callModule: (engine: Engine, call: Call, path: readonly string[]) => boolean;
  /** Makes an instance of a class that extends one of the environment's own. */
  readonly construct: (
    engine: Engine,
    path: readonly string[],
    instance: HeapValue,
    args: Arguments,
    site: { readonly node: Node; readonly activation: Activation },
  ) => boolean;
  /** The prototype of a class of the environment's own. */
  readonly getModulePrototype: (engine: Engine, path: readonly string[]) => HeapValue | undefined;
  /** What all sockets inherit, which a program can change. */
  readonly getSharedPrototype: (engine: Engine) => HeapValue;
  /** Where the environment's own objects inherit from. */
  readonly getPrototype: (engine: Engine, value: HeapValue) => HeapValue | undefined;
  /** The names of methods that make sockets on whatever object, in a program that imports certain modules. */
  readonly getMethods: (modules: ReadonlySet<string>) => Iterable<string>;
  /** Calls a method of an object of which nothing is known. */
  readonly callMethod: (engine: Engine, call: Call, name: string) => boolean;
  /** Calls a builtin of the environment's own. */
  readonly callBuiltin: (engine: Engine, call: Call, path: readonly string[]) => boolean;
}
