import { isDeepStrictEqual } from 'node:util';
import { formatAddress, parseAddress, SocketError } from 'eslint-plugin-sockets/sockets';
import type { SocketAddress } from 'eslint-plugin-sockets/sockets';
import { createRandom, judge } from './verdict.ts';

const random = createRandom(7);
const below = (most: number) => Math.floor(random() * most);
const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;

const ATOMS = (
  'tcp: unix: unix, fd: vsock: unix,abstract ,tight=off ,abstract=on : , = on off [ ] ::1 127.0.0.1 localhost fe80::1%lo ::ffff:1.2.3.4 ' +
  '0 80 65535 65536 00080 99999 ,to= ,ipv4 ,ipv6 ,ipv6=off ,numeric ,keep-alive ,keep-alive-idle= ,keep-alive-count=5 ' +
  ',keep-alive-interval=3 ,mptcp \t \n \0 é \u202e \ud800 % %00 / \\ .. - +1 1e3 0x50 １２ ٣ __proto__ constructor ,toString ' +
  ',__proto__ # ? @ user@ * " \' $(x) 2147483647 4294967295 4294967296 ² http web'
).split(' ');
const HOSTS = [
  '',
  'h',
  'localhost',
  '127.0.0.1',
  '[::1]',
  '[fe80::1%lo]',
  '[::ffff:1.2.3.4]',
  '[::]',
  'é.example',
  '[1::2]',
];
const OPTIONS = [
  'to=',
  'to=65535',
  'ipv4',
  'ipv4=on',
  'ipv6=off',
  'numeric',
  'keep-alive=off',
  'keep-alive-idle=5',
  'mptcp',
  '__proto__',
];

function writeText(): string {
  if (random() < 0.6) {
    return Array.from({ length: 1 + below(7) }, () =>
      below(12) === 0 ? String.fromCodePoint(below(0x3000)) : pick(ATOMS),
    ).join('');
  }
  const options = Array.from({ length: below(4) }, () => `,${pick(OPTIONS)}`).join('');
  return `${pick(['', 'tcp:'])}${pick(HOSTS)}:${pick(['0', '1', '80', '65535', '007', ''])}${options}`;
}

const odd: Record<string, string> = {};
let read = 0;
let refused = 0;
for (let count = 0; count < 250_000; count += 1) {
  const text = writeText();
  try {
    const address = parseAddress(text);
    read += 1;
    const written = formatAddress(address);
    if (!isDeepStrictEqual(parseAddress(written), address)) {
      odd['is not read back'] = text;
    }
    if (Object.getPrototypeOf(address) !== Object.prototype) {
      odd['prototype'] = text;
    }
  } catch (error) {
    refused += 1;
    if (!(error instanceof SocketError) || error.kind !== 'address') {
      odd[String(error)] = text;
    }
  }
}

const VALUES = [
  undefined,
  null,
  true,
  false,
  0,
  1,
  80,
  -1,
  65_536,
  1.5,
  NaN,
  Infinity,
  '80',
  '',
  'a',
  '::1',
  [],
  {},
  2n,
  Symbol.iterator,
  () => 1,
  '\0',
  'a:b',
  'a,b',
];
const FIELDS =
  'host port path abstract tight fd name cid portTo ipv4 ipv6 family numeric keepAlive keepAliveIdleSeconds mptcp'.split(
    ' ',
  );
for (let count = 0; count < 100_000; count += 1) {
  const object: Record<string, unknown> = {
    type: pick(['inet', 'unix', 'fd', 'vsock', 'toString', undefined, '__proto__']),
  };
  for (const field of FIELDS) {
    if (below(3) === 0) {
      object[field] = pick(VALUES);
    }
  }
  let written;
  try {
    written = formatAddress(object as unknown as SocketAddress);
  } catch (error) {
    const isExpected = error instanceof TypeError || error instanceof RangeError;
    if (!isExpected || !('code' in error)) {
      odd[`object: ${String(error)}`] = JSON.stringify(Object.keys(object));
    }
    continue;
  }
  try {
    parseAddress(written);
  } catch (error) {
    odd[`written, but not read: ${String(error)}`] = written;
  }
}
judge({ texts: 250_000, read, refused, objects: 100_000, odd }, { odd: {} });
