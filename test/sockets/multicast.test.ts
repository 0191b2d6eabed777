import { describe, expect, it } from 'vitest';
import { joinMulticast } from '../../sockets/index.ts';
import { rejection } from './fixture.ts';
import { runInNamespace } from '../tools/node-process.ts';

describe('multicast', () => {
  const SEND = `
      import { createSocket } from 'node:dgram';
      import { joinMulticast } from './sockets/index.js';
      const receive = async (member) => String((await member.datagrams().next()).value.data);
      const sendTo = (type, nic, group, port) => new Promise((resolve, reject) => {
        const socket = createSocket(type).bind(0, () => {
          socket.setMulticastInterface(nic);
          socket.send('hello', port, group, (error) => { socket.close(); error ? reject(error) : resolve(); });
        });
      });`;

  it('IPv4: every member on the host gets its copy, and only of its group', async () => {
    const outcome = await runInNamespace(`${SEND}
      const join = (group) => joinMulticast(group, 5007, { interface: '127.0.0.1' });
      const members = [await join('239.1.1.1'), await join('239.1.1.1')];
      const foreign = [];
      let heard;
      const mine = new Promise((resolve) => (heard = resolve));
      const other = await joinMulticast('239.2.2.2', 5007, { interface: 'lo' }, ({ data }) => heard(foreign.push(String(data))));
      const received = Promise.all(members.map(receive));
      await sendTo('udp4', '127.0.0.1', '239.1.1.1', 5007);
      const copies = await received;
      await sendTo('udp4', '127.0.0.1', '239.2.2.2', 5007);
      await mine;
      console.log(JSON.stringify([copies, foreign.length, members[0].local]));
      process.exit();`);
    if (outcome === undefined) {
      return;
    }
    expect(outcome).toStrictEqual([
      ['hello', 'hello'],
      1,
      { type: 'inet', host: '239.1.1.1', port: 5007, family: 4 },
    ]);
  });

  it('takes the handler in place of the options, too', async () => {
    const outcome = await runInNamespace(
      `import { discover, joinMulticast } from './sockets/index.js';
      await joinMulticast('239.255.77.9', 5000, ({ reply }) => reply('here'));
      const { value } = await discover('?', { to: '239.255.77.9:5000' }).next();
      console.log(JSON.stringify(String(value.data)));
      process.exit();`,
      'ip route add 239.0.0.0/8 dev lo',
    );
    if (outcome !== undefined) {
      expect(outcome).toBe('here');
    }
  });

  it('needs the interface of a link-local group, and a port', async () => {
    expect(await rejection(joinMulticast('ff02::1', 5000))).toMatchObject({ kind: 'address' });
    expect(await rejection(joinMulticast('239.1.1.1', 5000, { source: '::1' }))).toMatchObject({
      kind: 'family',
    });
    await expect(joinMulticast('239.1.1.1', 0)).rejects.toThrow(RangeError);
  });

  it.each([
    '127.0.0.1',
    '223.255.255.255',
    '240.0.0.1',
    'fe80::1',
    'ff02::1%lo',
    'example.org',
    '::ffff:239.1.2.3',
  ])('%s is no group', async (group) => {
    expect(await rejection(joinMulticast(group, 5000))).toMatchObject({ kind: 'address' });
  });

  it('IPv6: link-local and wider groups', async () => {
    const outcome = await runInNamespace(
      `${SEND}
      const results = [];
      for (const group of ['ff02::1234', 'ff15::1234']) {
        const member = await joinMulticast(group, 5008, { interface: 'silent0' });
        const received = receive(member);
        await sendTo('udp6', '::%silent0', group.startsWith('ff02') ? group + '%silent0' : group, 5008);
        results.push([await received, member.local.host]);
        member.close();
      }
      console.log(JSON.stringify(results));`,
      'ip link add silent0 type veth peer name silent1 && ip addr add fd00::1/64 dev silent0 nodad && ip link set silent0 up && ip link set silent1 up',
    );
    if (outcome === undefined) {
      return;
    }
    expect(outcome).toStrictEqual([
      ['hello', 'ff02::1234'],
      ['hello', 'ff15::1234'],
    ]);
  });

  it('source-specific: datagrams of another source do not come', async () => {
    const outcome = await runInNamespace(`${SEND}
      const sendFrom = (source) => new Promise((resolve) => {
        const socket = createSocket('udp4').bind(0, source, () => {
          socket.setMulticastInterface('127.0.0.1');
          socket.send('from ' + source, 5009, '232.1.1.1', () => { socket.close(); resolve(); });
        });
      });
      const member = await joinMulticast('232.1.1.1', 5009, { interface: '127.0.0.1', source: '127.0.0.3' });
      const first = receive(member);
      await sendFrom('127.0.0.2');
      await sendFrom('127.0.0.3');
      console.log(JSON.stringify(await first));
      process.exit();`);
    if (outcome !== undefined) {
      expect(outcome).toBe('from 127.0.0.3');
    }
  });
});
