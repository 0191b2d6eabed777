import { expect, it } from 'vitest';
import { analyze } from '../../../analysis/index.ts';
import type { Importers, Project } from '../../../analysis/program/project.ts';
import { parseSource } from '../../../codemods/parse.ts';

const SOURCE = `import { createSocket } from 'node:dgram';
export const open = () => createSocket({ type: 'udp4', reuseAddr: true });`;

/** What is found in a file whose importers are these. */
function findWith(importers: Importers): unknown {
  const project: Project = {
    resolve: () => ({ files: [], isWhole: false }),
    resolveComputed: () => ({ files: [], isWhole: false }),
    load: () => undefined,
    findImporters: () => importers,
    findTexts: () => [],
    getPackage: () => undefined,
  };
  const parsed = parseSource(SOURCE, '/app/open.js');
  return parsed.ok && analyze({ ...parsed.file, path: '/app/open.js' }, undefined, project);
}

it('does not look for the importers of a file that others may import too', () => {
  const importers = {
    isClosed: false,
    get files(): readonly string[] {
      throw new Error('It was asked who imports it.');
    },
  };

  expect(findWith(importers)).toMatchObject([{ verdict: 'unknown' }]);
  expect(() => findWith({ isClosed: true, files: importers.files })).toThrow('It was asked');
});
