import { describe, expect, it } from 'vitest';
import { getVerdicts } from './findings/verdicts-of.ts';

const SEND = `send('x', 5353, 'localhost')`;

function judge(text: string): string | undefined {
  return getVerdicts(`const s = OPEN;\n${text}`)[0];
}

/** Ways of a socket to a place that catches it, with `USE` for what is called on it there. */
const CAUGHT: readonly (readonly [name: string, text: string])[] = [
  ['by the catch around it', 'try { throw s; } catch (x) { x.USE; }'],
  ['by the outer one, from a handler', 'try { try { f(); } catch { throw s; } } catch (x) { x.USE; }'],
  [
    'by the outer one, from a block with finally alone',
    'try { try { throw s; } finally { console.log(1); } } catch (x) { x.USE; }',
  ],
  ['by a pattern', 'try { throw { x: s }; } catch ({ x }) { x.USE; }'],
  ['from a function', 'function f() { throw s; } try { f(); } catch (x) { x.USE; }'],
  [
    'through two functions',
    'function f(v) { throw v; } const g = () => f(s); try { g(); } catch (x) { x.USE; }',
  ],
  ['from a method', 'class K { run() { throw s; } } try { new K().run(); } catch (x) { x.USE; }'],
  ['from a constructor', 'class K { constructor() { throw s; } } try { new K(); } catch (x) { x.USE; }'],
  [
    'from the constructor of a superclass',
    'class K { constructor() { throw s; } } class L extends K {} try { new L(); } catch (x) { x.USE; }',
  ],
  ['from a tag', 'function tag() { throw s; } try { tag`x`; } catch (x) { x.USE; }'],
  ['from a bound function', 'function f() { throw s; } try { f.bind(null)(); } catch (x) { x.USE; }'],
  ['of a promise, by catch()', 'Promise.reject(s).catch((x) => x.USE);'],
  ['of a promise, by then()', 'Promise.reject(s).then(null, (x) => x.USE);'],
  ['of a promise, behind others', 'Promise.reject(s).then(() => 1).finally(() => 2).catch((x) => x.USE);'],
  ['of a promise, by await', '(async () => { try { await Promise.reject(s); } catch (x) { x.USE; } })();'],
  ['by a callback of then()', 'Promise.resolve().then(() => { throw s; }).catch((x) => x.USE);'],
  ['by a callback of catch()', 'Promise.reject(1).catch(() => { throw s; }).catch((x) => x.USE);'],
  ['by the function that rejects', 'new Promise((resolve, no) => no(s)).catch((x) => x.USE);'],
  [
    'by the function that rejects, later',
    'new Promise((resolve, no) => { setTimeout(no, 1, s); }).catch((x) => x.USE);',
  ],
];

describe.each(CAUGHT)('a socket that is caught %s', (_name, text) => {
  it('is a listener where it is bound there', () => {
    expect(judge(`${text.replace('USE', 'bind(5353)')}\nif (!Date.now()) s.bind(0);`)).not.toBe('client');
  });

  it('is a client where it sends there', () => {
    expect(judge(text.replace('USE', SEND))).toBe('client');
  });
});

it.each([
  ['at the top', 'throw s;'],
  ['out of a function that nothing catches', 'function f() { throw s; }\nf();'],
  [
    'out of a function that other code calls',
    'exports.f = () => { throw s; };\ntry { exports.f(); } catch {}',
  ],
  ['out of a callback of other code', `require('other')(() => { throw s; });`],
  ['out of a listener', `process.on('exit', () => { throw s; });`],
  ['out of a timer', 'try { setTimeout(() => { throw s; }, 1); } catch {}'],
  ['out of a getter', 'const o = { get x() { throw s; } };\ntry { o.x; } catch {}'],
  ['out of an asynchronous function', 'async function f() { throw s; }\nf().catch(() => {});'],
  [
    'out of an asynchronous callback',
    `require('util').callbackify(async () => { throw s; })((e) => e.close());`,
  ],
  [
    'by an emitter without a listener',
    `const { EventEmitter } = require('events');\ntry { new EventEmitter().emit('error', s); } catch {}`,
  ],
  [
    'by an object with a method then',
    '(async () => { try { await { then(a, no) { no(s); } }; } catch {} })();',
  ],
  ['out of a generator', 'function* f() { throw s; }\ntry { f().next(); } catch {}'],
  ['out of an initializer', 'class K { x = (() => { throw s; })(); }\ntry { new K(); } catch {}'],
  ['into a promise that is kept', 'const p = Promise.reject(s);\nsetTimeout(() => p.catch(() => {}), 9);'],
  ['into a promise without a function', 'Promise.reject(s).catch(undefined);'],
  ['into a promise that only waits for a value', 'Promise.reject(s).then((x) => x);'],
  ['into the promise of a callback', 'Promise.resolve().then(() => { throw s; });'],
  [
    'into a promise of a class of the program',
    'class P extends Promise { catch() {} }\nnew P((resolve, no) => no(s)).catch(() => {});',
  ],
])('a socket that is thrown %s is unknown', (_name, text) => {
  expect(judge(text)).toBe('unknown');
});
