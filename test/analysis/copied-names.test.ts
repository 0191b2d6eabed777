import { describe, expect, it } from 'vitest';
import { getVerdicts, getVerdictsOfPorts } from './findings/verdicts-of.ts';

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

const DEFINE = {
  Babel:
    "function define(e, r, t) { return (r = toKey(r)) in e ? Object.defineProperty(e, r, { value: t, enumerable: !0, configurable: !0, writable: !0 }) : e[r] = t, e; } function toKey(t) { var i = toPrimitive(t, 'string'); return 'symbol' == typeof i ? i : i + ''; } function toPrimitive(t) { return t; }",
  SWC: 'function define(obj, key, value) { if (key in obj) { Object.defineProperty(obj, key, { value: value, enumerable: true, configurable: true, writable: true }); } else obj[key] = value; return obj; }',
  esbuild:
    'var defProp = Object.defineProperty; var define = (obj, key, value) => key in obj ? defProp(obj, key, { enumerable: true, configurable: true, writable: true, value }) : obj[key] = value;',
};

describe('what is copied by its key', () => {
  it.each([
    ['an assignment', '', 'to[key] = from[key];'],
    ['Babel', DEFINE.Babel, 'define(to, key, from[key]);'],
    ['SWC', DEFINE.SWC, 'define(to, key, from[key]);'],
    ['esbuild', DEFINE.esbuild, 'define(to, key, from[key]);'],
  ])('stays under its name: by %s', (_, helper, copy) => {
    const text = `${helper} const from = { port: PORT, ttl: OTHER, fd: undefined }; const to = {}; for (const key in from) { ${copy} } OPEN.bind(to.port);`;

    expect(getVerdictsOfPorts(text.replace('OTHER', '5'))).toEqual(['client', 'listener']);
    expect(getVerdictsOfPorts(text.replace('OTHER', '0'))).toEqual(['client', 'listener']);
  });

  it.each([
    ['another key', "const k = key === 'port' ? 'ttl' : key; to[key] = from[k];"],
    ['a key that is written between', "to[key] = (key = 'ttl', from)[key];"],
    ['another object', 'to[key] = more[key];'],
    ['another value', 'to[key] = from[key] || from.ttl;'],
    ['a getter', 'to[key] = seen[key];'],
    [
      'a key that a bound function has',
      "const write = define.bind(null, to, key); key = 'ttl'; write(from[key]);",
    ],
    ['a sequence', "let k = 'port'; to[k] = (k = 'ttl', from[k]);"],
    ['a sequence in the key', "let k = 'port'; to[k] = from[k = 'ttl', k];"],
    ['a sequence in a call', "let k = 'port'; define(to, k, (k = 'ttl', from[k]));"],
    ['a sum', 'to[key] ??= from.ttl;'],
  ])('may come from elsewhere: %s', (_, copy) => {
    const text = `${DEFINE.SWC} const from = { port: 0, ttl: 5353 }; const more = { port: 5353 }; const seen = { get port() { return 5353; } }; const to = {}; for (let key in from) { ${copy} } OPEN.bind(to.port);`;

    expect(getVerdicts(text)).not.toContain('client');
  });

  it.each([
    ['an assignment', 'o[key] = given?.[key];'],
    ['a helper', 'define(o, key, given?.[key]);'],
  ])('is undefined where a chain ends: by %s', (_, copy) => {
    const text = `${DEFINE.SWC} const o = { port: 0, host: '' }; function fill(given) { for (const key of ['port', 'host']) ${copy} } fill(undefined); OPEN.bind(o.port ?? 5353);`;

    expect(getVerdicts(text)).not.toContain('client');
  });

  it.each([
    ['another function', 'Object.defineProperty(', 'also('],
    ['another value', 'value: t', 'value: 5353'],
    ['a getter', 'value: t', 'get: () => 5353'],
    ['another object', 'e[r] = t', 's.bind(5353)'],
    ['another key', "i + ''", "(s.bind(5353), '')"],
    ['a flag that does more', 'enumerable: !0', 'enumerable: also(e)'],
    ['a flag that is a getter', 'enumerable: !0', 'get enumerable() { s.bind(5353); return true; }'],
  ])('is not taken for a helper that does more: %s', (_, before, after) => {
    const define = DEFINE.Babel.replace(before, after);
    const text = `function also(e, r = 'port') { e[r] = 5353; return true; } const s = OPEN; ${define} const to = { port: 0 }; define(to, 'port', 0); define({}, 'x', 0); s.bind(to.port);`;

    expect(define).not.toBe(DEFINE.Babel);
    expect(getVerdicts(text)).not.toContain('client');
  });

  it.each([
    ['Object.defineProperty', 'Object.defineProperty = (o) => { o.q = 5353; return o; };'],
    ['it by its name', "Reflect.set(Object, 'defineProperty', (o) => { o.q = 5353; return o; });"],
    ['it with others', 'Object.assign(Object, { defineProperty(o) { o.q = 5353; return o; } });'],
    ['Object', 'globalThis.Object = { defineProperty(o) { o.q = 5353; return o; } };'],
  ])('is not known where the file replaces %s', (_, replacement) => {
    const text = `${replacement} ${DEFINE.SWC} const to = { port: 0 }; define(to, 'port', 0); OPEN.bind(to.q);`;

    expect(getVerdicts(text)).not.toContain('client');
  });

  it('is not known where another function makes the key', () => {
    const text = `${DEFINE.Babel} toKey = () => 'port'; const to = {}; define(to, 'ttl', 5353); OPEN.bind(to.port);`;

    expect(getVerdicts(text)).not.toContain('client');
  });

  it('is not known where a parameter has the name of another one', () => {
    const text =
      "function define(o, k, k) { return k in o ? Object.defineProperty(o, k, { value: k }) : o[k] = k, o; } const to = {}; define(to, 'x', 5353); OPEN.bind(to[5353]);";

    expect(getVerdicts(text)).not.toContain('client');
  });
});
