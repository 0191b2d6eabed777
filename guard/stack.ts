import { findSourceMap } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A place in a source file; line and column count from 1. */
export interface Place {
  /** An absolute path or, where there is none, the name that Node.js shows, such as `[eval]`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A call stack that was kept. To keep it takes about 3 µs, to read it as much again, so it is read when it is needed. */
export interface CapturedStack {
  readonly stack?: unknown;
  /** What was read from the stack; absent before that. */
  caller?: Caller;
}

/** A function on the stack: the frames above it are left out, and its own. */
export type StackStart = (...parameters: never[]) => unknown;

/** Where a call stands, as the engine counts: the file and the offset in it. */
export interface CallPosition {
  readonly file: string;
  readonly offset: number;
}

/** Deep enough to leave a few frames of Node.js behind; each one costs time. */
const FRAMES = 4;

/**
 * Keeps the current call stack, whatever depth the program has set for its errors.
 *
 * @param start The function that the program called.
 */
export function captureStack(start: StackStart): CapturedStack {
  return capture(start, FRAMES);
}

function capture(start: StackStart, frames: number): CapturedStack {
  const captured: CapturedStack = {};
  const { stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = frames;
  } catch {
    // With frozen intrinsics (`--frozen-intrinsics`) the depth is as it is.
    Error.captureStackTrace(captured, start);
    return captured;
  }
  Error.captureStackTrace(captured, start);
  Error.stackTraceLimit = stackTraceLimit;
  return captured;
}

/**
 * Where the function on top of the current stack was called, if the program called it, and not Node.js. It takes a third of the
 * time of keeping a stack and reading it.
 *
 * @param start The function that the program called.
 */
export function findPosition(start: StackStart): CallPosition | undefined {
  return toPosition(readCallSites(capture(start, 1))[0]);
}

function toPosition(callSite: NodeJS.CallSite | undefined): CallPosition | undefined {
  const file: unknown = callSite?.getFileName();
  const offset = callSite?.getPosition();
  return typeof file === 'string' && offset !== undefined ? { file, offset } : undefined;
}

/** What a stack says of the call that led into Node.js. */
export interface Caller {
  /** The first frame outside of Node.js and the guard; none when no such frame is left on the stack. */
  readonly place: Place | undefined;
  /** The method of Node.js that the frame called, such as `send`; none when it called the guard's. */
  readonly method: string | undefined;
  /** Where the place is, when nothing stands between the frame and what was called. */
  readonly position: CallPosition | undefined;
}

/**
 * Reads a stack that was kept, by its call sites: the program may print stacks in a way of its own.
 *
 * @param captured It keeps what was read.
 */
export function readCaller(captured: CapturedStack): Caller {
  return (captured.caller ??= findCaller(readCallSites(captured)));
}

function readCallSites(captured: CapturedStack): readonly NodeJS.CallSite[] {
  if (!Object.hasOwn(Error, 'prepareStackTrace')) {
    // It stays there: a property that comes and goes each time makes the object slow for all.
    Reflect.defineProperty(Error, 'prepareStackTrace', {
      value: undefined,
      configurable: true,
      writable: true,
    });
  }
  const before: { readonly prepareStackTrace?: unknown } = Error;
  const { prepareStackTrace } = before;
  try {
    Error.prepareStackTrace = keepCallSites;
  } catch {
    // With frozen intrinsics, the place stays unknown.
    return [];
  }
  const { stack } = captured;
  Reflect.set(Error, 'prepareStackTrace', prepareStackTrace);
  return Array.isArray(stack) ? (stack as NodeJS.CallSite[]) : [];
}

function keepCallSites(_error: unknown, callSites: NodeJS.CallSite[]): readonly NodeJS.CallSite[] {
  return callSites;
}

function findCaller(callSites: readonly NodeJS.CallSite[]): Caller {
  let method: string | undefined;
  for (const callSite of callSites) {
    const name: unknown = callSite.getFileName();
    if (typeof name !== 'string' || name === '' || name === 'native') {
      continue;
    }
    const file = name.startsWith('file:') ? fileURLToPath(name) : name;
    if (name.startsWith('node:')) {
      method = (callSite.getMethodName() ?? callSite.getFunctionName())?.split('.').at(-1);
    } else if (dirname(file) !== import.meta.dirname) {
      const place = { file, line: callSite.getLineNumber() ?? 1, column: callSite.getColumnNumber() ?? 1 };
      return { place, method, position: callSite === callSites[0] ? toPosition(callSite) : undefined };
    }
  }
  return { place: undefined, method, position: undefined };
}

/**
 * Where a place of a compiled file was written, by its source map.
 *
 * @param place Line and column from 1.
 * @returns nothing when Node.js keeps no source maps (`--enable-source-maps`), or the file has none.
 */
export function findWrittenPlace({ file, line, column }: Place): Place | undefined {
  const entry = findSourceMap(file)?.findEntry(line - 1, column - 1);
  if (entry === undefined || !('originalSource' in entry)) {
    return undefined;
  }
  const source = entry.originalSource;
  return {
    file: source.startsWith('file:') ? fileURLToPath(source) : source,
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
  };
}
