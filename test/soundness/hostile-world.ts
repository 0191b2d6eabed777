import { EventEmitter } from 'node:events';
import nodeModule from 'node:module';
import { setFlagsFromString } from 'node:v8';
import vm from 'node:vm';
import { createDgram } from './dgram-stand-in.ts';
import type { SocketRecord } from './dgram-stand-in.ts';
import { Explorer } from './explorer.ts';
import { ForeignValues, PORT_ELSEWHERE } from './foreign-values.ts';
import type { StepBudget } from './foreign-values.ts';
import { Modules, loadBuiltin } from './hostile-modules.ts';
import type { RunnableFile } from './hostile-modules.ts';
import { createRandom, doNothing, guard, hash, isReference } from './world-values.ts';
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

// Of new contexts. Programs throw all the time, and nobody reads where: a third of the time went into stacks.
setFlagsFromString('--stack-trace-limit=0');

/** Steps that other code takes in one run. */
const STEPS = 400;

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
  readonly #budget: StepBudget = { steps: STEPS };
  readonly #values: ForeignValues;
  readonly #explorer: Explorer;

  constructor(plan: WorldPlan) {
    this.#plan = plan;
    this.#random = createRandom(plan.seed);
    this.#values = new ForeignValues(this.#random, this.#budget, (value, isBase) => {
      this.#take(value, isBase);
    });
    this.#explorer = new Explorer(this.#values, this.#budget, (value) => this.#dgram.isSocket(value));
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
    for (const socket of this.#explorer.sockets) {
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
    return nodeModule.isBuiltin(name) && SAFE_MODULES.test(name)
      ? loadBuiltin(name)
      : this.#values.createUnknown();
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
      elsewhereGlobal: this.#values.createUnknown(),
    };
  }

  /** Other code has come to have a value. */
  #take(value: unknown, isBase = false): void {
    if (!isReference(value) || this.#values.hasMade(value) || this.#budget.steps <= 0) {
      return;
    }
    const act = guard(() => {
      this.#explorer.use(value, isBase);
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
        if (this.#values.chance(3)) {
          act();
        } else if (this.#values.chance(2)) {
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
}

/** Modules of Node that hand nothing to other code. */
const SAFE_MODULES = /^(?:node:)?(?:assert|buffer|events|net|os|path|url|util)$/u;
