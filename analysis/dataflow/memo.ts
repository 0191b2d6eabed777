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
    const level = this.#find(keys);
    level.made ??= create();
    return level.made;
  }

  /** @returns whether nothing had been made for the keys */
  add(keys: readonly unknown[], made: Made): boolean {
    const level = this.#find(keys);
    const isFirst = level.made === undefined;
    level.made ??= made;
    return isFirst;
  }

  #find(keys: readonly unknown[]): Level<Made> {
    let level = this.#root;
    for (const key of keys) {
      let next = level.inner.get(key);
      if (!next) {
        next = createLevel();
        level.inner.set(key, next);
      }
      level = next;
    }
    return level;
  }
}
