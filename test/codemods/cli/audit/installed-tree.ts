import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CLIENT, folderWith } from '../../../tools/built-command.ts';

/** A `package.json`. */
export function manifest(name: string, version: string, fields: object = {}): string {
  return JSON.stringify({ name, version, ...fields });
}

/** A project that needs one package, which needs another with a client: as npm lays it out. */
export function folderWithClient(): string {
  return folderWith({
    'package.json': manifest('app', '1.0.0', { dependencies: { outer: '^1.0.0' } }),
    'node_modules/outer/package.json': manifest('outer', '1.0.0', {
      dependencies: { '@scope/inner': '^2.0.0' },
    }),
    'node_modules/outer/index.js': '',
    'node_modules/outer/node_modules/@scope/inner/package.json': manifest('@scope/inner', '2.1.0'),
    'node_modules/outer/node_modules/@scope/inner/lib/client.js': CLIENT,
  });
}

/** Makes links, each from its path to another path of the folder. */
export function link(folder: string, links: Readonly<Record<string, string>>): void {
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    symlinkSync(join(folder, target), join(folder, path), 'junction');
  }
}
