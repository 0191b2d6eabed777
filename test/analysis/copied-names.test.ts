import { describe, expect, it } from 'vitest';
import { getVerdicts } from './findings/verdicts-of.ts';

it.each([
  ['a name that is not known', 'OPEN.bind(o[process.argv[2]]);'],
  ['Object.values', 'OPEN.bind(Object.values(o)[0]);'],
  ['Object.entries', 'OPEN.bind(Object.entries(o)[0][1]);'],
  ['a loop over the names', 'let port = 0; for (const k in o) port = o[k]; OPEN.bind(port);'],
])('what is copied is among the properties that are read: by %s', (_, read) => {
  expect(getVerdicts(`const o = { ...{ a: 5353 } }; ${read}`)).toEqual(['listener']);
  expect(getVerdicts(`const { ...o } = { a: 5353 }; ${read}`)).toEqual(['listener']);
  expect(getVerdicts(`const o = Object.assign({}, { a: 5353 }); ${read}`)).toEqual(['listener']);
  expect(getVerdicts(`const o = { ...{ ...{ a: 5353 } } }; ${read}`)).toEqual(['listener']);
  expect(getVerdicts(`const o = { ...{ a: 0 } }; ${read}`)).toEqual(['client']);
});

describe('the names of an object', () => {
  it.each([
    ['an element that is written', 'ports[5353] = 1;', 'Object.keys(ports)'],
    ['a computed one', 'ports[Number(process.env.PORT)] = 1;', 'Object.getOwnPropertyNames(ports)'],
    ['one that is counted', 'ports[5353] ??= 1;', 'Reflect.ownKeys(ports)'],
    [
      'one that is assigned',
      'Object.assign(ports, { 5353: 1 });',
      'Object.entries(ports).map(([key]) => key)',
    ],
    [
      'one that is defined',
      "Object.defineProperty(ports, '5353', { value: 1, enumerable: true });",
      'Object.keys(ports)',
    ],
    ['one that is copied', 'ports[5353] = 1;', 'Object.keys({ ...ports })'],
    [
      'one of what is assigned',
      'const more = {}; more[5353] = 1;',
      'Object.keys(Object.assign(ports, more))',
    ],
  ])('has %s', (_, write, names) => {
    const text = `const ports = { 0: 1 }; ${write} for (const key of ${names}) OPEN.bind(Number(key));`;

    expect(getVerdicts(text)).not.toContain('client');
  });

  it('has what a loop over it goes over', () => {
    const text = 'const ports = { 0: 1 }; ports[5353] = 1; for (const key in ports) OPEN.bind(Number(key));';

    expect(getVerdicts(text)).not.toContain('client');
    expect(getVerdicts(text.replace('5353', '0'))).toContain('client');
  });
});
