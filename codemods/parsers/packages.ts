import type * as babelParser from '@babel/parser';
import { createRequire } from 'node:module';
import type * as oxcParser from 'oxc-parser';

interface Packages {
  readonly 'oxc-parser': typeof oxcParser;
  readonly '@babel/parser': typeof babelParser;
}

const loaded = new Map<keyof Packages, unknown>();

let packageRequire: NodeJS.Require | undefined;

/**
 * Loads the parser that most files need, so that {@link loadPackage} finds it. Yarn's Plug'n'Play on Node.js 20 cannot
 * `require()` an ECMAScript module, but imports it.
 */
export async function loadParsers(): Promise<void> {
  try {
    loaded.set('oxc-parser', await import('oxc-parser'));
  } catch {
    // Whoever needs it is told why it does not load.
  }
}

/**
 * Loads a package when it is first needed: together they take longer to load than most projects to search.
 *
 * @param name a dependency of this package
 * @returns what it exports
 * @throws {Error} when it is not installed, or when a runner's hook on `require` breaks it
 */
export function loadPackage<Name extends keyof Packages>(name: Name): Packages[Name] {
  if (!loaded.has(name)) {
    packageRequire ??= createRequire(import.meta.url);
    loaded.set(name, packageRequire(name));
  }
  return loaded.get(name) as Packages[Name];
}
