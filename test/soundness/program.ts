import fc from 'fast-check';
import type { SplitPlan } from './files/split.ts';
import type { Transfer } from './transfer.ts';
import { CLASSES } from './transfers/classes.ts';
import { COLLECTIONS } from './transfers/collections.ts';
import { ESCAPES } from './transfers/escapes.ts';
import { FUNCTIONS } from './transfers/functions.ts';
import { IMPLICIT_CALLS } from './transfers/implicit-calls.ts';
import { LATER } from './transfers/later.ts';
import { NAMES } from './transfers/names.ts';
import { OBJECTS } from './transfers/objects.ts';
import { ENDS, USES } from './transfers/uses.ts';
import { Writing } from './writing.ts';
import type { Carried, Language } from './writing.ts';

/** Every way by which a generated program passes a value on. */
export const TRANSFERS: readonly Transfer[] = [
  ...NAMES,
  ...OBJECTS,
  ...COLLECTIONS,
  ...FUNCTIONS,
  ...CLASSES,
  ...LATER,
  ...IMPLICIT_CALLS,
];

/** How a program is compiled before it is analyzed and run. */
const FORMS = ['as written', 'ES5', 'ES2015', 'ES2017', 'Babel'] as const;
export type Form = (typeof FORMS)[number];

/** One step of a program. `seed` chooses what the step leaves open. */
type Step =
  | { readonly kind: 'transfer'; readonly carried: Carried; readonly index: number; readonly seed: number }
  | { readonly kind: 'use'; readonly index: number; readonly seed: number }
  | { readonly kind: 'escape'; readonly index: number; readonly seed: number; readonly isAfter: boolean };

/** What a program is made of. */
export interface ProgramPlan {
  readonly language: Language;
  readonly form: Form;
  readonly seed: number;
  /** Where the port comes from. */
  readonly port: string;
  readonly steps: readonly Step[];
  readonly end: number;
  /** How it is spread over files; without it, it is one file without a project. */
  readonly split?: SplitPlan;
}

/** A program as text, before it is compiled. */
export interface WrittenProgram {
  readonly text: string;
  readonly language: Language;
  /** Whether code of other files is met: a program that does not is closed. */
  readonly isOpen: boolean;
  /** What it passes values on by, as `group: name`. */
  readonly transfers: readonly string[];
}

const CONSTANT_PORTS = ['5353', '5353', '0', '0', "'5353'", 'undefined'] as const;
const OPEN_PORTS = ['process.env.PORT', 'elsewhere'] as const;

const seed = fc.nat(0xff_ff_ff);

const transfer: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('transfer' as const),
  carried: fc.constantFrom<Carried>('socket', 'socket', 'socket', 'port', 'port', 'options', 'module'),
  index: fc.nat(TRANSFERS.length - 1),
  seed,
});
const use: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('use' as const),
  index: fc.nat(USES.length - 1),
  seed,
});
const escape: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('escape' as const),
  index: fc.nat(ESCAPES.length - 1),
  seed,
  isAfter: fc.boolean(),
});

const language = fc.constantFrom<Language>('commonjs', 'commonjs', 'module', 'typescript');
const form = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Form>('as written') },
  { weight: 2, arbitrary: fc.constantFrom(...FORMS) },
);

const closedProgram: fc.Arbitrary<ProgramPlan> = fc.record({
  language,
  form,
  seed,
  port: fc.constantFrom(...CONSTANT_PORTS),
  steps: fc.array(fc.oneof({ weight: 6, arbitrary: transfer }, { weight: 1, arbitrary: use }), {
    minLength: 1,
    maxLength: 6,
  }),
  end: fc.nat(ENDS.length - 1),
});

const openProgram: fc.Arbitrary<ProgramPlan> = fc.record({
  language,
  form,
  seed,
  port: fc.constantFrom(...CONSTANT_PORTS, ...CONSTANT_PORTS, ...OPEN_PORTS),
  steps: fc.array(
    fc.oneof(
      { weight: 4, arbitrary: transfer },
      { weight: 1, arbitrary: use },
      { weight: 3, arbitrary: escape },
    ),
    { minLength: 1, maxLength: 6 },
  ),
  end: fc.nat(ENDS.length - 1),
});

/** Programs of one to six steps, as many with a closed world as with an open one. */
export const programPlan: fc.Arbitrary<ProgramPlan> = fc.oneof(closedProgram, openProgram);

/** What makes a client of a socket if what other files do with it is missed. */
const failingSend: Step = { kind: 'use', index: findStatement(USES, 'send that may fail'), seed: 0 };

/** The same, spread over the files of a project; two of three send what may fail before they have done all else. */
export const projectPlan: fc.Arbitrary<ProgramPlan> = fc
  .record({
    plan: programPlan,
    split: fc.record({ files: fc.integer({ min: 2, max: 5 }), seed }),
    place: fc.option(fc.nat(3), { freq: 2 }),
  })
  .map(({ plan, split, place }) => ({
    ...plan,
    split,
    steps: place === null ? plan.steps : plan.steps.toSpliced(place, 0, failingSend),
  }));

/**
 * Short programs in each of which one transfer alone can take a socket or a port to where it is bound: a verdict that misses the
 * transfer is `client`, since the socket also may send, and the port also may be 0.
 *
 * @param seeds how many programs for each transfer
 */
export function* createDirectedPlans(seeds: number): Generator<ProgramPlan> {
  const mayFail = findStatement(USES, 'send that may fail');
  const bind = findStatement(ENDS, 'bind(port)');
  const join = TRANSFERS.findIndex(({ name }) => name === 'given a value perhaps');
  for (let seed_ = 0; seed_ < seeds; seed_ += 1) {
    const language_ = (['commonjs', 'typescript', 'commonjs', 'module'] as const)[seed_ % 4] ?? 'commonjs';
    const form_ = seed_ < 2 ? 'as written' : (FORMS[seed_ % FORMS.length] ?? 'as written');
    const plan = { language: language_, form: form_, seed: seed_, port: '5353', end: bind };
    const use_: Step = { kind: 'use', index: mayFail, seed: seed_ };
    for (const index of TRANSFERS.keys()) {
      yield { ...plan, steps: [use_, { kind: 'transfer', carried: 'socket', index, seed: seed_ }] };
      const port: Step = { kind: 'transfer', carried: 'port', index, seed: seed_ };
      yield { ...plan, steps: [port, { kind: 'transfer', carried: 'port', index: join, seed: seed_ }] };
    }
    for (const index of ESCAPES.keys()) {
      yield { ...plan, steps: [use_, { kind: 'escape', index, seed: seed_, isAfter: false }], end: -1 };
    }
    for (const end of ENDS.keys()) {
      yield { ...plan, steps: [use_], end };
    }
  }
}

function findStatement(statements: readonly { readonly name: string }[], wanted: string): number {
  return statements.findIndex(({ name }) => name === wanted);
}

/**
 * Writes the program of a plan.
 *
 * @param plan what the program is made of
 * @returns its text in the plan's language
 */
export function writeProgram(plan: ProgramPlan): WrittenProgram {
  const writing = Writing.begin(plan.language, plan.seed);
  const transfers: string[] = [];
  const main = new ProgramWriter(plan, writing, transfers).write();
  const head = writing.head;
  return {
    text: `${head}\n${main}\n`,
    language: plan.language,
    isOpen: writing.isOpen,
    transfers,
  };
}

class ProgramWriter {
  readonly #plan: ProgramPlan;
  readonly #writing: Writing;
  readonly #transfers: string[];

  constructor(plan: ProgramPlan, writing: Writing, transfers: string[]) {
    this.#plan = plan;
    this.#writing = writing;
    this.#transfers = transfers;
  }

  write(): string {
    const w = this.#writing;
    const module = w.dgram();
    return this.#carry('module', module, (library) =>
      this.#carry('options', w.options(), (options) => {
        const create = w.choices.choose([
          `${library}.createSocket(${options})`,
          `${library}.createSocket(${options}, (message${w.type('any')}) => { void message; })`,
          library === 'dgram' ? `new dgram.Socket(${options})` : `${library}.createSocket(${options})`,
        ]);
        return w.keep(create, (socket) => w.keep(this.#getPort(), (port) => this.#finish(0, socket, port)));
      }),
    );
  }

  #getPort(): string {
    const { port } = this.#plan;
    if (port === 'elsewhere') {
      return `${this.#writing.elsewhere()}.port`;
    }
    if (port === 'process.env.PORT') {
      this.#writing.open();
      return this.#writing.isTyped ? "process.env['PORT']" : port;
    }
    return port;
  }

  /** Passes one kind of value on by all steps of its own. */
  #carry(carried: 'module' | 'options', value: string, next: (value: string) => string): string {
    const steps = this.#plan.steps.filter(
      (step): step is Step & { kind: 'transfer' } => step.kind === 'transfer' && step.carried === carried,
    );
    const advance = (position: number, current: string): string => {
      const step = steps[position];
      return step ? this.#pass(step, current, (passed) => advance(position + 1, passed)) : next(current);
    };
    return carried === 'options' && steps.length > 0
      ? this.#writing.keep(value, (options) => advance(0, options))
      : advance(0, value);
  }

  #pass(step: Step & { kind: 'transfer' }, value: string, next: (value: string) => string): string {
    const transfer = TRANSFERS[step.index];
    if (!transfer || !canCarry(transfer, step.carried, this.#plan.language)) {
      return next(value);
    }
    this.#transfers.push(`${transfer.group}: ${transfer.name}`);
    return transfer.write(value, next, this.#writing.forStep(step.carried, step.seed));
  }

  /** What is done with the socket and the port, from a step on. */
  #finish(position: number, socket: string, port: string): string {
    const step = this.#plan.steps[position];
    const go = (s: string, p: string): string => this.#finish(position + 1, s, p);
    if (!step) {
      const end = ENDS[this.#plan.end];
      this.#transfers.push(`end: ${end?.name ?? ''}`);
      return end?.write(socket, port, this.#writing.forStep('socket', this.#plan.seed)) ?? '';
    }
    switch (step.kind) {
      case 'transfer':
        if (step.carried === 'socket') {
          return this.#pass(step, socket, (passed) => go(passed, port));
        }
        return step.carried === 'port'
          ? this.#pass(step, port, (passed) => go(socket, passed))
          : go(socket, port);
      case 'use': {
        const used = USES[step.index];
        this.#transfers.push(`use: ${used?.name ?? ''}`);
        return `${used?.write(socket, port, this.#writing.forStep('socket', step.seed)) ?? ''}\n${go(socket, port)}`;
      }
      case 'escape': {
        const escape_ = ESCAPES[step.index];
        this.#transfers.push(`escape: ${escape_?.name ?? ''}`);
        const text = escape_?.write(socket, port, this.#writing.forStep('socket', step.seed)) ?? '';
        this.#writing.open();
        return step.isAfter ? `${go(socket, port)}\n${text}` : `${text}\n${go(socket, port)}`;
      }
    }
  }
}

function canCarry({ carries, languages }: Transfer, carried: Carried, language_: Language): boolean {
  return (carries?.includes(carried) ?? true) && (languages?.includes(language_) ?? true);
}
