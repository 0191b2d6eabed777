import { getValue } from './syntax.ts';

/** What the configuration of a project says of modules: `package.json`, and `compilerOptions` of `tsconfig.json`. */
interface Manifest {
  /** The parsed `package.json`. */
  readonly packageJson?: unknown;
  /** What stands under `compilerOptions` in the parsed `tsconfig.json`. */
  readonly compilerOptions?: unknown;
  /**
   * Whether something is known of a package. Another one in the place of a builtin is left out, since on Node.js the builtin runs
   * all the same. Default: of each.
   */
  readonly isKnown?: (name: string) => boolean;
}

/** A name of a package or of a builtin, not a path; with what is behind it in the package. */
const PACKAGE = /^(?:node:)?(?:@[\w.-]+\/)?[\w-][\w.-]*(?:\/[\w./-]+)?$/u;

/** `npm:real-name@^1.2.0`. */
const NPM = /^npm:((?:@[^@/]+\/)?[^@]+)(?:@.*)?$/u;

/** Fields by which bundlers of the platform put one module in the place of another. */
const REPLACEMENTS = ['browser', 'react-native'] as const;

/** Kinds of dependencies, each of which can have a name of its own for a package. */
const DEPENDENCIES = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const;

/**
 * What modules stand for in a project, by what its files call them: `net` for `react-native-tcp-socket`.
 *
 * - `browser` and `react-native` of package.json, as objects (https://docs.npmjs.com/cli/configuring-npm/package-json)
 * - `imports` of package.json: `#net`, also under conditions (https://nodejs.org/api/packages.html#subpath-imports)
 * - `npm:` in dependencies of package.json
 * - `paths` of tsconfig.json
 *
 * Only names of packages are told; a replacement by a file, or by nothing, is unknown to whoever asks, and is left out.
 *
 * @returns the names, each with the package that is meant
 */
export function findModuleAliases({
  packageJson,
  compilerOptions,
  isKnown = () => true,
}: Manifest): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>();
  const canMean = (name: string, target: string): boolean =>
    !BUILTINS.has(name.replace(/^node:/u, '')) || isKnown(target);
  const add = (name: string, target: string | undefined): void => {
    if (target !== undefined && target !== name && PACKAGE.test(target) && canMean(name, target)) {
      aliases.set(name, target);
    }
  };
  addFromPaths(compilerOptions, add);
  addFromManifest(packageJson, add);
  // A builtin has two names.
  for (const [name, target] of [...aliases]) {
    if (BUILTINS.has(name) && !aliases.has(`node:${name}`)) {
      aliases.set(`node:${name}`, target);
    }
  }
  return aliases;
}

/** Takes a name, and what it stands for where that is known. */
type AddAlias = (name: string, target: string | undefined) => void;

/** `paths` of tsconfig.json. */
function addFromPaths(compilerOptions: unknown, add: AddAlias): void {
  for (const [name, target] of getEntries(compilerOptions, 'paths')) {
    const [first] = Array.isArray(target) ? (target as readonly unknown[]) : [];
    add(name, typeof first === 'string' ? first.replace(/^(?:\.\/)?node_modules\//u, '') : undefined);
  }
}

/** What package.json says. */
function addFromManifest(packageJson: unknown, add: AddAlias): void {
  for (const kind of DEPENDENCIES) {
    for (const [name, version] of getEntries(packageJson, kind)) {
      add(name, typeof version === 'string' ? NPM.exec(version)?.[1] : undefined);
    }
  }
  for (const [name, target] of getEntries(packageJson, 'imports')) {
    add(name, findTarget(target));
  }
  for (const field of REPLACEMENTS) {
    for (const [name, target] of getEntries(packageJson, field)) {
      add(name, typeof target === 'string' ? target : undefined);
    }
  }
}

/** The builtins of Node.js that make sockets. */
const BUILTINS: ReadonlySet<string> = new Set(['dgram', 'net', 'tls', 'http', 'https', 'http2']);

/** The package that an import stands for; undefined if that depends on a condition. */
function findTarget(target: unknown): string | undefined {
  if (typeof target === 'string') {
    return target;
  }
  if (typeof target !== 'object' || target === null || Array.isArray(target)) {
    return undefined;
  }
  const [first, ...others] = new Set(Object.values(target).map(findTarget));
  return others.length === 0 ? first : undefined;
}

function getEntries(holder: unknown, key: string): readonly (readonly [string, unknown])[] {
  const value = typeof holder === 'object' && holder !== null ? getValue(holder, key) : undefined;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}
