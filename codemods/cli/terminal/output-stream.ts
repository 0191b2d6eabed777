import { write } from 'node:fs';
import { getErrorCode } from '../error-message.ts';

/** How long to wait for a pipe that is full, and says so instead of waiting. */
const PAUSE_MS = 5;

/** So long a reader may take nothing, once somebody wants the end. */
const STALL_MS = 500;

/**
 * One of the standard streams, or another one that is open. All is written, in order, whatever is behind it, or the failure is
 * known: streams of Node.js lose what a full disk does not take.
 */
export class OutputStream {
  readonly #descriptor: number;
  readonly #waiting: Buffer[] = [];
  #isWriting = false;
  #failure: Error | undefined;
  #onIdle: (() => void)[] = [];
  #written = 0;

  /** @param descriptor open for writing */
  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Why not all was written. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** How many bytes have been taken from it. */
  get written(): number {
    return this.#written;
  }

  /** @param text what to write behind all that was written before */
  write(text: string | Uint8Array): void {
    if (this.#failure !== undefined || text.length === 0) {
      return;
    }
    this.#waiting.push(
      typeof text === 'string' ? Buffer.from(text) : Buffer.from(text.buffer, text.byteOffset, text.length),
    );
    if (!this.#isWriting) {
      this.#isWriting = true;
      this.#writeNext();
    }
  }

  /**
   * Waits until all is written, or can't be.
   *
   * @param isInterrupted whether somebody wants the end: then a reader that takes nothing is not waited for
   * @returns whether that was so
   */
  async flush(isInterrupted: () => boolean): Promise<boolean> {
    while (this.#hasMore()) {
      const before = this.#written;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, STALL_MS);
        this.#onIdle.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
      if (this.#hasMore() && this.#written === before && isInterrupted()) {
        return true;
      }
    }
    return false;
  }

  #hasMore(): boolean {
    return this.#isWriting;
  }

  #writeNext(): void {
    const bytes = this.#waiting.length > 1 ? Buffer.concat(this.#waiting.splice(0)) : this.#waiting.shift();
    if (bytes === undefined || this.#failure !== undefined) {
      this.#isWriting = false;
      for (const resolve of this.#onIdle.splice(0)) {
        resolve();
      }
      return;
    }
    this.#writeBytes(bytes);
  }

  #writeBytes(bytes: Buffer): void {
    // Not synchronously: a reader that does not read must not keep signals from being heard.
    write(this.#descriptor, bytes, 0, bytes.length, null, (error, written) => {
      if (error === null) {
        this.#written += written;
        if (written < bytes.length) {
          this.#writeBytes(bytes.subarray(written));
        } else {
          this.#writeNext();
        }
      } else if (getErrorCode(error) === 'EAGAIN') {
        setTimeout(() => {
          this.#writeBytes(bytes);
        }, PAUSE_MS);
      } else {
        this.#failure = error;
        this.#writeNext();
      }
    });
  }
}
