import { setImmediate } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { createMentionTest } from './mentions.ts';
import type { MentionTest } from './mentions.ts';
import type { ShareList, SharedState } from './share-list.ts';
import { readShare } from './share.ts';
import type { Share } from './share.ts';

/** What a thread that reads is started with. */
export interface ReadingThreadData {
  readonly paths: readonly string[];
  readonly mentions: readonly string[];
  readonly state: SharedState;
}

/** What it answers. */
export interface ReadShare {
  /** The number of the share. */
  readonly index: number;
  readonly share: Share;
}

/** Reads files, by itself or with the help of a second thread, which goes on while this one searches candidates. */
export class Reader {
  readonly #list: ShareList;
  readonly #mentions: readonly string[];
  readonly #isMentioned: MentionTest;
  /** The shares that nobody is known to have read. */
  readonly #unread: Set<number>;
  readonly #received: ReadShare[] = [];
  #thread: Worker | undefined;
  #onThread: (() => void) | undefined;

  /**
   * @param list the absolute paths of the files
   * @param mentions words of which a file must contain one to be a candidate
   */
  constructor(list: ShareList, mentions: readonly string[]) {
    this.#list = list;
    this.#mentions = mentions;
    this.#isMentioned = createMentionTest(mentions);
    this.#unread = new Set(Array.from({ length: this.#list.length }, (_, index) => index));
  }

  /** Starts a second thread, which takes about as long as reading 5000 small files. */
  async startThread(): Promise<void> {
    const { Worker } = await import('node:worker_threads');
    const workerData: ReadingThreadData = {
      paths: this.#list.paths,
      mentions: this.#mentions,
      state: this.#list.state,
    };
    this.#thread = new Worker(new URL('./thread.js', import.meta.url), { workerData });
    this.#thread.on('message', (message: ReadShare) => {
      this.#received.push(message);
      this.#onThread?.();
    });
    // It exits as well, and whatever it has not read is read here.
    this.#thread.on('error', () => undefined);
    this.#thread.on('exit', () => {
      this.#thread = undefined;
      this.#onThread?.();
    });
  }

  /** @returns what reading some more files found, or undefined when all are read */
  async next(): Promise<Share | undefined> {
    if (this.#thread !== undefined) {
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
      const index = this.#list.take() ?? this.#abandoned();
      if (index !== undefined) {
        this.#unread.delete(index);
        return readShare(this.#list.at(index), this.#isMentioned);
      }
      if (this.#thread === undefined) {
        return undefined;
      }
      await new Promise<void>((resolve) => {
        this.#onThread = resolve;
      });
    }
  }

  /** Ends the second thread. */
  async close(): Promise<void> {
    await this.#thread?.terminate();
  }

  /** A share that a thread took and did not read before it ended. */
  #abandoned(): number | undefined {
    return this.#thread === undefined ? this.#unread.values().next().value : undefined;
  }
}
