import { describe, expect, it } from 'vitest';
import { getVerdicts } from './findings/verdicts-of.ts';

/** Emitters tell of their own listeners before they go on. */
describe('a listener that the emitter itself calls', () => {
  it.each([
    [
      'for newListener',
      "s.on('newListener', function (n) { if (n === 'message') this.bind(PORT); }); s.on('message', f);",
    ],
    ['for removeListener', "s.on('removeListener', () => s.bind(PORT)); s.on('x', f); s.off('x', f);"],
    [
      'for removeListener, by removeAllListeners()',
      "s.on('removeListener', () => s.bind(PORT)); s.on('x', f); s.removeAllListeners('x');",
    ],
    [
      'for removeListener, by emit()',
      "s.on('removeListener', () => s.bind(PORT)); s.once('x', f); s.emit('x');",
    ],
    ['for an event of any name', "s.on(process.argv[2], () => s.bind(PORT)); s.on('message', f);"],
    [
      'of another emitter',
      "const e = new (require('events'))(); e.on('removeListener', () => s.bind(PORT)); e.on('x', f); e.off('x', f);",
    ],
  ])('may bind a socket: %s', (_, text) => {
    const program = `const f = () => {}; const s = OPEN; ${text} s.send('x', 9);`;

    expect(getVerdicts(program.replace('PORT', '5353'))).not.toContain('client');
    expect(getVerdicts(program.replace('PORT', '0'))).toContain('client');
  });

  it('may be the importer', () => {
    const text =
      "exports.open = (f) => { const s = OPEN; s.on('newListener', f); s.on('message', () => {}); s.send('x', 9); };";

    expect(getVerdicts(text)).not.toContain('client');
    expect(getVerdicts(text.replace('newListener', 'listening'))).toContain('client');
  });
});

describe('a method that is replaced in what all emitters inherit', () => {
  it.each([
    ['by its class', "require('events').EventEmitter.prototype"],
    ['by the module', "require('events').prototype"],
    ['by a name', 'shared'],
    ['by __proto__', 's.__proto__.__proto__'],
    ['by the class of the socket', 's.constructor.prototype'],
  ])('is one of sockets: %s', (_, prototype) => {
    const text = `const shared = require('events').prototype; const { on } = shared; const s = OPEN;
      ${prototype}.on = function (e, f) { if (e === 'zz') this.bind(PORT); return on.call(this, e, f); };
      s.on('zz', () => {}); s.send('x', 9);`;

    expect(getVerdicts(text.replace('PORT', '5353'))).not.toContain('client');
    expect(getVerdicts(text.replace('PORT', '0'))).toContain('client');
  });

  it('is one of sockets: by the prototype of the prototype', () => {
    const text = `const s = OPEN; Object.getPrototypeOf(Object.getPrototypeOf(s)).on = function () { this.bind(5353); };
      s.on('zz', () => {}); s.send('x', 9);`;

    expect(getVerdicts(text)).not.toContain('client');
  });
});

describe('EventEmitter, called as a function', () => {
  it.each([
    ['with another object', 'Base.call({}); var self = this;'],
    ['with this, as compilers do', 'var self = Base.call(this) || this;'],
  ])('gives nothing: %s', (_, text) => {
    const program = `var Base = require('events'); function Peer() { ${text} self._socket = OPEN; return self; }
      Peer.prototype.open = function (port) { this._socket.bind(port); };`;

    expect(getVerdicts(`${program} new Peer().open(0);`)).toEqual(['client']);
    expect(getVerdicts(`${program} new Peer().open(5353);`)).toEqual(['listener']);
  });
});
