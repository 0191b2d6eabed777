// Before a package is packed, makes the links of its pages absolute, and after it, puts the pages back (`--restore`): see
// published-links.ts. Without a repository in package.json it changes nothing.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROJECT } from './project.ts';
import { getRepositoryUrl, toPublishedPage } from './published-links.ts';
import type { Manifest } from './published-links.ts';

/** The pages as they were. */
const ORIGINALS = join(PROJECT, '.cache/pages');

// Whoever packed before may have been interrupted.
if (existsSync(ORIGINALS)) {
  cpSync(ORIGINALS, PROJECT, { recursive: true });
  rmSync(ORIGINALS, { recursive: true });
}
const manifest = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as Manifest;
if (!process.argv.includes('--restore') && getRepositoryUrl(manifest) !== undefined) {
  for (const page of listPages()) {
    const text = readFileSync(join(PROJECT, page), 'utf8');
    mkdirSync(dirname(join(ORIGINALS, page)), { recursive: true });
    writeFileSync(join(ORIGINALS, page), text);
    writeFileSync(join(PROJECT, page), toPublishedPage(text, page, manifest));
  }
}

/** @returns every page that is published, by path from the project's folder */
function listPages(): string[] {
  const pages = readdirSync(join(PROJECT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path.replaceAll('\\', '/')}`);
  return ['CHANGELOG.md', 'README.md', 'SECURITY.md', ...pages];
}
