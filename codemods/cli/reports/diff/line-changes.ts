import type { ByteEdit } from '../../reading/source-bytes.ts';

/** Whole lines that are replaced by others. Each line ends with its line feed, if it has one. */
export interface LineChange {
  /** The first line that is replaced, from 0. */
  readonly firstLine: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** A file as lines, and what the edits change of them. One character is one byte, whatever the encoding is. */
export interface LineChanges {
  readonly lines: readonly string[];
  /** In ascending order. Between two of them is at least one line that stays. */
  readonly changes: readonly LineChange[];
}

/**
 * The lines that edits change. No search for differences is needed: the edits know where they are.
 *
 * @param bytes the file
 * @param edits ascending, disjoint
 */
export function findLineChanges(bytes: Buffer, edits: readonly ByteEdit[]): LineChanges {
  const text = bytes.toString('latin1');
  const lines = toLines(text);
  const changes: LineChange[] = [];
  let line = 0;
  let lineStart = 0;
  const rest = [...edits].reverse();
  for (let edit = rest.pop(); edit !== undefined; edit = rest.pop()) {
    while (line < lines.length - 1 && lineStart + lengthAt(lines, line) <= edit.start) {
      lineStart += lengthAt(lines, line);
      line += 1;
    }
    const firstLine = line;
    const start = lineStart;
    let added = text.slice(start, edit.start) + Buffer.from(edit.text).toString('latin1');
    let { end } = edit;
    // The next edit may stand in the last line that this one touches, or in the line behind it.
    for (;;) {
      while (line < lines.length && lineStart < end + 1) {
        lineStart += lengthAt(lines, line);
        line += 1;
      }
      const next = rest.at(-1);
      if (next === undefined || (next.start >= lineStart + lengthAt(lines, line) && line < lines.length)) {
        break;
      }
      rest.pop();
      added += text.slice(end, next.start) + Buffer.from(next.text).toString('latin1');
      end = next.end;
    }
    added += text.slice(end, lineStart);
    changes.push(trimmed(firstLine, lines.slice(firstLine, line), toLines(added)));
  }
  return { lines, changes: changes.filter(({ added, removed }) => added.length + removed.length > 0) };
}

function toLines(text: string): string[] {
  return text.match(/[^\n]+\n?|\n/g) ?? [];
}

function lengthAt(lines: readonly string[], line: number): number {
  return lines[line]?.length ?? 0;
}

/** Leaves out the lines at both ends that stay what they are. */
function trimmed(firstLine: number, removed: readonly string[], added: readonly string[]): LineChange {
  const most = Math.min(removed.length, added.length);
  let head = 0;
  while (head < most && removed[head] === added[head]) {
    head += 1;
  }
  let tail = 0;
  while (tail < most - head && removed.at(-1 - tail) === added.at(-1 - tail)) {
    tail += 1;
  }
  return {
    firstLine: firstLine + head,
    removed: removed.slice(head, removed.length - tail),
    added: added.slice(head, added.length - tail),
  };
}
