import { readSync, writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { loadParsers } from '../../parsers/packages.ts';
import { toSiteKey } from '../../rewrite.ts';
import type { OptionSite } from '../../rewrite.ts';
import { errorCode } from '../error-message.ts';
import { getComponentExtension } from './component-endings.ts';
import { scanFile } from './scan-file.ts';
import { LIFELINE, encodeMessage } from './scan-protocol.ts';
import type { ScanAnswer, ScanRequest } from './scan-protocol.ts';

const STDIN = 0;
const STDOUT = 1;

/** How long to wait for a pipe that has nothing yet. */
const PAUSE_MS = 5;

// A terminal sends Ctrl-C to all processes at once; this one ends when the one that started it does.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => undefined);
}
// This thread may be busy for long when that happens, so that another one has to watch. It ends the process from outside.
new Worker(
  `try { require('node:fs').readSync(${String(LIFELINE)}, Buffer.alloc(1)); } catch {}
  process.kill(process.pid, 'SIGKILL');`,
  { eval: true },
);

void serve();

async function serve(): Promise<void> {
  await loadParsers();
  send({ isReady: true });
  for (;;) {
    const { path, length, accepted, ...options } = receive();
    const bytes = read(length);
    const scanOptions = {
      ...options,
      ...(accepted && { accept: (site: OptionSite) => accepted.includes(toSiteKey(site)) }),
    };
    const kind = getComponentExtension(path);
    send({
      result:
        kind === undefined
          ? scanFile(bytes, path, scanOptions)
          : (await import('./scan-component.ts')).scanComponent(bytes, path, kind, scanOptions),
    });
  }
}

function receive(): ScanRequest {
  return JSON.parse(read(read(4).readUInt32LE()).toString('utf8')) as ScanRequest;
}

/** Reads so many bytes, and ends the process where there are no more. */
function read(length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let done = 0; done < length;) {
    const count = whenPossible(() => readSync(STDIN, bytes, done, length - done, null));
    if (count === 0) {
      process.kill(process.pid, 'SIGKILL');
    }
    done += count;
  }
  return bytes;
}

function send(answer: ScanAnswer): void {
  const bytes = encodeMessage(answer);
  for (let done = 0; done < bytes.length;) {
    done += whenPossible(() => writeSync(STDOUT, bytes, done));
  }
}

/** A pipe may be set to say that it has to be waited for, instead of waiting. */
function whenPossible(transfer: () => number): number {
  for (;;) {
    try {
      return transfer();
    } catch (error) {
      if (errorCode(error) !== 'EAGAIN') {
        throw error;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}
