import { fileURLToPath } from 'node:url';
import { downloadPackages } from './downloads.js';
import { isFromNpm, readLabels } from './labels.js';
import { score } from './score.js';

/** @import { Label } from './labels.js' */
/** @import { Score, Tools } from './results.ts' */

/** The labels of code that anyone can download: names, versions, places and reasons. */
export const MANIFEST = new URL('labels.tsv', import.meta.url);

/** The folder that keeps the downloaded packages. */
export const CACHE = fileURLToPath(new URL('../../.cache/npm-packages', import.meta.url));

/**
 * @param {readonly Label[]} labels all of code at npm
 * @returns {(source: string) => string} gives the folder of a source's files
 */
export function downloadSources(labels) {
  const folders = downloadPackages(
    labels.map(({ source }) => specifierOf(source)),
    CACHE,
  );
  return (source) => {
    const folder = folders.get(specifierOf(source));
    if (folder === undefined) throw new Error(`${source} was not downloaded.`);
    return folder;
  };
}

/**
 * Judges the tools on the labelled code that is published at npm, which is downloaded when it is not there yet.
 *
 * @param {Tools} tools
 * @returns {Score}
 */
export function scoreNpmRows(tools) {
  const labels = readLabels(MANIFEST).filter(isFromNpm);
  return score(labels, downloadSources(labels), tools);
}

/** @param {string} source */
function specifierOf(source) {
  return source.replace(/^npm:/, '');
}
