import { FileAccess } from './files/file-access.ts';
import type { JsonObject } from './files/json-files.ts';
import { toSlashes } from './files/paths.ts';
import { findProjectRoot } from './project-root.ts';
import { CompilerConfigs } from './resolution/compiler-configs.ts';
import type { CompilerConfig } from './resolution/compiler-configs.ts';
import { Manifests } from './resolution/manifests.ts';

/** What the configuration around a file says of the modules that it imports, in the shapes of the files that say it. */
export interface ModuleConfiguration {
  /** The `package.json` of the file's package, with the `imports` that count for the file. */
  readonly packageJson: JsonObject | undefined;
  /** Those of `tsconfig.json` and what it extends, as far as they lead to packages: `./node_modules/name`. */
  readonly compilerOptions: { readonly paths: Readonly<Record<string, readonly string[]>> };
}

/** Where a file is, and what may be read around it. */
export interface ModuleConfigurationOptions {
  /** By its absolute path. */
  readonly file: string;
  /** An absolute path. Default: the folder of the file's repository, workspace or package. */
  readonly root?: string;
  /** What may be read of that; asked with links followed. */
  readonly isReadable?: (path: string) => boolean;
}

/**
 * Reads what the configuration around a file says of modules.
 *
 * @param options the file, which need not exist
 */
export function readModuleConfiguration({
  file,
  root,
  isReadable,
}: ModuleConfigurationOptions): ModuleConfiguration {
  const access = new FileAccess(root ?? findProjectRoot(file), isReadable);
  const manifests = new Manifests(access);
  const path = access.getFile(file) ?? toSlashes(file);
  const scope = manifests.findScope(path);
  // A `package.json` without a name only tells how the modules below it are written.
  const [owner = scope] = manifests.findPackages(path);
  return {
    packageJson: owner && { ...owner.fields, imports: scope?.fields['imports'] },
    compilerOptions: { paths: toPackagePaths(new CompilerConfigs(access).findFor(path)) },
  };
}

const MODULES = '/node_modules/';

function toPackagePaths(config: CompilerConfig | undefined): Readonly<Record<string, readonly string[]>> {
  const paths = [...(config?.paths ?? [])].map(([pattern, targets]) => [
    pattern,
    targets.map((target) => {
      const index = target.lastIndexOf(MODULES);
      return index === -1 ? target : `./node_modules/${target.slice(index + MODULES.length)}`;
    }),
  ]);
  return Object.fromEntries(paths) as Readonly<Record<string, readonly string[]>>;
}
