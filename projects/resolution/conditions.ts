import type { Conditions } from './package-maps.ts';

/** How a module is asked for. */
export type ImportKind = 'import' | 'require';

/** Those of every Node.js (https://nodejs.org/api/packages.html#conditional-exports): `module-sync` is one since 22.10 only. */
const NODE_CONDITIONS: ReadonlySet<string> = new Set(['node', 'node-addons']);

/** Those of types, and of platforms that have no sockets. */
const OTHER_CONDITIONS: ReadonlySet<string> = new Set([
  'types',
  'browser',
  'worker',
  'workerd',
  'edge-light',
  'edge-routine',
  'netlify',
]);

/** What holds for a kind of import. `other` is the kind that it cannot be; undefined where that is not known. */
export function toConditions(kind: ImportKind, other: ImportKind | undefined): Conditions {
  return (name) => {
    if (NODE_CONDITIONS.has(name) || (name === kind && other !== undefined)) {
      return true;
    }
    return name === other || OTHER_CONDITIONS.has(name) ? false : undefined;
  };
}
