import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transpile } from './compiled-library.ts';
import { writeFiles } from './consumer-files.ts';
import { PROJECT } from './packed-project.ts';

/**
 * Compiles tools of this project one by one to where `npm run compile` puts them, in a copy.
 *
 * @param copy the folder of the copy
 * @param tools their sources, by path from the project's folder, all that they import from each other among them
 */
export function compileTools(copy: string, tools: readonly string[]): void {
  for (const tool of tools) {
    const compiled = transpile(readFileSync(join(PROJECT, tool), 'utf8'));
    writeFiles(copy, { [`.cache/compiled/${tool.replace(/\.ts$/, '.js')}`]: compiled });
  }
}
