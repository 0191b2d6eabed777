import { describe, expect, it } from 'vitest';
import { findClient, findIn } from './findings-in.ts';

const OPTIONS = "const options = { type: 'udp4', reuseAddr: true };";

function toProgram(use: string, options = OPTIONS): string {
  return `const dgram = require('dgram');\n${options}\ndgram.createSocket(options).send('x', 53);\n${use}\n`;
}

describe('an option that something else needs', () => {
  it.each([
    ['listed', 'Object.keys(options);'],
    ['listed', 'for (const key in options) console.log(key);'],
    ['listed', 'for (const [key, value] of Object.entries(options)) console.log(key, value);'],
    ['listed', 'Reflect.ownKeys(options);'],
    ['copied', 'const { type, ...rest } = options;'],
    ['copied', '(({ type, ...rest }) => rest)(options);'],
    ['copied', 'const copy = { ...options };'],
    ['copied', 'structuredClone(options);'],
    ['copied', 'structuredClone({ options });'],
    ['compared', "assert.deepEqual(options, { type: 'udp4', reuseAddr: true });"],
    ['serialised', 'JSON.stringify(options);'],
    ['serialised', 'const table = { list: [options] };\nJSON.stringify(table);'],
    ['serialised', "const write = JSON['stringify'];\nwrite([options]);"],
    ['serialised', 'console.log([options].map(JSON.stringify));'],
    ['serialised', "console.log('%j', { options });"],
    ['serialised', "console.log(require('util').inspect({ list: [options] }));"],
    ['listed', 'console.log([options].flatMap(Object.keys));'],
    ['listed', 'Promise.resolve(options).then(Object.keys);'],
    ['listed', 'function never() { return Object.keys(options); }'],
    ['compared', "require('assert').deepStrictEqual({ options }, {});"],
    [
      'compared',
      "const { isDeepStrictEqual } = require('util');\nif (isDeepStrictEqual([options], [])) throw 1;",
    ],
    ['asked for', "console.log(options.hasOwnProperty('reuseAddr'));"],
    ['serialised', "console.log(...['options', options]);"],
    ['serialised', 'const holder = { get own() { return options; } };\nJSON.stringify(holder);'],
    ['serialised', 'console.log(JSON.stringify({ toJSON() { return [options]; } }));'],
    [
      'serialised',
      'class Settings { toJSON() { return { udp: options }; } }\nJSON.stringify([new Settings()]);',
    ],
    [
      'serialised',
      'const holder = {};\nObject.defineProperty(holder, "own", { get: () => options, enumerable: true });\nJSON.stringify(holder);',
    ],
    ['read by a later method', "options.toString = function () { return 'on: ' + this.reuseAddr; };"],
    ['read by a later method', 'options[Symbol.toPrimitive] = function () { return this.reuseAddr; };'],
    ['read by a copied method', 'Object.assign(options, { toJSON() { return { ...this }; } });'],
    ['sealed and set', 'Object.seal(options);\noptions.reuseAddr = false;'],
    ['read', 'console.log(options.reuseAddr);'],
    ['read', "console.log(options['reuse' + 'Addr']);"],
    ['read', 'const { reuseAddr } = options;'],
    ['asked for', "console.log('reuseAddr' in options);"],
    ['asked for', "Object.hasOwn(options, 'reuseAddr');"],
    ['in reach of with', 'with (options) { console.log(reuseAddr); }'],
  ])('is left where its object is %s: %s', (_how, use) => {
    expect(findClient(toProgram(use)).remedy.kind).toBe('none');
  });

  it.each([
    'toJSON() { return Object.keys(this); }',
    'read: function () { const { reuseAddr } = this; return reuseAddr; }',
  ])('is left where %s may be called by others', (member) => {
    const options = `const options = { type: 'udp4', reuseAddr: true, ${member} };`;

    expect(findClient(toProgram('', options)).remedy.kind).toBe('none');
  });

  it('is removed where its own method reads another property', () => {
    const options = "const options = { type: 'udp4', reuseAddr: true, read() { return this.type; } };";

    expect(findClient(toProgram('options.read();', options)).remedy.kind).toBe('fix');
  });

  it.each(['log() { return this.reuseAddr; }', 'get both() { return { ...this }; }'])(
    'is left where %s of its own object needs it',
    (member) => {
      const options = `const options = { type: 'udp4', reuseAddr: true, ${member} };`;

      expect(findClient(toProgram('options.log?.(); options.both;', options)).remedy.kind).toBe('none');
    },
  );

  it.each(['if (options) start();', 'console.log(options.type);', 'const { type } = options;'])(
    'is removed where the rest of its object is used: %s',
    (use) => {
      expect(findClient(toProgram(use)).remedy.kind).toBe('fix');
    },
  );
});

describe('an object literal that may set the option in two ways', () => {
  it.each([
    'reuseAddr: shared, reuseAddr: true',
    'reuseAddr: false, reuseAddr: true',
    'set reuseAddr(value) {}, reuseAddr: true',
    '[key]: 1, reuseAddr: true',
    '__proto__: { reuseAddr: true }, reuseAddr: true',
    '...defaults, reuseAddr: true',
  ])('keeps it: { %s }', (properties) => {
    const { remedy } = findClient(
      `require('dgram').createSocket({ type: 'udp4', ${properties} }).send('x', 53);`,
    );

    expect(remedy.kind).toBe('none');
  });

  it.each([
    ['a later setter without a getter', '{ type: "udp4", reuseAddr: true, set reuseAddr(value) {} }', ''],
    ['a setter that takes it', '{ type: "udp4", set reuseAddr(value) {} }', 'options.reuseAddr = true;'],
    ['the last of two', '{ type: "udp4", reuseAddr: true, reuseAddr: false }', ''],
  ])('has it off by %s', (_how, literal, write) => {
    const text = `const options = ${literal};\n${write}\nrequire('dgram').createSocket(options).send('x', 53);`;

    expect(findIn(text)).toEqual([]);
  });

  it('may have it on where a getter gives it', () => {
    const text = `class Options { type = 'udp4'; set reuseAddr(value) { this.on = value; } get reuseAddr() { return this.on; } }
const options = new Options();
options.reuseAddr = true;
require('dgram').createSocket(options).send('x', 53);`;

    expect(findIn(text).map(({ verdict }) => verdict)).toEqual(['unknown']);
  });
});

describe('options that several calls get', () => {
  it('are reported at the client, and kept for the listener', () => {
    const finding = findClient(toProgram('dgram.createSocket(options).bind(5353);'));

    expect(finding.place).toEqual({ line: 2, column: 33 });
    expect(finding.remedy).toEqual({
      kind: 'none',
      reason: 'these options also serve a socket that is no client: bind(5353) at 4:1 names a port',
    });
  });
});

describe('two sockets that share an ephemeral port on purpose', () => {
  const made = "dgram.createSocket({ type: 'udp4', reuseAddr: true })";

  it.each([
    ['directly', `a.bind(0, () => { b.bind(a.address().port); });`],
    ['destructured', `a.bind(0, () => { const { port } = a.address(); b.bind({ port }); });`],
    [
      'through variables and a function',
      `a.bind(0, () => { const p = a.address().port; start(p); });\nfunction start(port) { b.bind(port); }`,
    ],
    [
      'by an event',
      `const e = new (require('events'))();\na.bind(0, () => e.emit('port', a.address().port));\ne.on('port', (port) => b.bind(port));`,
    ],
    ['converted to a number', `a.bind(0, () => { b.bind(Number(a.address().port)); });`],
    ['converted to a text', 'a.bind(0, () => { b.bind(`${a.address().port}`); });'],
    ['with another to fall back on', `a.bind(0, () => { b.bind(a.address().port || 5353); });`],
    [
      'found by a computed name',
      `a.bind(0, () => { const at = a.address(); for (const key in at) b.bind(at[key]); });`,
    ],
    [
      'out of the list of values',
      `a.bind(0, () => { const [, , port] = Object.values(a.address()); b.bind(port); });`,
    ],
    [
      'promised',
      `new Promise((resolve) => { a.bind(0, () => resolve(a.address().port)); }).then((port) => b.bind(port));`,
    ],
    ['parsed', 'a.bind(0, () => { b.bind({ port: Number.parseInt(`${a.address().port}`) }); });'],
    [
      'written as JSON',
      `a.bind(0, () => { const at = JSON.parse(JSON.stringify(a.address())); b.bind(at.port); });`,
    ],
    [
      'in a URL',
      'a.bind(0, () => { const url = new URL(`udp://localhost:${a.address().port}`); b.bind(url.port); });',
    ],
    [
      'by the environment',
      `a.bind(0, () => { process.env.PORT = a.address().port; b.bind(+process.env.PORT); });`,
    ],
    ["by a listener's 'this'", `a.on('listening', function () { b.bind(this.address().port); });\na.bind();`],
    [
      'by an event of its own',
      `a.on('ready', (p) => b.bind(p));\na.bind(0, () => a.emit('ready', a.address().port));`,
    ],
    ['copied', `a.bind(0, () => b.bind({ ...a.address() }));`],
    ['poured into another object', `a.bind(0, () => b.bind(Object.assign({}, a.address())));`],
    ['by a global', `a.bind(0, () => { globalThis.port = a.address().port; b.bind(globalThis.port); });`],
  ])('are neither reported nor edited, and both are listed: %s', (_how, use) => {
    const findings = findIn(
      `const dgram = require('dgram');\nconst a = ${made};\nconst b = ${made};\n${use}\n`,
    );

    expect(findings.map(({ messageId }) => messageId)).toEqual(['shared', 'shared']);
    expect(findings.filter(({ remedy }) => remedy.kind !== 'none')).toEqual([]);
  });
});
