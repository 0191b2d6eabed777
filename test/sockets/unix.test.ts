import { once } from 'node:events';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connect, listen, remoteAddress } from '../../sockets/index.ts';
import { CancellationScope } from '../../sockets/operations/cancellation.ts';
import { withPathLock } from '../../sockets/unix/path-lock.ts';
import { accepted, makeFolder, own, rejection, untilEnd } from './fixture.ts';
import { runInNamespace, runScript } from '../tools/node-process.ts';

/** The file of a listener that is gone, as after a crash. */
async function leaveStale(path: string): Promise<void> {
  const crashed = createServer().listen(`${path}-bound`);
  await once(crashed, 'listening');
  // libuv unlinks the path that it bound; moved away, the file outlives its listener.
  renameSync(`${path}-bound`, path);
  await new Promise((resolve) => crashed.close(resolve));
}

const IN_USE = { kind: 'bind', code: 'EADDRINUSE' };

/** Binds a unix socket of a kind that Node.js has not, and prints when it is bound; ends when its input does. */
const bindOnly = (type: string, path: string, then = ''): string =>
  `socket(S, AF_UNIX, ${type}, 0) or die; bind(S, pack_sockaddr_un('${path}')) or die $!; ${then}; $| = 1; print "bound\\n"; <STDIN>`;

describe('the file of a unix socket', () => {
  it('is there alone while somebody listens, and gone afterwards', async () => {
    const folder = makeFolder();
    const path = join(folder, 's');
    const listener = await listen({ path }, { mode: 0o640 });
    expect(readdirSync(folder)).toStrictEqual(['s']);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(listener.local).toStrictEqual({ type: 'unix', path, abstract: false });
    expect(listener.server.address()).toBe(path);
    const client = await own(connect(listener.local));
    expect(remoteAddress(client)).toStrictEqual(listener.local);
    client.end('hello');
    expect(await untilEnd(await accepted(listener))).toBe('hello');
    await listener.close();
    expect(readdirSync(folder)).toStrictEqual([]);
    expect(() => listener.local).toThrow('Unable to query local socket address');
  });

  it('has its permissions before it has its name, and no umask is touched', async () => {
    const folder = makeFolder();
    const path = join(folder, 's');
    const trace = join(folder, 'trace');
    const calls = 'trace=bind,chmod,fchmodat,link,linkat,umask,rename,mkdir,listen';
    await runScript(
      `import { listen } from './sockets/index.js';
      const listener = await listen({ path: ${JSON.stringify(path)} }, { mode: 0o600 });
      await listener.close();
      console.log('null');`,
      { wrapper: process.platform === 'linux' ? ['strace', '-f', '-o', trace, '-e', calls] : [] },
    );
    if (process.platform !== 'linux') {
      return;
    }
    const made = readFileSync(trace, 'utf8')
      .split('\n')
      .filter((line) => line.includes(folder) || /listen\(|umask\(|\/proc\/self\/fd/u.test(line))
      .flatMap(
        (line) => /(\w+)\((?:.*sun_path=)?(?:"([^"]*)")?.* = 0$/u.exec(line)?.slice(1, 3).join(' ') ?? [],
      );
    const names = made.map((call) => call.split(' ')[0]);
    expect(names).toStrictEqual(['mkdir', 'bind', 'listen', 'chmod', 'link']);
    // Bound elsewhere, in a folder of its own beside the name.
    expect(made[1]).toMatch(new RegExp(`^bind ${folder}/\\.s\\w{6}/\\w+$`, 'u'));
  });

  it('is replaced when it is stale, and only then', async () => {
    const folder = makeFolder();
    const path = join(folder, 's');
    await leaveStale(path);
    expect(lstatSync(path).isSocket()).toBe(true);
    expect(await rejection(listen({ path }, { unlinkStale: false }))).toMatchObject(IN_USE);
    const listener = await own(listen({ path }));
    expect(listener.replacedStaleSocket).toBe(true);
    await own(connect({ path }));
    expect(await rejection(listen({ path }))).toMatchObject(IN_USE);
    await own(connect({ path }));
    expect(readdirSync(folder)).toStrictEqual(['s']);
  });

  it('is left alone when it is no socket', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'file'), 'precious');
    mkdirSync(join(folder, 'folder'));
    await leaveStale(join(folder, 'stale'));
    symlinkSync(join(folder, 'stale'), join(folder, 'link'));
    symlinkSync(join(folder, 'nothing'), join(folder, 'dangling'));
    const before = readdirSync(folder);
    for (const name of ['file', 'folder', 'link', 'dangling']) {
      expect(await rejection(listen({ path: join(folder, name) }))).toMatchObject(IN_USE);
    }
    expect(await rejection(listen({ path: `${folder}/new/` }))).toMatchObject({ code: 'EISDIR' });
    expect(readdirSync(folder)).toStrictEqual(before);
  });

  it.each([
    ['a program that has bound it, and does not listen yet', 'SOCK_STREAM', ''],
    ['a program that receives datagrams there', 'SOCK_DGRAM', ''],
    ['a program with another kind of listener', 'SOCK_SEQPACKET', 'listen(S, 1) or die'],
  ])('is left alone when it belongs to %s', async (_name, type, then) => {
    if (process.platform !== 'linux') {
      return;
    }
    const folder = makeFolder();
    const path = join(folder, 's');
    const outcome = await runScript(`
      import { spawn } from 'node:child_process';
      import { once } from 'node:events';
      import { listen } from './sockets/index.js';
      process.chdir(${JSON.stringify(folder)});
      // By a relative path, which /proc/net/unix shows as it is.
      const program = spawn('perl', ['-MSocket', '-e', ${JSON.stringify(bindOnly(type, 's', then))}], { stdio: ['pipe', 'pipe', 'inherit'] });
      await once(program.stdout, 'data');
      const error = await listen({ path: ${JSON.stringify(path)} }).catch((reason) => reason);
      program.stdin.end();
      await once(program, 'exit');
      console.log(JSON.stringify(error.code));`);
    expect(outcome).toBe('EADDRINUSE');
    expect(existsSync(path)).toBe(true);
  });

  it('stays as it was when listen() is aborted', async () => {
    const folder = makeFolder();
    const path = join(folder, 's');
    await leaveStale(path);
    const { ino } = lstatSync(path);
    for (const options of [{ timeoutMs: 20 }, { signal: AbortSignal.timeout(20) }]) {
      expect(['abort', 'timeout']).toContain((await rejection(listen({ path }, options))).kind);
    }
    expect(lstatSync(path).ino).toBe(ino);
    expect(readdirSync(folder)).toStrictEqual(['s']);
  });

  it('is left alone at close() when it is another by then', async () => {
    const path = join(makeFolder(), 's');
    const first = await listen({ path });
    unlinkSync(path);
    const second = await own(listen({ path }));
    await first.close();
    await own(connect(second.local));
  });

  it('a relative path means the folder of that moment', async () => {
    const folder = makeFolder();
    mkdirSync(join(folder, 'a'));
    mkdirSync(join(folder, 'b'));
    const outcome = await runScript(`
      import { existsSync, writeFileSync } from 'node:fs';
      import { listen } from './sockets/index.js';
      process.chdir(${JSON.stringify(join(folder, 'a'))});
      const listener = await listen('unix:s');
      process.chdir('../b');
      writeFileSync('s', 'precious');
      const { local } = listener;
      await listener.close();
      console.log(JSON.stringify([local.path, existsSync('../a/s'), existsSync('s')]));`);
    expect(outcome).toStrictEqual([join(folder, 'a', 's'), false, true]);
  });

  it('may have a path that leaves no room for a folder beside it', async () => {
    const folder = makeFolder();
    const limit = process.platform === 'linux' ? 107 : 103;
    const deep = join(folder, 'd'.repeat(limit - folder.length - 3));
    mkdirSync(deep);
    const path = join(deep, 's');
    expect(Buffer.byteLength(path)).toBe(limit);
    await leaveStaleBeside(path);
    const listener = await own(listen({ path }));
    await own(connect({ path }));
    await listener.close();
    expect(readdirSync(deep)).toStrictEqual([]);
  });
});

/** As {@link leaveStale}, for a path that is as long as can be. */
async function leaveStaleBeside(path: string): Promise<void> {
  const crashed = createServer().listen(path);
  await once(crashed, 'listening');
  renameSync(path, `${path}-aside`);
  await new Promise((resolve) => crashed.close(resolve));
  renameSync(`${path}-aside`, path);
}

describe('the lock for replacing a stale file', () => {
  it('when a stranger holds it, nothing is removed, and the error says so', async () => {
    if (process.platform !== 'linux') {
      return;
    }
    const path = join(makeFolder(), 's');
    await leaveStale(path);
    const scope = new CancellationScope({ describe: () => 'test' }, []);
    await withPathLock(path, scope, async () => {
      expect(await rejection(listen({ path }))).toMatchObject({
        ...IN_USE,
        message: expect.stringMatching(
          /another process holds the lock .*'@eslint-plugin-sockets\/stale\/.*nothing was removed$/u,
        ) as unknown,
      });
    });
    expect(existsSync(path)).toBe(true);
    expect((await own(listen({ path }))).replacedStaleSocket).toBe(true);
  });

  it('is the same for every way of writing the path', async () => {
    if (process.platform !== 'linux') {
      return;
    }
    const folder = makeFolder();
    mkdirSync(join(folder, 'real'));
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    const scope = new CancellationScope({ describe: () => 'test' }, [], 50);
    const inner = await withPathLock(join(folder, 'real', 's'), scope, () =>
      rejection(withPathLock(join(folder, 'link', 's'), scope, () => Promise.resolve())),
    );
    expect(inner.kind).toBe('timeout');
  });

  it('makes one of four processes the owner, each time', async () => {
    const outcome = await runInNamespace(`
      import { fork } from 'node:child_process';
      import { once } from 'node:events';
      import { mkdtempSync, renameSync, rmSync } from 'node:fs';
      import { createServer } from 'node:net';
      import { tmpdir } from 'node:os';
      import { join } from 'node:path';
      import { connect, listen } from './sockets/index.js';
      const [, script, path] = process.argv;
      if (path === undefined) {
        const folder = mkdtempSync(join(tmpdir(), 'sockets-stale-'));
        const path = join(folder, 's');
        const children = Array.from({ length: 4 }, () => fork(script, [path]));
        await Promise.all(children.map((child) => once(child, 'message')));
        const tell = (message) => Promise.all(children.map(async (child) => {
          const answer = once(child, 'message');
          child.send(message);
          return (await answer)[0];
        }));
        const owners = [];
        for (let round = 0; round < 10; round += 1) {
          const dead = createServer().listen(path + 'b');
          await once(dead, 'listening');
          renameSync(path + 'b', path);
          await new Promise((resolve) => dead.close(resolve));
          const results = await tell('listen');
          const answer = String(await (await connect({ path })).toArray());
          owners.push(results.filter((pid) => pid > 0).length === 1 && results.includes(Number(answer)));
          await tell('close');
        }
        for (const child of children) child.kill();
        rmSync(folder, { recursive: true });
        console.log(JSON.stringify(owners));
      } else {
        let listener;
        process.on('message', async (message) => {
          if (message === 'close') await listener?.close();
          listener = message === 'close' ? undefined
            : await listen({ path }, (socket) => socket.end(String(process.pid))).catch(() => undefined);
          process.send(listener === undefined ? 0 : process.pid);
        });
        process.send('ready');
      }`);
    if (outcome !== undefined) {
      expect(outcome).toStrictEqual(Array.from({ length: 10 }, () => true));
    }
  });
});

describe('abstract sockets', () => {
  it('have no file, and no mode', async () => {
    const address = {
      type: 'unix',
      path: `sockets-test-${process.pid}`,
      abstract: true,
      // Node.js 20 has no others, and the first of later lines only them.
      tight: !process.version.startsWith('v20.'),
    } as const;
    if (process.platform === 'linux') {
      const listener = await own(listen(address));
      expect(listener.local).toStrictEqual({ type: 'unix', path: address.path, abstract: true });
      const client = await own(connect(address));
      expect(remoteAddress(client)).toStrictEqual(listener.local);
      await expect(listen(address, { mode: 0o600 })).rejects.toThrow(TypeError);
    } else {
      expect(await rejection(listen(address))).toMatchObject({ kind: 'unsupported' });
    }
  });
});

describe('in a cluster', () => {
  it('workers that come and go all the time share it, whoever replaces the file of the last ones', async () => {
    const outcome = await runInNamespace(`
      import cluster from 'node:cluster';
      import { once } from 'node:events';
      import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
      import { tmpdir } from 'node:os';
      import { join } from 'node:path';
      import { setTimeout as sleep } from 'node:timers/promises';
      import { connect, listen } from './sockets/index.js';
      if (cluster.isPrimary) {
        const folder = mkdtempSync(join(tmpdir(), 'sockets-cluster-'));
        const endings = {};
        const workers = [1, 2, 3, 4].map((seed) => cluster.fork({ SOCKET: join(folder, 's'), SEED: seed }));
        for (const worker of workers) worker.on('message', (ending) => (endings[ending] = (endings[ending] ?? 0) + 1));
        await Promise.all(workers.map((worker) => once(worker, 'exit')));
        const left = readdirSync(folder);
        rmSync(folder, { recursive: true });
        console.log(JSON.stringify({ endings, left }));
      } else {
        const path = process.env.SOCKET;
        let seed = Number(process.env.SEED);
        const pause = () => sleep((seed = (seed * 16807) % 2147483647) % 60);
        for (let round = 0; round < 15; round += 1) {
          try {
            const listener = await listen({ path }, (socket) => socket.end('here'));
            await pause();
            process.send(String(await (await connect({ path })).toArray()));
            await listener.close({ timeoutMs: 50 });
          } catch (error) {
            process.send(error.message);
          }
          await pause();
        }
        setTimeout(() => process.exit(), 800);
      }`);
    if (outcome === undefined) {
      return;
    }
    expect(outcome).toStrictEqual({ endings: { here: 60 }, left: [] });
  });

  it('needs room for a folder that all workers name alike, and says so', async () => {
    const outcome = await runInNamespace(`
      import cluster from 'node:cluster';
      import { once } from 'node:events';
      import { mkdtempSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
      import { tmpdir } from 'node:os';
      import { join } from 'node:path';
      import { listen } from './sockets/index.js';
      if (cluster.isPrimary) {
        const folder = mkdtempSync(join(tmpdir(), 'sockets-cluster-'));
        const open = async (bytes) => {
          const parent = join(folder, 'x'.repeat(bytes - folder.length - 1));
          mkdirSync(parent);
          const worker = cluster.fork({ SOCKET: join(parent, 's') });
          const [answer] = await once(worker, 'message');
          worker.kill();
          await once(worker, 'exit');
          return [answer, readdirSync(parent)];
        };
        console.log(JSON.stringify([await open(96), await open(97)]));
        rmSync(folder, { recursive: true });
        process.exit();
      } else {
        const opened = await listen({ path: process.env.SOCKET }).then(() => 'open', ({ kind, message }) => kind + ': ' + message);
        process.send(opened.replace(process.env.SOCKET, 'path'));
      }`);
    if (outcome === undefined) {
      return;
    }
    expect(outcome).toStrictEqual([
      ['open', ['s']],
      [
        "address: UNIX socket path 'path' is too long for the workers of a cluster, its folder has 97 bytes of at most 96",
        [],
      ],
    ]);
  });

  it('workers share the socket, its permissions stand, and the last one removes its file', async () => {
    const outcome = await runInNamespace(`
      import cluster from 'node:cluster';
      import { once } from 'node:events';
      import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
      import { createServer } from 'node:net';
      import { tmpdir } from 'node:os';
      import { join } from 'node:path';
      import { renameSync } from 'node:fs';
      import { connect, listen } from './sockets/index.js';
      if (cluster.isPrimary) {
        const folder = mkdtempSync(join(tmpdir(), 'sockets-cluster-'));
        const path = join(folder, 's');
        const dead = createServer().listen(path + 'b');
        await once(dead, 'listening');
        renameSync(path + 'b', path);
        await new Promise((resolve) => dead.close(resolve));
        const workers = [1, 2, 3].map(() => cluster.fork({ SOCKET: path }));
        const results = await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0]));
        const mode = (statSync(path).mode & 0o777).toString(8);
        const names = readdirSync(folder);
        const pids = workers.map(({ process }) => String(process.pid));
        const answers = [];
        for (let count = 0; count < 6; count += 1) answers.push(String(await (await connect({ path })).toArray()));
        for (const worker of workers) worker.send('close');
        await Promise.all(workers.map((worker) => once(worker, 'exit')));
        const left = readdirSync(folder);
        rmSync(folder, { recursive: true });
        console.log(JSON.stringify({ results, mode, names, answers: answers.filter((pid) => pids.includes(pid)).length, left }));
      } else {
        const listener = await listen({ path: process.env.SOCKET }, { mode: 0o600 }, (socket) => socket.end(String(process.pid)))
          .catch((error) => error);
        process.on('message', async () => {
          await listener.close();
          setTimeout(() => process.disconnect(), 1000);
        });
        process.send(listener.local?.type ?? String(listener));
      }`);
    if (outcome === undefined) {
      return;
    }
    expect(outcome).toStrictEqual({
      results: ['unix', 'unix', 'unix'],
      mode: '600',
      names: ['s'],
      answers: 6,
      left: [],
    });
  });
});
