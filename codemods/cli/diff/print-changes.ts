import { errorMessage } from '../error-message.ts';
import type { FileProblem } from '../files/found-files.ts';
import type { ByteEdit } from '../files/source-bytes.ts';
import { styled } from '../terminal.ts';
import type { Style, Terminal } from '../terminal.ts';
import { lineChangesOf } from './line-changes.ts';
import { statOf, statText } from './stat.ts';
import type { FileStat } from './stat.ts';
import { quotedName, unifiedDiff } from './unified.ts';

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
 * @returns the files that can be read no more
 */
export function printChanges(
  changes: readonly FileChange[],
  forms: { readonly diff: boolean; readonly stat: boolean },
  terminal: Terminal,
): readonly FileProblem[] {
  const problems: FileProblem[] = [];
  const stats: FileStat[] = [];
  for (const { name, read, edits } of changes) {
    let bytes: Buffer;
    try {
      bytes = read();
    } catch (error) {
      problems.push({ path: name, message: errorMessage(error) });
      continue;
    }
    const lineChanges = lineChangesOf(bytes, edits);
    stats.push(statOf(quotedName(name), lineChanges));
    if (forms.diff) {
      const diff = unifiedDiff(name, lineChanges);
      terminal.out(terminal.colorOut ? coloredDiff(diff) : diff);
    }
  }
  if (forms.stat) {
    terminal.out(statText(stats));
  }
  return problems;
}

/**
 * A unified diff in the colours that git uses.
 *
 * @param diff bytes in any encoding that has ASCII
 */
export function coloredDiff(diff: Buffer): Buffer {
  const lines = diff.toString('latin1').match(/[^\n]*\n/g) ?? [];
  const colored = lines.map((line) => {
    const style = styleOf(line);
    return style === undefined ? line : `${styled(true, style, line.slice(0, -1))}\n`;
  });
  return Buffer.from(colored.join(''), 'latin1');
}

function styleOf(line: string): Style | undefined {
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
