import { describe, expect, it } from 'vitest';
import { createMentionPattern, findMentioned } from '../../../analysis/findings/field-mentions.ts';
import { parseSource } from '../../../codemods/parse.ts';

/** What a file is seen to name of `socket`, which the text test must not hide. */
function find(text: string, path = 'a.js', isDeclared = false): string {
  const parsed = parseSource(text, path);
  if (!parsed.ok) {
    throw new Error(parsed.error.message);
  }
  const names = new Map([['socket', isDeclared]]);
  const { names: found, isMethod } = findMentioned(parsed.file, names);
  expect(found.length > 0 && !createMentionPattern(names.keys()).test(text)).toBe(false);
  return found.length === 0 ? 'nothing' : isMethod ? 'method' : 'field';
}

describe('a field that a file names', () => {
  it.each([
    'link.socket.bind(1);',
    "link['socket'].bind(1);",
    'link?.socket?.bind(1);',
    'const { socket } = link;',
    'function listen({ socket: own }) {}',
    'const link = this.link; link.socket.bind(1);',
    'Object.assign(link, { socket: open() });',
  ])('is one of an object that it gets: %s', (text) => {
    expect(find(text)).toBe('field');
  });

  it.each([
    'class Server extends Link { listen(port) { this.socket.bind(port); } }',
    'class Server extends Link { listen(port) { const { socket } = this; } }',
    'class Server extends Link { socket = open(); }',
    'class Server extends Link { constructor() { super(); this.socket = open(); } }',
    'util.inherits(Server, Link); function Server() { Link.call(this); this.socket = open(); }',
    'Server.prototype = Object.create(Link.prototype); function Server() { this.socket = open(); }',
    'class Server extends Link { socket() { super.socket().bind(1); } }',
    'Link.prototype.listen = function () { var self = this; self.socket.bind(1); };',
    'exports.listen = function (port) { this.socket.bind(port); };',
    'mixin({ socket() {} });',
  ])('may be one of its own methods that another class gets: %s', (text) => {
    expect(find(text)).toBe('method');
  });

  it.each([
    'class Server { constructor() { this.socket = open(); } send() { this.socket.send(); } }',
    "const { EventEmitter } = require('events'); class Server extends EventEmitter { socket = open(); send() { this.socket.send(); } }",
    'class Base { socket = open(); } class Server extends Base { send() { this.socket.send(); } }',
    "import * as events from 'node:events'; class Server extends events.EventEmitter { f() { this.socket = open(); } }",
    "util.inherits(Server, require('events')); function Server() { this.socket = open(); }",
    'function Base() { this.socket = open(); } util.inherits(Server, Base); Server.prototype.f = function () { this.socket.send(); };',
    'function Server() { this.socket = open(); } Server.prototype.send = function () { var self = this; self.socket.send(); };',
    'const socket = open(); socket.bind(1);',
    'start({ socket: 1 }); const link = { socket };',
  ])('is one of its own: %s', (text) => {
    expect(find(text)).toBe('nothing');
  });

  it('is one of its own where the constructor declares it, in TypeScript', () => {
    expect(find('class A { constructor(private socket: S) {} f() { this.socket.send(); } }', 'a.ts')).toBe(
      'nothing',
    );
  });

  it('is refused by the compiler where it is private, unless types are put aside', () => {
    expect(find('link.socket.bind(1);', 'a.ts', true)).toBe('nothing');
    expect(find('(link as any).socket.bind(1);', 'a.ts', true)).toBe('field');
    expect(find("link['socket'].bind(1);", 'a.ts', true)).toBe('field');
    expect(find('link.socket.bind(1);', 'a.js', true)).toBe('field');
  });
});

describe('the text of a field', () => {
  it('is found as a whole word alone', () => {
    const pattern = createMentionPattern(['_s', '$t']);

    expect(['a._socket', 'x_s', '_s', 'a.$tx'].filter((text) => pattern.test(text))).toEqual([]);
    expect(['a._s.b', '{ _s', '\n  _s() {}', 'a.$t', "['_s']"].every((text) => pattern.test(text))).toBe(
      true,
    );
  });
});
