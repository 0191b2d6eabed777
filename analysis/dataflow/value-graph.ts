import type { Variable } from '../program/bindings.ts';
import type { ProgramFile } from '../program/program-file.ts';
import type { Node } from '../program/syntax.ts';
import type { CodeUnit } from '../program/tree.ts';
import type { Exposure, HeapKind } from './heap-kinds.ts';
import type { ConstantValue, PrimitiveValue, UnknownValue } from './primitive-values.ts';

// What the analysis computes is one graph, and these are the types of its parts. They name each other, so they stand in one file;
// what makes and asks them is in `hub.ts`, `activation.ts` and `values.ts`.

/**
 * What a place of the program can hold.
 *
 * A value stands for all that one allocation site makes in one activation: `{}` in a loop is one value. Those that can have
 * properties are {@link HeapValue}s.
 */
export type Value = ConstantValue | PrimitiveValue | UnknownValue | HeapValue;

/** A value that can have properties. */
export interface HeapValue {
  readonly id: number;
  readonly kind: HeapKind;
  /** The allocation site; undefined for what no code of the program makes. */
  readonly node: Node | undefined;
  /** The activation that made it. For functions: the one whose variables they see. */
  readonly activation: Activation | undefined;
  /** The depth of the activation that made it. */
  readonly depth: number;
  /** What the value is by its kind: the path of a builtin, the class of an instance … */
  readonly detail: HeapDetail;
  readonly fields: Map<string, Hub>;
  readonly getters: Map<string, Hub>;
  readonly setters: Map<string, Hub>;
  /** Objects whose properties are copied into this one. */
  readonly layers: Hub[];
  /** The calls of `Object.assign` that copied them, in no order. */
  readonly assigned: { readonly call: Node; readonly activation: Activation; readonly source: Hub }[];
  /** Called with the name of each field that appears. */
  readonly fieldListeners: ((name: string) => void)[];
  /** Called with each getter and setter that is added. */
  readonly accessorListeners: ((kind: 'get' | 'set', name: string, accessor: Hub) => void)[];
  /** The hubs that the value has reached. */
  readonly hubs: Hub[];
  prototype: Hub | undefined;
  /** Fills a field, when it is first asked for, with what the object holds from the start. */
  initialize: ((name: string, field: Hub) => void) | undefined;
  /** The names of the fields that it has from the start. */
  names: (() => Iterable<string>) | undefined;
  /** Called once when somebody asks for all its names; undefined after that. */
  nameListeners: (() => void)[] | undefined;
  /** Whether it has a property of its own from the start, so that none is inherited. */
  hasOwn: ((name: string) => boolean) | undefined;
  /** Whether a property of its own stands behind all that is copied into it. */
  isShadowing: ((name: string) => boolean) | undefined;
  /** What each of its properties can be, of its own or inherited, by the name that was looked up. */
  readonly lookups: Map<string, Lookup>;
  /** The lookups of properties that came to this object: in it, and in objects that inherit from it. */
  readonly searches: Lookup[];
  /** Every write of one of its properties, but for those of the literal that makes it. */
  readonly stores: Store[];
  /** Called with each further write. */
  readonly storeListeners: ((store: Store) => void)[];
  /** Writes that looked for a setter here: of its own properties, and of those of objects that inherit from it. */
  readonly setterSearches: { readonly name: string; readonly getSelf: () => Hub; readonly value: Hub }[];
  /** Of a function or class: what `new` made of it, or of a class that extends it. */
  readonly instances: HeapValue[];
  readonly instanceListeners: ((instance: HeapValue) => void)[];
  /** Whether its class extends one from elsewhere, which may use every field of it. */
  hasForeignBase: boolean;
  /**
   * Whether it is what a CommonJS module exports: other files call its functions and do not replace them (see `assumptions.ts`).
   */
  isModuleExports: boolean;
  /** Whether everything that is done with it is followed. */
  isTracked: boolean;
  exposure: Exposure;
  /** Called once when other code gets the value. */
  readonly exposureListeners: (() => void)[];
}

/** A property of an object, of its own or inherited: looked up once, however many places read it. */
export interface Lookup {
  /** Undefined where the name is not known. */
  readonly name: string | undefined;
  /** The object that is read, which may inherit from the one that is searched. */
  readonly receiver: HeapValue;
  readonly result: Hub;
  /** The places that read it. */
  readonly sites: Site[];
  /** The objects that were searched already, so that circular prototypes come to an end. */
  readonly seen: Set<HeapValue>;
}

/** A write of a property. */
export interface Store {
  /** Undefined where the name is not known. */
  readonly name: string | undefined;
  readonly node: Node;
  readonly activation: Activation;
  readonly value: Hub;
  /** Whether the object is one that other code has, and that only may be meant. */
  readonly isElsewhere: boolean;
  /** Whether the property is deleted. */
  readonly isDeletion: boolean;
}

/** What becomes of the values of an iterator to which a generator hands its work. */
export interface Delegation {
  /** Gets what the iterator yields. */
  readonly yielded: Hub;
  /** What the generator is sent meanwhile. */
  readonly sent: Hub;
  /** What it is ended with, by `return(value)`. */
  readonly ended: Hub;
  /** Gets what the iterator returns. */
  readonly result: Hub;
}

/** What is known of a heap value beside its kind. */
export interface HeapDetail {
  /** Of a builtin or module: the names that lead to it. */
  readonly path?: readonly string[];
  /** Of an instance or a prototype: the function or class. */
  readonly maker?: HeapValue;
  /** Of an object that is made for a prototype: it inherits from nothing else. */
  readonly hasGivenPrototype?: boolean;
  /** Of a bound function. */
  readonly bound?: { readonly target: Hub; readonly self: Hub; readonly args: readonly Hub[] };
  /** Of an address or port: the socket. */
  readonly socket?: HeapValue;
  /** Of an iterator or generator: whether its steps are promised. */
  readonly isAsync?: boolean;
  /** Of a proxy. */
  readonly proxy?: { readonly target: Hub; readonly handler: Hub };
  /** Of a function that resolves a promise: where its argument goes, or its second one if it has `rejects`. */
  readonly resolves?: Hub;
  /** Of a callback `(error, value)` that settles a promise: where its first argument goes. */
  readonly rejects?: Hub;
  /** Whether it has a property of whatever name. */
  readonly hasAnyName?: boolean;
  /** Whether it stands for what something of the runtime has under a name: a function, but also a text, or nothing at all. */
  readonly mayBePrimitive?: boolean;
  /** Of a copy: the names of the properties that are not copied. */
  readonly leftOut?: Hub;
  /** Of a function that returns what is at a hub. */
  readonly gives?: Hub | undefined;
  /** Of a function that puts its arguments into a hub as they are, even promises. */
  readonly finishes?: Hub | undefined;
  /** Of a function that lets its argument work in the place of a generator. */
  readonly delegation?: Delegation;
  /** Of a function that runs a generator to its end: what makes the generator. */
  readonly runs?: Hub;
  /** Of what `util.promisify` made: the function. */
  readonly wraps?: Hub;
}

/**
 * A place where values meet: an expression, a variable, a parameter, a return, a field.
 *
 * Where n places write and m read, the hub between them makes it n + m transfers.
 */
export interface Hub {
  readonly id: number;
  /** Where it is, for explanations. */
  readonly origin: HubOrigin;
  readonly values: Value[];
  /** Where each value came from, by the value's index. */
  readonly sources: (Hub | undefined)[];
  // Most hubs have few of these lists: each is made when something comes into it.
  successors: Transfer[] | undefined;
  predecessors: Transfer[] | undefined;
  listeners: ((value: Value) => void)[] | undefined;
  /** What is done once when the values are asked for. */
  whenWanted: (() => void)[] | undefined;
  /** What is done once when the first tracked value arrives. */
  whenTracked: (() => void)[] | undefined;
  /** What is done once when the first tracked value that is no function arrives. */
  whenObjectTracked: (() => void)[] | undefined;
  /** What each constant was computed from, where an operator computes what is here. */
  operands: Map<Value, { readonly hub: Hub; readonly value: Value }> | undefined;
  hasTrackedObject: boolean;
  /** How many of the values have been handed on to listeners. */
  processed: number;
  isWanted: boolean;
  hasTracked: boolean;
  /** How many of the values are constants. */
  constants: number;
  /** The values, where they are so many that a look at each would be slow. */
  valueSet: Set<Value> | undefined;
  /** The hubs to which plain transfers lead, where they are as many. */
  plainTargets: Set<Hub> | undefined;
}

/** What a hub stands for. */
export type HubOrigin =
  | {
      readonly kind: 'expression' | 'target';
      readonly node: Node;
      readonly activation: Activation;
    }
  | { readonly kind: 'other'; readonly name: string };

/** A transfer: what `from` holds, `to` holds too. */
export interface Transfer {
  readonly from: Hub;
  readonly to: Hub;
  /** What becomes of a value on its way; undefined where it does not arrive. Without it, the value itself arrives. */
  readonly map: ((value: Value) => Value | undefined) | undefined;
}

/**
 * The runs of one unit that are not told apart: those by one call, and for a method on one receiver.
 *
 * This is the call context. Two calls of a factory are two activations, each with variables and sockets of its own.
 */
export interface Activation {
  readonly id: number;
  readonly unit: CodeUnit;
  readonly file: ProgramFile;
  /** The activation of the unit around it: where its outer variables are. */
  readonly outer: Activation | undefined;
  /** The function that runs; undefined for programs. */
  readonly closure: HeapValue | undefined;
  /** One more than the depth of its receiver, or the depth of the activation around it if that is greater; 0 without both. */
  readonly depth: number;
  /** The receiver: runs of the same unit for another object are another activation. */
  readonly receiver: HeapValue | undefined;
  /** The statement behind which its runs do nothing more; undefined where they may run all of the unit. */
  readonly last: Node | undefined;
  /** How many units stand around it. */
  readonly nesting: number;
  readonly hubs: Map<Node, Hub>;
  readonly targets: Map<Node, Hub>;
  readonly variables: Map<Variable, Hub>;
  /** What variables hold at certain points, by the version that this is. */
  readonly versions: Map<object, Hub>;
  readonly objects: Map<Node | string, HeapValue>;
  readonly installed: Set<Node>;
  /** The patterns whose parts have got their transfers. */
  readonly opened: Set<Node>;
  /** Called with the position of each argument that is looked at. */
  readonly argumentListeners: ((index: number) => void)[];
  /** The arguments by their positions. */
  readonly args: Hub[];
  /** The least number of arguments that a call gives. */
  leastArguments: number;
  /** Arguments that code of other files gives, at any position. */
  readonly anyArgument: Hub;
  /** Arguments of a spread or of `apply`: from which position on they can stand. */
  readonly extraArguments: { readonly start: number; readonly hub: Hub }[];
  readonly extraListeners: ((start: number, hub: Hub) => void)[];
  readonly self: Hub;
  /** Where it is called: by calls of the program, and by code of other files. */
  readonly callers: (Site | 'elsewhere')[];
  /** The same, to look one up: by the nodes of the calls, each activation with whether what is thrown comes out there. */
  readonly knownCallers: Map<Node | 'elsewhere', Map<Activation | undefined, boolean>>;
  /** What comes out of it as an exception, and the first place that throws it. */
  thrown: { readonly hub: Hub; readonly node: Node } | undefined;
  /** What takes that. */
  readonly exits: Thrower[];
  /** Whether it comes out where that is not seen as well. */
  hasUnseenExit: boolean;
  /** What `return` gives. */
  readonly completion: Hub;
  /** What a call gives: the same, or a promise or generator. */
  readonly result: Hub;
}

/** A node in one of its activations. */
export interface Site {
  readonly node: Node;
  readonly activation: Activation;
}

/** Takes what comes out of a call as an exception. */
export type Thrower = (thrown: Hub) => void;

/** Where an activation is called. */
export interface CallSite extends Site {
  readonly onThrown?: Thrower | undefined;
}
