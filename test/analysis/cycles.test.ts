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
])('%s is looked at once', (_name, source) => {
  const parsed = parseSource(source, 'program.cjs');
  if (!parsed.ok) {
    throw new Error(parsed.error.message);
  }

  expect(() => analyze(parsed.file)).not.toThrow();
});
