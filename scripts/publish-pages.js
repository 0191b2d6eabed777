// Before a package is packed, makes the links of its pages absolute, and after it, puts the pages back (`--restore`): see
// published-links.js. Without a repository in package.json it changes nothing.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { getRepositoryUrl, toPublishedPage } from './published-links.js';

const PROJECT = resolve(import.meta.dirname, '..');
/** The pages as they were. */
const ORIGINALS = join(PROJECT, '.cache/pages');

// Whoever packed before may have been interrupted.
if (existsSync(ORIGINALS)) {
  cpSync(ORIGINALS, PROJECT, { recursive: true });
  rmSync(ORIGINALS, { recursive: true });
}
const manifest = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
if (!process.argv.includes('--restore') && getRepositoryUrl(manifest) !== undefined) {
  for (const page of listPages()) {
    const text = readFileSync(join(PROJECT, page), 'utf8');
    mkdirSync(dirname(join(ORIGINALS, page)), { recursive: true });
    writeFileSync(join(ORIGINALS, page), text);
    writeFileSync(join(PROJECT, page), toPublishedPage(text, page, manifest));
  }
}

/** @returns {string[]} every page that is published, by path from the project's folder */
function listPages() {
  const pages = readdirSync(join(PROJECT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path.replaceAll('\\', '/')}`);
  return ['CHANGELOG.md', 'README.md', 'SECURITY.md', ...pages];
}
