import { expect, it } from 'vitest';
import { analyze } from '../../analysis/index.ts';
import { parseSource } from '../../codemods/parse.ts';

/** The verdicts on a client that is made with the options `o`. */
function judge(source: string): readonly string[] {
  const parsed = parseSource(
    `const dgram = require('dgram'), tslib = require('tslib');\n${source}\nconst s = dgram.createSocket(o);\ns.send('x', 53, 'h');`,
    'program.cjs',
  );
  if (!parsed.ok) {
    throw new Error(parsed.error.message);
  }
  return analyze(parsed.file).map(({ verdict }) => verdict);
}

const ON = `{ type: 'udp4', reuseAddr: true }`;

it.each([
  ['the pattern of a rest object', `const { reuseAddr, ...o } = ${ON};`],
  ['the last source of Object.assign', `const o = Object.assign({}, ${ON}, { reuseAddr: undefined });`],
  ['the names that __rest is given', `const o = tslib.__rest(${ON}, ['reuseAddr']);`],
  ['names that are not known', `const o = tslib.__rest(${ON}, process.argv);`],
  ['Reflect.deleteProperty', `const o = ${ON}; Reflect.deleteProperty(o, 'reuseAddr');`],
  ['delete', `const o = ${ON}; delete o.reuseAddr;`],
  ['a later spread', `const o = { ...${ON}, ...{ reuseAddr: false } };`],
])('an option that is switched off is none: by %s', (_, source) => {
  expect(judge(source)).not.toContain('client');
});

it.each([
  ['the rest object does not leave it out', `const { type, ...rest } = ${ON}; const o = { type, ...rest };`],
  ['it is in the last source', `const o = Object.assign({ reuseAddr: false }, ${ON});`],
  ['it is in the first source', `const o = Object.assign({}, ${ON}, { ipv6Only: true });`],
  ['other names are given to __rest', `const o = tslib.__rest(${ON}, ['ipv6Only']);`],
  ['something else is deleted', `const o = { ...${ON}, port: 1 }; Reflect.deleteProperty(o, 'port');`],
])('an option that is on is one: %s', (_, source) => {
  expect(judge(source)).toEqual(['client']);
});
