import { EventEmitter } from 'node:events';
import nodeModule from 'node:module';
import { types } from 'node:util';
import vm from 'node:vm';
import { createDgram } from './dgram-stand-in.ts';
import type { SocketRecord } from './dgram-stand-in.ts';
import { Modules, loadBuiltin } from './hostile-modules.ts';
import type { RunnableFile } from './hostile-modules.ts';
import {
  builtins,
  createRandom,
  doNothing,
  guard,
  hash,
  isBuiltinPrototype,
  isNative,
  isOwn,
  isPrivate,
  isPromise,
  isReference,
  isUninteresting,
  read,
} from './world-values.ts';
import type { Anything } from './world-values.ts';

/** When other code does what it can with a value that it has come to have. */
export type Moment = 'at once' | 'in a microtask' | 'at the end' | 'any';

/** One world that a program is run in. */
export interface WorldPlan {
  readonly moment: Moment;
  /** Chooses what other code hands over and returns, and what the environment says. */
  readonly seed: number;
}

/** A program of one or more files. */
export interface RunnableProgram {
  readonly files: readonly RunnableFile[];
  /** The path of the file that it starts with. */
  readonly start: string;
  /** The paths of the files that other code can load. */
  readonly reachable: readonly string[];
}

/** What a run has shown. */
export interface Run {
  readonly records: readonly SocketRecord[];
  /** What the program threw at its top level. */
  readonly error: unknown;
}

/** The port that other code binds sockets to. */
const PORT_ELSEWHERE = 4242;

/** Steps that other code takes in one run. */
const STEPS = 400;

const DEPTH = 7;

/** Turns of the event loop that a run may take; no generated program needs more. */
const TURNS = 12;

/** A program of one file that other code can load. */
export function toRunnable(text: string, isModule: boolean): RunnableProgram {
  const path = 'program.cjs';
  return { files: [{ path, text, imported: new Map(), isModule }], start: path, reachable: [path] };
}

/**
 * Runs a program in a fresh context, once in each of several worlds in which all that is not its own code is hostile: whoever is
 * handed a socket binds it, and what other code can load it uses, before the program has started or after it.
 *
 * Other code keeps to what `docs/limits.md` says is assumed: it leaves alone `_x` and what {@link isDeclaredPrivate} names, and
 * does not bind through a public field that a class of the program sets itself. It replaces no builtin.
 *
 * @param program its files as CommonJS modules
 * @param plans what the worlds are like
 * @returns for each world, the sockets that were made, with their ports
 */
export async function runInHostileWorlds(
  program: RunnableProgram,
  plans: readonly WorldPlan[],
): Promise<readonly Run[]> {
  const globals = {};
  const context = vm.createContext(globals);
  const scripts = program.files.map(({ path, text }) => {
    const head = '(function (exports, require, module, __filename, __dirname) {';
    return [path, new vm.Script(`${head}${text}\n})`, { filename: path })] as const;
  });
  const runs: Run[] = [];
  for (const plan of plans) {
    const world = new World(plan);
    Object.assign(globals, world.createGlobals());
    const functions = scripts.map(
      ([path, script]) => [path, script.runInContext(context) as Anything] as const,
    );
    runs.push(await world.run(program, new Map(functions)));
  }
  return runs;
}

class World {
  readonly #plan: WorldPlan;
  readonly #random: () => number;
  readonly #dgram = createDgram((task) => {
    process.nextTick(guard(task));
  });
  readonly #timers: (() => void)[] = [];
  readonly #late: (() => void)[] = [];
  readonly #process = new EventEmitter();
  readonly #sockets = new Set<EventEmitter>();
  /** What other code has made itself. */
  readonly #own = new WeakSet<object>();
  /** What other code has come to have. */
  readonly #had = new Set<object>();
  #steps = STEPS;

  constructor(plan: WorldPlan) {
    this.#plan = plan;
    this.#random = createRandom(plan.seed);
  }

  async run(program: RunnableProgram, functions: ReadonlyMap<string, Anything>): Promise<Run> {
    let error: unknown;
    const modules = new Modules(program.files, functions, (name) => this.#requireFromOutside(name));
    // From a turn of its own, so that ticks come before microtasks, as in a module that Node runs.
    await new Promise<void>((resolve) => {
      setImmediate(() => {
        for (const path of this.#shuffle([...new Set([program.start, ...program.reachable])])) {
          try {
            modules.load(path);
          } catch (thrown) {
            error ??= thrown;
          }
          if (program.reachable.includes(path)) {
            this.#take(modules.getExports(path));
          }
        }
        resolve();
      });
    });
    const deliveryTurn = this.#plan.moment === 'at once' ? 0 : Math.floor(this.#random() * 3);
    for (let turn = 0; turn < TURNS; turn += 1) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      if (turn === deliveryTurn) {
        this.#deliver();
      }
      const due = this.#timers.splice(0);
      for (const task of due) {
        task();
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      }
      if (due.length === 0 && turn > 2) {
        if (this.#late.length === 0) {
          break;
        }
        for (const task of this.#late.splice(0)) {
          task();
        }
      }
    }
    return { records: this.#dgram.records, error };
  }

  #shuffle(paths: readonly string[]): readonly string[] {
    return paths
      .map((path) => ({ path, place: this.#random() }))
      .sort((a, b) => a.place - b.place)
      .map(({ path }) => path);
  }

  /** What the runtime calls by itself: messages, signals. */
  #deliver(): void {
    for (const name of this.#process.eventNames()) {
      guard(() => this.#process.emit(name, PORT_ELSEWHERE, PORT_ELSEWHERE))();
    }
    for (const socket of this.#sockets) {
      guard(() => socket.emit('message', Buffer.from(`${PORT_ELSEWHERE}`), { port: PORT_ELSEWHERE }))();
    }
  }

  readonly #timersModule = {
    setTimeout: (task: Anything, _delay?: number, ...values: unknown[]): object => {
      this.#timers.push(guard(() => task(...values)));
      return { unref: () => undefined };
    },
    setImmediate: (task: Anything, ...values: unknown[]): void => {
      this.#timers.push(guard(() => task(...values)));
    },
  };

  #requireFromOutside(name: string): unknown {
    if (name === 'dgram' || name === 'node:dgram') {
      return this.#dgram.module;
    }
    if (name === 'timers' || name === 'node:timers') {
      return this.#timersModule;
    }
    return nodeModule.isBuiltin(name) && SAFE_MODULES.test(name) ? loadBuiltin(name) : this.#unknown();
  }

  createGlobals(): object {
    const { setTimeout: setTimer, setImmediate: schedule } = this.#timersModule;
    const env = new Proxy(
      {},
      {
        get: (_target, name) =>
          typeof name === 'string' && hash(`${this.#plan.seed} ${name}`) % 2 === 0 ? '1' : undefined,
      },
    );
    const process_ = Object.assign(this.#process, {
      env,
      argv: ['node', 'program.cjs'],
      platform: 'linux',
      nextTick: (task: Anything, ...values: unknown[]) => {
        process.nextTick(guard(() => task(...values)));
      },
    });
    return {
      process: process_,
      console: { log: doNothing, error: doNothing, warn: doNothing },
      Buffer,
      setTimeout: setTimer,
      setInterval: setTimer,
      setImmediate: schedule,
      clearTimeout: doNothing,
      queueMicrotask: (task: Anything) => {
        queueMicrotask(guard(() => task()));
      },
      elsewhereGlobal: this.#unknown(),
    };
  }

  /** Anything that comes from elsewhere: it can be called, constructed, extended, iterated, read and written. */
  #unknown(): unknown {
    const takeInstance = (instance: object): void => {
      this.#take(instance, true);
    };
    // A base class uses every field of its instances.
    const Elsewhere = function (this: object) {
      takeInstance(this);
    };
    const createValue = (): unknown => this.#value();
    const made = new Proxy(Elsewhere, {
      get: (target, name) => {
        switch (name) {
          case 'apply':
          case 'bind':
          case 'call':
            return Reflect.get(Function.prototype, name) as unknown;
          case Symbol.toPrimitive:
            return () => PORT_ELSEWHERE;
          case Symbol.iterator:
            return function* () {
              yield createValue();
              yield createValue();
            };
          case Symbol.asyncIterator:
            return async function* () {
              yield await createValue();
            };
          case 'then':
          case 'recvStart':
          case 'fd':
            return undefined;
          case 'prototype':
            return Reflect.get(target, 'prototype') as unknown;
          case 'address':
            return '0.0.0.0';
          case 'port':
            return PORT_ELSEWHERE;
          default:
            return this.#chance(8) ? this.#value() : this.#unknown();
        }
      },
      set: (_target, _name, value) => {
        this.#take(value);
        return true;
      },
      defineProperty: (_target, _name, descriptor) => {
        for (const part of Object.values(descriptor) as unknown[]) {
          this.#take(part);
        }
        return true;
      },
      setPrototypeOf: (_target, prototype) => {
        this.#take(prototype);
        return true;
      },
      apply: (_target, self, values) => {
        this.#take(self);
        for (const value of values) {
          this.#take(value);
        }
        return this.#value(values);
      },
      construct: (target, values, newTarget) => {
        for (const value of values) {
          this.#take(value);
        }
        return Reflect.construct(target, [], newTarget) as object;
      },
      has: () => true,
    });
    this.#own.add(made);
    return made;
  }

  #chance(one: number): boolean {
    return this.#random() * one < 1;
  }

  /** What other code hands over or returns; what it was handed, at times. */
  #value(given: readonly unknown[] = []): unknown {
    switch (Math.floor(this.#random() * 8)) {
      case 0:
      case 1:
        return PORT_ELSEWHERE;
      case 2:
        return `${PORT_ELSEWHERE}`;
      case 3:
        return (...values: unknown[]) => {
          for (const value of values) {
            this.#take(value);
          }
          return PORT_ELSEWHERE;
        };
      case 4:
        return given[0] ?? { port: PORT_ELSEWHERE };
      case 5:
        return this.#chance(3) ? undefined : true;
      default:
        return this.#steps > 0 ? this.#unknown() : PORT_ELSEWHERE;
    }
  }

  /** Other code has come to have a value. */
  #take(value: unknown, isBase = false): void {
    if (!isReference(value) || this.#own.has(value) || this.#steps <= 0) {
      return;
    }
    const act = guard(() => {
      this.#explore(value, { seen: new Set(), seenHeld: new Set(), depth: 0, isHeld: false, isBase });
    });
    switch (this.#plan.moment) {
      case 'at once':
        act();
        break;
      case 'in a microtask':
        queueMicrotask(act);
        break;
      case 'at the end':
        this.#late.push(act);
        break;
      case 'any':
        if (this.#chance(3)) {
          act();
        } else if (this.#chance(2)) {
          queueMicrotask(act);
        } else {
          this.#timers.push(act);
        }
        this.#late.push(act);
        break;
    }
    if (isBase || this.#plan.moment === 'at once') {
      this.#late.push(act);
    }
  }

  /** Does all with a value that other code can do with it. */
  #explore(value: unknown, way: Way): void {
    const seen = way.isHeld ? way.seenHeld : way.seen;
    if (
      !isReference(value) ||
      this.#own.has(value) ||
      builtins.has(value) ||
      seen.has(value) ||
      way.depth > DEPTH ||
      this.#steps <= 0
    ) {
      return;
    }
    this.#steps -= 1;
    seen.add(value);
    this.#had.add(value);
    const further = { ...way, depth: way.depth + 1 };
    if (this.#dgram.isSocket(value)) {
      this.#useSocket(value as EventEmitter, further);
      return;
    }
    if (typeof value === 'function') {
      this.#useFunction(value as Anything, undefined, further);
    }
    if (value instanceof Promise || isPromise(value)) {
      void (value as Promise<unknown>).then(
        (result) => {
          guard(() => {
            this.#explore(result, further);
          })();
        },
        () => undefined,
      );
    }
    if (types.isProxy(value)) {
      this.#explore(read(value, 'anything'), further);
      guard(() => Reflect.set(value, 'anything', PORT_ELSEWHERE))();
    }
    if (types.isWeakMap(value)) {
      for (const key of this.#had) {
        this.#explore(value.get(key), further);
      }
    }
    this.#useProperties(value, further);
    this.#iterate(value, further);
  }

  #useSocket(socket: EventEmitter, way: Way): void {
    this.#sockets.add(socket);
    if (!way.isHeld) {
      const bindable = socket as unknown as { bind(port: number): unknown };
      guard(() => bindable.bind(PORT_ELSEWHERE))();
    }
    for (const name of socket.eventNames()) {
      if (typeof name === 'string' && !RUNTIME_EVENTS.test(name)) {
        guard(() => socket.emit(name, PORT_ELSEWHERE, this.#value()))();
      }
    }
    for (const key of Reflect.ownKeys(socket)) {
      if (typeof key === 'string' && !key.startsWith('_')) {
        this.#explore(read(socket, key), way);
      }
    }
  }

  #useFunction(callee: Anything, self: unknown, way: Way): void {
    if (builtins.has(callee) || isNative(callee)) {
      return;
    }
    const isClass = /^class\b/u.test(Function.prototype.toString.call(callee));
    if (this.#chance(2)) {
      this.#writeFields(callee);
    }
    const lists = this.#createArguments();
    for (let round = 0; round < lists.length && this.#steps > 0; round += 1) {
      this.#steps -= 1;
      const values = lists[round] ?? [];
      if (!isClass) {
        this.#attempt({ ...way, isHeld: false }, () =>
          callee.apply(self ?? (this.#chance(2) ? undefined : this.#unknown()), [...values]),
        );
      }
      if (isClass || (self === undefined && 'prototype' in callee)) {
        this.#attempt(
          way,
          () => Reflect.construct(this.#chance(2) ? callee : this.#extend(callee), values) as unknown,
        );
      }
    }
  }

  /** What functions are called with, the likely first at times and at times the others. */
  #createArguments(): readonly (readonly unknown[])[] {
    const lists = [
      [PORT_ELSEWHERE],
      [this.#unknown(), this.#unknown(), this.#unknown()],
      ['bind', PORT_ELSEWHERE, PORT_ELSEWHERE],
      [this.#value(), this.#value(), this.#value()],
    ];
    const first = Math.floor(this.#random() * lists.length);
    return [...lists.slice(first), ...lists.slice(0, first)].slice(0, 3);
  }

  /** Uses what a call of the program returns or throws. */
  #attempt(way: Way, call: () => unknown): void {
    let given: unknown;
    try {
      given = call();
    } catch (thrown) {
      given = thrown;
    }
    this.#explore(given, way);
  }

  /** A class elsewhere that extends one of the program, and overrides its methods. */
  #extend(base: Anything): Anything {
    const derived = class extends (base as unknown as new (...values: unknown[]) => object) {};
    for (const name of Reflect.ownKeys(base.prototype as object)) {
      if (typeof name !== 'string' || name === 'constructor' || isPrivate(name)) {
        continue;
      }
      const value: unknown = Reflect.getOwnPropertyDescriptor(base.prototype as object, name)?.value;
      if (typeof value === 'function' && this.#chance(2)) {
        Object.defineProperty(derived.prototype, name, {
          configurable: true,
          writable: true,
          value: (...values: unknown[]) => {
            for (const each of values) {
              this.#take(each);
            }
            return this.#value();
          },
        });
      }
    }
    return derived as unknown as Anything;
  }

  #useProperties(value: object, way: Way): void {
    const prototype: unknown = Reflect.getPrototypeOf(value);
    const isInstance = typeof value === 'object' && isReference(prototype) && !isBuiltinPrototype(prototype);
    const names = new Set<string | symbol>();
    if (this.#chance(2)) {
      this.#writeFields(value);
    }
    for (let owner: object | null = value; owner && !isBuiltinPrototype(owner);) {
      for (const name of Reflect.ownKeys(owner)) {
        if (names.has(name) || (!way.isBase && isPrivate(name)) || name === 'constructor') {
          continue;
        }
        names.add(name);
        const descriptor = Reflect.getOwnPropertyDescriptor(owner, name);
        if (!descriptor || isUninteresting(value, name)) {
          continue;
        }
        const isOwnField = isInstance && owner === value && isOwn(name) && !way.isBase;
        this.#useProperty(value, name, descriptor, { ...way, isHeld: way.isHeld || isOwnField });
      }
      owner = Reflect.getPrototypeOf(owner);
    }
  }

  /** Writes the fields that an object has, before its methods are called. */
  #writeFields(value: object): void {
    for (const name of Reflect.ownKeys(value)) {
      const descriptor = Reflect.getOwnPropertyDescriptor(value, name);
      if (descriptor?.writable === true && !isPrivate(name) && typeof descriptor.value === 'number') {
        guard(() => Reflect.set(value, name, PORT_ELSEWHERE))();
      }
    }
  }

  #useProperty(owner: object, name: string | symbol, descriptor: PropertyDescriptor, way: Way): void {
    if (this.#steps <= 0) {
      return;
    }
    this.#steps -= 1;
    if (descriptor.get) {
      this.#explore(read(owner, name), { ...way, isHeld: false });
    }
    if (descriptor.set) {
      guard(() => {
        Reflect.set(owner, name, this.#value());
      })();
      return;
    }
    const held: unknown = descriptor.value;
    if (typeof held === 'function') {
      this.#useFunction(held as Anything, owner, way);
    }
    this.#explore(held, way);
    if (descriptor.writable === true && typeof held !== 'function' && this.#chance(2)) {
      guard(() => {
        Reflect.set(owner, name, typeof held === 'number' ? PORT_ELSEWHERE : this.#value());
      })();
    }
  }

  #iterate(value: object, way: Way): void {
    guard(() => {
      const entries: unknown[] = [];
      if (Symbol.iterator in value && typeof value[Symbol.iterator] === 'function') {
        for (const entry of value as Iterable<unknown>) {
          if (entries.push(entry) > 4) {
            break;
          }
        }
      } else if (Symbol.asyncIterator in value) {
        const iterator = (value as AsyncIterable<unknown>)[Symbol.asyncIterator]();
        void iterator.next(this.#value()).then(
          (step) => {
            guard(() => {
              this.#explore(step.value, way);
            })();
          },
          () => undefined,
        );
      }
      for (const entry of entries) {
        this.#explore(entry, way);
      }
    })();
  }
}

/** How other code has come to a value. */
interface Way {
  readonly seen: Set<object>;
  /** What was come to by fields that are not bound through. */
  readonly seenHeld: Set<object>;
  readonly depth: number;
  /** By a public field that a class of the program sets itself: it is not bound through that. */
  readonly isHeld: boolean;
  /** Whether a base class uses its own instance. */
  readonly isBase: boolean;
}

/** Modules of Node that hand nothing to other code. */
const SAFE_MODULES = /^(?:node:)?(?:assert|buffer|events|net|os|path|url|util)$/u;

/** Events that the runtime emits; the others are the program's own. */
const RUNTIME_EVENTS = /^(?:close|connect|error|listening|message|newListener|removeListener)$/u;
