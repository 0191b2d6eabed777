import { FILES_OF_PROGRAM } from '../dataflow/limits.ts';

/**
 * The files that import some files, directly or through others, since they may get what these export. Each has beside it the file
 * through which it may get that.
 */
export function findWays(
  paths: readonly string[],
  findImporters: (path: string) => readonly string[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const pending = [...paths];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const importers = found.size > FILES_OF_PROGRAM ? [] : findImporters(next);
    for (const importer of importers) {
      if (!paths.includes(importer) && !found.has(importer)) {
        found.set(importer, next);
        pending.push(importer);
      }
    }
  }
  return found;
}

/** A file and those between it and the one that it may get something from. */
export function listWay(importer: string, ways: ReadonlyMap<string, string>): readonly string[] {
  const way: string[] = [];
  for (let next: string | undefined = importer; next !== undefined && ways.has(next); next = ways.get(next)) {
    way.push(next);
  }
  return way;
}
