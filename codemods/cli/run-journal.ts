/** What a run has done so far, for the case that it ends by a fault of its own. */
export class RunJournal {
  #changed = 0;
  #undoRecord: string | undefined;

  /**
   * Notes that a source file was changed.
   *
   * @param undoRecord the path of the file to undo the changes with; undefined with `--no-undo`
   */
  noteChange(undoRecord: string | undefined): void {
    this.#changed += 1;
    this.#undoRecord = undoRecord;
  }

  /** In a sentence. */
  get summary(): string {
    if (this.#changed === 0) {
      return 'No source file was changed.';
    }
    const undo = this.#undoRecord === undefined ? '' : ` Undo: sockets-codemod --undo ${this.#undoRecord}`;
    return `${String(this.#changed)} source files were changed before.${undo}`;
  }
}
