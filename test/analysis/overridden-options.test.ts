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
  ['a source of Object.assign', `const o = Object.assign(${ON}, { reuseAddr: false });`],
  ['a source of __assign', `const o = tslib.__assign(${ON}, { reuseAddr: undefined });`],
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
  ['it is in the target', `const o = Object.assign(${ON}, { ipv6Only: true });`],
  ['it is only in a source', `const o = Object.assign({ type: 'udp4' }, { reuseAddr: true });`],
  ['other names are given to __rest', `const o = tslib.__rest(${ON}, ['ipv6Only']);`],
  ['something else is deleted', `const o = { ...${ON}, port: 1 }; Reflect.deleteProperty(o, 'port');`],
])('an option that is on is one: %s', (_, source) => {
  expect(judge(source)).toEqual(['client']);
});

/** The verdicts on a client that a function makes with the options `o`. */
function judgeFunction(options: string, use: string): readonly string[] {
  const parsed = parseSource(
    `const dgram = require('dgram');\n${options}\nconst open = () => dgram.createSocket(o).send('x', 53, 'h');\n${use}`,
    'program.cjs',
  );
  if (!parsed.ok) {
    throw new Error(parsed.error.message);
  }
  return analyze(parsed.file).map(({ verdict }) => verdict);
}

it.each([
  ['after the only call', `open(); o.reuseAddr = true;`],
  ['after a call in another function', `const run = () => open(); run(); o.reuseAddr = true;`],
])('an option that is switched on %s is none', (_, use) => {
  expect(judgeFunction(`const o = { type: 'udp4' };`, use)).not.toContain('client');
});

it.each([
  ['before the call', `o.reuseAddr = true; open();`],
  ['between two calls', `open(); o.reuseAddr = true; open();`],
  ['in a loop around the call', `for (;;) { open(); o.reuseAddr = true; }`],
  ['before a timer calls', `setTimeout(open, 1); o.reuseAddr = true;`],
  ['in another function', `const on = () => { o.reuseAddr = true; }; on(); open();`],
  ['before an asynchronous function goes on', `(async () => { await 0; open(); })(); o.reuseAddr = true;`],
])('an option that is switched on %s is one', (_, use) => {
  expect(judgeFunction(`const o = { type: 'udp4' };`, use)).toContain('client');
});

it.each([
  ['if (true)', `const o = ${ON}; if (true) o.reuseAddr = false;`],
  ['if (false) else', `const o = ${ON}; if (false) { } else { o.reuseAddr = false; }`],
  [
    'the condition of a constant',
    `const IS_OFF = true; const o = ${ON}; if (IS_OFF) { delete o.reuseAddr; }`,
  ],
  ['the comparison of a constant', `const at = 'a'; const o = ${ON}; if (at === 'a') o.reuseAddr = false;`],
  ['&& of a constant', `const o = ${ON}; true && (o.reuseAddr = false);`],
  ['|| of a constant', `const o = ${ON}; false || (o.reuseAddr = false);`],
  ['?: of a constant', `const o = ${ON}; !0 ? o.reuseAddr = false : 0;`],
  ['switch', `const o = ${ON}; switch ('a') { case 'a': o.reuseAddr = false; }`],
  [
    'the default of a switch',
    `const o = ${ON}; switch ('b') { case 'a': break; default: o.reuseAddr = false; }`,
  ],
  ['a loop over names', `const o = ${ON}; for (const k of ['reuseAddr']) o[k] = false;`],
  ['a loop that deletes', `const o = ${ON}; for (const k of ['reuseAddr']) delete o[k];`],
  ['a loop over its own names', `const o = ${ON}; for (const k in o) if (k === 'reuseAddr') delete o[k];`],
  ['a name that is computed', `const o = ${ON}; o[process.argv[2]] = false;`],
  [
    'a loop that leaves it out',
    `const all = ${ON}; const o = {}; for (const k of Object.keys(all)) if (k !== 'reuseAddr') o[k] = all[k];`,
  ],
  ['&&=', `const o = ${ON}; o.reuseAddr &&= false;`],
  [
    'Reflect.deleteProperty in a loop',
    `const o = ${ON}; for (const k of ['reuseAddr']) Reflect.deleteProperty(o, k);`,
  ],
  ['Reflect.set in a loop', `const o = ${ON}; for (const k of ['reuseAddr']) Reflect.set(o, k, false);`],
  ['a question for the option', `const o = ${ON}; if (o.reuseAddr) o.reuseAddr = false;`],
  ['a question for its name', `const o = ${ON}; if ('reuseAddr' in o) delete o.reuseAddr;`],
  ['a question for its object', `const o = ${ON}; if (o) o.reuseAddr = false;`],
  ['a setting', `const settings = { off: true }; const o = ${ON}; if (settings.off) o.reuseAddr = false;`],
  ['a loop that runs once', `const o = ${ON}; for (const each of [1]) o.reuseAddr = false;`],
  ['^=', `const o = ${ON}; o.reuseAddr ^= 1;`],
  ['&&= of a variable', `let reuseAddr = true; reuseAddr &&= false; const o = { type: 'udp4', reuseAddr };`],
  [
    'a case of a variable that never runs',
    `let reuseAddr; switch ('a') { case 'a': reuseAddr = false; break; case 'b': reuseAddr = true; }
    const o = { type: 'udp4', reuseAddr };`,
  ],
])('an option that is switched off wherever the code runs is none: by %s', (_, source) => {
  expect(judge(source)).not.toContain('client');
});

it.each([
  ['if', `const o = ${ON}; if (process.argv[2]) o.reuseAddr = false;`],
  ['if (false)', `const o = ${ON}; if (false) o.reuseAddr = false;`],
  ['another case', `const o = ${ON}; switch ('b') { case 'a': o.reuseAddr = false; }`],
  ['another name', `const o = ${ON}; for (const k of ['ipv6Only']) o[k] = false;`],
  ['?:', `const o = { type: 'udp4', reuseAddr: process.argv[2] ? true : false };`],
  ['||=', `const o = ${ON}; o.reuseAddr ||= false;`],
  ['a loop over names', `const o = { type: 'udp4' }; for (const k of ['reuseAddr']) o[k] = true;`],
])('an option that is on in some runs is one: %s', (_, source) => {
  expect(new Set(judge(source))).toEqual(new Set(['client']));
});
