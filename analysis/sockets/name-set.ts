/**
 * Names that certainly were the socket's when they were last written, and those of them that nothing else can have written since.
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

  /** Whether nothing else can have been put there by another name. */
  isSure(name: string): boolean {
    return this.#sure.has(name);
  }

  with(name: string, isSure: boolean): NameSet {
    const sure = isSure ? new Set([...this.#sure, name]) : this.#sure;
    return new NameSet(new Set([...this.#names, name]), sure);
  }

  /** Those of which something is true. */
  filter(isKept: (name: string) => boolean): NameSet {
    const kept = [...this.#names].filter(isKept);
    return kept.length === this.#names.size
      ? this
      : new NameSet(new Set(kept), new Set([...this.#sure].filter(isKept)));
  }

  /** The same names, of which those that meet a condition are no longer certain. */
  doubt(isDoubtful: (name: string) => boolean): NameSet {
    const sure = [...this.#sure].filter((name) => !isDoubtful(name));
    return sure.length === this.#sure.size ? this : new NameSet(this.#names, new Set(sure));
  }
}
