import type { Variable } from '../program/bindings.ts';
import type { Node } from '../program/syntax.ts';
import type { Arguments, Call } from './call.ts';
import type { Escape } from './escape.ts';
import type { Activation, HeapValue, Hub, Site, Value } from './value-graph.ts';

/** Makes the transfers of one node in one activation; called once for each pair. */
type Install<Engine> = (engine: Engine, node: Node, activation: Activation) => void;

/**
 * What the engine is told of the language: how nodes, objects and functions behave.
 *
 * `Engine` is the engine that carries it out: a parameter, since that knows this interface.
 */
export interface Semantics<Engine> {
  /** The transfers between a node and what stands directly in it. */
  readonly install: Install<Engine>;
  /** The transfers that write to a pattern or to a part of one. */
  readonly installTarget: Install<Engine>;
  /** The transfers of all that writes a variable. */
  readonly installWrites: (engine: Engine, variable: Variable, home: Activation) => void;
  /** The transfers of all that reads a variable. */
  readonly installReads: (engine: Engine, variable: Variable, home: Activation) => void;
  /** Makes the transfers from the arguments of a function to its parameters. */
  readonly openParameters: (engine: Engine, activation: Activation) => void;
  /** What a name means that the file does not declare comes to a hub. */
  readonly readGlobal: (engine: Engine, name: string, activation: Activation, to: Hub) => void;
  /** The transfers of all reads of a property of this name, and of what they read it of. */
  readonly installPropertyReads: (engine: Engine, name: string) => void;
  /** The module of a specifier comes to a hub. */
  readonly importModule: (
    engine: Engine,
    specifier: string,
    importer: Activation,
    to: Hub,
    how: 'import' | 'require',
  ) => void;
  /**
   * The modules come to a hub whose names are computed: by the argument of an `import()` or `require()`, or by a call of
   * `import.meta.glob`.
   */
  readonly importComputed: (
    engine: Engine,
    expression: Node,
    importer: Activation,
    to: Hub,
    how: 'import' | 'require',
  ) => void;
  /** What the property of a name can be, of any object of the program that other code has. */
  readonly getElsewhere: (engine: Engine, site: Site, name: string) => Hub;
  /**
   * Code that reads a property of this name runs, whether it is seen how or not: an object of the program holds a socket there.
   */
  readonly askForPropertyReads: (engine: Engine, name: string) => void;
  /** What a file exports under a name flows to whoever imports it. */
  readonly exportName: (engine: Engine, root: Activation, name: string, value: Hub, node: Node) => void;
  /** What other code can do with a value that it has. */
  readonly expose: (engine: Engine, value: Value, escape: Escape) => void;
  /** What a base class from elsewhere can do with an object that it constructs. */
  readonly exposeToBase: (engine: Engine, instance: HeapValue, escape: Escape) => void;
  /** Runs what a value at the callee of a call can be. */
  readonly call: (engine: Engine, call: Call) => void;
  /**
   * Calls a function of the program that is known to be a compiler's helper.
   *
   * @returns whether it is one
   */
  readonly callHelper: (engine: Engine, call: Call, closure: HeapValue) => boolean;
  /** Makes an object what a builtin class makes of its instances. */
  readonly constructBuiltin: (engine: Engine, maker: HeapValue, instance: HeapValue, args: Arguments) => void;
  /** Calls the methods of an object that the language calls by itself. */
  readonly callImplicitly: (engine: Engine, value: HeapValue) => void;
  /** What the getters of a property return flows to a hub. */
  readonly callGetters: (engine: Engine, value: HeapValue, name: string, result: Hub) => void;
  /** Calls `act` with the name of each built-in method that a value has, but for those of every object. */
  readonly forEachBuiltinMethod: (engine: Engine, value: HeapValue, act: (name: string) => void) => void;
  /** Of what stands for any member of a module: the member of a name. Of any other value: the value. */
  readonly nameMember: (engine: Engine, value: Value, name: string) => Value;
  /** What a module has under a name, where it is something of the language: the prototype of an event emitter. */
  readonly getModuleMember: (engine: Engine, path: readonly string[], name: string) => Value | undefined;
  /** What an object inherits from by what it is, where the program does not say: `Array.prototype`. */
  readonly getBuiltinPrototype: (engine: Engine, value: HeapValue) => HeapValue | undefined;
  /** The same for texts, numbers and other primitives. */
  readonly getPrimitiveMember: (engine: Engine, value: Value, name: string) => Value;
}
