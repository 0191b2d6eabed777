import type { LineChanges } from './line-changes.ts';

/** How many lines of a file change. */
export interface FileStat {
  readonly name: string;
  readonly added: number;
  readonly removed: number;
}

/** As wide as a terminal is at least. */
const WIDTH = 80;

/**
 * Counts the lines.
 *
 * @param name the file's path as the statistics should name it
 * @param lineChanges what changes
 */
export function toStat(name: string, { changes }: LineChanges): FileStat {
  return {
    name,
    added: changes.reduce((sum, change) => sum + change.added.length, 0),
    removed: changes.reduce((sum, change) => sum + change.removed.length, 0),
  };
}

/**
 * A histogram as `git diff --stat` draws it.
 *
 * @param stats one for each file
 * @returns lines, each with its line feed; empty when there are no files
 */
export function formatStats(stats: readonly FileStat[]): string {
  if (stats.length === 0) {
    return '';
  }
  const nameWidth = Math.max(...stats.map(({ name }) => name.length));
  const most = Math.max(...stats.map(({ added, removed }) => added + removed));
  const countWidth = String(most).length;
  const barWidth = Math.max(10, WIDTH - nameWidth - countWidth - 6);
  const scale = Math.min(1, barWidth / most);
  const bar = (mark: string, count: number): string =>
    mark.repeat(count === 0 ? 0 : Math.max(1, count * scale));
  const rows = stats.map(({ name, added, removed }) => {
    const count = String(added + removed).padStart(countWidth);
    return ` ${name.padEnd(nameWidth)} | ${count} ${bar('+', added)}${bar('-', removed)}\n`;
  });
  const added = stats.reduce((sum, stat) => sum + stat.added, 0);
  const removed = stats.reduce((sum, stat) => sum + stat.removed, 0);
  const total = [
    ` ${counted(stats.length, 'file')} changed`,
    ...(added > 0 ? [`${counted(added, 'insertion')}(+)`] : []),
    ...(removed > 0 ? [`${counted(removed, 'deletion')}(-)`] : []),
  ];
  return `${rows.join('')}${total.join(', ')}\n`;
}

/**
 * A number with its noun.
 *
 * @param count how many
 * @param noun one of them
 */
export function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
