import type { FileAccess } from '../files/file-access.ts';
import { toText } from '../files/json-files.ts';
import { isScript, isTypeScript, joinPath } from '../files/paths.ts';
import type { Manifests } from './manifests.ts';

/** The sources that may be meant by the name of what they are compiled to (TypeScript's `node16` resolution). */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};

/**
 * The endings that may be left out, by the language of the file that leaves them out, and those of them that every tool tries
 * before it looks for a folder of that name.
 */
const LEFT_OUT = {
  javascript: {
    all: ['.js', '.json', '.mjs', '.cjs', '.jsx', '.ts', '.tsx', '.mts', '.cts'],
    certain: new Set(['.js', '.json']),
  },
  typescript: {
    all: ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'],
    certain: new Set(['.ts', '.tsx', '.js', '.jsx']),
  },
} as const satisfies Readonly<
  Record<string, { readonly all: readonly string[]; readonly certain: ReadonlySet<string> }>
>;

/** A file that a path may mean, and whether no further one can be meant instead. */
interface Place {
  readonly path: string;
  readonly isCertain: boolean;
}

/** Finds the files that paths mean: a file's name, with or without its ending, or a folder's. */
export class PathTargets {
  readonly #access: FileAccess;
  readonly #manifests: Manifests;

  constructor(access: FileAccess, manifests: Manifests) {
    this.#access = access;
    this.#manifests = manifests;
  }

  /**
   * What a path means as a specifier: the file, with its ending left out or that of what it is compiled to; or the `main` or the
   * index of the folder. Several where Node.js and other tools take different ones.
   *
   * @param path absolute
   * @param from the file that names it
   */
  find(path: string, from: string): readonly string[] {
    return takeLoadable(this.#listPlaces(path, from));
  }

  /** What a path means as a specifier, if it means no folder. */
  findFile(path: string, from: string): readonly string[] {
    return takeLoadable(this.#listEndings(path, from));
  }

  *#listPlaces(path: string, from: string): Iterable<Place> {
    if (!path.endsWith('/')) {
      yield* this.#listEndings(path, from);
    }
    const folder = this.#access.getDirectory(path);
    if (folder === undefined) {
      return;
    }
    const main = toText(this.#manifests.get(folder)?.fields['main']);
    if (main !== undefined && main !== '') {
      const place = joinPath(folder, main);
      yield* this.#listEndings(place, from);
      yield* this.#listEndings(joinPath(place, 'index'), from);
    }
    yield* this.#listEndings(joinPath(folder, 'index'), from);
  }

  *#listEndings(path: string, from: string): Iterable<Place> {
    const [, stem = '', ending = ''] = /^(.*)(\.[cm]?jsx?)$/u.exec(path) ?? [];
    const sources = (SOURCES[ending] ?? []).map((extension) => stem + extension);
    // What stands beside a source under the compiled name is made from that source.
    const whole = isTypeScript(from) ? [...sources, path] : [path, ...sources];
    const { all, certain } = LEFT_OUT[isTypeScript(from) ? 'typescript' : 'javascript'];
    const leftOut = all.map((extension) => ({ path: path + extension, isCertain: certain.has(extension) }));
    for (const place of [...whole.map((each) => ({ path: each, isCertain: true })), ...leftOut]) {
      const file = this.#access.getFile(place.path);
      if (file !== undefined) {
        yield { ...place, path: file };
      }
    }
  }
}

/** The places up to the first that is certain, as far as they can be loaded. */
function takeLoadable(places: Iterable<Place>): readonly string[] {
  const found = new Set<string>();
  for (const { path, isCertain } of places) {
    found.add(path);
    if (isCertain) {
      break;
    }
  }
  return [...found].flatMap(toLoadable);
}

/** A file, if it can be loaded. */
export function toLoadable(file: string): readonly string[] {
  return isScript(file) || file.endsWith('.json') ? [file] : [];
}
