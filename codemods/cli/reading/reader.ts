import { setImmediate } from 'node:timers/promises';
import { FileBatch } from './file-batch.ts';
import { createMentionSearch } from './mentions.ts';
import { SecondReader } from './second-reader.ts';
import type { ReadShare, SecondReaderListener } from './second-reader.ts';
import { SHARE_LENGTH, ShareList } from './share-list.ts';
import type { FileShare } from './share-list.ts';
import { readShare } from './share.ts';
import type { Share } from './share.ts';

/** Starting a thread takes as long as reading a few thousand files: with so many it is worth it whatever they hold, */
const FILES_WORTH_A_THREAD = 10_000;

/** and with so many unread ones where this thread has a candidate to search meanwhile. */
const FILES_WORTH_A_THREAD_MEANWHILE = 2_500;

/** When to start a second thread: from the first file on, never, or when it is worth it. */
export type SecondThread = 'always' | 'never' | 'worthwhile';

/** What a reader needs of a second one. */
interface Helper {
  readonly close: () => Promise<void>;
}

/** Makes a second reader of a list. */
export type StartHelper = (
  list: ShareList,
  mentions: readonly string[],
  listener: SecondReaderListener,
) => Helper;

/** Reads files, by itself or with the help of a second thread, which goes on while this one searches candidates. */
export class Reader {
  readonly #mentions: readonly string[];
  readonly #secondThread: SecondThread;
  readonly #startHelper: StartHelper;
  readonly #list = new ShareList();
  readonly #batch: FileBatch;
  #count = 0;
  /** The shares that nobody is known to have read. */
  #unread = new Set<number>();
  readonly #received: ReadShare[] = [];
  #helper: Helper | undefined;
  #isHelped = false;
  #onHelper: (() => void) | undefined;

  /**
   * @param mentions words of which a file must contain one to be a candidate
   * @param secondThread when to start one
   * @param startHelper starts it
   */
  constructor(
    mentions: readonly string[],
    secondThread: SecondThread,
    startHelper: StartHelper = (...args) => new SecondReader(...args),
  ) {
    this.#mentions = mentions;
    this.#secondThread = secondThread;
    this.#startHelper = startHelper;
    this.#batch = new FileBatch(createMentionSearch(mentions));
  }

  /** @param path of one more file to read, absolute */
  add(path: string): void {
    this.#list.add(path);
    this.#count += 1;
    const enough = this.#secondThread === 'always' ? 1 : FILES_WORTH_A_THREAD;
    if (this.#count >= enough) {
      this.#getHelp();
    }
  }

  /** There are no more files, and reading can begin. */
  complete(): void {
    this.#list.complete();
    this.#unread = new Set(Array.from({ length: this.#list.length }, (_, index) => index));
  }

  /** @returns what reading some more files found, or undefined when all are read */
  async next(): Promise<Share | undefined> {
    if (this.#isHelped) {
      // Lets its messages in.
      await setImmediate();
    }
    for (;;) {
      const received = this.#received.shift();
      if (received !== undefined) {
        this.#unread.delete(received.index);
        this.#list.welcome(received.share.candidates.length);
        return received.share;
      }
      const mine = this.#list.take() ?? this.#abandoned();
      if (mine !== undefined) {
        return this.#read(mine);
      }
      if (!this.#isHelped) {
        return undefined;
      }
      await new Promise<void>((resolve) => {
        this.#onHelper = resolve;
      });
    }
  }

  /** Ends the second thread. */
  async close(): Promise<void> {
    await this.#helper?.close();
  }

  #read({ index, paths }: FileShare): Share {
    const share = readShare(paths, this.#batch);
    this.#unread.delete(index);
    if (share.candidates.length > 0 && this.#unread.size * SHARE_LENGTH >= FILES_WORTH_A_THREAD_MEANWHILE) {
      this.#getHelp();
    }
    return share;
  }

  #getHelp(): void {
    if (this.#helper !== undefined || this.#secondThread === 'never') {
      return;
    }
    this.#isHelped = true;
    this.#helper = this.#startHelper(this.#list, this.#mentions, {
      onShare: (read) => {
        this.#received.push(read);
        this.#onHelper?.();
      },
      onEnd: () => {
        this.#isHelped = false;
        this.#onHelper?.();
      },
    });
  }

  /** A share that the second thread took and did not read before it ended. */
  #abandoned(): FileShare | undefined {
    const index = this.#isHelped ? undefined : this.#unread.values().next().value;
    return index === undefined ? undefined : this.#list.at(index);
  }
}
