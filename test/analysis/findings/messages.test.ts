import { describe, expect, it } from 'vitest';
import { analyze } from '../../../analysis/index.ts';
import type { Finding } from '../../../analysis/index.ts';
import { parseSource } from '../../../codemods/parse.ts';
import { loadFixtures } from '../../tools/fixture-tree.ts';
import type { Fixture } from '../../tools/fixture-tree.ts';
import { findClient, findIn } from './findings-in.ts';

/** Programs whose messages no fixture has. */
const EXAMPLES: Readonly<Record<string, string>> = {
  'dead-code.js': 'CLIENT\nopen(s);',
  'thrown.js': 'CLIENT\nthrow s;',
  'yielded.js': 'function* sockets() { CLIENT\nyield s; }',
  'global.js': 'CLIENT\nglobalSocket = s;',
  'eval.js': "CLIENT\neval(text);\ns.send('x', 53);",
  'protected.ts':
    "const dgram = require('dgram');\nexport class A { protected s = dgram.createSocket({ type: 'udp4', reuseAddr: true }); go() { this.s.send('x', 53); } }",
  'getter.ts':
    "const dgram = require('dgram');\nexport class A { #s = dgram.createSocket({ type: 'udp4', reuseAddr: true }); get socket() { return this.#s; } }",
  'shared.js':
    "const dgram = require('dgram');\nconst a = dgram.createSocket({ type: 'udp4', reuseAddr: true });\nconst b = dgram.createSocket({ type: 'udp4', reuseAddr: true });\na.bind(0, () => b.bind(a.address().port));",
  'joins.js': "CLIENT\ns.addMembership('239.1.1.1');\ns.send('x', 53);",
  'twice.js':
    "require('dgram').createSocket({ type: 'udp4', reuseAddr: on, reuseAddr: true }).send('x', 53);",
  'typed.ts':
    "import dgram from 'dgram';\nconst o: Required<dgram.SocketOptions> = { type: 'udp4', reuseAddr: true };\ndgram.createSocket(o).send('x', 53);",
  'expected.ts':
    "import dgram from 'dgram';\n// @ts-ignore\ndgram.createSocket({ type: 'udp4', reuseAddr: true }).send('x', 53);",
  'followed.ts':
    "import dgram from 'dgram';\nexport class A { o = { type: 'udp4', reuseAddr: true } as const; go() { dgram.createSocket(this.o).send('x', 53); } }",
  'hidden.ts':
    "import dgram from 'dgram';\nconst o = { type: 'udp4', reuseAddr: true } as const;\ndgram.createSocket(o).send('x', 53);\nvoid [o].toSorted();",
  'seen.ts':
    "import dgram from 'dgram';\nclass A { o = { type: 'udp4', reuseAddr: true } as const; go() { dgram.createSocket(this.o).send('x', 53); } }\nnew A().go();",
  'another.ts':
    "import dgram from 'dgram';\nlet o = { type: 'udp4', reuseAddr: true };\nif (process.argv[2]) o = { type: 'udp6', reuseAddr: false };\ndgram.createSocket(o as any).send('x', 53);",
  'defaulted.ts':
    "import dgram from 'dgram';\nfunction open(o = { type: 'udp4', reuseAddr: true } as const) { dgram.createSocket(o).send('x', 53); }\nopen();",
  'left-unused.ts':
    "import dgram from 'dgram';\nconst ON = true;\ndgram.createSocket({ type: 'udp4', reuseAddr: ON }).send('x', 53);",
  'comment-types.js':
    "// @flow\nconst o /*: Options */ = { type: 'udp4', reuseAddr: true };\nrequire('dgram').createSocket(o).send('x', 53);",
  'taken.js':
    "const o = { type: 'udp4', reuseAddr: true };\n/** @param {typeof o} p */\nfunction read(p) {}\nrequire('dgram').createSocket(o).send('x', 53);",
  'whole.js':
    "const o = { type: 'udp4', reuseAddr: true };\nrequire('dgram').createSocket(o).send('x', 53);\nconsole.log({ o });",
  'own.js':
    "const o = { type: 'udp4', reuseAddr: true, toText() { return { ...this }; } };\nrequire('dgram').createSocket(o).send('x', 53);",
  'sealed.js':
    "const o = { type: 'udp4', reuseAddr: true };\nrequire('dgram').createSocket(Object.seal(o)).send('x', 53);\no.reuseAddr = false;",
  'port-bind.js':
    "const s = require('dgram').createSocket({ type: 'udp4', reusePort: true });\ns.bind(0, where);",
  'port-bind-of-others.js':
    "const dgram = require('dgram');\nconst open = (s, port) => s.bind(port);\nopen(dgram.createSocket({ type: 'udp4', reusePort: true }), 0);\nopen(dgram.createSocket('udp4'), 5353);",
  'port-bind-hidden.ts':
    "import dgram from 'dgram';\nconst s = dgram.createSocket({ type: 'udp4', reusePort: true });\n// @ts-ignore\ns.bind('0');",
  'asked.js':
    "/** @typedef {{ type: string, reuseAddr: boolean }} Options */\nconst o = { type: 'udp4', reuseAddr: true };\nrequire('dgram').createSocket(o).send('x', 53);",
  'asserted.test.js': "expect(createSocket).toHaveBeenCalledWith({ type: 'udp4', reuseAddr: true });",
};

const CLIENT = "const s = require('dgram').createSocket({ type: 'udp4', reuseAddr: true });";

/** A message without what differs from file to file. */
function toShape(message: string): string {
  return message
    .replaceAll(/\b\d+:\d+\b/gu, 'L:C')
    .replaceAll(/'[^']*'(?=\s|[:,;.)])/gu, "'…'")
    .replaceAll(/[\w.$#*]+\([^()]*\)/gu, 'f()')
    .replaceAll(/new f\(\)/gu, 'f()');
}

/** The fixtures of Node.js first: those of another API add what only it has, and change no other example. */
function loadExamples(): readonly Fixture[] {
  const fixtures = loadFixtures('no-client-reuse-address');
  const isOfNode = ({ idiom }: Fixture): boolean => idiom.startsWith('node-dgram/');
  return [...fixtures.filter(isOfNode), ...fixtures.filter((fixture) => !isOfNode(fixture))];
}

/** The first finding of each shape, by the shape. */
function collect(): ReadonlyMap<string, Finding> {
  const shapes = new Map<string, Finding>();
  const found = [
    ...Object.entries(EXAMPLES).flatMap(([name, text]) => findIn(text.replace('CLIENT', CLIENT), name)),
    ...loadExamples().flatMap(({ source, path }) => {
      const parsed = parseSource(source.replace(/^\uFEFF/u, ''), path);
      return parsed.ok ? analyze(parsed.file) : [];
    }),
  ];
  for (const finding of found) {
    const shape = `${finding.messageId} ${toShape(finding.message)}`;
    if (!shapes.has(shape)) {
      shapes.set(shape, finding);
    }
  }
  return shapes;
}

describe('the messages', () => {
  const messages = [...collect().values()].map(({ messageId, message }) => ({ messageId, message }));

  it('are those of the page', async () => {
    const groups = new Map<string, string[]>();
    for (const { messageId, message } of messages) {
      const line = `- ${message.replaceAll(/\b\d+:\d+\b/gu, 'LINE:COLUMN')}`;
      groups.set(messageId, [...(groups.get(messageId) ?? []), line]);
    }
    const sections = [...groups]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, lines]) => `## ${id}\n\n${lines.sort().join('\n')}\n`);
    const page = `# Messages\n\nOne example of each. This writes the page: \`npx vitest run test/analysis/findings/messages.test.ts -u\`.\n\n${sections.join('\n')}`;

    await expect(page).toMatchFileSnapshot('./messages.md');
  });

  it.each(messages.map(({ message }) => message))(
    '%s is one sentence or two, with nothing left open',
    (message) => {
      expect(message).toMatch(/^'[\w.]+' .*\.$/u);
      // Where lines are not those of the file, each place goes with its 'at'.
      expect(message.replaceAll(/ at (?:[\w./]+:)?\d+:\d+/gu, '')).not.toMatch(/\d:\d/u);
      expect(message).not.toMatch(/\{\{|undefined|\[object|\.\.$| {2}|,\.|::/u);
    },
  );

  it('never call a field public that other code cannot see', () => {
    expect(messages.filter(({ message }) => message.includes('public'))).toEqual([]);
  });
});

describe('what is undecided', () => {
  it.each([
    ['CLIENT\nmodule.exports = s;', 'whoever imports it may bind it, as the socket is exported'],
    ['CLIENT\nopen(s);', 'that function may bind it, as the socket is handed to open() at 2:1.'],
    [
      'CLIENT\nmodule.exports = { socket: s };',
      "whoever has that object may bind it, as the socket is held as 'socket' by an object that is exported.",
    ],
    ['function make() { CLIENT\nreturn s; }\nmodule.exports = make;', 'callers may bind it'],
    ['CLIENT\ns.bind(...list);', 'only 0 or none makes it a client'],
    ['CLIENT', 'whatever does so first decides'],
  ])('says what would decide it: %s', (text, reason) => {
    const [finding] = findIn(text.replace('CLIENT', CLIENT));

    expect(finding?.verdict).toBe('unknown');
    expect(finding?.message).toContain(reason);
  });

  it('has a message of its own where two sockets share a port on purpose', () => {
    const findings = findIn(EXAMPLES['shared.js'] ?? '');

    expect(findings.map(({ messageId }) => messageId)).toEqual(['shared', 'shared']);
  });
});

describe('a client that joins a group before it is bound', () => {
  it.each(['', "s.send('x', 53);"])('is told what cures it %s', (use) => {
    const { message, remedy } = findClient(`${CLIENT}\ns.addMembership('239.1.1.1');\n${use}`);

    expect(remedy.kind).toBe('none');
    expect(message).toContain('Remove it, and call bind() before addMembership()');
  });

  it('is fixed where it is bound by then', () => {
    const text = `${CLIENT}\ns.on('listening', () => s.addMembership('239.1.1.1'));\ns.send('x', 53);`;

    expect(findClient(text).remedy.kind).toBe('fix');
  });
});
