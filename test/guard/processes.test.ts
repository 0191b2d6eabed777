import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GUARD_URL, runGuarded } from './guarded-program.ts';

const CLIENT =
  "const s = require('dgram').createSocket({ type: 'udp4', reuseAddr: true }); s.bind(() => s.close());";

describe('the guard is inherited', () => {
  it.each([
    [
      'by a worker',
      "new (require('worker_threads').Worker)(require('path').join(__dirname, 'client.cjs'));",
      [1],
    ],
    [
      'by a forked child',
      "require('child_process').fork(require('path').join(__dirname, 'client.cjs'));",
      [0],
    ],
  ])('%s', (_name, source, threads) => {
    const { report, warnings, folder } = runGuarded('app.cjs', source, { files: { 'client.cjs': CLIENT } });

    expect(warnings).toHaveLength(1);
    expect(report.map(({ made }) => made?.file)).toEqual([join(folder, 'client.cjs')]);
    expect(report.map(({ threadId }) => threadId)).toEqual(threads);
  });

  it('through NODE_OPTIONS, by a child that starts in another folder', () => {
    const { report, warnings } = runGuarded(
      'app.cjs',
      `require('child_process').spawn(process.execPath, [require('path').join(__dirname, 'client.cjs')],
         { cwd: '/', stdio: 'inherit' });`,
      { files: { 'client.cjs': CLIENT }, env: { NODE_OPTIONS: `--import=${GUARD_URL}` }, nodeOptions: [] },
    );

    expect(warnings).toHaveLength(1);
    expect(report).toHaveLength(1);
  });

  it('and the lines of many processes do not mix', () => {
    const { report } = runGuarded(
      'app.cjs',
      `const { fork } = require('child_process');
       for (let i = 0; i < 4; i++) fork(require('path').join(__dirname, 'client.cjs'));`,
      { files: { 'client.cjs': CLIENT } },
    );

    expect(new Set(report.map(({ pid }) => pid)).size).toBe(4);
  });
});

describe('SOCKETS_GUARD', () => {
  it('is not heeded twice when the guard is loaded twice', () => {
    const twice = ['--require', new URL(GUARD_URL).pathname, '--import', GUARD_URL];

    expect(runGuarded('app.cjs', CLIENT, { nodeOptions: twice }).report).toHaveLength(1);
  });

  it('off changes nothing', () => {
    const { stdout, stderr, report } = runGuarded(
      'app.cjs',
      `${CLIENT} console.log(Object.getOwnPropertySymbols(globalThis).map(String).join().includes('sockets'));`,
      { env: { SOCKETS_GUARD: 'off' } },
    );

    expect([stdout, stderr, report]).toEqual(['false\n', '', []]);
  });

  it('throw fails the call, each time, before the socket has a port', () => {
    const { stdout, report } = runGuarded(
      'app.cjs',
      `const dgram = require('dgram');
       const make = () => dgram.createSocket({ type: 'udp4', reuseAddr: true });
       for (const use of [
         (s) => s.bind(), (s) => s.send('x', 9, '127.0.0.1'), (s) => s.connect(9, '127.0.0.1'),
         (s) => s.addMembership('224.0.0.251'), (s) => s.bind(5353),
       ]) {
         const socket = make();
         try { use(socket); console.log('done'); } catch (error) { console.log(error.code); }
         let port = 'none';
         try { port = socket.address().port; } catch {}
         console.log(port);
         socket.close();
       }`,
      { env: { SOCKETS_GUARD: 'throw' } },
    );

    expect(stdout).toBe(`${'SOCKETS_CLIENT_REUSE\nnone\n'.repeat(4)}done\nnone\n`);
    expect(report.map(({ use }) => use.by)).toEqual(['bind']);
  });

  it.each([
    ['SOCKETS_GUARD', 'wran', 'SOCKETS_GUARD is "wran"; it takes warn, throw, off.'],
    ['SOCKETS_GUARD_TCP', 'yes', 'SOCKETS_GUARD_TCP is "yes"; it takes off, on.'],
  ])('%s=%s is an error', (variable, value, message) => {
    const { status, stderr } = runGuarded('app.cjs', CLIENT, { env: { [variable]: value } });

    expect(status).not.toBe(0);
    expect(stderr).toContain(message);
  });

  it('goes on when the report cannot be written, and says so', () => {
    const { status, stderr, warnings } = runGuarded('app.cjs', CLIENT, {
      env: { SOCKETS_GUARD_REPORT: '/nowhere/guard.jsonl' },
    });

    expect(status).toBe(0);
    expect(stderr).toContain(
      '[SOCKETS_GUARD_REPORT] Warning: SOCKETS_GUARD_REPORT: nothing more is reported.',
    );
    expect(warnings).toHaveLength(1);
  });
});

describe('a socket is the same with the guard', () => {
  it('to its program: names, listeners, classes, errors and stacks', () => {
    const program = `
      const dgram = require('dgram');
      const before = Object.keys(Error);
      Error.prepareStackTrace = () => 'the program’s own';
      const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });
      const errors = [() => dgram.createSocket('x'), () => dgram.Socket.prototype.bind.call({})].map((action) => {
        try { action(); } catch (error) { return error.message; }
      });
      socket.bind(() => {
        console.log(JSON.stringify([
          dgram.createSocket.name, dgram.createSocket.length, dgram.Socket.name, dgram.Socket.prototype.bind.length,
          Object.keys(dgram), Object.keys(dgram.Socket.prototype), Object.keys(socket), socket.listenerCount('listening'),
          socket.constructor === dgram.Socket, socket instanceof dgram.Socket, errors, new Error('x').stack,
          Error.stackTraceLimit, Object.keys(Error),
        ]));
        socket.close();
      });`;

    const plain = runGuarded('app.cjs', program, { nodeOptions: [] });
    const guarded = runGuarded('app.cjs', program);

    expect(guarded.warnings).toHaveLength(1);
    expect(plain.stdout).toContain('createSocket');
    expect(guarded.stdout).toBe(plain.stdout);
  });
});
