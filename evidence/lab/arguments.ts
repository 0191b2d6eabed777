import { parseArgs } from 'node:util';
import type { Size } from './experiment.ts';

/** What the user asked for. */
export interface Arguments {
  readonly size: Size;
  /** Folder for the report; undefined to write none. */
  readonly out: string | undefined;
}

/** How the lab is called. */
export const USAGE = `npm run lab [-- options]

  --quick         small sizes, simulator included, under 15 seconds; writes no report unless --out says where
  --out <folder>  where the report goes (default: evidence/lab/report)
  --help          this text`;

/**
 * @param args the words after the program's name
 * @param reportFolder where a full run writes its report
 * @returns what they ask for, or undefined when they ask for help
 * @throws {TypeError} on an unknown option, a missing value or a word too many
 */
export function parseArguments(args: readonly string[], reportFolder: string): Arguments | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: { quick: { type: 'boolean' }, out: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help === true) {
    return undefined;
  }
  const size = values.quick === true ? 'quick' : 'full';
  return { size, out: values.out ?? (size === 'full' ? reportFolder : undefined) };
}
