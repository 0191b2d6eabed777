import { expect, it } from 'vitest';
import { SOCKET_APIS } from '../../analysis/apis/index.ts';
import { analyze } from '../../analysis/index.ts';
import type { SourceFile } from '../../analysis/program/source-file.ts';
import { SocketProgram } from '../../analysis/sockets/socket-program.ts';
import { parseSource } from '../../codemods/parse.ts';

function parse(text: string): SourceFile {
  const source = `const socket = require('dgram').createSocket({ type: 'udp4', reuseAddr: true });\n${text}`;
  const parsed = parseSource(source, 'program.cjs');
  if (!parsed.ok) {
    throw new Error(parsed.error.message);
  }
  return parsed.file;
}

it.each([
  ['counts up', 'let port = 0; while (isTaken(port)) port++; socket.bind(port);'],
  ['counts down', 'let port = 0; while (isTaken(port)) port -= 1; socket.bind(65536 + port);'],
  [
    'is counted by a function that calls itself',
    'const open = (p) => isFree(p) ? socket.bind(p) : open(p + 1); open(0);',
  ],
  ['is a text that grows', "let port = ''; while (isTaken(port)) port = `${port}1`; socket.bind(port);"],
])('a port that %s is not only the one that it begins with', (_name, text) => {
  expect(analyze(parse(text)).map(({ verdict }) => verdict)).toEqual(['listener']);
});

it.each([
  ['added to once', 'let port = 5353; port++; socket.bind(port);', 'listener'],
  ['added to twice by one function', 'const next = (p) => p + 1; socket.bind(next(next(5353)));', 'listener'],
  ['taken away from', 'const first = 5353; socket.bind(first - 5353);', 'client'],
  ['put together', "const last = '3'; socket.bind(`535${last}`);", 'listener'],
])('a port that is %s is known', (_name, text, verdict) => {
  expect(analyze(parse(text)).map(({ verdict }) => verdict)).toEqual([verdict]);
});

/** Goes through a list of interfaces, and reads as much of each as code that sends to all of them does. */
function createWalk(next: string): SocketProgram {
  const text = `
    const list = [{ socket, name: 'a' }, { socket, name: 'b' }];
    function send(index) {
      if (index >= list.length) return;
      if (list[index].socket) list[index].socket.send('x', 53, list[index].name, () => { send(${next}); });
      else send(${next});
    }
    send(0);`;
  return new SocketProgram([parse(text)], SOCKET_APIS);
}

it('takes few more steps for a counter than for an index that stays', () => {
  const counting = createWalk('index + 1').dataflow.engine.steps;
  const staying = createWalk('index').dataflow.engine.steps;

  expect(counting).toBeLessThan(2 * staying);
});
