import { readFileSync } from 'node:fs';

/**
 * What a person decided about one place in published code where a reuse option is set.
 *
 * @typedef {object} Label
 * @property {string} source `npm:NAME@VERSION` or `github:owner/name@commit`
 * @property {string} path the file inside of it
 * @property {number} line the line of the option, from 1
 * @property {string} api what makes the socket
 * @property {string} option the option's name
 * @property {string} value what the option is set to
 * @property {'client' | 'listener' | 'unknown' | 'mixed' | 'skip'} label
 * @property {string} reason the evidence
 */

const COLUMNS = ['source', 'path', 'line', 'api', 'option', 'value', 'label', 'reason'];
const LABELS = new Set(['client', 'listener', 'unknown', 'mixed', 'skip']);

/**
 * Reads labels: tab-separated columns under a header.
 *
 * @param {string | URL} file
 * @returns {Label[]}
 * @throws {Error} when a line cannot be read
 */
export function readLabels(file) {
  const [header, ...lines] = readFileSync(file, 'utf8').trimEnd().split(/\r?\n/);
  if (header !== COLUMNS.join('\t'))
    throw new Error(`${String(file)} does not begin with ${COLUMNS.join(', ')}.`);
  return lines.map((text, index) => {
    const [source, path, line, api, option, value, label, reason] = text.split('\t');
    const isReadable = source && path && Number(line) > 0 && label && LABELS.has(label);
    if (!isReadable) throw new Error(`${String(file)}:${index + 2} is no label: ${text}`);
    return /** @type {Label} */ ({ source, path, line: Number(line), api, option, value, label, reason });
  });
}

/**
 * @param {Label} label
 * @returns {boolean} whether its code is published at npm
 */
export function isFromNpm({ source }) {
  return source.startsWith('npm:');
}
