import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { getEventListeners, once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { discover, joinMulticast, serveDatagrams } from '../../sockets/index.ts';
import type { DiscoveryAnswer } from '../../sockets/index.ts';
import { own, rejection, serveReplies } from './fixture.ts';
import { runInNamespace } from '../tools/node-process.ts';

/** A member of a group on loopback that answers from a port of its own, as responders do. */
async function respond(group: string, port: number, answer: string): Promise<Socket> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  await own(
    joinMulticast(group, port, { interface: '127.0.0.1' }, ({ from }) => {
      socket.send(answer, from.port, from.host);
    }),
  );
  return socket;
}

async function collect(discovery: AsyncIterable<DiscoveryAnswer>): Promise<string[]> {
  const answers: string[] = [];
  for await (const { data } of discovery) {
    answers.push(String(data));
  }
  return answers.sort();
}

const here = { interfaces: ['127.0.0.1'], timeoutMs: 300 } as const;

describe('discover', () => {
  it('asks a group, and gives every answer with who answered and where it came to', async () => {
    const responders = [
      await respond('239.255.77.1', 19_001, 'a'),
      await respond('239.255.77.1', 19_001, 'b'),
    ];
    const answers: DiscoveryAnswer[] = [];
    for await (const answer of discover('?', { ...here, to: '239.255.77.1:19001' })) {
      answers.push(answer);
    }
    const ports = responders.map((responder) => responder.address().port).sort();
    expect(answers.map(({ data }) => String(data)).sort()).toStrictEqual(['a', 'b']);
    expect(answers.map(({ from }) => from.port).sort()).toStrictEqual(ports);
    expect(answers.map(({ from }) => from.address)).toStrictEqual(['127.0.0.1', '127.0.0.1']);
    expect(new Set(answers.map((answer) => answer.interface))).toStrictEqual(new Set(['127.0.0.1']));
    for (const responder of responders) {
      responder.close();
    }
  });

  it('asks several, and ends when the loop is left', async () => {
    const first = await serveReplies(() => ['one']);
    const second = await serveReplies(() => ['two']);
    const to = [first.local, `127.0.0.1:${second.local.port}`];
    expect(await collect(discover('?', { ...here, to }))).toStrictEqual(['one', 'two']);
    for await (const { data } of discover('?', { to, interfaces: ['127.0.0.1'], timeoutMs: 60_000 })) {
      expect(['one', 'two']).toContain(String(data));
      break;
    }
  });

  it('ends when the signal is aborted, and leaves nothing on it', async () => {
    const server = await serveReplies(() => ['one']);
    const controller = new AbortController();
    const { signal } = controller;
    const options = { to: server.local, interfaces: ['127.0.0.1'], timeoutMs: 60_000, signal };
    const answers: string[] = [];
    for await (const { data } of discover('?', options)) {
      answers.push(String(data));
      controller.abort();
    }
    expect(answers).toStrictEqual(['one']);
    expect(getEventListeners(signal, 'abort')).toStrictEqual([]);
    expect(await rejection(discover('?', options).next())).toMatchObject({ name: 'AbortError' });
  });

  it('sends its question as often as it is told to', async () => {
    let asked = 0;
    const server = await own(serveDatagrams('127.0.0.1:0', ({ reply }) => reply(String(++asked))));
    const to = server.local;
    expect(await collect(discover('?', { ...here, to, repeat: 3 }))).toStrictEqual(['1', '2', '3']);
    asked = 0;
    const repeat = { times: 2, everyMs: 10 };
    expect(await collect(discover('?', { ...here, to, repeat }))).toStrictEqual(['1', '2']);
  });

  it('asks what it was given, whatever the caller does with the buffer meanwhile', async () => {
    const server = await serveReplies((data) => [data]);
    const question = Buffer.from('first');
    const discovery = discover(question, { ...here, to: server.local, repeat: 2 });
    question.fill('x');
    expect(await collect(discovery)).toStrictEqual(['first', 'first']);
  });

  it('next() that nobody waits for is ended by return() and by disposal', async () => {
    const server = await serveReplies(() => []);
    const options = { to: server.local, interfaces: ['127.0.0.1'], timeoutMs: 60_000 };
    const first = discover('?', options);
    const abandoned = first.next();
    await first.return();
    expect(await abandoned).toStrictEqual({ done: true, value: undefined });
    const second = discover('?', options);
    const next = second.next();
    await second[Symbol.asyncDispose]();
    expect(await next).toStrictEqual({ done: true, value: undefined });
    expect(await discover('?', options).return()).toStrictEqual({ done: true, value: undefined });
  });

  it('an address that is not of this host is refused, and its own are told', async () => {
    const discovery = discover('?', { to: '239.255.77.1:1', interfaces: ['192.0.2.7'] });
    expect(await rejection(discovery.next())).toMatchObject({
      kind: 'address',
      message: expect.stringMatching(/'192\.0\.2\.7' is no address of this host.*127\.0\.0\.1/u) as unknown,
    });
  });
});

describe('in a network', () => {
  const NETWORK =
    'echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad && ip link add v0 type veth peer name v1 && ip addr add 10.9.0.1/24 brd + dev v0 && ip addr add fd09::1/64 dev v0 nodad && ' +
    'ip link set v0 up && ip link set v1 up && sleep 0.1';

  it('interfaces: all asks from every one, by multicast and broadcast, IPv4 and IPv6', async () => {
    const outcome = await runInNamespace(
      `import { createSocket } from 'node:dgram';
      import { once } from 'node:events';
      import { discover, joinMulticast, serveDatagrams } from './sockets/index.js';
      const answer = (name) => ({ reply }) => reply(name);
      // A responder on this very host hears each question: the kernel loops it back.
      await joinMulticast('239.255.77.1', 5000, { interface: 'lo' }, ({ from }) => unicast.send('lo', from));
      await joinMulticast('239.255.77.1', 5000, { interface: '10.9.0.1' }, ({ from }) => unicast.send('v0', from));
      await joinMulticast('ff02::77', 5000, { interface: 'v0' }, ({ from }) => unicast6.send('v0', from));
      const unicast = await serveDatagrams('0.0.0.0:0');
      const unicast6 = await serveDatagrams('[::]:0', { ipv6Only: true });
      await serveDatagrams('0.0.0.0:6000', answer('broadcast'));
      const ask = async (to, options) => {
        const seen = new Set();
        for await (const { data, from, interface: local } of discover('?', { to, timeoutMs: 300, ...options })) seen.add(data + ' ' + local);
        return [...seen].sort();
      };
      console.log(JSON.stringify({
        group: await ask('239.255.77.1:5000', { ttl: 4 }),
        one: await ask('239.255.77.1:5000', { interfaces: ['10.9.0.1'] }),
        deaf: await ask('239.255.77.1:5000', { loopback: false }),
        link: (await ask('[ff02::77]:5000')).map((line) => line.replace(/fe80\\S*%/, 'fe80%')).sort(),
        limited: await ask('255.255.255.255:6000'),
        directed: await ask('10.9.0.255:6000', { interfaces: ['10.9.0.1'] }),
      }));
      process.exit();`,
      NETWORK,
    );
    if (outcome === undefined) {
      return;
    }
    expect(outcome).toStrictEqual({
      // Linux gives what comes to a group to every member on the host, wherever it has joined (IP_MULTICAST_ALL in ip(7)).
      group: ['lo 10.9.0.1', 'lo 127.0.0.1', 'v0 10.9.0.1', 'v0 127.0.0.1'],
      one: ['lo 10.9.0.1', 'v0 10.9.0.1'],
      deaf: ['lo 127.0.0.1', 'v0 127.0.0.1'],
      // The other end of the pair is on this host as well.
      link: ['v0 fe80%v0', 'v0 fe80%v1'],
      limited: ['broadcast 10.9.0.1', 'broadcast 127.0.0.1'],
      directed: ['broadcast 10.9.0.1'],
    });
  });

  it('an address of one network is asked from there only, and every network has a question of its own', async () => {
    const outcome = await runInNamespace(
      `import { discover, serveDatagrams } from './sockets/index.js';
      await serveDatagrams('0.0.0.0:6000', ({ from, reply }) => reply(from.host));
      const ask = async (to) => {
        const seen = [];
        const discovery = discover('?', { to, timeoutMs: 300 });
        for await (const { data, interface: local } of discovery) seen.push(data + ' ' + local);
        return [seen.sort(), discovery.failures];
      };
      console.log(JSON.stringify({
        broadcast: await ask('10.9.0.255:6000'),
        second: await ask(['10.8.0.255:6000', '10.9.0.255:6000']),
        one: await ask('10.8.0.1:6000'),
        loopback: await ask('127.0.0.1:6000'),
      }));
      process.exit();`,
      `${NETWORK} && ip addr add 10.8.0.1/24 brd + dev v0 && ip addr add 10.7.0.1/24 brd + dev v1`,
    );
    if (outcome === undefined) {
      return;
    }
    expect(outcome).toStrictEqual({
      broadcast: [['10.9.0.1 10.9.0.1'], []],
      second: [['10.8.0.1 10.8.0.1', '10.9.0.1 10.9.0.1'], []],
      one: [['10.8.0.1 10.8.0.1'], []],
      loopback: [['127.0.0.1 127.0.0.1'], []],
    });
  });

  it('one interface that cannot ask is noted, and none that can is an error', async () => {
    const outcome = await runInNamespace(
      `import { discover, serveDatagrams } from './sockets/index.js';
      await serveDatagrams('10.9.0.1:6000', ({ reply }) => reply('here'));
      const some = discover('?', { to: ['10.9.0.1:6000', '192.0.2.1:6000'], interfaces: ['10.9.0.1'], timeoutMs: 200 });
      const answers = [];
      for await (const { data } of some) answers.push(String(data));
      const none = await discover('?', { to: '192.0.2.1:6000', timeoutMs: 200 }).next().catch((error) => error);
      console.log(JSON.stringify({ answers, failures: some.failures, kind: none.kind, code: none.code, attempts: none.attempts.length }));
      process.exit();`,
      NETWORK,
    );
    if (outcome === undefined) {
      return;
    }
    expect(outcome).toStrictEqual({
      answers: ['here'],
      failures: [{ address: '192.0.2.1', port: 6000, code: 'ENETUNREACH' }],
      kind: 'send',
      code: 'ENETUNREACH',
      attempts: 2,
    });
  });
});
