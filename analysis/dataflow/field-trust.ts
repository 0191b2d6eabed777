/**
 * Which fields code of other files is taken to leave alone (see `assumptions.ts`), and of which of them that was taken for true:
 * a project can be asked for files that name one of those.
 */
export class FieldTrust {
  readonly #touched: ReadonlySet<string>;
  /** The names that something rests on, each with whether TypeScript's `private` alone keeps others from it. */
  readonly names = new Map<string, boolean>();

  /** @param touched the fields that files touch which are not part of the program */
  constructor(touched: ReadonlySet<string>) {
    this.#touched = touched;
  }

  /** Whether other files leave a field alone, as far as is known. */
  isTrusted(name: string): boolean {
    return !this.#touched.has(name);
  }

  /** Notes that something rests on it. */
  note(name: string, isDeclared: boolean): void {
    this.names.set(name, isDeclared && (this.names.get(name) ?? true));
  }
}
