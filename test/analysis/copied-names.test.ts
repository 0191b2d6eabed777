import { expect, it } from 'vitest';
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
