import { describe, expect, it } from 'vitest';
import { analyze } from '../../analysis/index.ts';
import { parseSource } from '../../codemods/parse.ts';

/** The verdict on a socket that something else uses too, so that a way which is lost would make it a client. */
function judge(way: string, port: number): string | undefined {
  const source = `
    const dgram = require('dgram');
    const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });
    const port = ${port};
    if (process.env.DEBUG) { socket.send('x', 53); }
    ${way}`;
  const parsed = parseSource(source, 'program.cjs');
  if (!parsed.ok) {
    throw new Error(parsed.error.message);
  }
  const [finding] = analyze(parsed.file);
  return finding?.verdict;
}

/** Ways by which the socket, or the port, comes to its `bind`. */
const FOLLOWED: readonly (readonly [name: string, way: string])[] = [
  ['a setter of a class', 'class C { set x(value) { value.bind(port); } } new C().x = socket;'],
  [
    'a setter of a superclass',
    'class A { set x(value) { value.bind(port); } } class B extends A {} const b = new B(); b.x = socket;',
  ],
  ['a setter in a pattern', 'class C { set x(value) { value.bind(port); } } [new C().x] = [socket];'],
  [
    'a setter that Object.assign runs',
    'class C { set x(value) { value.bind(port); } } Object.assign(new C(), { x: socket });',
  ],
  [
    'an inherited setter that Object.assign runs',
    'Object.assign(Object.create({ set x(value) { value.bind(port); } }), { x: socket });',
  ],
  ['a getter that Object.assign copies', 'Object.assign({}, { get x() { return socket; } }).x.bind(port);'],
  ['a getter that is spread', 'const copy = { ...{ get x() { return socket; } } }; copy.x.bind(port);'],
  [
    'descriptors of properties',
    'socket.bind(Object.defineProperties({}, Object.getOwnPropertyDescriptors({ x: port })).x);',
  ],
  ['__lookupGetter__', "({ get x() { return socket; } }).__lookupGetter__('x')().bind(port);"],
  ['a registered symbol', "const o = {}; o[Symbol.for('k')] = port; socket.bind(o[Symbol.for('k')]);"],
  ['a tag of a template', 'function tag(texts, value) { value.bind(port); } tag`a${socket}b`;'],
  ['the rest of a tag', 'function tag(texts, ...values) { values[0].bind(port); } tag`a${socket}b`;'],
  [
    'a value sent into a generator',
    'function* g() { (yield 1).bind(port); } const it = g(); it.next(); it.next(socket);',
  ],
  ['a thenable', 'Promise.resolve({ then(done) { done(port); } }).then((value) => { socket.bind(value); });'],
  [
    'a value in a WeakMap of private state',
    `const state = new WeakMap(); class C { constructor(x) { state.set(this, { x }); } get() { return state.get(this).x; } } new C(socket).get().bind(port);`,
  ],
  [
    'the class of an object',
    `class C { static held = socket; get() { return this.constructor.held; } } new C().get().bind(port);`,
  ],
  [
    'the class of an object that is taken apart',
    `function C() {} C.held = socket; const { constructor: made } = new C(); made.held.bind(port);`,
  ],
  [
    'new.target',
    `class A { constructor() { this.held = new.target.held; } } class B extends A { static held = socket; } new B().held.bind(port);`,
  ],
  [
    'for await',
    `(async () => { for await (const value of [Promise.resolve(socket)]) { value.bind(port); } })();`,
  ],
  [
    'the step of an asynchronous generator',
    `async function* g() { yield socket; } g().next().then(({ value }) => { value.bind(port); });`,
  ],
  [
    'an asynchronous generator that delegates',
    `async function* g() { yield* [Promise.resolve(socket)]; } (async () => { for await (const value of g()) { value.bind(port); } })();`,
  ],
  [
    'an asynchronous iterator',
    `const it = { [Symbol.asyncIterator]: () => ({ next: async () => ({ value: socket, done: false }) }) }; (async () => { for await (const value of it) { value.bind(port); } })();`,
  ],
  ['an array-like object', `Array.from({ length: 1, 0: socket })[0].bind(port);`],
  [
    'a setter that is defined on a prototype',
    `function C() {} Object.defineProperty(C.prototype, 'x', { set(value) { value.bind(port); } }); new C().x = socket;`,
  ],
  [
    'private state as Babel compiles it',
    `function check(e, t, n) { if ('function' == typeof e ? e === t : e.has(t)) return arguments.length < 3 ? t : n; throw new TypeError(); }
    const set = (e, t, a) => (e.set(check(e, t), a), a);
    const get = (e, t) => e.get(check(e, t));
    const state = new WeakMap();
    class C { constructor(x) { state.set(this, void 0); set(state, this, x); } get() { return get(state, this); } }
    new C(socket).get().bind(port);`,
  ],
  ['the constructor of a builtin', `[].constructor.of(socket)[0].bind(port);`],
  ['a class that extends Array', `class A extends Array {} new A(socket)[0].bind(port);`],
  ['a class that extends Set', `class S extends Set {} [...new S([socket])][0].bind(port);`],
  ['a class that extends Map', `class M extends Map {} new M([['a', socket]]).get('a').bind(port);`],
  ['Array.fromAsync', `Array.fromAsync([Promise.resolve(socket)]).then(([value]) => value.bind(port));`],
  [
    'timers/promises',
    `const { setTimeout: wait } = require('timers/promises'); wait(1, socket).then((value) => value.bind(port));`,
  ],
  [
    'what is inherited behind a deleted property',
    `const o = { p: 0 }; delete o.p; Object.setPrototypeOf(o, { p: port }); socket.bind(o.p);`,
  ],
  [
    'what Object.defineProperty adds to Object.prototype',
    `Object.defineProperty(Object.prototype, 'held', { get() { return port; } }); socket.bind({}.held);`,
  ],
  ['a builtin that the file replaces', `Array.from = () => [port]; socket.bind(Array.from([0])[0]);`],
  [
    'Symbol.hasInstance',
    `class A { static [Symbol.hasInstance](value) { value.bind(port); return true; } } void (socket instanceof A);`,
  ],
  [
    'Symbol.hasInstance of an instance',
    `class A { [Symbol.hasInstance](value) { value.bind(port); return true; } } void (socket instanceof new A());`,
  ],
  [
    'Symbol.hasInstance of a bound function',
    `const f = function () {}.bind(null); Object.defineProperty(f, Symbol.hasInstance, { value(x) { x.bind(port); } }); void (socket instanceof f);`,
  ],
  [
    'Symbol.hasInstance that a proxy gives',
    `const f = new Proxy(class {}, { get: () => (value) => { value.bind(port); } }); void (socket instanceof f);`,
  ],
  [
    'what a superclass returns',
    `class A { constructor() { return socket; } } class B extends A { constructor() { super(); this.bind(port); } } new B();`,
  ],
  [
    'a method of its own by the name of one that binds',
    `socket.send = function () { this.bind(port); }; socket.send('x', 53);`,
  ],
  [
    'a getter that is defined, then spread',
    `const o = {}; Object.defineProperty(o, 'p', { get: () => port, enumerable: true }); socket.bind({ ...o }.p);`,
  ],
];

/** Ways whose end is not followed. */
const UNKNOWN: readonly (readonly [name: string, way: string])[] = [
  ['Promise.reject', 'Promise.reject(socket).catch((value) => { value.bind(port); });'],
  [
    'a rejecting executor',
    'new Promise((_, reject) => { reject(socket); }).catch((value) => { value.bind(port); });',
  ],
  [
    'a rejection that is caught',
    '(async () => { try { await Promise.reject(socket); } catch (value) { value.bind(port); } })();',
  ],
  [
    'Promise.withResolvers',
    'const p = Promise.withResolvers(); p.promise.catch((value) => value.bind(port)); p.reject(socket);',
  ],
  [
    'a property whose name is not known',
    'const o = {}; o[process.env.KEY] = port; socket.bind(o[process.env.KEY]);',
  ],
  [
    'events.once',
    `const { EventEmitter, once } = require('events'); const e = new EventEmitter(); once(e, 'go').then(([value]) => { value.bind(port); }); e.emit('go', socket);`,
  ],
  [
    'events.on',
    `const { EventEmitter, on } = require('events'); const e = new EventEmitter(); (async () => { for await (const [value] of on(e, 'go')) { value.bind(port); } })(); setTimeout(() => e.emit('go', socket), 5);`,
  ],
  [
    'generator.throw',
    `const g = (function* () { try { yield 1; } catch (value) { value.bind(port); } })(); g.next(); g.throw(socket);`,
  ],
  ['the cause of an error', `new Error('x', { cause: socket }).cause.bind(port);`],
  [
    'the cause of an error of the program',
    `class E extends Error { constructor(held) { super('x', { cause: held }); } } new E(socket).cause.bind(port);`,
  ],
  ['an event of the process', `process.on('x', (value) => value.bind(port)); process.emit('x', socket);`],
  [
    'util.callbackify',
    `require('util').callbackify(async () => socket)((error, value) => value.bind(port));`,
  ],
  [
    'what runs in an AsyncLocalStorage',
    `new (require('async_hooks').AsyncLocalStorage)().run(1, () => socket).bind(port);`,
  ],
  [
    'a rejection that code compiled by TypeScript catches',
    `function __generator(self, body) {
      var state = { label: 0, sent: function () { if (t[0] & 1) throw t[1]; return t[1]; }, trys: [], ops: [] }, f, y, t, g;
      return g = { next: verb(0), "throw": verb(1), "return": verb(2) }, g;
      function verb(n) { return function (v) { return step([n, v]); }; }
      function step(op) {
        if (f) throw new TypeError("Generator is already executing.");
        while (state) try {
          if (f = 1, y && (t = y[op[0] & 2 ? "return" : op[0] ? "throw" : "next"])) return t.call(y, op[1]);
          op = body.call(self, state);
        } catch (e) { op = [6, e]; y = 0; } finally { f = t = 0; }
        return { value: op[0] ? op[1] : void 0, done: true };
      }
    }
    function run(generator) { return new Promise(function () { generator.next(); }); }
    run(__generator(this, function (state) {
      var caught;
      switch (state.label) {
        case 0:
          state.trys.push([0, 2, , 3]);
          return [4, Promise.reject(port)];
        case 1:
          state.sent();
          return [3, 3];
        case 2:
          caught = state.sent();
          socket.bind(caught);
          return [3, 3];
        case 3:
          return [2];
      }
    }));`,
  ],
  [
    'what the file adds to String.prototype',
    `String.prototype.go = function (value) { value.bind(port); }; 'x'.go(socket);`,
  ],
  ['every method of the socket', `for (const name in socket) { socket[name](port); }`],
  [
    'what the file adds to Array.prototype',
    `Array.prototype.first = function () { return this[0]; }; [socket].first().bind(port);`,
  ],
  [
    'util.promisify.custom',
    `const { promisify } = require('util'); function f() {} f[promisify.custom] = async () => socket; promisify(f)().then((value) => value.bind(port));`,
  ],
  ['a global that the file assigns to', `Number = () => port; socket.bind(Number('0'));`],
];

describe('a value that comes to bind by', () => {
  it.each(FOLLOWED)('%s is followed', (_name, way) => {
    expect(judge(way, 5353)).toBe('listener');
    expect(judge(way, 0)).toBe('client');
  });

  it.each(UNKNOWN)('%s makes no client', (_name, way) => {
    expect(judge(way, 5353)).not.toBe('client');
  });
});
