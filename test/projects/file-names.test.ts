import { describe, expect, it } from 'vitest';
import { createProjectOf } from './project-tree.ts';
import type { Tree } from './project-tree.ts';

const PRIVATE: Tree = { 'package.json': { name: 'app', private: true } };

describe('a file behind links', () => {
  const IMPORTERS: Readonly<Record<string, Tree>> = {
    'a link to it': { 'jobs/other.js': { link: '../net/index.js' }, 'jobs/a.js': "require('./other');" },
    'a link to its folder': { 'jobs/other': { link: '../net' }, 'jobs/a.js': "require('./other');" },
    'a link to a folder in a link': {
      'all/sub': { link: '../net' },
      jobs: { link: 'all' },
      'all/a.js': '',
      'a.js': "require('./jobs/sub');",
    },
    'a computed name in a folder of links': {
      'jobs/other.js': { link: '../net/index.js' },
      'a.js': 'require(`./jobs/${name}`);',
    },
    'a folder whose package.json leads to it': {
      'jobs/other/package.json': { main: '../../net/index.js' },
      'a.js': 'require(`./jobs/${name}`);',
    },
  };
  for (const [name, tree] of Object.entries(IMPORTERS)) {
    it(`has an importer by ${name}`, () => {
      const { findImporters, getReason } = createProjectOf({ ...PRIVATE, 'net/index.js': '', ...tree });
      expect([...findImporters('net/index.js'), getReason('net/index.js')]).not.toEqual([undefined]);
    });
  }

  it('has none by a link that leads elsewhere, or nowhere', () => {
    const { findImporters, getReason } = createProjectOf({
      ...PRIVATE,
      'net/index.js': '',
      'other.js': '',
      'jobs/other.js': { link: '../other.js' },
      'jobs/none.js': { link: '../none.js' },
      'jobs/self.js': { link: 'self.js' },
      'a.js': "require('./jobs/other'); require('./jobs/none'); require('./jobs/self');",
    });
    expect(findImporters('net/index.js')).toEqual([]);
    expect(getReason('net/index.js')).toBeUndefined();
  });
});
