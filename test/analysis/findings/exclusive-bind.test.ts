import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../../analysis/index.ts';
import { parseSource } from '../../../codemods/parse.ts';
import { applyRemedy, findClient } from './findings-in.ts';

/** What binds, as a program writes it; `socket`, `host`, `note` and `done` are declared around it. */
const BINDS = [
  'socket.bind();',
  'socket.bind(/* any */);',
  'socket.bind(0);',
  'socket.bind(() => note());',
  'socket.bind(done);',
  "socket.bind(0, '127.0.0.1');",
  "socket.bind('0', host);",
  'socket.bind(0, host, done);',
  'socket.bind(0, done);',
  "socket.bind(0, '127.0.0.1', () => note());",
  'socket.bind(undefined, host, done);',
  "socket.bind((0) /* any */, ('127.0.0.1') // host\n  , (done),);",
  'socket.bind(0, getHost(), done);',
  'socket?.bind?.(0, host);',
  '(socket.bind)(0, host);',
  'socket.bind({ port: 0 }, done);',
  'socket.bind({ address: host });',
  'socket.bind({ /* all */ });',
  'socket.bind({ port: 0, exclusive: false, }, done);',
  'socket.bind({ port: 0, address: getHost(), exclusive: false, exclusive: isShared });',
  'socket.bind(0, null, done);',
] as const;

function toProgram(bind: string): string {
  return `const dgram = require('dgram');
const calls = [];
const host = '127.0.0.1';
const isShared = false;
const note = () => calls.push('listening');
function done() { note(); }
function getHost() { calls.push('host'); return host; }
const socket = dgram.createSocket({ type: 'udp4', reusePort: true });
${bind}
socket.on('listening', () => {
  const { address, port } = socket.address();
  setImmediate(() => {
    console.log(JSON.stringify({ address, hasPort: port > 0, calls }));
    socket.close();
  });
});
`;
}

/** Runs both forms with reusePort switched off, which not every kernel and not every Node.js has. */
function run(text: string): unknown {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['-e', text.replace('reusePort: true', 'reusePort: false')],
    { encoding: 'utf8', timeout: 20_000 },
  );
  if (status !== 0) {
    throw new Error(`${stderr}\n${text}`);
  }
  return JSON.parse(stdout);
}

describe('the suggestion that makes a bind exclusive', () => {
  it.each(BINDS)('binds where %s bound', (bind) => {
    const text = toProgram(bind);
    const suggested = applyRemedy(text, findClient(text));

    expect(suggested).not.toContain('reusePort');
    expect(suggested).toContain('exclusive: true');
    expect(run(suggested)).toEqual(run(text));
  });

  it.each([
    ['socket.bind(0, where);', 'does not show whether its second argument is an address or a callback'],
    ['const to = { port: 0 };\nsocket.bind(to);', 'gets its options from elsewhere'],
    ['socket.bind({ port: 0, get exclusive() { return false; } });', "has 'exclusive' as a method"],
    ['socket.bind({ port: 0, exclusive: ask() });', "has 'exclusive' computed by code that may do more"],
    ['socket.bind.call(socket, 0);', 'is called by another function or name'],
    ['const { bind } = socket;\nbind.apply(socket, [0]);', 'is called by another function or name'],
  ])('is not made for %s', (bind, reason) => {
    const { remedy } = findClient(
      `const socket = require('dgram').createSocket({ type: 'udp4', reusePort: true });\n${bind}\n`,
    );

    expect(remedy).toEqual({ kind: 'none', reason: expect.stringContaining(reason) as string });
  });

  it('writes each of several binds once, wherever they are reached from', () => {
    const text = `const socket = require('dgram').createSocket({ type: 'udp4', reusePort: true });
const open = (s) => s.bind(0, '::1');
if (process.argv[2]) open(socket); else open(socket);
`;

    expect(applyRemedy(text, findClient(text))).toContain(
      "(s) => s.bind({ port: 0, address: '::1', exclusive: true });",
    );
  });

  it.each([
    ['that takes a port of its own', "const other = dgram.createSocket('udp4');\nopen(other, 5353);"],
    ['whose workers share a port', "open(dgram.createSocket({ type: 'udp6' }), 0);"],
    ['that other code hands over', 'module.exports = { open };'],
  ])('is not made where the same call binds another socket %s', (_what, other) => {
    const { remedy } = findClient(`const dgram = require('dgram');
const open = (socket, port) => socket.bind(port);
open(dgram.createSocket({ type: 'udp4', reusePort: true }), 0);
${other}
`);

    expect(remedy).toEqual({
      kind: 'none',
      reason: expect.stringContaining('bind() at 2:32 may bind other sockets as well') as string,
    });
  });

  it('is not made where a comment may hide a type error of the bind', () => {
    const { remedy } = findClient(
      "import dgram from 'node:dgram';\nconst socket = dgram.createSocket({ type: 'udp4', reusePort: true });\n// @ts-expect-error the typings take no text\nsocket.bind('0');\n",
      'input.ts',
    );

    expect(remedy).toEqual({
      kind: 'none',
      reason: expect.stringContaining('may have a type error that a comment hides') as string,
    });
  });

  it('is made where all that the call binds have the option', () => {
    const text = `const dgram = require('dgram');
for (const type of ['udp4', 'udp6']) dgram.createSocket({ type, reusePort: true }).bind(0);
class Client { socket = dgram.createSocket({ type: 'udp4' }); start() { this.socket.send('x', 53); } }
module.exports = Client;
`;

    expect(applyRemedy(text, findClient(text))).toContain('{ type }).bind({ port: 0, exclusive: true });');
  });

  it('is not made for a bind in another file, whose text it cannot change', () => {
    const files: Readonly<Record<string, string>> = {
      '/app/index.js':
        "const { open } = require('./open.js');\nopen(require('dgram').createSocket({ type: 'udp4', reusePort: true }));\n",
      '/app/open.js': "exports.open = (socket) => {\n  socket.bind(0, '127.0.0.1');\n};\n",
    };
    const load = (path: string) => {
      const parsed = parseSource(files[path] ?? '', path);
      return parsed.ok ? { ...parsed.file, path } : undefined;
    };
    const file = load('/app/index.js');
    const findings =
      file &&
      analyze(file, undefined, {
        resolve: () => ({ files: ['/app/open.js'], isWhole: true }),
        resolveComputed: () => ({ files: [], isWhole: true }),
        load,
        findImporters: (path) => ({
          files: path === '/app/open.js' ? ['/app/index.js'] : [],
          isClosed: true,
        }),
        findTexts: () => [],
        getPackage: () => undefined,
      });

    expect(findings).toMatchObject([
      {
        verdict: 'client',
        remedy: { kind: 'none', reason: expect.stringMatching(/open\.js:2:3 is in another file/u) as string },
      },
    ]);
  });
});
