import { readSync, writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { SourceFile } from '../../../analysis/index.ts';
import { ProjectSnapshot } from '../../../projects/create-project.ts';
import { parseProjectFile } from '../../file-project.ts';
import { loadParsers } from '../../parsers/packages.ts';
import { toSiteKey } from '../../rewrite.ts';
import type { OptionSite } from '../../rewrite.ts';
import { getErrorCode } from '../error-message.ts';
import { getComponentExtension } from './component-endings.ts';
import { scanFile } from './scan-file.ts';
import { LIFELINE, OUT_OF_TIME, encodeMessage } from './scan-protocol.ts';
import type { ScanAnswer, ScanRequest } from './scan-protocol.ts';

const STDIN = 0;
const STDOUT = 1;

/** How long to wait for a pipe that has nothing yet. */
const PAUSE_MS = 5;

/** How often to look whether a file takes too long. */
const WATCH_MS = 100;

// A terminal sends Ctrl-C to all processes at once; this one ends when the one that started it does.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => undefined);
}

/** The processor time of the process when it began with the file in hand, in milliseconds; 0 while it waits for one. */
const began = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

// A second thread watches this one, which may be busy without end. It ends the process when a file takes too long, or when the
// process that started it is gone. A file's time is processor time: by the clock, it may take any time on a busy machine.
new Worker(
  `const { began, maxMs } = require('node:worker_threads').workerData;
  const end = (signal) => { try { process.kill(process.pid, signal); } catch { process.kill(process.pid, 'SIGKILL'); } };
  require('node:fs').read(${String(LIFELINE)}, Buffer.alloc(1), 0, 1, null, () => end('SIGKILL'));
  setInterval(() => {
    const { user, system } = process.cpuUsage();
    const start = Atomics.load(began, 0);
    if (start > 0 && (user + system) / 1000 - start > maxMs) end('${OUT_OF_TIME}');
  }, ${String(WATCH_MS)});`,
  { eval: true, workerData: { began, maxMs: Number(process.argv[2]) * 1000 } },
);

/** What this process, which serves one run, has seen around the files. */
const snapshot = new ProjectSnapshot();

void serve();

async function serve(): Promise<void> {
  await loadParsers();
  send({ isReady: true });
  for (;;) {
    const { path, length, accepted, explain, unparsed: others = [], ...rest } = receive();
    const bytes = read(length);
    unparsed = new Set(others);
    const options = { ...rest, parseOther, snapshot };
    const scanOptions = {
      ...options,
      ...(accepted && { accept: (site: OptionSite) => accepted.includes(toSiteKey(site)) }),
    };
    const kind = getComponentExtension(path);
    const { user, system } = process.cpuUsage();
    Atomics.store(began, 0, Math.max(1, Math.round((user + system) / 1000)));
    if (explain !== undefined) {
      const { explainFile } = await import('./explain-file.ts');
      send({ result: explainFile(bytes, path, explain, options) });
    } else if (kind === undefined) {
      send({ result: scanFile(bytes, path, scanOptions) });
    } else {
      const { scanComponent } = await import('./scan-component.ts');
      send({ result: scanComponent(bytes, path, kind, scanOptions) });
    }
    Atomics.store(began, 0, 0);
  }
}

/** Other files that end a process. */
let unparsed: ReadonlySet<string> = new Set();

/** Parses a file around the one in hand, and says so before: whoever started this process knows then which file ended it. */
function parseOther(path: string, text: string): SourceFile | undefined {
  if (unparsed.has(path)) {
    return undefined;
  }
  send({ parsing: path });
  try {
    return parseProjectFile(path, text);
  } finally {
    send({ parsing: null });
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

/** Repeats a transfer until the pipe is ready: one that does not block fails with EAGAIN before that. */
function whenPossible(transfer: () => number): number {
  for (;;) {
    try {
      return transfer();
    } catch (error) {
      if (getErrorCode(error) !== 'EAGAIN') {
        throw error;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}
