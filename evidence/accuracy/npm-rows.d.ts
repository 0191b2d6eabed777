import type { Label } from './labels.js';
import type { Score, Tools } from './results.d.ts';

/** The labels of code that anyone can download: names, versions, places and reasons. */
export const MANIFEST: URL;

/** The folder that keeps the downloaded packages. */
export const CACHE: string;

/** Judges the tools on the labelled code that is published at npm, which is downloaded when it is not there yet. */
export function scoreNpmRows(tools: Tools): Score;

/** Downloads the code of labels, and tells the folder of a source's files. */
export function downloadSources(labels: readonly Label[]): (source: string) => string;
