import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROJECT } from '../../../scripts/project.ts';
import { downloadPackages, getFolderName } from '../../accuracy/downloads.ts';
import { CACHE } from '../../accuracy/npm-rows.ts';
import { findPrograms, sample } from '../program-files.ts';

/** A package whose sources are part of the corpus. */
interface CorpusPackage {
  /** Name and version. */
  readonly package: string;
  /** Of its tarball, as npm's lock files have it. */
  readonly integrity: string;
  /** Whether some of its sources name a reuse option. */
  readonly usesOptions?: true;
  /** Those that hold the sources, where others hold what was compiled from them. */
  readonly folders?: readonly string[];
}

/** A source file of a package. */
export interface Source {
  /** Its path in the corpus: the package's name as one folder, then the path in the package. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** What is longer, or has such lines, is bundled, minified or generated rather than written. In bytes. */
export const LONGEST = 100_000;
export const LONGEST_LINE = 500;

/** Declarations hold no code, and `node_modules` is what some tools leave out whatever they are told. */
const LEFT_OUT = /\.d\.[cm]?ts$|\.min\.|(?:^|\/)(?:node_modules|\.[^/]+)\//;

/** The words that the bench gives to `rg`. */
export const OPTION_WORDS = ['reuseAddr', 'reusePort', 'reuseAddress', 'SO_REUSE'];

const PACKAGES = JSON.parse(
  readFileSync(join(PROJECT, 'evidence/bench/codemod/corpus-packages.json'), 'utf8'),
) as readonly CorpusPackage[];

/**
 * Reads the corpus. What is not there yet is downloaded.
 *
 * @returns the sources that people wrote, by name
 * @throws {Error} when a package cannot be downloaded, or is not the one that it was
 */
export function readSources(): Source[] {
  return readPackages(PACKAGES);
}

/**
 * Reads those files of the corpus that name a reuse option. Only their packages are downloaded, which are small.
 *
 * @returns by name
 * @throws {Error} when a package cannot be downloaded, or is not the one that it was
 */
export function readCandidates(): Source[] {
  return readPackages(PACKAGES.filter(({ usesOptions }) => usesOptions)).filter(isCandidate);
}

function readPackages(packages: readonly CorpusPackage[]): Source[] {
  const folders = downloadPackages(
    packages.map((entry) => entry.package),
    CACHE,
    new Map(packages.map((entry) => [entry.package, entry.integrity])),
  );
  return packages
    .flatMap((entry) => readPackage(entry, folders.get(entry.package) ?? ''))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readPackage(entry: CorpusPackage, root: string): Source[] {
  return (entry.folders ?? ['.'])
    .flatMap((folder) => findPrograms(join(root, folder)).map((path) => join(folder, path)))
    .filter((path) => !LEFT_OUT.test(path))
    .map((path) => ({
      name: `${getFolderName(entry.package)}/${path}`,
      bytes: readFileSync(join(root, path)),
    }))
    .filter(({ bytes }) => bytes.length > 0 && bytes.length <= LONGEST && hasShortLines(bytes));
}

function hasShortLines(bytes: Buffer): boolean {
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf('\n', start);
    const next = end < 0 ? bytes.length : end + 1;
    if (next - start > LONGEST_LINE) {
      return false;
    }
    start = next;
  }
  return true;
}

/** @returns whether it names one of the options */
export function isCandidate({ bytes }: Source): boolean {
  return OPTION_WORDS.some((word) => bytes.includes(word));
}

/**
 * Takes files from everywhere, the same ones each time, and of the candidates as many as of the others.
 *
 * @param share of the candidates, from 0 to 1
 * @param size how many files to take in all
 * @throws {RangeError} when there are not so many
 */
export function sampleSources(sources: readonly Source[], share: number, size: number): Source[] {
  const byName = new Map(sources.map((source) => [source.name, source]));
  const candidates = sources.filter(isCandidate).map(({ name }) => name);
  const others = sources.filter((source) => !isCandidate(source)).map(({ name }) => name);
  const taken = sample(candidates, Math.round(share * candidates.length));
  const names = [...taken, ...sample(others, size - taken.length)];
  if (names.length < size) {
    throw new RangeError(`There are ${names.length} sources, not ${size}.`);
  }
  return names.sort().flatMap((name) => byName.get(name) ?? []);
}

/**
 * As many files as are wanted, from too few.
 *
 * @returns sets for {@link writeSources}, the last one cut
 */
export function repeat(sources: readonly Source[], size: number): Source[][] {
  const sets = Math.ceil(size / sources.length);
  return Array.from({ length: sets }, (_, index) => sources.slice(0, size - index * sources.length));
}

/** Writes sets of files, each in a folder of its own. */
export function writeSources(sets: readonly (readonly Source[])[], folder: string): void {
  const made = new Set<string>();
  for (const [index, sources] of sets.entries()) {
    for (const { name, bytes } of sources) {
      const path = join(folder, `part-${index + 1}`, name);
      const parent = dirname(path);
      if (!made.has(parent)) {
        mkdirSync(parent, { recursive: true });
      }
      made.add(parent);
      writeFileSync(path, bytes);
    }
  }
}

/** A fingerprint of all that lies in a folder, to see that nobody changed it. */
export function toFingerprint(folder: string): string {
  const hash = createHash('sha256');
  for (const path of findPrograms(folder)) {
    hash.update(`${path}\0`).update(readFileSync(join(folder, path)));
  }
  return hash.digest('base64');
}
