import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from './fixture.ts';
import { hasNamespaces, runScript } from '../tools/node-process.ts';

/** Node.js documents no way to ask for the descriptor. */
function getFd(server: Server): number {
  return (server as unknown as { _handle: { fd: number } })._handle.fd;
}

async function listening(path?: string): Promise<Server> {
  const server = path === undefined ? createServer().listen(0, '127.0.0.1') : createServer().listen(path);
  await once(server, 'listening');
  return server;
}

/** Runs Node.js as systemd does: its variables name the process itself. */
const activated = (variables: string): readonly string[] => ['sh', '-c', `${variables} exec "$0" "$@"`];

/** Sockets of every kind, made by Perl, from descriptor 3 on in the order of their names. */
const KINDS = {
  'listening tcp':
    "socket(A, AF_INET, SOCK_STREAM, 0); bind(A, pack_sockaddr_in(0, inet_aton('127.0.0.1'))); listen(A, 9)",
  'listening unix':
    "socket(B, AF_UNIX, SOCK_STREAM, 0); bind(B, pack_sockaddr_un($ENV{'FOLDER'} . '/s')); listen(B, 9)",
  udp: "socket(C, AF_INET, SOCK_DGRAM, 0); bind(C, pack_sockaddr_in(0, inet_aton('127.0.0.1')))",
  'connected udp':
    "socket(D, AF_INET, SOCK_DGRAM, 0); connect(D, pack_sockaddr_in(9, inet_aton('127.0.0.1')))",
  'unnamed unix': 'socket(E, AF_UNIX, SOCK_STREAM, 0)',
  'unconnected tcp': 'socket(F, AF_INET, SOCK_STREAM, 0)',
  'connected tcp': 'socket(G, AF_INET, SOCK_STREAM, 0); connect(G, getsockname(A))',
  'connected unix': 'socketpair(H, I, AF_UNIX, SOCK_STREAM, 0)',
  'unix datagrams': 'socket(J, AF_UNIX, SOCK_DGRAM, 0)',
  'a file': "open(K, '<', '/dev/null')",
};
const MAKE = `use Socket; use POSIX; $^F = 255; ${Object.values(KINDS).join('; ')};
  my @all = map { fcntl($_, 0, 60) } (*A, *B, *C, *D, *E, *F, *G, *H, *J, *K);
  POSIX::dup2($all[$_] + 0, 3 + $_) for 0 .. $#all; exec @ARGV`;

describe('a descriptor', () => {
  it('stays open, and the caller\u2019s, when it is not what was asked for', async () => {
    if (process.platform !== 'linux') {
      return;
    }
    const outcome = await runScript(
      `import { fstatSync } from 'node:fs';
      import { connect, listen, serveDatagrams } from './sockets/index.js';
      const names = ${JSON.stringify(Object.keys(KINDS))};
      const outcome = {};
      for (const [index, name] of names.entries()) {
        const results = [];
        for (const open of [connect, listen, serveDatagrams]) {
          // What is right is tried elsewhere: it would take the descriptor.
          const isRight = { connect: /^connected (tcp|unix)/, listen: /^(listening|unconnected tcp)/, serveDatagrams: /udp$/ }[open.name].test(name);
          if (isRight) continue;
          results.push(await open({ fd: 3 + index }).then(() => 'opened', ({ kind, code }) => kind + ' ' + code));
          await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
          fstatSync(3 + index);
        }
        outcome[name] = results;
      }
      console.log(JSON.stringify(outcome));`,
      { wrapper: ['env', `FOLDER=${makeFolder()}`, 'perl', '-e', MAKE] },
    );
    const [noSocket, noStream, notConnected, unable] = ['ENOTSOCK', 'EPROTOTYPE', 'ENOTCONN', 'EINVAL'].map(
      (code) => `descriptor ${code}`,
    );
    expect(outcome).toStrictEqual({
      'listening tcp': [notConnected, noStream],
      'listening unix': [notConnected, noStream],
      udp: [noStream, noStream],
      'connected udp': [noStream, unable],
      'unnamed unix': [notConnected, unable, noStream],
      'unconnected tcp': [notConnected, noStream],
      'connected tcp': [unable, noStream],
      'connected unix': [unable, noStream],
      'unix datagrams': [notConnected, unable, noStream],
      'a file': [noSocket, noSocket, noSocket],
    });
  });

  it('can be a connected unix socket whose peer has gone, with what it left', async () => {
    if (process.platform !== 'linux') {
      return;
    }
    const make =
      "use Socket; use POSIX; $^F = 255; socketpair(H, I, AF_UNIX, SOCK_STREAM, 0); syswrite(I, 'left'); close(I); POSIX::dup2(fileno(H), 3); exec @ARGV";
    const outcome = await runScript(
      `import { connect } from './sockets/index.js';
      console.log(JSON.stringify(String(await (await connect('fd:3')).toArray())));`,
      { wrapper: ['perl', '-e', make] },
    );
    expect(outcome).toBe('left');
  });

  it('can receive datagrams', async () => {
    if (process.platform !== 'linux') {
      return;
    }
    const make =
      "use Socket; use POSIX; $^F = 255; socket(C, AF_INET, SOCK_DGRAM, 0); bind(C, pack_sockaddr_in(0, inet_aton('127.0.0.1'))); POSIX::dup2(fileno(C), 3); exec @ARGV";
    const outcome = await runScript(
      `import { connectDatagram, serveDatagrams } from './sockets/index.js';
      const server = await serveDatagrams('fd:3', ({ data, reply }) => reply(data));
      const client = await connectDatagram(server.local);
      console.log(JSON.stringify(String(await client.request('hello', { match: 'any' }))));
      process.exit();`,
      { wrapper: ['perl', '-e', make] },
    );
    expect(outcome).toBe('hello');
  });
});

describe('systemd', () => {
  const SCRIPT = `
    import { spawnSync } from 'node:child_process';
    import { listen } from './sockets/index.js';
    const seen = () => Object.keys(process.env).filter((name) => name.startsWith('LISTEN_'));
    const results = [];
    for (const address of process.argv.slice(2)) {
      results.push(await listen(address, { timeoutMs: 5000 }).then(({ local }) => local.port ?? local.path, ({ code, message }) => [code, message]));
    }
    const child = spawnSync('env', { encoding: 'utf8' }).stdout.split('\\n').filter((line) => line.startsWith('LISTEN_'));
    console.log(JSON.stringify({ results, seen: seen(), child }));
    process.exit();`;

  it('passes sockets by number and by name, and no child takes them', async () => {
    if (!hasNamespaces()) {
      return;
    }
    const path = join(makeFolder(), 's');
    const [tcp, unix] = [await listening(), await listening(path)];
    const outcome = await runScript(SCRIPT, {
      wrapper: activated('LISTEN_PID=$$ LISTEN_FDS=2 LISTEN_FDNAMES=web:control'),
      inherit: [getFd(tcp), getFd(unix)],
      args: ['fd:web', 'fd:control', 'fd:none', 'fd:web'],
    });
    const { port } = tcp.address() as { port: number };
    expect(outcome).toStrictEqual({
      results: [
        port,
        path,
        ['ENOENT', "No file descriptor with the name 'none': systemd passed 3 'web', 4 'control'"],
        // Its number may be another socket's by now.
        ['EBUSY', "The file descriptor with the name 'web' is taken already: 3 'web'"],
      ],
      seen: [],
      child: [],
    });
    tcp.close();
    unix.close();
  });

  it('a name that two of them have is refused, and their numbers are told', async () => {
    if (!hasNamespaces()) {
      return;
    }
    const servers = [await listening(), await listening()];
    const outcome = (await runScript(SCRIPT, {
      wrapper: activated('LISTEN_PID=$$ LISTEN_FDS=2 LISTEN_FDNAMES=web:web'),
      inherit: servers.map(getFd),
      args: ['fd:web', 'fd:4'],
    })) as { results: unknown[] };
    const { port } = servers[1]?.address() as { port: number };
    expect(outcome.results).toStrictEqual([
      [
        'ENOENT',
        "No file descriptor with the name 'web': more than one has it: 3 'web', 4 'web'; name the number",
      ],
      port,
    ]);
    for (const server of servers) {
      server.close();
    }
  });

  it('what was meant for another process is taken by nobody', async () => {
    if (!hasNamespaces()) {
      return;
    }
    const outcome = await runScript(SCRIPT, {
      wrapper: activated('LISTEN_PID=1 LISTEN_FDS=1 LISTEN_FDNAMES=web'),
      args: ['fd:web'],
    });
    expect(outcome).toStrictEqual({
      results: [
        [
          'ENOENT',
          "No file descriptor with the name 'web': systemd passed none to this process (LISTEN_FDS, LISTEN_PID)",
        ],
      ],
      seen: [],
      child: [],
    });
  });
});
