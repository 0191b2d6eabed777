import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { getErrorCode } from '../error-message.ts';
import { FolderAccess } from '../files/folder-access.ts';
import { readRegularFile } from '../reading/read-bounded.ts';
import { findLineChanges } from '../reports/diff/line-changes.ts';
import { formatUnifiedDiff } from '../reports/diff/unified.ts';
import type { AuditedPackage } from './audit-package.ts';

/** What a project patches its dependencies with. */
export type PatchTool = 'patch-package' | 'pnpm' | 'yarn';

/** A patch, before it is written. */
export interface Patch {
  /** From the project's folder, with `/`. */
  readonly file: string;
  readonly contents: Buffer;
  readonly package: string;
  /** What has to name it in the project's settings; nothing for patch-package, which finds it by its name. */
  readonly fields: readonly PatchField[];
}

interface PatchField {
  readonly name: string;
  readonly key: string;
  readonly value: string;
}

/** What a project patches its dependencies with, and the lockfile of yarn. */
export interface PatchTarget {
  readonly tool: PatchTool;
  readonly lockfile: string;
}

const MAX_LOCKFILE_BYTES = 64 << 20;

/**
 * The tool of a project, by its lockfile. Classic yarn and npm have none of their own.
 *
 * @throws {Error} when the lockfile cannot be read
 */
export function findPatchTarget(project: string): PatchTarget {
  if (existsSync(join(project, 'pnpm-lock.yaml'))) {
    return { tool: 'pnpm', lockfile: '' };
  }
  const path = join(project, 'yarn.lock');
  const limits = { maxBytes: MAX_LOCKFILE_BYTES, followLinks: false };
  const lockfile = existsSync(path) ? readRegularFile(path, limits).toString('utf8') : '';
  // Yarn 2 and later begin with this entry.
  return { tool: /^__metadata:/m.test(lockfile) ? 'yarn' : 'patch-package', lockfile };
}

/**
 * Makes the patch that takes the options off a package's clients.
 *
 * @returns nothing when there is no edit to make
 */
export function createPatch(
  { installed, edits }: AuditedPackage,
  project: string,
  target: PatchTarget,
): Patch | undefined {
  if (edits.size === 0) {
    return undefined;
  }
  const { name, version, folder } = installed;
  const root = target.tool === 'patch-package' ? `${relative(project, folder).replaceAll(sep, '/')}/` : '';
  const contents = Buffer.concat(
    [...edits].flatMap(([file, edited]) => {
      const path = `${root}${file}`;
      // `patch-package` and yarn read git's header; its hashes are not looked at.
      const header = `diff --git a/${path} b/${path}\nindex 0000000..1111111 100644\n`;
      return [
        Buffer.from(header),
        formatUnifiedDiff(path, findLineChanges(Buffer.from(edited.bytes), edited.edits)),
      ];
    }),
  );
  return {
    contents,
    package: `${name}@${version}`,
    ...toPatchPlace(installed, root, contents, target),
  };
}

function toPatchPlace(
  { name, version }: { readonly name: string; readonly version: string },
  root: string,
  contents: Buffer,
  { tool, lockfile }: PatchTarget,
): Pick<Patch, 'file' | 'fields'> {
  switch (tool) {
    case 'patch-package': {
      // A nested package is named by its way: `a++b+1.0.0.patch`.
      const way = root.split('node_modules/').filter((part) => part !== '');
      const written = way.map((part) => part.replace(/\/$/, '').replaceAll('/', '+')).join('++');
      return { file: `patches/${written}+${version}.patch`, fields: [] };
    }
    case 'pnpm': {
      const file = `patches/${name.replaceAll('/', '__')}@${version}.patch`;
      return { file, fields: [{ name: 'patchedDependencies', key: `${name}@${version}`, value: file }] };
    }
    case 'yarn': {
      const hash = createHash('sha256').update(contents).digest('hex').slice(0, 10);
      const file = `.yarn/patches/${name.replaceAll('/', '-')}-npm-${version}-${hash}.patch`;
      const value = `patch:${name}@npm%3A${version}#~/${file}`;
      const keys = findDescriptors(lockfile, name, version);
      return { file, fields: keys.map((key) => ({ name: 'resolutions', key, value })) };
    }
  }
}

/**
 * What yarn's lockfile resolves to a version, such as `name@npm:^1.2.0`: a resolution holds for these, not for the version. An
 * entry begins with them, in quotes and with commas between, and its second line is the version.
 */
function findDescriptors(lockfile: string, name: string, version: string): readonly string[] {
  const found = [...lockfile.matchAll(/^"(.+)":\n {2}version: "?([^"\n]+)"?$/gm)].flatMap(
    ([, keys = '', locked]) =>
      locked === version ? keys.split(', ').filter((key) => key.startsWith(`${name}@npm:`)) : [],
  );
  return found.length > 0 ? found : [`${name}@npm:${version}`];
}

/**
 * Writes a patch. No link is followed on the way to it.
 *
 * @throws {Error} when there is such a file already: it may hold other changes
 */
export function writePatch(project: string, { file, contents }: Patch): void {
  const access = new FolderAccess();
  access.addRoot(project);
  const names = file.split('/');
  for (let length = 0; length < names.length - 1; length += 1) {
    access.enter(join(project, ...names.slice(0, length)));
    makeFolder(names[length] ?? '');
  }
  const name = access.enterParentFolder(join(project, ...names));
  writeFileSync(name, contents, { flag: 'wx' });
}

/** In the working folder, unless it is there. */
function makeFolder(name: string): void {
  try {
    mkdirSync(name);
  } catch (error) {
    if (getErrorCode(error) !== 'EEXIST') {
      throw error;
    }
  }
}

/** What to do with the patches that were written. */
export function toInstructions(patches: readonly Patch[], tool: PatchTool): string {
  const fields = patches.flatMap((patch) => patch.fields);
  const lines = fields.map(({ key, value }) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  const [first] = fields;
  switch (tool) {
    case 'patch-package':
      return 'Apply them: npx patch-package. To have it done on every install, add to the scripts of package.json:\n  "postinstall": "patch-package"\n';
    case 'pnpm':
      return (
        'Name them in pnpm-workspace.yaml (before pnpm 10: under "pnpm" in package.json), and run pnpm install:\n\npatchedDependencies:\n' +
        fields.map(({ key, value }) => `  '${key}': ${value}\n`).join('')
      );
    case 'yarn':
      return `Name them in package.json, and run yarn install:\n\n  "${first?.name ?? ''}": {\n${lines.join(',\n')}\n  }\n`;
  }
}

/** A text for the maintainers of a package: the facts and the diff. */
export function toUpstreamIssue({ installed, clients }: AuditedPackage, { contents }: Patch): string {
  const places = clients
    .filter(({ unpatched }) => unpatched === undefined)
    .map(
      ({ file, place, option, evidence }) =>
        `- \`${file}:${String(place.line)}\`: \`${option}\`; ${evidence}`,
    );
  return [
    `## ${installed.name} ${installed.version}: a client socket sets SO_REUSEADDR or SO_REUSEPORT`,
    '',
    ...places,
    '',
    'The kernel picks the port of these sockets. With the option, Linux may give one port to two of them, and one',
    'receives the replies of the other. A client does not need the option: it is for listeners that restart on their port.',
    '',
    '```diff',
    contents.toString('utf8').trimEnd(),
    '```',
    '',
  ].join('\n');
}
