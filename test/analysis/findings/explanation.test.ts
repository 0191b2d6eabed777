import { expect, it } from 'vitest';
import { explainOptions } from '../../../analysis/index.ts';
import type { Explanation } from '../../../analysis/index.ts';
import { SOCKET_APIS } from '../../../analysis/apis/index.ts';
import { parse } from '../../tools/parsed-program.ts';

/** The explanations of the only line that has an option. */
function explain(text: string, path = 'a.mjs'): readonly Explanation[] {
  const file = parse({ text: `import dgram from 'node:dgram';\n${text}`, path });
  const { places } = explainOptions(file, SOCKET_APIS, { line: 0 });
  const [place] = places;
  if (!place) {
    throw new Error(`No option in\n${text}`);
  }
  return explainOptions(file, SOCKET_APIS, place).explanations;
}

const OPEN = "dgram.createSocket({ type: 'udp4', reuseAddr: true })";

it('says of each place what becomes of the socket there', () => {
  const [explanation] = explain(`class Client {
  #socket = ${OPEN};
  held = this.#socket;
  constructor(log, name) { log[name] = 1; ({ s: this.other } = { s: this.#socket }); }
  get socket() { return this.#socket; }
  send(...parts) { const { length } = this.#socket; this.#socket.send(parts, length); this.#socket[parts[0]]; }
}
const use = ({ a } = { a: 1 }, s = 'x') => s;
use({}, new Client().socket);`);
  const said = explanation?.sockets[0]?.steps.map(({ what }) => what);

  expect(said).toEqual(
    expect.arrayContaining([
      'has send() called',
      'has a property read whose name is computed',
      'is returned',
      "is the parameter 's'",
      'is handed to use()',
      'is taken apart by the pattern',
    ]),
  );
});

it.each([
  ["'5353'", ["'5353'"]],
  ['Number(process.env.PORT)', ['a number, a text or another primitive']],
  ['process.env.PORT', ['anything that code elsewhere gives']],
  ['() => undefined', ['a function, so that no port is named']],
  ['{ port: 5353 }', ['5353']],
  ['pick ? { port: 0 } : 7', ['7', '0']],
])('says what the port of bind(%s) can be', (port, texts) => {
  const [explanation] = explain(`${OPEN}.bind(${port});`);

  expect(explanation?.sockets[0]?.binds[0]?.values.map(({ text }) => text)).toEqual(texts);
});

it('says which call names the port of a socket that is bound where it is made, and what an API alone decides', () => {
  const [made] = explain("Deno.listenDatagram({ port: 5353, transport: 'udp', reuseAddress: true });");
  const [sender] = explain(
    "import { Sender } from 'sacn';\nnew Sender({ universe: 1, reuseAddr: true }).send({});",
  );

  expect(made?.sockets[0]?.binds).toMatchObject([{ call: 'listenDatagram', choice: 'explicit' }]);
  expect(sender?.sockets[0]).toMatchObject({ role: 'client', binds: [] });
});

it.each([
  [
    'of what the environment gives',
    'const on = Boolean(process.env.REUSE); dgram.createSocket({ reuseAddr: on, type: "udp4" }).bind(0);',
    { state: 'unknown', code: 'on' },
  ],
  [
    'of one of two values',
    'dgram.createSocket({ reuseAddr: process.argv.length > 2 ? true : false, type: "udp4" }).bind(0);',
    { state: 'sometimes', code: 'process.argv.length > 2 ? true : false' },
  ],
  [
    'that is written by an assignment',
    'export const run = (on) => { const o = { type: "udp4" }; o.reuseAddr = on; dgram.createSocket(o).bind(0); };',
    { state: 'unknown', code: 'on' },
  ],
])('says why an option may be off: %s', (_, text, setting) => {
  const [explanation] = explain(text);
  const [socket] = explanation?.sockets ?? [];

  expect(socket?.option).toBe('unknown');
  expect(socket?.setting).toMatchObject(setting);
});
