import { describe, expect, it } from 'vitest';
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

/** A project of a file and of one whose functions all hand each other what they get. */
function createProject(text: string): readonly [SourceFile, Project] {
  const entangled = parse('/app/entangled.js', ENTANGLED);
  return [
    parse('/app/index.js', text),
    {
      resolve: () => ({ files: ['/app/entangled.js'], isWhole: true }),
      resolveComputed: () => ({ files: [], isWhole: false }),
      load: () => entangled,
      findImporters: () => ({ files: [], isClosed: true }),
      findTexts: () => [],
      getPackage: () => undefined,
    },
  ];
}

const OPEN = "dgram.createSocket({ type: 'udp4', reuseAddr: true })";
const IMPORTS = `import dgram from 'node:dgram';
  import { pass0 } from './entangled.js';`;

function getVerdicts(file: SourceFile, project?: Project): readonly string[] {
  return analyze(file, undefined, project).map(({ verdict }) => verdict);
}

describe('what is too large with another file', () => {
  it('is judged without it', () => {
    const [file, project] = createProject(`${IMPORTS}
      pass0(${OPEN});`);

    expect(analyze(file, undefined, project)).toEqual(analyze(file));
    expect(getVerdicts(file)).toEqual(['unknown']);
  });

  it('stays a client that hangs on nothing else', () => {
    const [file, project] = createProject(`${IMPORTS}
      pass0(${OPEN});
      ${OPEN}.send('x', 53);`);

    expect(getVerdicts(file, project)).toEqual(['unknown', 'client']);
  });

  it('is no client where a public field holds it, which nobody could check', () => {
    const [file, project] = createProject(`${IMPORTS}
      export class Query {
        constructor() { this.socket = ${OPEN}; }
        ask() { this.socket.send('x', 53); }
      }
      pass0(${OPEN});`);

    expect(getVerdicts(file)).toEqual(['client', 'unknown']);
    expect(getVerdicts(file, project)).toEqual(['unknown', 'unknown']);
    expect(analyze(file, undefined, project)[0]?.evidence).toBe(
      "other code has the object whose field 'socket' holds the socket, and may bind it: with the files that have it, the program is too large or too entangled to be followed",
    );
  });
});

describe('what is too large', () => {
  it('is a listener where a port is named, and else unknown', () => {
    const file = parse(
      '/app/index.js',
      `import dgram from 'node:dgram';
       const server = ${OPEN};
       server.bind(5353);
       const client = ${OPEN};
       client.send('x', 53);
       const other = ${OPEN};
       ${ENTANGLED}
       pass0(other);`,
    );

    expect(getVerdicts(file)).toEqual(['listener', 'unknown', 'unknown']);
  });
});
