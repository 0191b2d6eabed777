import { Socket } from 'node:dgram';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GUARD_URL, runGuarded } from './guarded-program.ts';

const MAKE =
  "const dgram = require('node:dgram');\nconst socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });\n";

/** What a program does with the socket, the call that the guard names, and where that is. */
const CLIENTS: readonly (readonly [name: string, use: string, by: string])[] = [
  ['bind without a port', 'socket.bind(() => socket.close());', 'bind'],
  ['bind to port 0', 'socket.bind(0, () => socket.close());', 'bind'],
  ["bind to port '0'", "socket.bind('0', '127.0.0.1', () => socket.close());", 'bind'],
  ['bind to port 65536, which is 0', 'socket.bind(65536, () => socket.close());', 'bind'],
  ['bind of options without a port', "socket.bind({ address: '127.0.0.1' }, () => socket.close());", 'bind'],
  ['send', "socket.send('x', 9, '127.0.0.1', () => socket.close());", 'send'],
  ['connect', "socket.connect(9, '127.0.0.1', () => socket.close());", 'connect'],
  ['addMembership', "socket.addMembership('224.0.0.251'); socket.close();", 'addMembership'],
  [
    'send after a bind that failed',
    "socket.on('error', () => socket.send('x', 9, '127.0.0.1', () => socket.close()));" +
      "socket.bind(4000, '192.0.2.1');",
    'send',
  ],
  [
    'bind by a method that was taken before',
    'Reflect.apply(dgram.Socket.prototype.bind, socket, []).on("listening", () => socket.close());',
    'bind',
  ],
  [
    'bind of a socket with an emit of its own',
    'const { emit } = socket; socket.emit = (...all) => emit.apply(socket, all); socket.bind(() => socket.close());',
    'bind',
  ],
];

describe('a client with the option', () => {
  it.each(CLIENTS)('is told of: %s', (_name, use, by) => {
    const { status, warnings, report, folder } = runGuarded('app.cjs', `${MAKE}${use}\n`);

    const file = join(folder, 'app.cjs');
    expect(status).toBe(0);
    expect(warnings).toEqual([expect.stringContaining(`${file}:2:22`)]);
    expect(report).toEqual([
      expect.objectContaining({
        version: 1,
        transport: 'udp',
        options: ['reuseAddr'],
        made: { file, line: 2, column: 22 },
        use: { by, at: { file, line: 3, column: expect.any(Number) as number } },
      }),
    ]);
  });

  // Node.js has them since 26.4.
  it.runIf('bindSync' in Socket.prototype)('is told of: bindSync and connectSync', () => {
    const { report } = runGuarded(
      'app.cjs',
      `const dgram = require('node:dgram');
       const make = () => dgram.createSocket({ type: 'udp4', reuseAddr: true });
       const one = dgram.createSocket({ type: 'udp4', reuseAddr: true }); one.bindSync(); one.close();
       const two = dgram.createSocket({ type: 'udp4', reuseAddr: true });
       two.connectSync(9, '127.0.0.1'); two.close();`,
    );

    expect(report.map(({ use }) => use.by)).toEqual(['bindSync', 'connectSync']);
  });

  it.each([
    ['app.mjs', "import { createSocket } from 'node:dgram';\nconst socket = createSocket("],
    ['app.mjs', "import * as dgram from 'dgram';\nconst socket = dgram.createSocket("],
    ['app.mjs', "import dgram from 'dgram';\nconst socket = new dgram.Socket("],
    ['app.mjs', "const { Socket } = await import('node:dgram');\nconst socket = new Socket("],
    ['app.cjs', "const { createSocket } = require('dgram');\nconst socket = createSocket("],
    ['app.cjs', "class Client extends require('dgram').Socket {}\nconst socket = new Client("],
    [
      'app.cjs',
      "const { Socket } = require('dgram'); function Client(o) { Socket.call(this, o); } " +
        'Object.setPrototypeOf(Client.prototype, Socket.prototype);\nconst socket = new Client(',
    ],
  ])('is found however it is made: %s, %s', (main, start) => {
    const { warnings, stderr } = runGuarded(
      main,
      `${start}{ type: 'udp4', reuseAddr: 1 });\nsocket.bind(() => socket.close());\n`,
    );

    expect(warnings, stderr).toHaveLength(1);
  });

  // Node.js 20 ignores it.
  it.runIf(Number(process.versions.node.split('.')[0]) >= 22)('may have reusePort instead', () => {
    const { report } = runGuarded(
      'app.cjs',
      `const socket = require('dgram').createSocket({ type: 'udp4', reusePort: true });
       socket.bind(() => socket.close());`,
    );

    expect(report).toEqual([expect.objectContaining({ options: ['reusePort'] })]);
  });

  it.each([
    ['while others are under way', 'open(make); open(make); open(make);'],
    ['after others were told of', 'await open(make); await open(make); await open(make);'],
  ])('is told of once a place, and once for each of three places, %s', (_name, use) => {
    const { warnings, report } = runGuarded(
      'app.cjs',
      `const { createSocket, Socket } = require('dgram');
       const open = (make) => new Promise((resolve) => { const socket = make(); socket.bind(() => socket.close(resolve)); });
       const run = async () => { for (const make of [
         () => createSocket({ type: 'udp4', reuseAddr: true }),
         () => createSocket({ type: 'udp4', reuseAddr: true }), () => new Socket({ type: 'udp4', reuseAddr: true }),
       ]) { ${use} } };
       run();`,
    );

    expect(warnings).toHaveLength(3);
    expect(report.map(({ made }) => [made?.line, made?.column])).toEqual([
      [4, 16],
      [5, 16],
      [5, 71],
    ]);
  });

  it('is named by the package that made it, which may have a scope', () => {
    const client = (name: string) =>
      `module.exports = (done) => { const s = require('dgram').createSocket({ type: 'udp4', reuseAddr: true });
       s.bind(() => { s.close(); done(); }); }; // ${name}`;
    const { warnings, report } = runGuarded(
      'app.cjs',
      "require('outer')(() => require('@scope/inner')(() => {}));",
      {
        files: {
          'node_modules/outer/package.json': '{"name":"outer","version":"1.2.3","main":"lib/client.js"}',
          'node_modules/outer/lib/client.js': client('outer'),
          'node_modules/@scope/inner/package.json': '{"name":"@scope/inner","main":"client.js"}',
          'node_modules/@scope/inner/client.js': client('inner'),
        },
      },
    );

    expect(warnings[0]).toContain('(outer@1.2.3)');
    expect(warnings[1]).toContain('(@scope/inner)');
    expect(report.map(({ made }) => [made?.package, made?.packageVersion])).toEqual([
      ['outer', '1.2.3'],
      ['@scope/inner', undefined],
    ]);
  });

  it('is named by what was written, when there is a source map', () => {
    // Its one mapping leads from line 1, column 1 to line 5, column 1 of client.ts.
    const map = { version: 3, sources: ['client.ts'], names: [], mappings: 'AAIA' };
    const { report, folder } = runGuarded(
      'app.cjs',
      "const s = require('dgram').createSocket({ type: 'udp4', reuseAddr: true }); s.bind(() => s.close());\n" +
        `//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}\n`,
      { nodeOptions: ['--enable-source-maps', '--import', GUARD_URL] },
    );

    expect(report[0]?.made).toMatchObject({
      file: join(folder, 'app.cjs'),
      line: 1,
      source: { file: join(folder, 'client.ts'), line: 5 },
    });
  });
});

describe('what is no client with the option', () => {
  it.each([
    ['a listener', 'socket.bind(5353, () => socket.close());'],
    ['a listener of options', 'socket.bind({ port: 5353, exclusive: true }, () => socket.close());'],
    [
      'a listener with a port as text, which joins',
      "socket.bind('5353', () => { socket.addMembership('224.0.0.251'); socket.close(); });",
    ],
    [
      'a listener that sends',
      "socket.bind(5353, () => socket.send('x', 9, '127.0.0.1', () => socket.close()));",
    ],
    ['a socket that is never bound', 'socket.close();'],
    ['a bind that fails', "socket.on('error', () => socket.close()); socket.bind(0, '192.0.2.1');"],
    ['a bind that was closed before it ended', 'socket.bind(); socket.close();'],
    [
      'a second bind, which is refused',
      'socket.bind(5353, () => socket.close()); try { socket.bind(); } catch (error) { console.log(error.code); }',
    ],
  ])('is passed over: %s', (_name, use) => {
    const { status, stderr, report } = runGuarded('app.cjs', `${MAKE}${use}\n`);

    expect([status, stderr, report]).toEqual([0, '', []]);
  });

  it.each(['{ type: "udp4" }', '{ type: "udp4", reuseAddr: false }', '"udp4"'])(
    'is passed over: a client of %s',
    (options) => {
      const { status, stderr, report } = runGuarded(
        'app.cjs',
        `const s = require('dgram').createSocket(${options}); s.send('x', 9, '127.0.0.1', () => s.close());`,
      );

      expect([status, stderr, report]).toEqual([0, '', []]);
    },
  );
});

describe('TCP', () => {
  const source = `const net = require('node:net');
    const server = net.createServer((peer) => peer.end()).listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      const socket = new net.Socket();
      socket.connect({ port, host: '127.0.0.1', localAddress: '127.0.0.1' }, () => {
        net.connect({ port, host: '127.0.0.1' }).resume().on('close', () => server.close());
      }).resume();
    });`;

  it('is not watched by default', () => {
    expect(runGuarded('app.cjs', source)).toMatchObject({ status: 0, stderr: '', report: [] });
  });

  it.skipIf(process.platform === 'win32')('is watched when it is asked for', () => {
    const { report, warnings } = runGuarded('app.cjs', source, { env: { SOCKETS_GUARD_TCP: 'on' } });

    expect(warnings).toHaveLength(1);
    expect(report).toEqual([
      expect.objectContaining({
        transport: 'tcp',
        options: ['localAddress'],
        made: expect.objectContaining({ line: 5 }) as object,
      }),
    ]);
  });
});
