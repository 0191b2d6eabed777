import { describe, expect, it } from 'vitest';
import { getVerdicts } from './findings/verdicts-of.ts';

const KEY = `function toKey(t) { var i = toPrimitive(t, 'string'); return 'symbol' == typeof i ? i : i + ''; }
function toPrimitive(t) { return t; }`;

/** How compilers define the members of a class, by what they do with each. */
const DEFINING = {
  Babel: `${KEY} function define(e, r) { for (var t = 0; t < r.length; t++) { var o = r[t]; o.enumerable = o.enumerable || !1, o.configurable = !0, 'value' in o && (o.writable = !0), Object.defineProperty(e, toKey(o.key), o); } }`,
  SWC: `function define(target, props) { for (var i = 0; i < props.length; i++) { var descriptor = props[i];
    descriptor.enumerable = descriptor.enumerable || false; descriptor.configurable = true;
    if ('value' in descriptor) descriptor.writable = true; Object.defineProperty(target, descriptor.key, descriptor); } }`,
};

const PEER = `var Peer = (function () { function Peer() { this.socket = OPEN; }
  return createClass(Peer, [
    { key: 'port', get: function () { return PORT; } },
    { key: 'other', value: function () { return 5000; } },
    { key: 'open', value: function () { this.socket.bind(this.port); } },
  ]), Peer; }());
function createClass(made, members, statics) { return members && define(made.prototype, members), statics && define(made, statics), made; }
new Peer().open();`;

describe.each(Object.entries(DEFINING))('a class that %s has compiled', (_, define) => {
  it.each([
    ['0', 'client'],
    ['5353', 'listener'],
  ])('has the members that it had: a port of %s', (port, verdict) => {
    expect(getVerdicts(`${define}\n${PEER.replace('PORT', port)}`)).toEqual([verdict]);
  });

  it.each([
    ['that also writes', 'Object.defineProperty(', 'e.port = target.port = 5353; Object.defineProperty('],
    ['that defines another value', /, (?:o|descriptor)\);/u, ', { get: function () { return 5353; } });'],
  ] as const)('is not taken for one by a loop %s', (_name, before, after) => {
    const other = define
      .replace(before, after)
      .replace('function define(e, r) {', 'function define(e, r) { var target = e;')
      .replace('define(target, props) {', 'define(target, props) { var e = target;');

    expect(other).not.toBe(define);
    expect(getVerdicts(`${other}\n${PEER.replace('PORT', '0')}`)).not.toEqual(['client']);
  });
});

it('what inherits from another function is called as that one, and not as what all inherit from', () => {
  const text = `function Base() {} function Peer() { var parent = Object.getPrototypeOf(Peer); var self = parent.call(this) || this; self.socket = OPEN; return self; }
    Peer.prototype.open = function () { this.socket.bind(PORT); }; Object.setPrototypeOf(Peer, Base); new Peer().open();`;

  expect(getVerdicts(text.replace('PORT', '0'))).toEqual(['client']);
  expect(getVerdicts(text.replace('PORT', '5353'))).toEqual(['listener']);
});

describe('what defines members from a list', () => {
  it.each([
    ['by a key that is a getter', "[{ get key() { return 'port'; }, get value() { return 5353; } }]"],
    ['by a key that is inherited', "[Object.create({ key: 'port', value: 5353 })]"],
    ['from what is no list', "{ length: 1, get 0() { return { key: 'port', value: 5353 }; } }"],
  ])('gives them %s', (_, members) => {
    const text = `${DEFINING.SWC} function A() {} const s = OPEN; define(A.prototype, ${members}); s.bind(new A().port); setTimeout(() => s.send('x', 9), 50);`;

    expect(getVerdicts(text)).not.toContain('client');
  });

  it('is another function where one of its names stands for two things', () => {
    const define =
      'function define(target, props) { for (var i = 0; i < props.length; i++) { var target = props[i]; target.configurable = true; Object.defineProperty(target, target.key, target); } }';
    const text = `${define} const d = { key: 'port', value: 5353 }; define({}, [d]); const s = OPEN; s.bind(d.port); setTimeout(() => s.send('x', 9), 50);`;

    expect(getVerdicts(text)).not.toContain('client');
  });
});
