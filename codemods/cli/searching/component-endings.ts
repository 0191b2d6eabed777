import { extname } from 'node:path';

/** The endings of files that hold scripts among other things. */
export const COMPONENT_EXTENSIONS = ['.vue', '.svelte', '.astro', '.html', '.htm'] as const;

/** One of these endings. */
export type ComponentExtension = (typeof COMPONENT_EXTENSIONS)[number];

/**
 * Which kind of component a file is.
 *
 * @param path the file's name
 * @returns its ending in lower case, or undefined for a file that is a script as a whole
 */
export function getComponentExtension(path: string): ComponentExtension | undefined {
  const extension = extname(path).toLowerCase();
  return COMPONENT_EXTENSIONS.find((known) => known === extension);
}
