import { readCodeBlocks } from './markdown-pages.ts';

/** The page that shows the examples. */
const PAGE = 'docs/at-scale.md';

/** The examples whose commands on the page are run by the tests in this folder, as they stand there. */
export const EXAMPLES_THAT_PAGES_RUN = [
  'examples/turborepo',
  'examples/nx',
  'examples/code-scanning',
  'examples/many-repositories',
] as const;

/** One of them. */
export type RunExample = (typeof EXAMPLES_THAT_PAGES_RUN)[number];

/**
 * @param example the folder of an example
 * @returns what the page tells people to run there: the text of each block, in order
 */
export function readPageCommands(example: RunExample): readonly string[] {
  return readCodeBlocks(PAGE)
    .filter(({ attributes }) => attributes['run-in'] === example)
    .map(({ text }) => text);
}
