import type { Table } from './experiment.ts';

function isNumeric(cell: string): boolean {
  return /^[\d.]+(?: %)?$/.test(cell);
}

/**
 * A table for a terminal: columns aligned, numbers to the right.
 *
 * @param table what to show
 * @returns lines without a final line end
 */
export function renderTextTable({ title, columns, rows }: Table): string {
  const widths = columns.map((column, i) =>
    Math.max(column.length, ...rows.map((row) => (row[i] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (isNumeric(cell) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return [title, line(columns), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join(
    '\n',
  );
}
