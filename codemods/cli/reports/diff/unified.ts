import type { LineChange, LineChanges } from './line-changes.ts';

/** As many unchanged lines around a change as `diff -u` and git show. */
const CONTEXT_LINES = 3;

/**
 * A unified diff, which `git apply` and `patch -p1` take.
 *
 * @param name the file's path as the diff should name it, with `/`
 * @param lineChanges what changes, at least one line
 * @returns bytes, in the file's own encoding
 */
export function formatUnifiedDiff(name: string, { lines, changes }: LineChanges): Buffer {
  const out = [formatHeader('---', `a/${name}`), formatHeader('+++', `b/${name}`)];
  let shift = 0;
  for (const hunk of toHunks(changes)) {
    const start = Math.max(0, hunk.first - CONTEXT_LINES);
    const end = Math.min(lines.length, hunk.end + CONTEXT_LINES);
    const body: string[] = [];
    let line = start;
    let added = 0;
    let removed = 0;
    for (const change of hunk.changes) {
      body.push(...markLines(' ', lines.slice(line, change.firstLine)));
      body.push(...markLines('-', change.removed), ...markLines('+', change.added));
      line = change.firstLine + change.removed.length;
      added += change.added.length;
      removed += change.removed.length;
    }
    body.push(...markLines(' ', lines.slice(line, end)));
    const oldLength = end - start;
    out.push(
      `@@ -${formatRange(start, oldLength)} +${formatRange(start + shift, oldLength + added - removed)} @@\n`,
      ...body,
    );
    shift += added - removed;
  }
  return Buffer.from(out.join(''), 'latin1');
}

interface Hunk {
  readonly first: number;
  readonly end: number;
  readonly changes: readonly LineChange[];
}

/** Changes whose contexts touch belong together. */
function toHunks(changes: readonly LineChange[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  for (const change of changes) {
    const end = change.firstLine + change.removed.length;
    const last = hunks.at(-1);
    if (last !== undefined && change.firstLine - last.end <= 2 * CONTEXT_LINES) {
      hunks[hunks.length - 1] = { first: last.first, end, changes: [...last.changes, change] };
    } else {
      hunks.push({ first: change.firstLine, end, changes: [change] });
    }
  }
  return hunks;
}

function markLines(mark: string, lines: readonly string[]): readonly string[] {
  return lines.map((line) =>
    line.endsWith('\n') ? mark + line : `${mark}${line}\n\\ No newline at end of file\n`,
  );
}

/** Lines count from 1, but an empty range is named by the line before it. */
function formatRange(start: number, length: number): string {
  return `${String(length === 0 ? start : start + 1)},${String(length)}`;
}

/** Names are UTF-8, quoted as git does where they would break the line. */
function formatHeader(mark: string, path: string): string {
  const name = Buffer.from(quoteName(path)).toString('latin1');
  // Behind a name with spaces a tab says where it ends.
  return `${mark} ${name}${path.includes(' ') && !name.startsWith('"') ? '\t' : ''}\n`;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/**
 * A path as git writes it in a diff: in quotes, with escapes, if it holds quotes, backslashes or control characters.
 *
 * @param path the path
 */
export function quoteName(path: string): string {
  const escaped = path.replace(/["\\\p{Cc}]/gu, (character) => {
    const octal = (character.codePointAt(0) ?? 0).toString(8).padStart(3, '0');
    return ESCAPES.get(character) ?? `\\${octal}`;
  });
  return escaped === path ? path : `"${escaped}"`;
}
