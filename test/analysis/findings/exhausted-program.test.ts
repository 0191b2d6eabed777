import { expect, it } from 'vitest';
import { analyze } from '../../../analysis/index.ts';
import type { Project, SourceFile } from '../../../analysis/index.ts';
import { parseSource } from '../../../codemods/parse.ts';

function parse(path: string, text: string): SourceFile {
  const parsed = parseSource(text, path);
  if (!parsed.ok) {
    throw new Error(parsed.error.message);
  }
  return { ...parsed.file, path };
}

const COUNT = 60;
const EACH = Array.from({ length: COUNT }, (_, index) => index);

/** More than the analysis follows: functions that all hand the socket to each other. */
const ENTANGLED = EACH.map(
  (index) =>
    `export function pass${index}(socket) { ${EACH.map((other) => `pass${other}(socket);`).join(' ')} socket.send('x', 53); }`,
).join('\n');

it('what is too large with another file is judged without it', () => {
  const file = parse(
    '/app/index.js',
    `import dgram from 'node:dgram';
     import { pass0 } from './entangled.js';
     pass0(dgram.createSocket({ type: 'udp4', reuseAddr: true }));`,
  );
  const entangled = parse('/app/entangled.js', ENTANGLED);
  const project: Project = {
    resolve: () => ({ files: ['/app/entangled.js'], isWhole: true }),
    resolveComputed: () => ({ files: [], isWhole: false }),
    load: () => entangled,
    findImporters: () => ({ files: [], isClosed: true }),
    getPackage: () => undefined,
  };

  expect(analyze(file, undefined, project)).toEqual(analyze(file));
  expect(analyze(file).map(({ verdict }) => verdict)).toEqual(['unknown']);
});
