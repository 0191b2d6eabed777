import { expect, it } from 'vitest';
import { getVerdicts } from './findings/verdicts-of.ts';

it.each([
  ['shorthand', `const __proto__ = 5353; const o = { __proto__ };`],
  ['a computed key', `const o = { ['__proto__']: 5353 };`],
  ['a key that is computed elsewhere', `const key = () => '__proto__'; const o = { [key()]: 5353 };`],
  ['a field', `class A { ['__proto__'] = 5353; } const o = new A();`],
  ['a static field', `class A { static ['__proto__'] = 5353; } const o = A;`],
  ['defineProperty', `const o = {}; Object.defineProperty(o, '__proto__', { value: 5353 });`],
  ['a copy', `const o = { ...{ ['__proto__']: 5353 } };`],
  ['a getter', `const o = { get ['__proto__']() { return 5353; } };`],
  ['JSON.parse', `const o = JSON.parse('{"__proto__":5353}');`],
])('an object can have a property called __proto__: by %s', (_, make) => {
  expect(getVerdicts(`${make} OPEN.bind(o.__proto__);`)).not.toContain('client');
});

it.each([
  ['of a literal', `const o = { __proto__() { return 5353; } };`],
  ['of a class', `class A { __proto__() { return 5353; } } const o = new A();`],
])('a method can be called __proto__: %s', (_, make) => {
  expect(getVerdicts(`${make} OPEN.bind(o.__proto__());`)).toEqual(['listener']);
});

it('Object.assign sets the prototype', () => {
  const port = `Object.assign({}, { ['__proto__']: { port: 5353 } }).port`;
  expect(getVerdicts(`OPEN.bind(${port});`)).toEqual(['listener']);
});

it('what an object inherits from is still read', () => {
  expect(getVerdicts(`const o = { __proto__: { port: 5353 } }; OPEN.bind(o.__proto__.port);`)).toEqual([
    'listener',
  ]);
  expect(getVerdicts(`const o = { __proto__: { port: 0 } }; OPEN.bind(o.__proto__.port);`)).toEqual([
    'client',
  ]);
});
