/**
 * Which fields other files are assumed to leave alone (see `assumptions.ts`), and for which fields the analysis has made use of
 * that: the project can then be asked for files that name one of these.
 */
export class FieldTrust {
  readonly #touched: ReadonlySet<string>;
  /** The fields for which it was used; true for those that TypeScript's `private` alone keeps from other files. */
  readonly names = new Map<string, boolean>();

  /** @param touched the fields that files outside of the program touch */
  constructor(touched: ReadonlySet<string>) {
    this.#touched = touched;
  }

  /** Whether other files leave a field alone, as far as is known. */
  isTrusted(name: string): boolean {
    return !this.#touched.has(name);
  }

  /** Notes that a result depends on whether other files leave a field alone. */
  note(name: string, isDeclared: boolean): void {
    this.names.set(name, isDeclared && (this.names.get(name) ?? true));
  }
}
