/** What a program carries from where it is made to where it is used. */
export type Carried = 'socket' | 'port' | 'options' | 'module';

/** The language that a program is written in before it is compiled. */
export type Language = 'commonjs' | 'module' | 'typescript';

/** Writes the code that uses a value, given an expression that is it and that can be read more than once. */
export type Next = (value: string) => string;

/** Chooses by numbers that are used up one after the other. */
export class Choices {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to `count` − 1. */
  below(count: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 4_294_967_296) * count);
  }

  /** Whether one case of `count` is met. */
  isOne(count: number): boolean {
    return this.below(count) === 0;
  }

  choose<Item>(list: readonly [Item, ...Item[]]): Item {
    return list[this.below(list.length)] ?? list[0];
  }
}

/** What all parts of one program share while it is written. */
interface Program {
  readonly language: Language;
  /** Declarations that stand at the top. */
  readonly top: string[];
  /** Whether the program has met code of other files. */
  isOpen: boolean;
  names: number;
  sites: number;
}

/** One program while it is written, seen by the step that is writing. */
export class Writing {
  readonly #program: Program;
  readonly carried: Carried;
  readonly choices: Choices;

  private constructor(program: Program, carried: Carried, choices: Choices) {
    this.#program = program;
    this.carried = carried;
    this.choices = choices;
  }

  /** Begins a program. */
  static begin(language: Language, seed: number): Writing {
    const program: Program = { language, top: [], isOpen: false, names: 0, sites: 0 };
    return new Writing(program, 'socket', new Choices(seed));
  }

  /** The same program for a step that carries something and makes choices of its own. */
  forStep(carried: Carried, seed: number): Writing {
    return new Writing(this.#program, carried, new Choices(seed));
  }

  get language(): Language {
    return this.#program.language;
  }

  get isTyped(): boolean {
    return this.language === 'typescript';
  }

  get isOpen(): boolean {
    return this.#program.isOpen;
  }

  /** The declarations at the top, as text. */
  get head(): string {
    return this.#program.top.join('\n');
  }

  /** Writes a declaration at the top, once. */
  declare(line: string): void {
    if (!this.#program.top.includes(line)) {
      this.#program.top.push(line);
    }
  }

  /** Says that the program has met code of other files. */
  open(): void {
    this.#program.isOpen = true;
  }

  /** A name that the program does not have yet. */
  fresh(prefix: string): string {
    this.#program.names += 1;
    return `${prefix}${this.#program.names}`;
  }

  /** A statement that binds a value to a new name, and what uses that name. */
  keep(value: string, next: Next): string {
    const name = this.fresh('v');
    return `const ${name}${this.type('any')} = ${value};\n${next(name)}`;
  }

  /** Options of a socket, by which its record and the finding are known. */
  options(): string {
    const site = this.#program.sites;
    this.#program.sites += 1;
    return `{ type: 'udp4', reuseAddr: true, site: ${site} }`;
  }

  /** The name of Node's module. */
  dgram(): string {
    return this.builtin('dgram');
  }

  /** The same of a module of Node. */
  builtin(name: string): string {
    this.declare(
      this.language === 'commonjs'
        ? `const ${name} = require('${name}');`
        : `import * as ${name} from 'node:${name}';`,
    );
    return name;
  }

  /** Another value of the kind that is carried now. */
  other(): string {
    switch (this.carried) {
      case 'socket':
        return `${this.dgram()}.createSocket(${this.options()})`;
      case 'port':
        return this.choices.choose(['0', '0', 'undefined', '5353', "'0'", 'null']);
      case 'options':
        return "{ type: 'udp4' }";
      case 'module':
        return "{ createSocket() { throw new Error('none'); } }";
    }
  }

  /** Something that is of no use for what is carried. */
  none(): string {
    return this.choices.choose(['undefined', 'null', '{}', 'false', "''"]);
  }

  /** A condition that the program does not decide. */
  flag(): string {
    return `process.env${this.isTyped ? "['" : '.'}${this.fresh('F')}${this.isTyped ? "']" : ''}`;
  }

  /** Something from another file. */
  elsewhere(): string {
    this.open();
    this.declare(
      this.language === 'commonjs'
        ? "const elsewhere = require('./elsewhere');"
        : "import elsewhere from './elsewhere.js';",
    );
    return this.choices.isOne(8)
      ? this.isTyped
        ? '(globalThis as any).elsewhereGlobal'
        : 'elsewhereGlobal'
      : this.choices.isOne(3)
        ? 'elsewhere.part'
        : 'elsewhere';
  }

  /** A statement that exports a value. */
  exported(value: string): string {
    this.open();
    const name = this.fresh('exported');
    if (this.language === 'commonjs') {
      return this.choices.choose([
        `exports.${name} = ${value};`,
        `module.exports.${name} = ${value};`,
        `Object.assign(exports, { ${name}: ${value} });`,
        `var ${name} = ${value}; Object.defineProperty(exports, '${name}', { enumerable: true, get: () => ${name} });`,
      ]);
    }
    this.declare(`export let ${name}${this.type('any')};`);
    return `${name} = ${value};`;
  }

  /** A type annotation, where the language has them. */
  type(text: string): string {
    return this.isTyped ? `: ${text}` : '';
  }

  /** A cast, where the language has them. */
  cast(text: string): string {
    return this.isTyped ? ` as ${text}` : '';
  }
}
