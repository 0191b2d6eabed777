import { describe, expect, it } from 'vitest';
import { compileScript, runInNamespace } from '../tools/node-process.ts';

/** A network with an interface that can multicast, and no detection of duplicate addresses, which takes seconds. */
const NETWORK =
  'echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad && ip link add v0 type veth peer name v1 && ' +
  'ip addr add 10.9.0.1/24 brd + dev v0 && ip link set v0 up && ip link set v1 up && ip route add 224.0.0.0/4 dev v0';

/** Starts a responder of npm in a process of its own, and asks it. */
const ask = (responder: string, script: string): Promise<unknown> =>
  runInNamespace(
    `import { spawn } from 'node:child_process';
    import { once } from 'node:events';
    import { discover } from './sockets/index.js';
    const responder = spawn(process.execPath, [${JSON.stringify(compileScript(`responders/${responder}`))}], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(responder.stdout, 'data');
    ${script}
    responder.stdin.end();
    await once(responder, 'exit');`,
    NETWORK,
  );

describe('discover, with real responders', () => {
  it('SSDP: finds a device of node-ssdp', async () => {
    const outcome = await ask(
      'ssdp-responder.ts',
      `const search = ['M-SEARCH * HTTP/1.1', 'HOST: 239.255.255.250:1900', 'MAN: "ssdp:discover"', 'MX: 1', 'ST: ssdp:all', '', ''];
      const found = [];
      for await (const { data, from, interface: local } of discover(search.join('\\r\\n'), { to: '239.255.255.250:1900', interfaces: ['10.9.0.1'], timeoutMs: 10_000 })) {
        const answer = String(data);
        if (!answer.includes('Lamp')) continue;
        found.push(answer.split('\\r\\n')[0], /^LOCATION: (.*)$/m.exec(answer)?.[1], from.host, local);
        break;
      }
      console.log(JSON.stringify(found));`,
    );
    if (outcome !== undefined) {
      expect(outcome).toStrictEqual([
        'HTTP/1.1 200 OK',
        'http://10.9.0.1/device.xml',
        '10.9.0.1',
        '10.9.0.1',
      ]);
    }
  });

  it('mDNS: a service of ciao answers an ephemeral port directly (RFC 6762, section 6.7)', async () => {
    const outcome = await ask(
      'mdns-responder.ts',
      `const name = ['_http', '_tcp', 'local', ''].map((label) => String.fromCharCode(label.length) + label).join('');
      // One question, of type PTR and class IN, with an id by which the answer is known (RFC 1035, section 4.1).
      const header = Buffer.from([0x12, 0x34, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
      const question = Buffer.concat([header, Buffer.from(name, 'latin1'), Buffer.from([0, 12, 0, 1])]);
      const found = [];
      for await (const { data, from } of discover(question, { to: '224.0.0.251:5353', ttl: 255, timeoutMs: 10_000, repeat: 3 })) {
        if (data.readUInt16BE(0) !== 0x1234) continue;
        found.push(data.readUInt16BE(2) >> 15, data.readUInt16BE(6), data.includes('Lamp'), from.port);
        break;
      }
      console.log(JSON.stringify(found));`,
    );
    if (outcome !== undefined) {
      expect(outcome).toStrictEqual([1, 1, true, 5353]);
    }
  });
});
