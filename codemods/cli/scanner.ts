import type { Worker } from 'node:worker_threads';
import type { ScanOptions, ScanResult } from './scan-file.ts';

/** A search that has begun; waiting for its object is not waiting for its result. */
export interface BegunScan {
  readonly result: Promise<ScanResult>;
}

/** Searches files that mention a reuse option. */
export interface Scanner {
  /**
   * Begins, which may wait for searches that began before.
   *
   * @param bytes the file
   * @param path its name
   */
  readonly begin: (bytes: Uint8Array, path: string) => Promise<BegunScan>;
  /** Gives back what the searches need. */
  readonly close: () => Promise<void>;
}

/** What may be changed, as a thread can be told. */
export type SharedScanOptions = Omit<ScanOptions, 'accept'>;

/** What a thread is asked. */
export interface ScanRequest {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly path: string;
}

/** What it answers. */
export interface ScanAnswer {
  readonly id: number;
  readonly result: ScanResult;
}

/**
 * Makes what searches.
 *
 * @param threads how many others search, from 0: then the calling one does
 * @param options what may be changed
 */
export function createScanner(threads: number, options: SharedScanOptions): Scanner {
  return threads === 0 ? new LocalScanner(options) : new ThreadScanner(threads, options);
}

class LocalScanner implements Scanner {
  readonly #options: SharedScanOptions;

  constructor(options: SharedScanOptions) {
    this.#options = options;
  }

  async begin(bytes: Uint8Array, path: string): Promise<BegunScan> {
    // Whatever parses is loaded with the first file that needs it.
    const { scanFile } = await import('./scan-file.ts');
    return {
      result: Promise.resolve(
        scanFile(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), path, this.#options),
      ),
    };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

interface Waiting {
  readonly resolve: (result: ScanResult) => void;
  readonly reject: (error: unknown) => void;
}

/** So many files wait in memory; whoever reads faster has to wait. */
const MAX_WAITING = 64;

class ThreadScanner implements Scanner {
  readonly #threads: number;
  readonly #options: SharedScanOptions;
  readonly #workers: Worker[] = [];
  readonly #waiting = new Map<number, Waiting>();
  #begun = 0;
  #onAnswer: (() => void) | undefined;

  constructor(threads: number, options: SharedScanOptions) {
    this.#threads = threads;
    this.#options = options;
  }

  async begin(bytes: Uint8Array, path: string): Promise<BegunScan> {
    if (this.#waiting.size >= MAX_WAITING) {
      await new Promise<void>((resolve) => {
        this.#onAnswer = resolve;
      });
    }
    const id = this.#begun;
    this.#begun += 1;
    const worker = this.#workers[id % this.#threads] ?? this.#start();
    const result = new Promise<ScanResult>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    const request: ScanRequest = { id, bytes, path };
    worker.postMessage(request);
    return { result };
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #start(): Worker {
    const { Worker } = process.getBuiltinModule('node:worker_threads');
    const worker = new Worker(new URL('./scan-thread.cjs', import.meta.url), { workerData: this.#options });
    worker.on('message', ({ id, result }: ScanAnswer) => {
      this.#waiting.get(id)?.resolve(result);
      this.#waiting.delete(id);
      this.#onAnswer?.();
    });
    worker.on('error', (error) => {
      for (const { reject } of this.#waiting.values()) {
        reject(error);
      }
      this.#waiting.clear();
      this.#onAnswer?.();
    });
    this.#workers.push(worker);
    return worker;
  }
}
