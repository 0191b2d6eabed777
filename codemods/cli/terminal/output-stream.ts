import { write } from 'node:fs';
import { errorCode } from '../error-message.ts';

/** How long to wait for a pipe that is full, and says so instead of waiting. */
const PAUSE_MS = 5;

/**
 * One of the standard streams. All is written, in order, whatever is behind it, or the failure is known: streams of Node.js
 * lose what a full disk does not take.
 */
export class OutputStream {
  readonly #descriptor: number;
  readonly #waiting: Buffer[] = [];
  #isWriting = false;
  #failure: Error | undefined;
  #onIdle: (() => void)[] = [];

  /** @param descriptor open for writing */
  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Why not all was written. */
  get failure(): Error | undefined {
    return this.#failure;
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

  /** Waits until all is written, or can't be. */
  async flush(): Promise<void> {
    if (this.#isWriting) {
      await new Promise<void>((resolve) => {
        this.#onIdle.push(resolve);
      });
    }
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
        if (written < bytes.length) {
          this.#writeBytes(bytes.subarray(written));
        } else {
          this.#writeNext();
        }
      } else if (errorCode(error) === 'EAGAIN') {
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
