/**
 * Names to which the socket was the last thing that code wrote. A name is sure if nothing else can have come to its place in
 * another way, as by another name of the object that has the field.
 */
export class NameSet {
  static readonly empty: NameSet = new NameSet(new Set(), new Set());
  readonly #names: ReadonlySet<string>;
  readonly #sure: ReadonlySet<string>;
  /** Equal for the same names. */
  readonly key: string;

  private constructor(names: ReadonlySet<string>, sure: ReadonlySet<string>) {
    this.#names = names;
    this.#sure = sure;
    const written = [...names].map((name) => (sure.has(name) ? name : `${name}?`));
    this.key = written.sort().join(' ');
  }

  get all(): ReadonlySet<string> {
    return this.#names;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** Whether nothing else can have come to the name's place in another way. */
  isSure(name: string): boolean {
    return this.#sure.has(name);
  }

  with(name: string, isSure: boolean): NameSet {
    const sure = isSure ? new Set([...this.#sure, name]) : this.#sure;
    return new NameSet(new Set([...this.#names, name]), sure);
  }

  /** The names that meet a condition. */
  filter(isKept: (name: string) => boolean): NameSet {
    const kept = [...this.#names].filter(isKept);
    return kept.length === this.#names.size
      ? this
      : new NameSet(new Set(kept), new Set([...this.#sure].filter(isKept)));
  }

  /** The same names, but those that meet a condition are not sure any more. */
  doubt(isDoubtful: (name: string) => boolean): NameSet {
    const sure = [...this.#sure].filter((name) => !isDoubtful(name));
    return sure.length === this.#sure.size ? this : new NameSet(this.#names, new Set(sure));
  }
}
