// Refuses to publish what is not ready for strangers: what nobody can make up, and must be filled in by who releases.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './project.ts';
import { getRepositoryUrl } from './published-links.ts';
import type { Manifest } from './published-links.ts';

const read = (path: string) => readFileSync(join(PROJECT, path), 'utf8');

const manifest = JSON.parse(read('package.json')) as Manifest & {
  readonly homepage?: unknown;
  readonly bugs?: { readonly url?: unknown };
};
const problems: string[] = [];
try {
  if (getRepositoryUrl(manifest) === undefined) {
    problems.push(
      'package.json names no `repository`: set { "type": "git", "url": "git+https://github.com/OWNER/NAME.git" }.',
    );
  }
} catch (error) {
  problems.push(error instanceof Error ? error.message : String(error));
}
if (typeof manifest.homepage !== 'string') {
  problems.push('package.json names no `homepage`: set the address of the README.');
}
if (manifest.bugs?.url === undefined) {
  problems.push('package.json names no `bugs.url`: set the address where bugs are reported.');
}
if (read('SECURITY.md').includes('will be stated here')) {
  problems.push(
    'SECURITY.md does not say where to report a vulnerability, and which versions are supported.',
  );
}
if (read('CODE_OF_CONDUCT.md').includes('will be stated here')) {
  problems.push('CODE_OF_CONDUCT.md does not say whom to write to.');
}
if (/not released yet/i.test(read('README.md'))) {
  problems.push('README.md still says that the package is not released yet.');
}
if (
  !new RegExp(`^## ${manifest.version.replaceAll('.', '\\.')} \\(\\d{4}-\\d{2}-\\d{2}\\)$`, 'm').test(
    read('CHANGELOG.md'),
  )
) {
  problems.push(`CHANGELOG.md has no heading "## ${manifest.version} (YYYY-MM-DD)".`);
}

for (const problem of problems) {
  console.error(problem);
}
if (problems.length > 0) {
  console.error('\nNot ready to be published.');
  process.exitCode = 1;
}
