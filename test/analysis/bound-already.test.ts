import { describe, expect, it } from 'vitest';
import { getVerdicts } from './findings/verdicts-of.ts';

const SEND = `send('x', 5353, 'localhost')`;

function judge(text: string): string | undefined {
  return getVerdicts(text.replaceAll('SEND', SEND))[0];
}

/** Code in which a bind stands behind a send, but may meet a socket that an earlier run of the code has made. */
const EARLIER: readonly (readonly [name: string, text: string])[] = [
  [
    'a function that takes one step with each call',
    `let s;
    const step = () => { if (!s) { s = OPEN; return; } s.bind(5353); s.SEND; };
    for (const round of [1, 2]) step();`,
  ],
  [
    'a listener that tells events apart',
    `let s;
    function on(t) { if (t === 'open') s = OPEN; else if (t === 'listen') s.bind(5353); else s.SEND; }
    ['open', 'listen', 'ask'].forEach(on);`,
  ],
  [
    'a method that tells states apart',
    `class K { run(t) { switch (t) {
      case 0: this.s = OPEN; break;
      case 1: this.s.bind(5353); break;
      default: this.s.SEND;
    } } }
    const k = new K(); k.run(0); k.run(1); k.run(2);`,
  ],
  [
    'a loop that keeps the one of the round before',
    `let prev;
    for (const i of [0, 1]) { const s = OPEN; if (!i) { prev = s; continue; } s.SEND; prev.bind(5353); }`,
  ],
  [
    'a callback that keeps the one of the call before',
    `let prev;
    [0, 1].forEach((i) => { const s = OPEN; if (!i) { prev = s; return; } s.SEND; prev.bind(5353); });`,
  ],
  [
    'a function that keeps it under a name',
    `const slots = {};
    function open(name) { slots[name] = OPEN; if (name === 'a') return; slots.b.SEND; slots.a.bind(5353); }
    open('a'); open('b');`,
  ],
  [
    'a function that other code calls, and that returns the one before',
    `let prev;
    module.exports = (i) => { const s = OPEN; if (!i) { prev = s; return null; } s.SEND; return prev; };`,
  ],
  [
    'the functions of two calls',
    `const mk = (before, port) => { const s = OPEN; before(); s.bind(port); return () => { s.SEND; }; };
    const a = mk(() => {}, 0); const b = mk(a, 5353); b();`,
  ],
];

it.each(EARLIER)('a bind meets a socket of an earlier run: %s', (_name, text) => {
  expect(judge(text)).not.toBe('client');
});

it.each([
  [
    'a function that sends first in each run',
    `let s;
    exports.ask = () => { s = OPEN; s.SEND; s.on('message', () => s.close()); try { s.bind(5353); } catch {} };`,
  ],
  [
    'a method that may end before it sends',
    `class K { ask(t) { const s = OPEN; s.on('message', () => s.close()); if (!t) return; s.SEND; try { s.bind(5353); } catch {} } }
    exports.K = K;`,
  ],
  [
    'a round of a loop',
    'for (const x of [1, 2]) { const s = OPEN; if (x > 1) continue; s.SEND; s.bind(5353); }',
  ],
  [
    'a socket that is made when it is first asked for',
    'class K { get() { if (this._s) return this._s; this._s = OPEN; this._s.SEND; return this._s; } }\nexports.k = new K();',
  ],
])('a bind comes too late: %s', (_name, text) => {
  expect(judge(text)).toBe('client');
});

/** Ways by which a field that held the socket holds another one, so that a send by this name binds that. */
const REPLACED: readonly (readonly [name: string, text: string])[] = [
  ['another name of the object', 'a.x = s; b.x = other;'],
  ['Object.assign()', 'a.x = s; Object.assign(a, { x: other });'],
  ['Object.defineProperty()', `a.x = s; Object.defineProperty(a, 'x', { value: other });`],
  ['Reflect.set()', `a.x = s; Reflect.set(a, 'x', other);`],
  ['a computed name', `a.x = s; for (const key of Object.keys(a)) a[key] = other;`],
  ['a pattern', 'a.x = s; [a.x] = [other];'],
  ['a loop', 'a.x = s; for (a.x of [other]);'],
  ['a swap', 'a.x = s; a.y = other; [a.x, a.y] = [a.y, a.x];'],
  ['the object around it', 'a.x = s; const c = { a }; c.a = { x: other }; a = c.a;'],
  ['a deletion', 'a = Object.create({ x: other }); a.x = s; delete a.x;'],
  ['a frozen object', 'a = Object.freeze({ x: other }); a.x = s;'],
  [
    'a setter that keeps the first',
    'let own; a = { get x() { return own; }, set x(v) { own ??= v; } }; a.x = other; a.x = s;',
  ],
  ['a function', 'const go = (c, d) => { c.x = s; d.x = other; }; go(a, a);'],
  ['a getter of something else', 'a.x = s; const g = { get y() { a.x = other; return 1; } }; g.y;'],
  ['a getter that a pattern reads', 'a.x = s; const { y } = { get y() { a.x = other; return 1; } };'],
];

describe.each(REPLACED)('a field that is given another socket by %s', (_name, text) => {
  it('does not bind the first', () => {
    expect(
      judge(`const other = dgram.createSocket('udp4');
      let a = {}; const b = a;
      const s = OPEN;
      ${text}
      a.x.SEND;
      s.bind(5353);`),
    ).not.toBe('client');
  });
});

it.each([
  ['the end of a list', 'const l = [s]; l.unshift(other);'],
  ['a list that is turned round', 'const l = [s, other]; l.reverse();'],
  ['a list that is filled', 'const l = [s]; l.fill(other);'],
  ['a list that is cut', 'const l = [s, other]; l.shift();'],
  ['a list that is emptied', 'const l = [s]; l.length = 0; l.push(other);'],
])('an element is another one in %s', (_name, text) => {
  expect(
    judge(`const other = dgram.createSocket('udp4');
    const s = OPEN;
    ${text}
    l[0].SEND;
    s.bind(5353);`),
  ).not.toBe('client');
});

it.each([
  ['arguments', 'function go(t) { arguments[0] = other; t.SEND; s.bind(5353); }\ngo(s);'],
  [
    'what runs at the end of a block',
    'let t; { using r = { [Symbol.dispose]() { t = other; } }; t = s; }\nt.SEND; s.bind(5353);',
  ],
])('a variable is given another socket by %s', (_name, text) => {
  expect(judge(`const other = dgram.createSocket('udp4');\nconst s = OPEN;\n${text}`)).not.toBe('client');
});

it('a field is the socket that was put there, whatever other functions put there', () => {
  const text = `class K {
    ask() { this.s = OPEN; this.s.SEND; this.s.bind(5353); }
    talk() { this.s = dgram.createSocket('udp4'); }
  }
  new K().ask();`;

  expect(judge(text)).toBe('client');
});
