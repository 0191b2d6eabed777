import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { getHomePage } from '../../scripts/published-links.ts';
import { compileTools } from '../tools/compiled-tools.ts';
import { copyProject, createFolder, removeFolder, run, succeed } from '../tools/packed-project.ts';

/** Everything that is not needed to look at pages and at package.json. */
const PROGRAMS = [
  ...[
    'analysis',
    'codemods',
    'evidence',
    'examples',
    'fixtures',
    'guard',
    'projects',
    'rules',
    'sockets',
    'test',
  ],
];

const CHECK_RELEASE = '.cache/compiled/scripts/check-release.js';
const PUBLISH_PAGES = '.cache/compiled/scripts/publish-pages.js';
const TOOLS = ['check-release', 'project', 'publish-pages', 'published-links'].map(
  (name) => `scripts/${name}.ts`,
);

let folder: string;
let copy: string;

beforeEach(() => {
  folder = createFolder();
  copy = join(folder, 'copy');
  copyProject(copy, PROGRAMS);
  compileTools(copy, TOOLS);
});

afterEach(() => {
  removeFolder(folder);
});

const read = (path: string) => readFileSync(join(copy, path), 'utf8');
const node = (...parameters: string[]) => run(copy, process.execPath, parameters);

function replace(path: string, ...changes: readonly (readonly [RegExp | string, string])[]): void {
  writeFileSync(
    join(copy, path),
    changes.reduce((text, [from, to]) => text.replace(from, to), read(path)),
  );
}

function setManifest(fields: object): void {
  writeFileSync(
    join(copy, 'package.json'),
    JSON.stringify({ ...(JSON.parse(read('package.json')) as object), ...fields }),
  );
}

const REPOSITORY = {
  repository: { type: 'git', url: 'git+https://github.com/owner/name.git' },
  version: '1.2.3',
};

describe('check:release', () => {
  it('refuses, and says all that is missing', () => {
    const { status, stderr } = node(CHECK_RELEASE);

    expect(status).toBe(1);
    for (const missing of [
      'repository',
      'homepage',
      'bugs',
      'SECURITY.md',
      'CODE_OF_CONDUCT.md',
      'README.md',
      'CHANGELOG.md',
    ]) {
      expect(stderr).toContain(missing);
    }
  });

  it('agrees once all is there', () => {
    setManifest({
      ...REPOSITORY,
      homepage: 'https://example.org',
      bugs: { url: 'https://example.org/bugs' },
    });
    replace('CHANGELOG.md', [/^## .*$/m, '## 1.2.3 (2027-01-02)']);
    replace('README.md', [/not released yet/gi, 'released']);
    for (const page of ['SECURITY.md', 'CODE_OF_CONDUCT.md']) {
      replace(page, [/will be stated here/g, 'is stated']);
    }

    expect(node(CHECK_RELEASE)).toMatchObject({ status: 0, stderr: '' });
  });

  it('knows no addresses of files but those of GitHub', () => {
    setManifest({ repository: 'https://example.org/name.git' });

    expect(node(CHECK_RELEASE).stderr).toContain('expected git+https://github.com/OWNER/NAME.git');
  });

  it('is asked before anything is published', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

    expect(scripts['prepublishOnly']).toBe('npm run check:release');
  });
});

it('the home page that reports name is that of package.json, or else the repository', () => {
  const homepage = 'https://example.org';

  expect(getHomePage({ ...REPOSITORY, homepage })).toBe(homepage);
  expect(getHomePage(REPOSITORY)).toBe('https://github.com/owner/name');
  expect(getHomePage({})).toBeUndefined();
});

describe('the pages that are packed', () => {
  it('stay as they are while nobody knows where the project is', () => {
    const before = read('README.md');
    succeed(copy, process.execPath, [PUBLISH_PAGES]);

    expect(read('README.md')).toBe(before);
  });

  it('lead to the repository once package.json says where it is, and are put back', () => {
    setManifest(REPOSITORY);
    const pages = ['README.md', 'docs/rules/no-client-reuse-address.md'];
    const before = pages.map(read);
    succeed(copy, process.execPath, [PUBLISH_PAGES]);
    const [readme = '', rule = ''] = pages.map(read);

    expect(readme).toContain(
      '](https://github.com/owner/name/blob/v1.2.3/docs/rules/no-client-reuse-address.md)',
    );
    expect(readme).toMatch(/!\[[^\]]*\]\(https:\/\/github\.com\/owner\/name\/raw\/v1\.2\.3\/\S+\.svg\)/);
    expect(rule).toContain('](https://github.com/owner/name/blob/v1.2.3/docs/limits.md)');
    for (const page of [readme, rule]) {
      expect(page).not.toMatch(/\]\((?!https:|#)/);
    }

    // What was interrupted is put back as well, and packing twice changes nothing more.
    succeed(copy, process.execPath, [PUBLISH_PAGES]);
    expect(read('README.md')).toBe(readme);
    succeed(copy, process.execPath, [PUBLISH_PAGES, '--restore']);
    expect(pages.map(read)).toEqual(before);
  });
});
