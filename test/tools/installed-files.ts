import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mentionsReuseOption } from '../../analysis/index.ts';
import { findPrograms } from '../../evidence/bench/program-files.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A file of a package that the project has installed. */
export interface InstalledFile {
  /** The package with its version, and the path in it: the same wherever npm has put the package. */
  readonly name: string;
  readonly text: string;
}

/** What package-lock.json says of a package. */
interface LockedPackage {
  readonly version?: string;
  /** Set for what some platforms do without. */
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
}

/**
 * A choice of other people's files that is the same on each machine: of the packages that are installed everywhere, the
 * files that name a reuse option, and of the others every n-th.
 *
 * @param size how many files
 * @param longest the length of the longest text that is taken
 */
export function chooseInstalledFiles(size: number, longest: number): readonly InstalledFile[] {
  const files = listFiles()
    .map(({ name, path }) => ({ name, text: readFileSync(path, 'utf8') }))
    .filter(({ text }) => text.length <= longest);
  const naming = files.filter(({ text }) => mentionsReuseOption(text)).slice(0, size);
  const others = files.filter(({ text }) => !mentionsReuseOption(text));
  const wanted = size - naming.length;
  return [
    ...naming,
    ...Array.from({ length: wanted }, (_, index) => others[Math.floor((index * others.length) / wanted)]),
  ].filter((file) => file !== undefined);
}

/** Every program of the packages that npm installs everywhere, in the order of their names. */
function listFiles(): readonly { readonly name: string; readonly path: string }[] {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, LockedPackage>>;
  };
  const folders = new Map<string, string>();
  for (const [folder, { version, optional, devOptional, os, cpu }] of Object.entries(lock.packages)) {
    if (folder === '' || optional || devOptional || os || cpu) {
      continue;
    }
    // npm may put several copies of one version into the tree.
    folders.set(`${folder.slice(folder.lastIndexOf('node_modules/') + 13)}@${version ?? ''}`, folder);
  }
  return [...folders]
    .flatMap(([name, folder]) =>
      findPrograms(join(ROOT, folder))
        .filter((path) => !path.includes('node_modules/'))
        .map((path) => ({ name: `${name}/${path}`, path: join(ROOT, folder, path) })),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
