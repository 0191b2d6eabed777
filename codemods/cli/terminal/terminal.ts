import { fstatSync } from 'node:fs';
import { isatty } from 'node:tty';
import { styleText } from 'node:util';
import { OutputStream } from './output-stream.ts';

/** Where a run writes, and how. */
export interface Terminal {
  /** Results: what a pipe or a file gets. */
  readonly out: (text: string | Uint8Array) => void;
  /** Progress and problems. */
  readonly err: (text: string) => void;
  /** Whether `out` understands colours. */
  readonly colorOut: boolean;
  /** Whether `err` understands colours. */
  readonly colorErr: boolean;
  /** Whether someone watches `err`. */
  readonly isWatched: boolean;
  /** Whether `out` is a screen, where bytes of a source must not act. */
  readonly isScreen: boolean;
  /** Whether `out` may be the log of a CI system, which obeys some lines. */
  readonly isLog: boolean;
}

/** The terminal of this process. */
export interface ProcessTerminal extends Terminal {
  /** How many bytes have been written so far. */
  readonly written: () => number;
  /**
   * Waits until all is written.
   *
   * @param isInterrupted whether somebody wants the end: then a reader that takes nothing is not waited for
   * @returns why not all of the results could be, or undefined
   */
  readonly flush: (isInterrupted: () => boolean) => Promise<Error | 'stalled' | undefined>;
}

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;

/** What CI systems set for the programs that they run. */
const CI_VARIABLES = ['CI', 'GITHUB_ACTIONS', 'TF_BUILD', 'TEAMCITY_VERSION', 'BUILD_NUMBER'];

/**
 * The process's own terminal.
 *
 * @param color what the user said, or undefined
 */
export function createTerminal(color: boolean | undefined): ProcessTerminal {
  const out = new OutputStream(STDOUT);
  // What leads to one place has one order, which two streams that each wait for their own writes would not keep.
  const err = leadToOnePlace(STDOUT, STDERR) ? out : new OutputStream(STDERR);
  const isScreen = isatty(STDOUT);
  return {
    out: (text) => {
      out.write(text);
    },
    err: (text) => {
      err.write(text);
    },
    colorOut: color ?? wantsColor(isScreen, process.env),
    colorErr: color ?? wantsColor(isatty(STDERR), process.env),
    isWatched: isatty(STDERR),
    isScreen,
    isLog: CI_VARIABLES.some((name) => (process.env[name] ?? '') !== '') && !isRegularFile(STDOUT),
    written: () => out.written + err.written,
    flush: async (isInterrupted) => {
      const [isStalled] = await Promise.all([out.flush(isInterrupted), err.flush(isInterrupted)]);
      return isStalled ? 'stalled' : out.failure;
    },
  };
}

/** Whether someone is there to answer a question. */
export function canAsk(): boolean {
  return isatty(STDIN) && isatty(STDOUT);
}

function leadToOnePlace(one: number, other: number): boolean {
  try {
    const [a, b] = [fstatSync(one, { bigint: true }), fstatSync(other, { bigint: true })];
    return a.dev === b.dev && a.ino === b.ino && a.ino !== 0n;
  } catch {
    // Windows knows no inode of a console, and a process has but one.
    return isatty(one) && isatty(other);
  }
}

function isRegularFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}

/**
 * Whether to use colours when the command line does not say.
 *
 * @param isTerminal whether the output is one
 * @param env the environment: `FORCE_COLOR` (anything but `0` and `false`) beats `NO_COLOR` (anything but empty), which
 *   beats what the terminal says of itself
 * @see https://no-color.org and https://force-color.org
 */
export function wantsColor(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  const force = env['FORCE_COLOR'];
  if (force !== undefined && force !== '') {
    return force !== '0' && force !== 'false';
  }
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') {
    return false;
  }
  return isTerminal && env['TERM'] !== 'dumb';
}

/** A way to show text. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/**
 * Text in a style.
 *
 * @param enabled whether the terminal understands it
 * @param style the style
 * @param text the text
 */
export function styled(enabled: boolean, style: Style, text: string): string {
  return enabled ? styleText(style, text, { validateStream: false }) : text;
}
