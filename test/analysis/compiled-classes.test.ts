import { describe, expect, it } from 'vitest';
import { getVerdicts, getVerdictsOfPorts } from './findings/verdicts-of.ts';

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

/** How compilers let a class extend another one, in ECMAScript 5, by what they do. */
const EXTENDING = {
  Babel: `function callSuper(t, o, e) { return o = getPrototypeOf(o), possible(t, isNative() ? Reflect.construct(o, e || [], getPrototypeOf(t).constructor) : o.apply(t, e)); }
    function possible(t, e) { if (e && ('object' == typeof e || 'function' == typeof e)) return e; if (void 0 !== e) throw new TypeError(''); return t; }
    function isNative() { try { var t = !Boolean.prototype.valueOf.call(Reflect.construct(Boolean, [], function () {})); } catch (t) {} return (isNative = function () { return !!t; })(); }
    function getPrototypeOf(t) { return getPrototypeOf = Object.setPrototypeOf ? Object.getPrototypeOf.bind() : function (t) { return t.__proto__ || Object.getPrototypeOf(t); }, getPrototypeOf(t); }
    function inherits(t, e) { t.prototype = Object.create(e && e.prototype, { constructor: { value: t, writable: !0, configurable: !0 } }), Object.defineProperty(t, 'prototype', { writable: !1 }), e && setPrototypeOf(t, e); }
    function setPrototypeOf(t, e) { return setPrototypeOf = Object.setPrototypeOf ? Object.setPrototypeOf.bind() : function (t, e) { return t.__proto__ = e, t; }, setPrototypeOf(t, e); }`,
  SWC: `function callSuper(_this, derived, args) { derived = getPrototypeOf(derived); return possible(_this, isNative() ? Reflect.construct(derived, args || [], getPrototypeOf(_this).constructor) : derived.apply(_this, args)); }
    function possible(self, call) { if (call && (typeof call === 'object' || typeof call === 'function')) return call; return self; }
    function isNative() { try { var result = !Boolean.prototype.valueOf.call(Reflect.construct(Boolean, [], function () {})); } catch (_) {} return (isNative = function () { return !!result; })(); }
    function getPrototypeOf(o) { getPrototypeOf = Object.setPrototypeOf ? Object.getPrototypeOf : function (o) { return o.__proto__ || Object.getPrototypeOf(o); }; return getPrototypeOf(o); }
    function inherits(subClass, superClass) { subClass.prototype = Object.create(superClass && superClass.prototype, { constructor: { value: subClass, writable: true, configurable: true } }); if (superClass) setPrototypeOf(subClass, superClass); }
    function setPrototypeOf(o, p) { setPrototypeOf = Object.setPrototypeOf || function (o, p) { o.__proto__ = p; return o; }; return setPrototypeOf(o, p); }`,
};

const RUNTIME = `var helper = { possible: require('@babel/runtime/helpers/possibleConstructorReturn'), getPrototypeOf: require('@babel/runtime/helpers/getPrototypeOf'), setPrototypeOf: require('@babel/runtime/helpers/setPrototypeOf'), get: require('@babel/runtime/helpers/get') };
  function callSuper(t, o, e) { return o = helper.getPrototypeOf(o), helper.possible(t, Reflect.construct(o, e || [], helper.getPrototypeOf(t).constructor)); }
  function inherits(t, e) { t.prototype = Object.create(e && e.prototype, { constructor: { value: t, writable: !0, configurable: !0 } }), helper.setPrototypeOf(t, e); }`;

const CHECK = "function check(a, n) { if (!(a instanceof n)) throw new TypeError(''); }";

const OWN = `var Base = function Base() { check(this, Base); this.socket = OPEN; };
  Base.prototype.open = function (port) { this.socket.bind(port || this.port); };
  var Peer = function (_Base) { function Peer() { var _this; check(this, Peer); _this = callSuper(this, Peer, arguments); _this.port = PORT; return _this; }
    return inherits(Peer, _Base), Peer; }(Base);
  new Peer().open();`;

const EMITTER = `var Peer = function (_EventEmitter) { function Peer() { var _this; check(this, Peer); _this = callSuper(this, Peer); _this.socket = OPEN;
    _this.on('go', function (port) { return _this.socket.bind(port); }); return _this; }
    return inherits(Peer, _EventEmitter), Peer; }(require('events').EventEmitter);
  new Peer().emit('go', PORT);`;

describe.each(Object.entries({ ...EXTENDING, "Babel's runtime": RUNTIME }))(
  'a class that extends another one, as %s has compiled it',
  (_, helpers) => {
    it.each([
      ['of the file', OWN],
      ['of Node.js', EMITTER],
    ])('is what it was: one %s', (_name, text) => {
      expect(getVerdictsOfPorts(`${helpers} ${CHECK} ${text}`)).toEqual(['client', 'listener']);
    });

    it('may have another prototype for a constructor', () => {
      const text = `${helpers} ${CHECK} ${OWN}`.replace(
        'constructor: {',
        'open: { value: function () { this.socket.bind(5353); } }, constructor: {',
      );

      expect(getVerdictsOfPorts(text)[0]).not.toContain('client');
    });
  },
);

it('what Object.create() makes has what it describes before what it inherits', () => {
  const text = 'const o = Object.create({ port: 5353 }, { port: { value: PORT } }); OPEN.bind(o.port);';

  expect(getVerdictsOfPorts(text)).toEqual(['client', 'listener']);
  expect(
    getVerdictsOfPorts(text.replace('{ port: { value', "{ ...{}, ['po' + 'rt']: { value"))[0],
  ).not.toContain('client');
});

describe('what a function is told to have as its prototype', () => {
  it.each([
    ['another one', 'value: { port: 5353 }'],
    ['what others give', 'value: exports.parent'],
    ['what is written to the descriptor', '...{ value: { port: 5353 } }'],
  ])('is %s', (_, value) => {
    const text = `function A() {} A.prototype = { port: 0 }; Object.defineProperty(A, 'prototype', { ${value} }); OPEN.bind(new A().port);`;

    expect(getVerdicts(text)).not.toContain('client');
  });

  it.each([
    ['written', 'const d = { value: undefined };'],
    ['written later', 'const d = {}; d.value = undefined;'],
  ])('is undefined where that is %s', (_, descriptor) => {
    const text = `function A() {} A.prototype.port = 0; ${descriptor} Object.defineProperty(A, 'prototype', d); OPEN.bind(A.prototype ? A.prototype.port : 5353);`;

    expect(getVerdicts(text)).not.toContain('client');
  });

  it('stays where it is only locked', () => {
    const text =
      "function A() {} A.prototype = { port: PORT }; Object.defineProperty(A, 'prototype', { writable: false }); OPEN.bind(new A().port);";

    expect(getVerdictsOfPorts(text)).toEqual(['client', 'listener']);
  });
});

it("a method of the superclass is called by Babel's runtime", () => {
  const text = `${RUNTIME} ${CHECK} ${OWN}`.replace(
    'return inherits(Peer, _Base), Peer;',
    "inherits(Peer, _Base); Peer.prototype.open = function () { helper.get(helper.getPrototypeOf(Peer.prototype), 'open', this).call(this, PORT); }; return Peer;",
  );

  expect(getVerdictsOfPorts(text.replace('_this.port = PORT', '_this.port = 0'))).toEqual([
    'client',
    'listener',
  ]);
});
