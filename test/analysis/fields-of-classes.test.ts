import { describe, expect, it } from 'vitest';
import { analyze } from '../../analysis/index.ts';
import { parseSource } from '../../codemods/parse.ts';

/**
 * The verdicts on the sockets of a class, in source order.
 *
 * @param use what is done with the class
 */
function judge(members: string, use = 'module.exports = { Device };'): readonly string[] {
  const source = `const dgram = require('dgram');\nclass Device {\n${members}\n}\n${use}\n`;
  const parsed = parseSource(source, 'device.js');
  if (!parsed.ok) {
    throw new Error(parsed.error.message);
  }
  return analyze(parsed.file).map(({ verdict }) => verdict);
}

const MAKE = `this._socket = dgram.createSocket({ type: 'udp4', reuseAddr: true }); this.socket.on('error', () => {});`;
const CLIENT = `query(host) { ${MAKE} this.socket.bind({ address: host }); }`;
const USE = `const device = new Device(); if (process.argv[2]) { device.listen(process.argv[2]); } else { device.query('x'); }`;
const LISTENER = `listen(port) { ${MAKE} this.socket.bind(port); }`;

describe('a getter that hands out a field', () => {
  it.each([
    ['returns it', 'return this._socket;'],
    ['returns it or null', 'return this._socket ?? null;'],
    ['returns it if it is there', 'if (this._socket) { return this._socket; } return null;'],
    ['returns it if it is a socket', 'return this._socket instanceof dgram.Socket ? this._socket : null;'],
    [
      'returns it after a guard',
      'if (this._socket instanceof dgram.Socket) return this._socket; throw new Error();',
    ],
  ])('which %s is the field', (_, body) => {
    expect(judge(`get socket() { ${body} } ${CLIENT} ${LISTENER}`, USE)).toEqual(['client', 'listener']);
  });

  it('is the field where its name is private', () => {
    const members = `get #open() { return this._socket; } ${CLIENT} ${LISTENER}`.replaceAll(
      'this.socket',
      'this.#open',
    );
    expect(judge(members)).toEqual(['client', 'listener']);
  });

  it('is no name of the field where a class elsewhere may have another', () => {
    expect(judge(`get socket() { return this._socket; } ${CLIENT} ${LISTENER}`)).not.toContain('client');
  });

  it.each([
    ['binds it', 'this._socket.bind(5353); return this._socket;'],
    ['may give another', 'return this.other || this._socket;'],
    ['gives another where the test fails', 'if (this.on) { return this._socket; } return this.other;'],
    ['tests for another class', 'return this._socket instanceof Date ? this._socket : this.other;'],
  ])('is no name of the field where it %s', (_, body) => {
    expect(judge(`get socket() { ${body} } ${CLIENT} ${LISTENER}`, USE)).not.toContain('client');
  });

  it('is no name of it in a subclass that has its own', () => {
    const source = `get socket() { return this._socket; } ${CLIENT} ${LISTENER}
      } class Other extends Device { get socket() { this._socket.bind(5353); return this._socket; } go() { this.query('x'); }`;
    expect(judge(source, `new Other().go(); ${USE}`)).not.toContain('client');
  });
});

describe('an object that is written as the argument of bind', () => {
  it('has no port that other code could give it', () => {
    expect(
      judge(`query(host) {
        this.socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });
        this.socket.bind({ address: host });
        this.socket.send('x', 53, host);
      }`),
    ).toEqual(['client']);
  });

  it('has the port that all objects inherit', () => {
    expect(
      judge(
        `query() { const s = dgram.createSocket({ type: 'udp4', reuseAddr: true }); s.bind({ address: 'x' }); }`,
        'Object.prototype.port = 5353;',
      ),
    ).toEqual(['listener']);
  });

  it.each([
    ['spread', '{ ...options }'],
    ['computed', '{ [name]: 5353 }'],
    ['a getter', '{ get port() { return 5353; } }'],
    ['inherited', '{ __proto__: { port: 5353 } }'],
    ['its own', '{ address: host, port }'],
  ])('may have a port that is %s', (_, written) => {
    expect(
      judge(`query(host, port, name, options) {
        this.socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });
        this.socket.bind(${written});
        this.socket.send('x', 53, host);
      }`),
    ).not.toContain('client');
  });
});
