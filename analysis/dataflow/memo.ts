interface Level<Made> {
  readonly inner: Map<unknown, Level<Made>>;
  made: Made | undefined;
}

function createLevel<Made>(): Level<Made> {
  return { inner: new Map(), made: undefined };
}

/** Remembers what was made for some objects, by their identity. */
export class Memo<Made> {
  readonly #root = createLevel<Made>();

  /**
   * @param keys what it is made for
   * @param create makes it, when it has not been made
   */
  get(keys: readonly unknown[], create: () => Made): Made {
    let level = this.#root;
    for (const key of keys) {
      let next = level.inner.get(key);
      if (!next) {
        next = createLevel();
        level.inner.set(key, next);
      }
      level = next;
    }
    level.made ??= create();
    return level.made;
  }
}
