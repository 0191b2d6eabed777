import type { Node } from '../program/syntax.ts';
import type { Activation } from './activation.ts';
import type { Hub } from './hub.ts';
import type { Site } from './site.ts';

/**
 * What a place of the program can hold.
 *
 * A value stands for all that one allocation site makes in one activation: `{}` in a loop is one value. Those that can have
 * properties are {@link HeapValue}s.
 */
export type Value = ConstantValue | PrimitiveValue | UnknownValue | HeapValue;

/** What a constant can be. */
export type Constant = string | number | bigint | boolean | null | undefined;

/** A primitive that is known. */
export interface ConstantValue {
  readonly kind: 'constant';
  readonly value: Constant;
}

/** A number, text or other primitive that is not known; it is no object. */
export interface PrimitiveValue {
  readonly kind: 'primitive';
  /** Whether it is known to be a number, which as a key names an element. */
  readonly isNumber: boolean;
}

/** Anything, made elsewhere: also any object of the program that other code can reach. */
export interface UnknownValue {
  readonly kind: 'unknown';
}

/** Any primitive. */
export const PRIMITIVE: PrimitiveValue = { kind: 'primitive', isNumber: false };
/** Any number. */
export const NUMBER: PrimitiveValue = { kind: 'primitive', isNumber: true };
/** Anything. */
export const UNKNOWN: UnknownValue = { kind: 'unknown' };

/** What a heap value is, as far as JavaScript's own behaviour depends on it. */
export type HeapKind =
  | 'object'
  | 'array'
  | 'arguments'
  | 'function'
  | 'class'
  /** Made by `new` of a function or class of the program. */
  | 'instance'
  /** The `prototype` of a function or class of the program. */
  | 'prototype'
  | 'socket'
  /** What a socket's `address()` returns, and the port in it. */
  | 'address'
  | 'port'
  /** A function or object of JavaScript or of the runtime, by its path: `Object.assign`. */
  | 'builtin'
  /** A module that is known by its name, or something in it: `node:dgram`, `createSocket`. */
  | 'module'
  /** A function with its `this` and first arguments, by `bind`. */
  | 'bound'
  | 'Map'
  | 'Set'
  | 'WeakMap'
  | 'WeakSet'
  | 'WeakRef'
  | 'Promise'
  | 'Iterator'
  | 'Generator'
  | 'Proxy'
  | 'Symbol';

/** How far code of other files reaches a value. */
export type Exposure =
  | 'none'
  /** It is held by a public field: whoever gets it there uses it as its owner does (see `assumptions.ts`). */
  | 'held'
  /** Other code has it. */
  | 'full';

let lastId = 0;

/** A value that can have properties. */
export class HeapValue {
  readonly id = ++lastId;
  readonly kind: HeapKind;
  /** The allocation site; undefined for what no code of the program makes. */
  readonly node: Node | undefined;
  /** The activation that made it. For functions: the one whose variables they see. */
  readonly activation: Activation | undefined;
  /** How many objects inside of each other were told apart to make it. */
  readonly depth: number;
  /** What the value is by its kind: the path of a builtin, the class of an instance … */
  readonly detail: HeapDetail;
  readonly fields = new Map<string, Hub>();
  readonly getters = new Map<string, Hub>();
  readonly setters = new Map<string, Hub>();
  /** Objects whose properties are copied into this one. */
  readonly layers: Hub[] = [];
  /** The calls of `Object.assign` by which they were, in no order. */
  readonly assigned: { readonly call: Node; readonly activation: Activation; readonly source: Hub }[] = [];
  /** Called with the name of each field that appears. */
  readonly fieldListeners: ((name: string) => void)[] = [];
  /** Called with each getter and setter that is added. */
  readonly accessorListeners: ((kind: 'get' | 'set', name: string, accessor: Hub) => void)[] = [];
  /** Where the value is. */
  readonly hubs: Hub[] = [];
  prototype: Hub | undefined;
  /** Fills a field, when it is first asked for, with what the object holds from the start. */
  initialize: ((name: string, field: Hub) => void) | undefined;
  /** The names of the fields that it has from the start. */
  names: (() => Iterable<string>) | undefined;
  /** Called once when somebody asks for all its names; undefined after that. */
  nameListeners: (() => void)[] | undefined = [];
  /** Whether it has a property of its own from the start, so that none is inherited. */
  hasOwn: ((name: string) => boolean) | undefined;
  /** Whether a property of its own stands behind all that is copied into it. */
  isShadowing: ((name: string) => boolean) | undefined;
  /** What each of its properties can be, of its own or inherited, by the name that was looked up. */
  readonly lookups = new Map<string, Lookup>();
  /** The lookups of properties that came to this object: in it, and in objects that inherit from it. */
  readonly searches: Lookup[] = [];
  /** Every write of one of its properties, but for those of the literal that makes it. */
  readonly stores: Store[] = [];
  /** Called with each further write. */
  readonly storeListeners: ((store: Store) => void)[] = [];
  /** Writes that looked for a setter here: of its own properties, and of those of objects that inherit from it. */
  readonly setterSearches: { readonly name: string; readonly getSelf: () => Hub; readonly value: Hub }[] = [];
  /** Of a function or class: what `new` made of it, or of a class that extends it. */
  readonly instances: HeapValue[] = [];
  readonly instanceListeners: ((instance: HeapValue) => void)[] = [];
  /** Whether its class extends one from elsewhere, which may use every field of it. */
  hasForeignBase = false;
  /**
   * Whether it is what a CommonJS module exports: other files call its functions and do not replace them (see `assumptions.ts`).
   */
  isModuleExports = false;
  /** Whether everything that is done with it is followed. */
  isTracked = false;
  exposure: Exposure = 'none';
  /** Called once when other code gets the value. */
  readonly exposureListeners: (() => void)[] = [];

  constructor(
    kind: HeapKind,
    node: Node | undefined,
    activation: Activation | undefined,
    detail: HeapDetail = {},
    depth = activation?.depth ?? 0,
  ) {
    this.kind = kind;
    this.node = node;
    this.activation = activation;
    this.detail = detail;
    this.depth = depth;
  }
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
  /** Of a bound function. */
  readonly bound?: { readonly target: Hub; readonly self: Hub; readonly args: readonly Hub[] };
  /** Of an address or port: the socket. */
  readonly socket?: HeapValue;
  /** Of an iterator or generator: whether its steps are promised. */
  readonly isAsync?: boolean;
  /** Of a proxy. */
  readonly proxy?: { readonly target: Hub; readonly handler: Hub };
  /** Of a function that puts its argument into a hub, or its first into one and its second into the other. */
  readonly resolves?: Hub;
  readonly rejects?: Hub;
  /** Whether it has a property of whatever name. */
  readonly hasAnyName?: boolean;
  /** Of a copy: the names of the properties that it has not. */
  readonly leftOut?: Hub;
  /** Of a function that gives what is at a hub, or puts its arguments into one as they are. */
  readonly gives?: Hub | undefined;
  readonly finishes?: Hub | undefined;
  /** Of a function that lets its argument work in the place of a generator. */
  readonly delegation?: Delegation;
  /** Of a function that runs a generator to its end: what makes the generator. */
  readonly runs?: Hub;
  /** Of what `util.promisify` made: the function. */
  readonly wraps?: Hub;
}

/** Every place that reads a property of a value, also of an object that inherits from it. */
export function getReads({ searches }: HeapValue): readonly (Site & { readonly name: string | undefined })[] {
  return searches.flatMap(({ name, sites }) => sites.map((site) => ({ ...site, name })));
}

const constants = new Map<unknown, ConstantValue>();

/** The value of a constant; the same object for the same constant. */
export function toConstant(value: Constant): ConstantValue {
  const key = Object.is(value, -0) ? '-0' : typeof value === 'string' ? `'${value}` : value;
  let known = constants.get(key);
  if (!known) {
    known = { kind: 'constant', value };
    constants.set(key, known);
  }
  return known;
}

/** The constant `undefined`. */
export const UNDEFINED = toConstant(undefined);

/** Whether a value can have properties. */
export function isHeapValue(value: Value): value is HeapValue {
  return value instanceof HeapValue;
}

/** Whether a value is an object of the runtime, which all code has. */
export function isOfRuntime({ kind, node }: HeapValue): boolean {
  return kind === 'module' || (kind === 'builtin' && !node);
}

/** Whether a value is truthy; undefined where it can be either. */
export function isTruthy(value: Value): boolean | undefined {
  switch (value.kind) {
    case 'constant':
      return Boolean(value.value);
    case 'primitive':
    case 'unknown':
      return undefined;
    default:
      return true;
  }
}

/** Whether a value is `null` or `undefined`; undefined where it can be either. */
export function isNullish(value: Value): boolean | undefined {
  switch (value.kind) {
    case 'constant':
      return value.value === null || value.value === undefined;
    case 'unknown':
      return undefined;
    default:
      return false;
  }
}

/** Whether a value is `undefined`; undefined where it can be. */
export function isUndefined(value: Value): boolean | undefined {
  if (value.kind === 'constant') {
    return value.value === undefined;
  }
  return value.kind === 'unknown' ? undefined : false;
}
