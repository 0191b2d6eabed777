import { describe, expect, it } from 'vitest';
import { analyze } from '../../analysis/index.ts';
import { parseSource } from '../../codemods/parse.ts';

/**
 * The verdict on a socket `s` that also sends. A value that is lost on its way through a helper leaves the sending alone, which
 * is a client.
 */
function judge(way: string, port: number): string | undefined {
  const source = `
    const dgram = require('dgram');
    const tslib = require('tslib');
    const s = dgram.createSocket({ type: 'udp4', reuseAddr: true });
    const port = ${port};
    ${way}
    if (!Date.now()) { s.send('x', 9); }`;
  const parsed = parseSource(source, 'program.cjs');
  if (!parsed.ok) {
    throw new Error(parsed.error.message);
  }
  const [finding] = analyze(parsed.file);
  return finding?.verdict;
}

const BABEL = '@babel/runtime/helpers';
const SWC = '@swc/helpers/_';

type Way = readonly [name: string, way: string];

const LISTS: readonly Way[] = [
  [
    'steps through an array by __values',
    'for (let it = tslib.__values([s]), r = it.next(); !r.done; r = it.next()) { r.value.bind(port); }',
  ],
  [
    'steps through a set by __values',
    'const it = tslib.__values(new Set([s])); const r = it.next(); r.value.bind(port);',
  ],
  [
    'steps through a list of values by __values',
    'const it = tslib.__values(Object.values({ a: s })); it.next().value.bind(port);',
  ],
  [
    'steps through a generator by __values',
    'function* g() { yield s; } const it = tslib.__values(g()); it.next().value.bind(port);',
  ],
  [
    'steps through what is like an array by __values',
    'tslib.__values({ length: 1, 0: s }).next().value.bind(port);',
  ],
  [
    'steps through an iterator of the program by _ts_values',
    `const own = { [Symbol.iterator]() { return { next: () => ({ done: false, value: s }) }; } };
    require('${SWC}/_ts_values')._(own).next().value.bind(port);`,
  ],
  ['takes a set apart', `require('${BABEL}/slicedToArray')(new Set([s]), 1)[0].bind(port);`],
  ['takes a map apart', `require('${SWC}/_sliced_to_array')._(new Map([['a', s]]), 1)[0][1].bind(port);`],
  [
    'takes a generator apart',
    `function* g() { yield s; } require('${BABEL}/slicedToArray')(g(), 1)[0].bind(port);`,
  ],
  [
    'takes an object with an iterator apart',
    `class C { *[Symbol.iterator]() { yield s; } } require('${SWC}/_to_array')._(new C())[0].bind(port);`,
  ],
  ['takes an array apart', `require('${BABEL}/slicedToArray')([0, s], 2)[1].bind(port);`],
  [
    'takes an array with an iterator of its own apart',
    `const list = [0]; list[Symbol.iterator] = function* () { yield s; };
    require('${BABEL}/slicedToArray')(list, 1)[0].bind(port);`,
  ],
  [
    'gives the array that it was given',
    `const list = []; require('${BABEL}/toArray')(list).push(s); list[0].bind(port);`,
  ],
  ['reads what is no list by __read', 'tslib.__read({ held: s }).held.bind(port);'],
  ['joins three lists by __spread', 'tslib.__spread([], [], [s])[0].bind(port);'],
  ['joins three lists by __spreadArrays', 'tslib.__spreadArrays([], [], [s])[0].bind(port);'],
  ['joins two lists by __spreadArray', 'tslib.__spreadArray([], [s], true)[0].bind(port);'],
];

const OBJECTS: readonly Way[] = [
  ['defines a property', `require('${SWC}/_define_property')._({}, 'a', s).a.bind(port);`],
  [
    'copies a getter that a call gives it',
    `const from = () => ({ get a() { return s; } });
    require('${SWC}/_object_spread_props')._({}, from()).a.bind(port);`,
  ],
  ['copies properties by _extends', `require('${BABEL}/extends')({}, { s }).s.bind(port);`],
  ['copies properties by __assign', 'tslib.__assign(tslib.__assign({}, { s }), { x: 1 }).s.bind(port);'],
  ['copies the properties of a spread list by __assign', 'tslib.__assign(...[{}, { s }]).s.bind(port);'],
  ['writes to a setter by __assign', 'tslib.__assign({ set x(value) { value.bind(port); } }, { x: s });'],
  [
    'copies a setter by _object_spread_props',
    `require('${SWC}/_object_spread_props')._({}, { set x(value) { value.bind(port); } }).x = s;`,
  ],
  [
    'copies a getter by objectSpread2',
    `void require('${BABEL}/objectSpread2')({ s }, {}, { get x() { this.s.bind(port); return 0; } }).x;`,
  ],
  ['copies the rest by __rest', `tslib.__rest({ a: 1, s }, ['a']).s.bind(port);`],
  ['copies the rest of a spread list by __rest', `tslib.__rest(...[{ a: 1, s }, ['a']]).s.bind(port);`],
];

const CLASSES: readonly Way[] = [
  [
    'gives what is written to a private field, by TypeScript',
    `const state = new WeakMap(); const c = {}; state.set(c, void 0);
    tslib.__classPrivateFieldSet(c, state, s, 'f').bind(port);`,
  ],
  [
    'gives what is written to a private field, by Babel',
    `const state = new WeakMap(); const c = {}; state.set(c, void 0);
    require('${BABEL}/classPrivateFieldSet2')(state, c, s).bind(port);`,
  ],
  [
    'gives what is written to a private field, by SWC',
    `const state = new WeakMap(); const c = {}; state.set(c, { writable: true, value: void 0 });
    require('${SWC}/_class_private_field_set')._(c, state, s).bind(port);`,
  ],
  [
    'reads what was written to a private field',
    `const state = new WeakMap(); const c = {}; state.set(c, void 0);
    tslib.__classPrivateFieldSet(c, state, s, 'f'); tslib.__classPrivateFieldGet(c, state, 'f').bind(port);`,
  ],
  [
    'reads a private field of a class',
    `const C = class {}; const held = { value: s }; tslib.__classPrivateFieldGet(C, C, 'f', held).bind(port);`,
  ],
  [
    'writes a private field of a class',
    `const C = class {}; const held = { value: 0 }; tslib.__classPrivateFieldSet(C, C, s, 'f', held);
    held.value.bind(port);`,
  ],
  [
    'runs a private getter',
    `const own = new WeakSet(); const c = { s }; own.add(c);
    tslib.__classPrivateFieldGet(c, own, 'a', function () { return this.s; }).bind(port);`,
  ],
  [
    'runs a private setter',
    `const own = new WeakSet(); const c = { s }; own.add(c);
    tslib.__classPrivateFieldSet(c, own, port, 'a', function (value) { this.s.bind(value); });`,
  ],
  [
    'gives a private method',
    `const own = new WeakSet(); const c = { s }; own.add(c);
    tslib.__classPrivateFieldGet(c, own, 'm', function (value) { this.s.bind(value); }).call(c, port);`,
  ],
];

const CALLS: readonly Way[] = [
  [
    'runs a generator as an asynchronous function',
    `require('${BABEL}/asyncToGenerator')(function* (t) { (yield Promise.resolve(t)).bind(port); })(s);`,
  ],
  [
    'gives what an asynchronous function returns',
    `require('${SWC}/_async_to_generator')._(function* () { return s; })().then((t) => t.bind(port));`,
  ],
  [
    'asks a class for its instances',
    `class K { static [Symbol.hasInstance](value) { value.bind(port); return true; } }
    require('${SWC}/_instanceof')._(s, K);`,
  ],
  [
    'asks a class for its instances before its constructor runs',
    `class K { static [Symbol.hasInstance](value) { value.bind(port); return true; } }
    require('${BABEL}/classCallCheck')(s, K);`,
  ],
  [
    'asks an object for its instances',
    `class K { [Symbol.hasInstance](value) { value.bind(port); return true; } }
    require('${SWC}/_instanceof')._(s, new K());`,
  ],
  [
    'gives what a superclass returns',
    `class A { constructor(value) { return value; } } class B {} Object.setPrototypeOf(B, A);
    require('${SWC}/_call_super')._(new B(), B, [s]).bind(port);`,
  ],
  [
    'defines members of a class',
    `function C() {}
    require('${BABEL}/createClass')(C, [
      { key: 'held', get: function () { return s; } },
      { key: 'open', value: function (value) { value.bind(port); } },
    ]);
    new C().open(new C().held);`,
  ],
  [
    'reads the constructor of a value',
    `require('${SWC}/_type_of')._({ get constructor() { s.bind(port); return Object; } });`,
  ],
  [
    'runs an asynchronous function with several arguments',
    `function open(a, b) { return tslib.__awaiter(this, arguments, void 0, function* (x, y = 0) { x.bind(y); }); }
    open(s, port);`,
  ],
  [
    'is called by its own call',
    `require('${SWC}/_sliced_to_array')._.call(null, new Set([s]), 1)[0].bind(port);`,
  ],
  ['is applied to a list', `require('${BABEL}/extends').apply(null, [{}, { s }]).s.bind(port);`],
];

/** What is not followed: nothing is said of the client either. */
const NOT_FOLLOWED: readonly Way[] = [
  ['defines a property of what is not known', `require('${SWC}/_define_property')._(globalThis.o, 'a', s);`],
  [
    'leaves metadata of a class to another package',
    `Reflect.metadata = (key, value) => { value.bind(port); }; tslib.__metadata('key', s);`,
  ],
  [
    'makes promises of a class of the program',
    `class P extends Promise { then(f) { s.bind(port); return super.then(f); } }
    (async () => { await tslib.__awaiter(void 0, void 0, P, function* () { yield 1; }); })();`,
  ],
  [
    'calls the superclass of something that is not known',
    `require('${SWC}/_call_super')._(globalThis.made, class extends Object {}, [s]);`,
  ],
  ['runs a generator that is not known', 's.bind(tslib.__generator(void 0, globalThis.body).next().value);'],
  [
    'defines members of a class that are not known',
    `function C() {} require('${SWC}/_create_class')._(C, globalThis.members); new C().open(s);`,
  ],
  [
    'joins what is no list by __spreadArray',
    `tslib.__spreadArray({ concat(list) { list[0].bind(port); } }, [s]);`,
  ],
  [
    'has private state of which the program knows the class',
    `const state = { get() { s.bind(port); } }; require('${BABEL}/classPrivateFieldGet2')(state, {});`,
  ],
];

describe.each([
  ['lists', LISTS],
  ['objects', OBJECTS],
  ['classes', CLASSES],
  ['calls', CALLS],
])('an imported helper of %s', (_name, ways) => {
  it.each(ways)('%s', (_way, source) => {
    expect(judge(source, 5353)).toBe('listener');
    expect(judge(source, 0)).toBe('client');
  });
});

describe('an imported helper', () => {
  it.each(NOT_FOLLOWED)('%s', (_way, source) => {
    expect(judge(source, 5353)).not.toBe('client');
  });
});
