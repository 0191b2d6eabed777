import { join } from 'node:path';
import { PROJECT } from '../../scripts/project.ts';
import { downloadPackages } from './downloads.ts';
import { isFromNpm, readLabels } from './labels.ts';
import { score } from './score.ts';
import type { Label } from './labels.ts';
import type { Score, Tools } from './results.ts';

/** The labels of code that anyone can download: names, versions, places and reasons. */
export const MANIFEST: string = join(PROJECT, 'evidence/accuracy/labels.tsv');

/** The folder that keeps the downloaded packages. */
export const CACHE: string = join(PROJECT, '.cache/npm-packages');

/**
 * @param labels all of code at npm
 * @returns what gives the folder of a source's files
 */
export function downloadSources(labels: readonly Label[]): (source: string) => string {
  const folders = downloadPackages(
    labels.map(({ source }) => getSpecifier(source)),
    CACHE,
  );
  return (source) => {
    const folder = folders.get(getSpecifier(source));
    if (folder === undefined) {
      throw new Error(`${source} was not downloaded.`);
    }
    return folder;
  };
}

/** Judges the tools on the labelled code that is published at npm, which is downloaded when it is not there yet. */
export function scoreNpmRows(tools: Tools): Score {
  const labels = readLabels(MANIFEST).filter(isFromNpm);
  return score(labels, downloadSources(labels), tools);
}

function getSpecifier(source: string): string {
  return source.replace(/^npm:/, '');
}
