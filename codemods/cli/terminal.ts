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
}

/**
 * The process's own terminal.
 *
 * @param color what the user said, or undefined
 */
export function processTerminal(color: boolean | undefined): Terminal {
  // A reader that has seen enough closes the pipe. The work goes on; only its output is lost.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', ignoreClosedPipe);
  }
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    colorOut: color ?? wantsColor(process.stdout.isTTY, process.env),
    colorErr: color ?? wantsColor(process.stderr.isTTY, process.env),
    isWatched: process.stderr.isTTY,
  };
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') {
    throw error;
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

const STYLES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

/** A way to show text. */
export type Style = keyof typeof STYLES;

/**
 * Text in a style (ECMA-48, SGR).
 *
 * @param enabled whether the terminal understands it
 * @param style the style
 * @param text the text
 */
export function styled(enabled: boolean, style: Style, text: string): string {
  const [on, off] = STYLES[style];
  return enabled ? `\u001B[${String(on)}m${text}\u001B[${String(off)}m` : text;
}

/**
 * A name or message made safe to print: control characters would move the cursor or fake a line.
 *
 * @param text whatever a file name may hold
 */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) =>
    JSON.stringify(character)
      .slice(1, -1)
      .replace(/^([^\\])/u, escapeC1),
  );
}

function escapeC1(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
