import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parse } from 'node:path';
import { failedScan } from './failed-scan.ts';
import type { ScanResult } from './scan-file.ts';
import { MessageDecoder, OUT_OF_TIME, encodeMessage } from './scan-protocol.ts';
import type { ExplainedAt, ScanAnswer, ScanRequest, SharedScanOptions } from './scan-protocol.ts';

/** A file to judge. */
export interface ScanJob {
  readonly bytes: Uint8Array;
  readonly path: string;
  /** The keys of the changes that the user chose; undefined for all. */
  readonly accepted?: readonly string[] | undefined;
  /** The place whose options are to be explained, instead of a search. */
  readonly explain?: ExplainedAt;
  /** The folder that holds all files that are read around it. Default: that of its repository, workspace or package. */
  readonly root?: string;
  /** No file is read around it, since it is in no folder. */
  readonly isApart?: boolean;
}

/** What a pool needs. */
export interface ScanPoolOptions {
  /** The program that the processes run: `scan-process`. */
  readonly program: string;
  /** At most so many processes. */
  readonly maxProcesses: number;
  /** Where the processes start. */
  readonly cwd: string;
  readonly scan: SharedScanOptions;
  /** For how many seconds a process may compute for one file. Default: 30. */
  readonly maxSeconds?: number;
}

interface PendingJob extends ScanJob {
  readonly settle: (result: ScanResult | undefined) => void;
  /** Why it is judged without the files around it. */
  apartBecause?: string;
}

/** Another file on which the parser crashed. */
export interface UnparsedFile {
  /** Absolute, with slashes. */
  readonly path: string;
  /** Why it is not parsed, as it is said of a file. */
  readonly reason: string;
}

/** Much more than any source that people write takes, and a limit for what somebody else may make up. */
const MAX_SECONDS = 30;
const MAX_MEMORY_MIB = 1024;

/** A process that neither answers nor computes hangs, unless the machine is very busy. */
const MAX_WAIT_SECONDS = 300;

/** What V8 may use of the stack of 8 MiB that a process has on most systems; the rest is for what is native. */
const STACK_KIB = 3600;

/** Files that a process is given at once: it has the next one at hand when it is done with one. */
const JOBS_IN_HAND = 2;

/** How many files must wait for each process that runs, so that another one is worth its start, */
const JOBS_WORTH_A_PROCESS = 12;

/** or how many milliseconds files must wait for the ones in hand. A start takes a fraction of that. */
const WAIT_WORTH_A_PROCESS_MS = 300;

/** The most bytes of files that wait in memory. */
const MAX_WAITING_BYTES = 32 << 20;

/** The most files around others that are left out since the parser does not survive them; each has ended a process. */
const MAX_UNPARSED = 32;

/** How many files may end a process because of those around them. After that, all files are judged without those around them. */
const MAX_APART = 8;

/** After so many processes in a row that do not even start, no other is started. */
const MAX_FAILED_STARTS = 2;

/**
 * Processes that parse and judge files, so that a file on which the parser crashes, or that takes too much time or memory,
 * harms no other, and the process that reports is never busy. Threads would not do: when native code overflows its stack,
 * the whole process ends. The first process starts with the first file.
 */
export class ScanPool {
  readonly #options: ScanPoolOptions;
  readonly #processes: PoolProcess[] = [];
  readonly #waiting: PendingJob[] = [];
  /** Why other files are not parsed, by path. */
  readonly #unparsed = new Map<string, string>();
  /** Why files are judged without those around them, by path. */
  readonly #apart = new Map<string, string>();
  #waitingBytes = 0;
  #failedStarts = 0;
  #onRoom: (() => void) | undefined;
  #isClosed = false;
  /** Runs while files wait. */
  #growthTimer: NodeJS.Timeout | undefined;

  /** @param options see {@link ScanPoolOptions} */
  constructor(options: ScanPoolOptions) {
    this.#options = options;
  }

  /**
   * Judges a file.
   *
   * @param job the file
   * @returns what was found, or that it failed and why; undefined for what is not judged yet when the pool is closed
   */
  scan(job: ScanJob): Promise<ScanResult | undefined> {
    const apartBecause = this.#apart.get(job.path);
    return new Promise((settle) => {
      this.#waiting.push({ ...job, settle, ...(apartBecause !== undefined && { apartBecause }) });
      this.#waitingBytes += job.bytes.length;
      this.#dispatch();
    });
  }

  /** The files around the judged ones that crashed the parser, by path. */
  get unparsed(): readonly UnparsedFile[] {
    return [...this.#unparsed]
      .map(([path, reason]) => ({ path, reason }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** Waits until there is room in memory for more files. */
  async room(): Promise<void> {
    while (this.#waitingBytes > MAX_WAITING_BYTES && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        this.#onRoom = resolve;
      });
    }
  }

  /** Ends all processes at once. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#growthTimer);
    const unfinished = [...this.#processes.flatMap((each) => each.kill()), ...this.#waiting.splice(0)];
    for (const { settle } of unfinished) {
      settle(undefined);
    }
    this.#waitingBytes = 0;
    this.#onRoom?.();
  }

  #dispatch(): void {
    if (this.#isClosed) {
      this.close();
      return;
    }
    if (this.#failedStarts >= MAX_FAILED_STARTS) {
      for (const { settle } of this.#waiting.splice(0)) {
        settle(failedScan('cannot be analysed: the process that does it does not start'));
      }
      return;
    }
    if (this.#waiting.length > this.#processes.length * JOBS_WORTH_A_PROCESS) {
      this.#addProcess();
    }
    this.#giveOut();
    if (this.#waitingBytes <= MAX_WAITING_BYTES) {
      this.#onRoom?.();
    }
  }

  #addProcess(): void {
    if (this.#processes.length < this.#options.maxProcesses) {
      this.#processes.push(this.#start());
    }
  }

  #giveOut(): void {
    for (const each of this.#processes) {
      while (each.hasRoom && this.#waiting.length > 0) {
        this.#giveNext(each);
      }
    }
    clearTimeout(this.#growthTimer);
    if (this.#waiting.length > 0 && this.#processes.length < this.#options.maxProcesses) {
      this.#growthTimer = setTimeout(() => {
        this.#addProcess();
        this.#giveOut();
      }, WAIT_WORTH_A_PROCESS_MS);
    }
  }

  #giveNext(to: PoolProcess): void {
    const job = this.#waiting.shift();
    if (job === undefined) {
      return;
    }
    this.#waitingBytes -= job.bytes.length;
    if (this.#apart.size >= MAX_APART) {
      job.apartBecause ??= 'those around other files took too much time or memory';
    }
    to.give(job, [...this.#unparsed.keys()]);
  }

  /** Whether a file is worth another try, without the file around it that is to blame: without all, if that is not known. */
  #canRepeat({ job, parsing, reason }: ProcessFailure): boolean {
    const { singleFile, moduleAliases } = this.#options.scan;
    if (parsing !== null && this.#unparsed.size < MAX_UNPARSED) {
      this.#unparsed.set(parsing, reason);
      return true;
    }
    if (job.apartBecause !== undefined || (singleFile && !moduleAliases)) {
      return false;
    }
    job.apartBecause = reason;
    this.#apart.set(job.path, reason);
    return true;
  }

  #start(): PoolProcess {
    const started = new PoolProcess(this.#options, {
      onProgress: () => {
        this.#failedStarts = 0;
        this.#dispatch();
      },
      onFailure: (failure) => this.#canRepeat(failure),
      onEnd: (unfinished, wasReady) => {
        this.#processes.splice(this.#processes.indexOf(started), 1);
        if (!wasReady) {
          this.#failedStarts += 1;
        }
        this.#waiting.unshift(...unfinished);
        this.#waitingBytes += unfinished.reduce((sum, { bytes }) => sum + bytes.length, 0);
        this.#dispatch();
      },
    });
    return started;
  }
}

/** How a process ended, of which a file in hand was the reason. */
interface ProcessFailure {
  readonly job: PendingJob;
  /** The other file that it was parsing, if it was. */
  readonly parsing: string | null;
  /** In a clause. */
  readonly reason: string;
}

interface ProcessListener {
  /** It is ready, or has answered. */
  readonly onProgress: () => void;
  /**
   * It ended over a file.
   *
   * @returns whether the file is to be judged again
   */
  readonly onFailure: (failure: ProcessFailure) => boolean;
  /** It ended, and these files are still to be judged by another one. */
  readonly onEnd: (unfinished: readonly PendingJob[], wasReady: boolean) => void;
}

/** One process. It answers in the order of the requests, so that the file it was busy with is known when it dies. */
class PoolProcess {
  readonly #child: ChildProcess;
  readonly #scan: SharedScanOptions;
  readonly #maxSeconds: number;
  readonly #listener: ProcessListener;
  readonly #inHand: PendingJob[] = [];
  #isReady = false;
  /** The other file that it is parsing. */
  #parsing: string | null = null;
  #hasEnded = false;
  #timer: NodeJS.Timeout | undefined;
  #isOutOfTime = false;

  constructor({ program, cwd, scan, maxSeconds = MAX_SECONDS }: ScanPoolOptions, listener: ProcessListener) {
    this.#scan = scan;
    this.#maxSeconds = maxSeconds;
    this.#listener = listener;
    const flags = [
      `--max-old-space-size=${String(MAX_MEMORY_MIB)}`,
      `--stack-size=${String(STACK_KIB)}`,
      '--no-warnings',
    ];
    const { spawn } = process.getBuiltinModule('node:child_process');
    this.#child = spawn(process.execPath, [...flags, program, String(maxSeconds)], {
      cwd: existsSync(cwd) ? cwd : parse(cwd).root,
      stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
      windowsHide: true,
    });
    this.#child.on('error', () => {
      this.#end(null);
    });
    const decoder = new MessageDecoder();
    this.#child.stdout?.on('data', (piece: Buffer) => {
      for (const answer of decoder.add(piece)) {
        this.#receive(answer as ScanAnswer);
      }
    });
    // Whatever goes wrong with a pipe, the end of the process says why.
    for (const stream of this.#streams()) {
      stream?.on('error', () => undefined);
    }
    this.#child.on('close', (_, signal) => {
      this.#end(signal);
    });
    this.#watchTime();
  }

  /** A process that does not start, because there are too many open files, has none, whatever its type says. */
  #streams(): ChildProcess['stdio'] | [] {
    return (this.#child as { readonly stdio?: ChildProcess['stdio'] }).stdio ?? [];
  }

  get hasRoom(): boolean {
    return this.#inHand.length < JOBS_IN_HAND && !this.#hasEnded;
  }

  give(job: PendingJob, unparsed: readonly string[]): void {
    const { bytes, path, accepted, explain, root, isApart, apartBecause } = job;
    const request: ScanRequest = {
      path,
      length: bytes.length,
      ...this.#scan,
      ...(accepted && { accepted }),
      ...(explain && { explain }),
      ...(root !== undefined && { root }),
      ...((isApart === true || apartBecause !== undefined) && { isApart: true }),
      ...(unparsed.length > 0 && { unparsed }),
    };
    this.#inHand.push(job);
    this.#child.stdin?.write(encodeMessage(request));
    this.#child.stdin?.write(bytes);
    if (this.#inHand.length === 1 && this.#isReady) {
      this.#watchTime();
    }
  }

  /** @returns what it had not done */
  kill(): readonly PendingJob[] {
    clearTimeout(this.#timer);
    this.#hasEnded = true;
    this.#child.kill('SIGKILL');
    this.#child.unref();
    return this.#inHand.splice(0);
  }

  #receive(answer: ScanAnswer): void {
    if ('parsing' in answer) {
      this.#parsing = answer.parsing;
      return;
    }
    if ('result' in answer) {
      const job = this.#inHand.shift();
      const because = answer.result.error === undefined ? job?.apartBecause : undefined;
      job?.settle({ ...answer.result, ...(because !== undefined && { apartBecause: because }) });
    } else {
      this.#isReady = true;
    }
    clearTimeout(this.#timer);
    if (this.#inHand.length > 0) {
      this.#watchTime();
    }
    this.#listener.onProgress();
  }

  #watchTime(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#isOutOfTime = true;
      this.#child.kill('SIGKILL');
    }, MAX_WAIT_SECONDS * 1000);
  }

  #end(signal: NodeJS.Signals | null): void {
    if (this.#hasEnded) {
      return;
    }
    this.#hasEnded = true;
    clearTimeout(this.#timer);
    if (this.#isReady) {
      const reason =
        this.#isOutOfTime || signal === OUT_OF_TIME
          ? `it takes longer than ${String(this.#maxSeconds)} s`
          : toReason(signal);
      const [job] = this.#inHand;
      if (job !== undefined && !this.#listener.onFailure({ job, parsing: this.#parsing, reason })) {
        this.#inHand.shift();
        job.settle(failedScan(`cannot be analysed: ${reason}`));
      }
    }
    this.#listener.onEnd(this.#inHand.splice(0), this.#isReady);
  }
}

/** Why a process ended while it had a file in hand. */
function toReason(signal: NodeJS.Signals | null): string {
  switch (signal) {
    case 'SIGSEGV':
    case 'SIGBUS':
    case 'SIGILL':
      return `it is nested too deeply for the parser, which ended with ${signal}`;
    case 'SIGABRT':
    case 'SIGTRAP':
      return `it takes more than ${String(MAX_MEMORY_MIB)} MiB of memory`;
    default:
      return `the process that does it ended${signal === null ? '' : ` with ${signal}`}`;
  }
}
