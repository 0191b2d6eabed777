import { getErrorMessage } from '../../error-message.ts';
import type { FileProblem } from '../../files/found-files.ts';
import type { Interruption } from '../../interruption.ts';
import type { ByteEdit } from '../../reading/source-bytes.ts';
import { styled } from '../../terminal/terminal.ts';
import type { Style, Terminal } from '../../terminal/terminal.ts';
import { toHarmlessInLog, toVisible, toVisibleLine } from '../../terminal/visible-text.ts';
import { findLineChanges } from './line-changes.ts';
import { toStat, formatStats } from './stat.ts';
import type { FileStat } from './stat.ts';
import { quoteName, formatUnifiedDiff } from './unified.ts';

/** A file that changes. */
export interface FileChange {
  /** Its path as the user would write it. */
  readonly name: string;
  /** Reads it. One file at a time is in memory. */
  readonly read: () => Buffer;
  readonly edits: readonly ByteEdit[];
}

/**
 * Shows what changes, before it does.
 *
 * @param changes the files
 * @param forms a unified diff, statistics or both
 * @param terminal where
 * @param interruption stops between two files
 * @returns the files that can be read no more
 */
export async function printChanges(
  changes: readonly FileChange[],
  forms: { readonly diff: boolean; readonly stat: boolean },
  terminal: Terminal,
  interruption: Interruption,
): Promise<readonly FileProblem[]> {
  const problems: FileProblem[] = [];
  const stats: FileStat[] = [];
  for (const { name, read, edits } of changes) {
    if (await interruption.isOver()) {
      return problems;
    }
    let bytes: Buffer;
    try {
      bytes = read();
    } catch (error) {
      problems.push({ path: name, message: getErrorMessage(error) });
      continue;
    }
    const lineChanges = findLineChanges(bytes, edits);
    stats.push(toStat(toVisible(quoteName(name)), lineChanges));
    if (forms.diff) {
      const diff = formatUnifiedDiff(name, lineChanges);
      terminal.out(toShownDiff(diff, terminal));
    }
  }
  if (forms.stat) {
    terminal.out(formatStats(stats));
  }
  return problems;
}

/**
 * A unified diff as it may be shown: exact bytes for a file or a pipe; on a screen nothing in it acts on the screen, and in the
 * log of a CI system nothing on the system.
 *
 * @param diff bytes in any encoding that has ASCII
 * @param terminal where it is shown
 */
export function toShownDiff(
  diff: Buffer,
  { colorOut, isScreen, isLog }: Pick<Terminal, 'colorOut' | 'isScreen' | 'isLog'>,
): Buffer {
  if (!colorOut && !isScreen && !isLog) {
    return diff;
  }
  const encoding = isScreen ? 'utf8' : 'latin1';
  const lines = diff.toString(encoding).match(/[^\n]+\n?|\n/g) ?? [];
  const shown = lines.map((line) => {
    const safe = isScreen ? toVisibleLine(line) : isLog ? toHarmlessInLog(line) : line;
    const style = getStyle(safe);
    return style === undefined ? safe : `${styled(colorOut, style, safe.slice(0, -1))}\n`;
  });
  return Buffer.from(shown.join(''), encoding);
}

function getStyle(line: string): Style | undefined {
  if (line.startsWith('--- ') || line.startsWith('+++ ')) {
    return 'bold';
  }
  return line.startsWith('@@')
    ? 'cyan'
    : line.startsWith('+')
      ? 'green'
      : line.startsWith('-')
        ? 'red'
        : undefined;
}
