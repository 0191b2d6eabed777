import { readFileSync } from 'node:fs';

/** What a person decided about one place in published code where a reuse option is set. */
export interface Label {
  /** `npm:NAME@VERSION` or `github:owner/name@commit`. */
  readonly source: string;
  /** The file inside of it. */
  readonly path: string;
  /** The line of the option, from 1. */
  readonly line: number;
  /** What makes the socket. */
  readonly api: string;
  /** The option's name. */
  readonly option: string;
  /** What the option is set to. */
  readonly value: string;
  readonly label: 'client' | 'listener' | 'unknown' | 'mixed' | 'skip';
  /** The evidence. */
  readonly reason: string;
}

const COLUMNS = ['source', 'path', 'line', 'api', 'option', 'value', 'label', 'reason'];
const LABELS = new Set(['client', 'listener', 'unknown', 'mixed', 'skip']);

/**
 * Reads labels: tab-separated columns under a header.
 *
 * @throws {Error} when a line cannot be read
 */
export function readLabels(file: string): Label[] {
  const [header, ...lines] = readFileSync(file, 'utf8').trimEnd().split(/\r?\n/);
  if (header !== COLUMNS.join('\t')) {
    throw new Error(`${file} does not begin with ${COLUMNS.join(', ')}.`);
  }
  return lines.map((text, index) => {
    const [source, path, line, api, option, value, label, reason] = text.split('\t');
    const isReadable = source && path && Number(line) > 0 && label && LABELS.has(label);
    if (!isReadable) {
      throw new Error(`${file}:${index + 2} is no label: ${text}`);
    }
    return { source, path, line: Number(line), api, option, value, label, reason } as Label;
  });
}

/** @returns whether its code is published at npm */
export function isFromNpm({ source }: Label): boolean {
  return source.startsWith('npm:');
}
