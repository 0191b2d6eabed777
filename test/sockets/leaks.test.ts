import { describe, expect, it } from 'vitest';
import { runInNamespace } from '../tools/node-process.ts';

/**
 * Every way to fail, one after the other in one process, and after each what still keeps the process alive. A network without an
 * answer (one end of a veth pair) makes attempts hang; it has addresses of both families.
 */
const SCRIPT = `
  import { getEventListeners, once } from 'node:events';
  import { mkdtempSync, openSync, writeFileSync, rmSync, closeSync } from 'node:fs';
  import { tmpdir } from 'node:os';
  import { join } from 'node:path';
  import { connect, connectDatagram, connectFrom, serveDatagrams, joinMulticast, listen } from './sockets/index.js';

  const folder = mkdtempSync(join(tmpdir(), 'sockets-leaks-'));
  const never = () => undefined;
  const silent = (_host, _options, callback) =>
    callback(null, [{ address: 'fd00::2', family: 6 }, { address: '10.9.0.2', family: 4 }, { address: '10.9.0.3', family: 4 }]);
  const fails = (_host, _options, callback) => callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
  const tcp = await listen('127.0.0.1:4000');
  const udp = await serveDatagrams('127.0.0.1:4000');
  const unix = await listen({ type: 'unix', path: join(folder, 'live') });
  writeFileSync(join(folder, 'file'), '');
  const file = openSync(join(folder, 'file'), 'r');
  const aborting = (run) => {
    const controller = new AbortController();
    const result = run(controller.signal);
    setTimeout(() => controller.abort(new Error('enough')), 20);
    return result.finally(() => {
      const listeners = getEventListeners(controller.signal, 'abort').length;
      if (listeners > 0) throw new Error('still listens to the signal');
    });
  };
  const range = { portTo: 4000 };

  const failures = {
    'connect: aborted before': () => connect('127.0.0.1:4000', { signal: AbortSignal.abort() }),
    'connect: aborted in lookup': () => aborting((signal) => connect('h:1', { signal, lookup: never })),
    'connect: timeout in lookup': () => connect('h:1', { timeoutMs: 20, lookup: never }),
    'connect: lookup fails': () => connect('h:1', { lookup: fails, timeoutMs: 9999 }),
    'connect: aborted in connect': () => aborting((signal) => connect('10.9.0.2:1', { signal })),
    'connect: timeout in connect': () => connect('10.9.0.2:1', { timeoutMs: 20 }),
    'connect: aborted in the first of three attempts': () => aborting((signal) => connect('h:1', { signal, lookup: silent })),
    'connect: timeout in the last of three attempts': () => connect('h:1', { timeoutMs: 60, lookup: silent, attemptDelayMs: 10 }),
    'connect: refused': () => connect('127.0.0.1:4001', { timeoutMs: 9999 }),
    'connect: all refused': () => connect('localhost:4001', { timeoutMs: 9999, lookup: (h, o, cb) => cb(null, [{ address: '::1', family: 6 }, { address: '127.0.0.1', family: 4 }]) }),
    'connect: no route': () => connect('192.0.2.1:1'),
    'connect: forbidden option': () => connect('127.0.0.1:4000', { reuseAddr: true }),
    'connect: unix, no file': () => connect({ type: 'unix', path: join(folder, 'none') }),
    'connect: unix, no socket': () => connect({ type: 'unix', path: join(folder, 'file') }),
    'connect: fd, no socket': () => connect({ type: 'fd', fd: file }),
    'connect: vsock': () => connect('vsock:2:1'),
    'connectFrom: foreign address': () => connectFrom({ address: '192.0.2.7' }, '127.0.0.1:4000'),
    'connectFrom: port taken': () => connectFrom({ address: '127.0.0.1', port: 4000 }, '127.0.0.1:4000'),
    'connectFrom: itself': () => connectFrom({ address: '127.0.0.1', port: 4002 }, '127.0.0.1:4002'),
    'connectDatagram: aborted before': () => connectDatagram('127.0.0.1:4000', { signal: AbortSignal.abort() }),
    'connectDatagram: aborted in lookup': () => aborting((signal) => connectDatagram('h:1', { signal, lookup: never })),
    'connectDatagram: timeout in lookup': () => connectDatagram('h:1', { timeoutMs: 20, lookup: never }),
    'connectDatagram: no route': () => connectDatagram('192.0.2.1:1'),
    'request: timeout': async () => {
      const client = await connectDatagram('127.0.0.1:4000');
      await client.request('x', { match: 'any', timeoutMs: 20 }).finally(() => client.close());
    },
    'request: aborted': async () => {
      const client = await connectDatagram('127.0.0.1:4000');
      await aborting((signal) => client.request('x', { match: 'any', signal })).finally(() => client.close());
    },
    'request: refused': async () => {
      const client = await connectDatagram('127.0.0.1:4001');
      await client.request('x', { match: 'any' }).finally(() => client.close());
    },
    'request: closed': async () => {
      const client = await connectDatagram('127.0.0.1:4000');
      await Promise.all([client.request('x', { match: 'any' }), client.close()]);
    },
    'send: too long': async () => {
      const client = await connectDatagram('127.0.0.1:4000');
      await client.send(Buffer.alloc(70000)).finally(() => client.close());
    },
    'listen: aborted before': () => listen('127.0.0.1:0', { signal: AbortSignal.abort() }),
    'listen: aborted in lookup': () => aborting((signal) => listen('h:0', { signal, lookup: never })),
    'listen: timeout in lookup': () => listen('h:0', { timeoutMs: 20, lookup: never }),
    'listen: port taken': () => listen('127.0.0.1:4000'),
    'listen: range taken': () => listen('127.0.0.1:4000', range),
    'listen: foreign address': () => listen('192.0.2.7:0'),
    'listen: unix, alive': () => listen({ type: 'unix', path: join(folder, 'live') }),
    'listen: unix, a file is there': () => listen({ type: 'unix', path: join(folder, 'file') }),
    'listen: unix, no folder': () => listen({ type: 'unix', path: join(folder, 'none', 'x') }),
    'listen: fd, no socket': () => listen({ type: 'fd', fd: file }),
    'serveDatagrams: port taken': () => serveDatagrams('127.0.0.1:4000'),
    'serveDatagrams: aborted in lookup': () => aborting((signal) => serveDatagrams('h:1', { signal, lookup: never })),
    'joinMulticast: foreign interface': () => joinMulticast('239.1.1.1', 4003, { interface: '192.0.2.7' }),
    'joinMulticast: no such interface': () => joinMulticast('239.1.1.1', 4003, { interface: 'none0' }),
  };
  // Node.js opens them at first use, and destroying any socket is one (lib/net.js, _destroy).
  void [process.stdout, process.stderr];
  const settled = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  await settled();
  const baseline = process.getActiveResourcesInfo().sort().join();
  const outcome = {};
  for (const [name, fail] of Object.entries(failures)) {
    const error = await fail().then((opened) => ({ kind: 'none: ' + opened }), (reason) => reason);
    // uv_close() ends with the turn of the event loop.
    await settled();
    const left = process.getActiveResourcesInfo().sort().join();
    outcome[name] = [error.kind ?? error.name, left === baseline ? 'nothing left' : left];
  }
  await Promise.all([tcp.close(), unix.close()]);
  await udp[Symbol.asyncDispose]();
  closeSync(file);
  rmSync(folder, { recursive: true });
  // The process ends by itself now, or the test fails by its timeout.
  console.log(JSON.stringify(outcome));
`;

describe('after a failure', () => {
  it('its kind is told, and no handle, timer or request is left behind', async () => {
    const network =
      'ip link add silent0 type veth peer name silent1 && ip addr add 10.9.0.1/24 dev silent0 && ' +
      'ip addr add fd00::1/64 dev silent0 nodad && ip link set silent0 up && ip link set silent1 up';
    const outcome = await runInNamespace(SCRIPT, network);
    if (outcome === undefined) {
      return;
    }
    expect(outcome).toStrictEqual(
      Object.fromEntries(KINDS.map(([name, kind]) => [name, [kind, 'nothing left']])),
    );
  });
});

const KINDS: readonly (readonly [name: string, kind: string])[] = [
  ['connect: aborted before', 'abort'],
  ['connect: aborted in lookup', 'abort'],
  ['connect: timeout in lookup', 'timeout'],
  ['connect: lookup fails', 'resolve'],
  ['connect: aborted in connect', 'abort'],
  ['connect: timeout in connect', 'timeout'],
  ['connect: aborted in the first of three attempts', 'abort'],
  ['connect: timeout in the last of three attempts', 'timeout'],
  ['connect: refused', 'connect'],
  ['connect: all refused', 'connect'],
  ['connect: no route', 'connect'],
  ['connect: forbidden option', 'TypeError'],
  ['connect: unix, no file', 'connect'],
  ['connect: unix, no socket', 'connect'],
  ['connect: fd, no socket', 'descriptor'],
  ['connect: vsock', 'unsupported'],
  ['connectFrom: foreign address', 'bind'],
  ['connectFrom: port taken', 'bind'],
  ['connectFrom: itself', 'self-connect'],
  ['connectDatagram: aborted before', 'abort'],
  ['connectDatagram: aborted in lookup', 'abort'],
  ['connectDatagram: timeout in lookup', 'timeout'],
  ['connectDatagram: no route', 'connect'],
  ['request: timeout', 'timeout'],
  ['request: aborted', 'abort'],
  ['request: refused', 'receive'],
  ['request: closed', 'closed'],
  ['send: too long', 'send'],
  ['listen: aborted before', 'abort'],
  ['listen: aborted in lookup', 'abort'],
  ['listen: timeout in lookup', 'timeout'],
  ['listen: port taken', 'bind'],
  ['listen: range taken', 'exhausted'],
  ['listen: foreign address', 'bind'],
  ['listen: unix, alive', 'bind'],
  ['listen: unix, a file is there', 'bind'],
  ['listen: unix, no folder', 'bind'],
  ['listen: fd, no socket', 'descriptor'],
  ['serveDatagrams: port taken', 'bind'],
  ['serveDatagrams: aborted in lookup', 'abort'],
  ['joinMulticast: foreign interface', 'join'],
  ['joinMulticast: no such interface', 'address'],
];
