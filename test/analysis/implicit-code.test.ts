import { expect, it } from 'vitest';
import { analyze } from '../../analysis/index.ts';
import { parseSource } from '../../codemods/parse.ts';

/** The verdict on a socket that is bound to `p` after some code. */
function judge(source: string): string | undefined {
  const parsed = parseSource(
    `const dgram = require('dgram');
const s = dgram.createSocket({ type: 'udp4', reuseAddr: true });
let p = 0;
${source}
s.bind(p);`,
    'program.cjs',
  );
  if (!parsed.ok) {
    throw new Error(parsed.error.message);
  }
  return analyze(parsed.file)[0]?.verdict;
}

/** Code that writes the port without a call that anybody sees. */
it.each([
  ['a getter', 'const o = { get x() { p = 5353; return 1; } }; o.x;'],
  ['a getter of a class', 'class A { static get x() { p = 5353; return 1; } } A.x;'],
  [
    'a getter that calls a function',
    'const go = () => { p = 5353; }; const o = { get x() { go(); return 1; } }; o.x;',
  ],
  ['a getter that a pattern reads', 'const { x } = { get x() { p = 5353; return 1; } };'],
  ['a getter that a spread reads', 'const o = { ...{ get x() { p = 5353; return 1; } } };'],
  [
    'a getter that is defined',
    `const o = Object.defineProperty({}, 'x', { get() { p = 5353; return 1; } }); o.x;`,
  ],
  ['a setter', 'const o = { set x(v) { p = v; } }; o.x = 5353;'],
  ['a setter that a pattern writes', 'const o = { set x(v) { p = v; } }; ({ x: o.x } = { x: 5353 });'],
  ['a setter that a loop writes', 'const o = { set x(v) { p = v; } }; for (o.x of [5353]);'],
  ['a trap of a proxy', 'const o = new Proxy({}, { get() { p = 5353; return 1; } }); o.x;'],
  ['valueOf', 'const o = { valueOf() { p = 5353; return 1; } }; void (o > 0);'],
  ['valueOf of what is counted', 'let o = { valueOf() { p = 5353; return 1; } }; o++;'],
  ['valueOf of what is added to', 'let o = { valueOf() { p = 5353; return 1; } }; o += 1;'],
  ['toString in a template', 'const o = { toString() { p = 5353; return ""; } }; void `${o}`;'],
  ['toString of a key', 'const o = { toString() { p = 5353; return "k"; } }; void {}[o];'],
  ['Symbol.toPrimitive', 'const o = { [Symbol.toPrimitive]() { p = 5353; return 1; } }; void +o;'],
  [
    'Symbol.hasInstance',
    'class A { static [Symbol.hasInstance]() { p = 5353; return true; } } void (1 instanceof A);',
  ],
  ['an iterator that a spread asks', 'void [...{ *[Symbol.iterator]() { p = 5353; } }];'],
  ['an iterator that a pattern asks', 'const [x] = { *[Symbol.iterator]() { p = 5353; yield 1; } };'],
  [
    'an iterator that a loop ends',
    'for (const x of { [Symbol.iterator]: () => ({ next: () => ({ done: false }), return() { p = 5353; return {}; } }) }) break;',
  ],
])('%s runs before what stands behind it', (_, source) => {
  expect(judge(source)).not.toBe('client');
});

it.each([
  [
    'the getter stands behind the bind',
    'queueMicrotask(() => { const o = { get x() { return p; } }; o.x; });',
  ],
  ['it writes something else', 'let q = 0; const o = { get x() { q = 5353; return q; } }; o.x;'],
])('a client stays one where %s', (_, source) => {
  expect(judge(source)).toBe('client');
});
