import { setImmediate } from 'node:timers/promises';
import { FileBatch } from './file-batch.ts';
import { createMentionSearch } from './mentions.ts';
import { SecondReader } from './second-reader.ts';
import type { ReadShare, SecondReaderListener } from './second-reader.ts';
import { SHARE_LENGTH, ShareList } from './share-list.ts';
import type { FileShare } from './share-list.ts';
import { readShare } from './share.ts';
import type { Share } from './share.ts';

/** With so many files, a second thread is worth its start, which takes as long as reading a few thousand. */
const FILES_WORTH_A_THREAD = 10_000;

/** With so many unread ones, it is where this thread has a candidate to search meanwhile. */
const FILES_WORTH_A_THREAD_MEANWHILE = 2_500;

/** When to start a second thread: from the first file on, never, or when it is worth it. */
export type SecondThread = 'always' | 'never' | 'worthwhile';

/** Makes a second reader of a list. */
export type StartSecond = (
  list: ShareList,
  mentions: readonly string[],
  listener: SecondReaderListener,
) => Pick<SecondReader, 'close'>;

/** Reads files, by itself or with the help of a second thread, which goes on while this one searches candidates. */
export class Reader {
  readonly #mentions: readonly string[];
  readonly #secondThread: SecondThread;
  readonly #startSecond: StartSecond;
  readonly #list = new ShareList();
  readonly #batch: FileBatch;
  #count = 0;
  /** The shares that nobody is known to have read. */
  #unread = new Set<number>();
  readonly #received: ReadShare[] = [];
  #second: Pick<SecondReader, 'close'> | undefined;
  #isSecondReading = false;
  #onSecond: (() => void) | undefined;

  /**
   * @param mentions words of which a file must contain one to be a candidate
   * @param secondThread when to start one
   * @param startSecond starts it
   */
  constructor(
    mentions: readonly string[],
    secondThread: SecondThread,
    startSecond: StartSecond = (...args) => new SecondReader(...args),
  ) {
    this.#mentions = mentions;
    this.#secondThread = secondThread;
    this.#startSecond = startSecond;
    this.#batch = new FileBatch(createMentionSearch(mentions));
  }

  /** @param path of one more file to read, absolute */
  add(path: string): void {
    this.#list.add(path);
    this.#count += 1;
    const enough = this.#secondThread === 'always' ? 1 : FILES_WORTH_A_THREAD;
    if (this.#count >= enough) {
      this.#startSecondReader();
    }
  }

  /** There are no more files, and reading can begin. */
  complete(): void {
    this.#list.complete();
    this.#unread = new Set(Array.from({ length: this.#list.length }, (_, index) => index));
  }

  /** @returns what reading some more files found, or undefined when all are read */
  async next(): Promise<Share | undefined> {
    if (this.#isSecondReading) {
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
      if (!this.#isSecondReading) {
        return undefined;
      }
      await new Promise<void>((resolve) => {
        this.#onSecond = resolve;
      });
    }
  }

  /** Ends the second thread. */
  async close(): Promise<void> {
    await this.#second?.close();
  }

  #read({ index, paths }: FileShare): Share {
    const share = readShare(paths, this.#batch);
    this.#unread.delete(index);
    if (share.candidates.length > 0 && this.#unread.size * SHARE_LENGTH >= FILES_WORTH_A_THREAD_MEANWHILE) {
      this.#startSecondReader();
    }
    return share;
  }

  #startSecondReader(): void {
    if (this.#second !== undefined || this.#secondThread === 'never') {
      return;
    }
    this.#isSecondReading = true;
    this.#second = this.#startSecond(this.#list, this.#mentions, {
      onShare: (read) => {
        this.#received.push(read);
        this.#onSecond?.();
      },
      onEnd: () => {
        this.#isSecondReading = false;
        this.#onSecond?.();
      },
    });
  }

  /** A share that the second thread took and did not read before it ended. */
  #abandoned(): FileShare | undefined {
    const index = this.#isSecondReading ? undefined : this.#unread.values().next().value;
    return index === undefined ? undefined : this.#list.at(index);
  }
}
