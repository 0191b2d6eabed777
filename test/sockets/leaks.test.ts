import { describe, expect, it } from 'vitest';
import { runInNamespace } from './node-process.ts';

/**
 * Every way to fail, one after the other in one process, and after each what still keeps the process alive. A network without an
 * answer (one end of a veth pair) makes attempts hang; it has addresses of both families.
 */
const SCRIPT = `
  import { getEventListeners, once } from 'node:events';
  import { mkdtempSync, openSync, writeFileSync, rmSync, closeSync } from 'node:fs';
  import { tmpdir } from 'node:os';
  import { join } from 'node:path';
  import { connect, connectDatagram, connectFrom, bindDatagram, joinMulticast, listen } from './sockets/index.js';

  const folder = mkdtempSync(join(tmpdir(), 'sockets-leaks-'));
  const never = () => undefined;
  const silent = (_host, _options, callback) =>
    callback(null, [{ address: 'fd00::2', family: 6 }, { address: '10.9.0.2', family: 4 }, { address: '10.9.0.3', family: 4 }]);
  const fails = (_host, _options, callback) => callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
  const tcp = await listen('127.0.0.1:4000');
  const udp = await bindDatagram('127.0.0.1:4000');
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
    'connect: timeout in the last of three attempts': () => connect('h:1', { timeoutMs: 60, lookup: silent, attemptTimeoutMs: 10 }),
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
      await client.request('x', { timeoutMs: 20 }).finally(() => client.close());
    },
    'request: aborted': async () => {
      const client = await connectDatagram('127.0.0.1:4000');
      await aborting((signal) => client.request('x', { signal })).finally(() => client.close());
    },
    'request: refused': async () => {
      const client = await connectDatagram('127.0.0.1:4001');
      await client.request('x').finally(() => client.close());
    },
    'request: closed': async () => {
      const client = await connectDatagram('127.0.0.1:4000');
      await Promise.all([client.request('x'), client.close()]);
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
    'bindDatagram: port taken': () => bindDatagram('127.0.0.1:4000'),
    'bindDatagram: aborted in lookup': () => aborting((signal) => bindDatagram('h:1', { signal, lookup: never })),
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
    const error = await fail().then((opened) => ({ code: 'none: ' + opened }), (reason) => reason);
    // uv_close() ends with the turn of the event loop.
    await settled();
    const left = process.getActiveResourcesInfo().sort().join();
    outcome[name] = [error.code ?? error.name, left === baseline ? 'nothing left' : left];
  }
  await Promise.all([tcp.close(), unix.close()]);
  await udp[Symbol.asyncDispose]();
  closeSync(file);
  rmSync(folder, { recursive: true });
  // The process ends by itself now, or the test fails by its timeout.
  console.log(JSON.stringify(outcome));
`;

describe('after a failure', () => {
  it('its code is told, and no handle, timer or request is left behind', async () => {
    const network =
      'ip link add silent0 type veth peer name silent1 && ip addr add 10.9.0.1/24 dev silent0 && ' +
      'ip addr add fd00::1/64 dev silent0 nodad && ip link set silent0 up && ip link set silent1 up';
    const outcome = await runInNamespace(SCRIPT, network);
    if (outcome === undefined) return;
    expect(outcome).toStrictEqual(
      Object.fromEntries(CODES.map(([name, code]) => [name, [code, 'nothing left']])),
    );
  });
});

const CODES: readonly (readonly [name: string, code: string])[] = [
  ['connect: aborted before', 'ABORT_ERR'],
  ['connect: aborted in lookup', 'ABORT_ERR'],
  ['connect: timeout in lookup', 'ERR_TIMEOUT'],
  ['connect: lookup fails', 'ERR_RESOLVE'],
  ['connect: aborted in connect', 'ABORT_ERR'],
  ['connect: timeout in connect', 'ERR_TIMEOUT'],
  ['connect: aborted in the first of three attempts', 'ABORT_ERR'],
  ['connect: timeout in the last of three attempts', 'ERR_TIMEOUT'],
  ['connect: refused', 'ERR_CONNECT'],
  ['connect: all refused', 'ERR_CONNECT'],
  ['connect: no route', 'ERR_CONNECT'],
  ['connect: forbidden option', 'TypeError'],
  ['connect: unix, no file', 'ERR_CONNECT'],
  ['connect: unix, no socket', 'ERR_CONNECT'],
  ['connect: fd, no socket', 'ERR_NOT_A_SOCKET'],
  ['connect: vsock', 'ERR_UNSUPPORTED'],
  ['connectFrom: foreign address', 'ERR_BIND'],
  ['connectFrom: port taken', 'ERR_BIND'],
  ['connectFrom: itself', 'ERR_SELF_CONNECT'],
  ['connectDatagram: aborted before', 'ABORT_ERR'],
  ['connectDatagram: aborted in lookup', 'ABORT_ERR'],
  ['connectDatagram: timeout in lookup', 'ERR_TIMEOUT'],
  ['connectDatagram: no route', 'ERR_CONNECT'],
  ['request: timeout', 'ERR_TIMEOUT'],
  ['request: aborted', 'ABORT_ERR'],
  ['request: refused', 'ERR_RECEIVE'],
  ['request: closed', 'ERR_CLOSED'],
  ['send: too long', 'ERR_SEND'],
  ['listen: aborted before', 'ABORT_ERR'],
  ['listen: aborted in lookup', 'ABORT_ERR'],
  ['listen: timeout in lookup', 'ERR_TIMEOUT'],
  ['listen: port taken', 'ERR_LISTEN'],
  ['listen: range taken', 'ERR_PORT_RANGE_EXHAUSTED'],
  ['listen: foreign address', 'ERR_LISTEN'],
  ['listen: unix, alive', 'ERR_LISTEN'],
  ['listen: unix, a file is there', 'ERR_LISTEN'],
  ['listen: unix, no folder', 'ERR_LISTEN'],
  ['listen: fd, no socket', 'ERR_NOT_A_SOCKET'],
  ['bindDatagram: port taken', 'ERR_BIND'],
  ['bindDatagram: aborted in lookup', 'ABORT_ERR'],
  ['joinMulticast: foreign interface', 'ERR_JOIN'],
  ['joinMulticast: no such interface', 'ERR_INVALID_ADDRESS'],
];
