import { expect, it } from 'vitest';
import { analyze } from '../../analysis/index.ts';
import { parseSource } from '../../codemods/parse.ts';

it.each([
  [
    'a class that is made of itself',
    'var Client = (function () { return Client; })(); new Client().reuseAddr;',
  ],
  ['two names for each other', 'var a = b, b = a; a.createSocket({ reuseAddr: true }); new a();'],
  [
    'an object that is spread into itself',
    'var o = { ...o, reuseAddr: true }; require("dgram").createSocket(o).bind(o);',
  ],
  [
    'a function that returns what it calls',
    'function f() { return f(); } require("dgram").createSocket(f()).bind(f());',
  ],
  [
    'a list of calls that are bound to each other',
    'const list = [() => 0]; for (let i = 0; i < 3; i++) list.push(list[0].call.bind(list[i])); list[1](list[0]); require("dgram").createSocket({ reuseAddr: true }).bind(list[0]());',
  ],
  [
    'a function that is handed calls of what it returned before',
    'const o = { a: { s: require("dgram").createSocket({ reuseAddr: true }), f() { return this; } } }; function chain(ops) { let last; let value = ops[0]; for (let i = 1; i < ops.length; i += 2) { const fn = ops[i + 1]; if (ops[i] === "access") { last = value; value = fn(value); } else { value = fn((...args) => value.call(last, ...args)); last = undefined; } } return value; } chain([o, "access", (_) => _.a, "access", (_) => _.f, "call", (_) => _(), "access", (_) => _.s, "access", (_) => _.bind, "call", (_) => _(0)]);',
  ],
])('%s is looked at once', (_name, source) => {
  const parsed = parseSource(source, 'program.cjs');
  if (!parsed.ok) {
    throw new Error(parsed.error.message);
  }

  expect(() => analyze(parsed.file)).not.toThrow();
});
