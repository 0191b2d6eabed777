import { describe, expect, it } from 'vitest';
import { analyze } from '../../analysis/index.ts';
import { parseSource } from '../../codemods/parse.ts';

/** The verdict on the first socket of a program. */
function judge(source: string): string | undefined {
  const parsed = parseSource(`const dgram = require('dgram');\n${source}`, 'program.cjs');
  if (!parsed.ok) {
    throw new Error(parsed.error.message);
  }
  return analyze(parsed.file)[0]?.verdict;
}

const MAKE = `dgram.createSocket({ type: 'udp4', reuseAddr: true })`;
const OTHER = `dgram.createSocket('udp4')`;

describe('a name that means another socket when it is bound', () => {
  it.each([
    [
      'a function that is called at once',
      `const made = ${MAKE}; let name = made; (function () { name = ${OTHER}; })(); name.bind(0);
       exports.open = (port) => made.bind(port);`,
    ],
    [
      'a function that throws',
      `const made = ${MAKE}; let name = made;
       try { (function () { name = ${OTHER}; throw new Error(); })(); } catch {} name.bind(0);
       exports.open = (port) => made.bind(port);`,
    ],
    [
      'a method that is called before',
      `class Device {
         constructor() { const made = ${MAKE}; this.socket = made; this.reopen(); this.socket.bind(0); exports.open = (port) => made.bind(port); }
         reopen() { this.socket = ${OTHER}; }
       }
       new Device();`,
    ],
    [
      'a function that writes the field of the object that it is given',
      `class Device {
         constructor() { const made = ${MAKE}; this.socket = made; reopen(this); this.socket.bind(0); exports.open = (port) => made.bind(port); }
       }
       function reopen(device) { device.socket = ${OTHER}; }
       new Device();`,
    ],
    [
      'whatever runs while it waits',
      `let name; exports.reopen = () => { name = ${OTHER}; };
       (async () => { const made = ${MAKE}; name = made; await null; name.bind(0); exports.open = (port) => made.bind(port); })();`,
    ],
  ])('is not bound after %s', (_, source) => {
    expect(judge(source)).not.toBe('client');
  });

  it.each([
    [
      'a function that leaves it alone',
      `let name = ${MAKE}; const made = name; (function () { console.log(name); })(); name.bind(0);
       exports.open = (port) => made.bind(port); exports.close = () => { name = null; };`,
    ],
    [
      'a method that leaves it alone',
      `class Device {
         constructor() { this.socket = ${MAKE}; this.listen(); this.socket.bind(0); }
         listen() { this.socket.on('message', () => {}); }
         close() { this.socket.close(); this.socket = null; }
       }
       exports.device = new Device();`,
    ],
  ])('is bound after %s', (_, source) => {
    expect(judge(source)).toBe('client');
  });
});

describe('a variable in a handler', () => {
  it('may hold what the code that threw has written', () => {
    expect(
      judge(`
        const made = ${MAKE};
        let name = ${OTHER};
        const port = process.argv[2];
        try { (() => { name = made; throw new Error(); })(); } catch { name.bind(port); }
        made.send('x', 53, 'h');`),
    ).not.toBe('client');
  });
});
