import type { Worker } from 'node:worker_threads';
import type { ShareList, SharedState } from './share-list.ts';
import type { Share } from './share.ts';

/** What the thread is started with. */
export interface SecondReaderData {
  readonly mentions: readonly string[];
  readonly state: SharedState;
  /** The shares that were there. */
  readonly shares: readonly (readonly string[])[];
}

/** What it answers, once for each share. */
export interface ReadShare {
  /** The number of the share. */
  readonly index: number;
  readonly share: Share;
}

/** Who is told about the thread. */
export interface SecondReaderListener {
  readonly onShare: (read: ReadShare) => void;
  /** Also when it could not start. Whatever it took and did not answer is still to be read. */
  readonly onEnd: () => void;
}

/** A thread that reads while this one still finds what there is to read, and searches candidates. */
export class SecondReader {
  readonly #worker: Worker;

  /**
   * @param list what to read; it may grow
   * @param mentions words of which a file must contain one to be a candidate
   * @param listener is told what was read
   */
  constructor(list: ShareList, mentions: readonly string[], { onShare, onEnd }: SecondReaderListener) {
    // Not imported: most codebases are too small to need it.
    const { Worker } = process.getBuiltinModule('node:worker_threads');
    const shares = list.sendTo((paths) => {
      this.#worker.postMessage(paths);
    });
    const workerData: SecondReaderData = { mentions, state: list.state, shares };
    this.#worker = new Worker(new URL('./reading-thread.cjs', import.meta.url), { workerData });
    this.#worker.on('message', onShare);
    // It exits as well.
    this.#worker.on('error', () => undefined);
    this.#worker.on('exit', onEnd);
  }

  /** Ends it. */
  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
