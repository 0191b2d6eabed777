import { expect, it } from 'vitest';
import { analyze } from '../../../analysis/index.ts';
import { parse } from '../../tools/parsed-program.ts';

const OPEN = "createSocket({ type: 'udp4', reuseAddr: true })";

function getEvidence(text: string, path = 'a.mjs'): readonly string[] {
  return analyze(parse({ text, path })).map(({ evidence }) => evidence);
}

it.each([
  ["import { send } from './wire.js'; send", 'send()'],
  ["import { send as pass } from './wire.js'; pass", 'send()'],
  ["import wire from './wire.js'; wire.udp.send", 'send()'],
  ["import * as wire from './wire.js'; wire.send", 'send()'],
  ["const wire = require('./wire.js'); wire.send", 'send()'],
  ["const { send } = require('./wire.js'); send", 'send()'],
  ["const send = require('./wire.js').send; send", 'send()'],
])('names the module of a function that is not seen: %s', (callee, name) => {
  const text = `const { createSocket } = process.getBuiltinModule('node:dgram');\n${callee}(${OPEN});`;

  expect(getEvidence(text, callee.includes('import') ? 'a.mjs' : 'a.cjs')).toEqual([
    expect.stringContaining(`is handed to ${name} of './wire.js' at 2:`),
  ]);
});

it('names no module of a function that has none', () => {
  const text = `import { createSocket } from 'node:dgram';\nexport const give = (send) => send(${OPEN});`;

  expect(getEvidence(text)).toEqual([expect.stringContaining('is handed to send() at 2:')]);
});

it.each([
  ['bind(0)', 'bind(0) at 2:70 names no port but 0'],
  ['bind(undefined)', 'bind(undefined) at 2:70 names no port'],
  ['bind(5353)', 'bind(5353) at 2:70 names a port'],
  ['bind(pick ? 0 : 5353)', 'bind(pick ? 0 : 5353) at 2:70 names a port in some runs, which is enough'],
  ['bind({ port: pick ? undefined : 5353 })', 'bind({…}) at 2:70 names a port in some runs, which is enough'],
  ['bind({ fd: 3 })', "bind({…}) at 2:70 is given a descriptor, 'fd', whose port is not shown"],
  ['bind({ port: pick, fd: undefined, address })', 'bind({…}) at 2:70 names a port'],
])('says of a port only what is written: %s', (bind, evidence) => {
  const text = `import { createSocket } from 'node:dgram';\nconst socket = ${OPEN}; socket.${bind};`;

  expect(getEvidence(text)[0]).toBe(evidence.replace('2:70', `2:${`const socket = ${OPEN}; `.length + 1}`));
});

it('names no method whose name is computed', () => {
  const text = `import { createSocket } from 'node:dgram';
const setup = JSON.parse(process.argv[2]);
const socket = ${OPEN};
socket[setup.method](setup.port);
socket.send('x', 1);`;

  expect(getEvidence(text)).toEqual([
    'a method of it whose name is computed is called at 4:1, and may be bind()',
  ]);
});

it('says of a port where the socket is made that it is named in some runs', () => {
  const text =
    "export const open = (any) => Deno.listenDatagram({ port: any ? 0 : 5353, transport: 'udp', reuseAddress: true });";

  expect(getEvidence(text)).toEqual(['listenDatagram() at 1:30 names a port in some runs, which is enough']);
});
