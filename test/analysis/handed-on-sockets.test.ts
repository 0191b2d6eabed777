import { describe, expect, it } from 'vitest';
import { analyze } from '../../analysis/index.ts';
import { parse } from '../tools/parsed-program.ts';

const OPEN = "dgram.createSocket({ type: 'udp4', reuseAddr: true })";

function getVerdicts(text: string): readonly string[] {
  const program = `const dgram = require('dgram'); const os = require('os');\n${text.replaceAll('OPEN', OPEN)}`;
  return analyze(parse({ text: program, path: 'a.cjs' })).map(({ verdict }) => verdict);
}

/** Each program binds the socket to a port that it names, or lets its importer do so. */
describe('a socket is no client', () => {
  it.each([
    ['what it gives by valueOf()', 'const s = OPEN; s.valueOf().bind(5353); s.send("x", 1);'],
    [
      'its valueOf() that is exported',
      'const s = OPEN; exports.t = s.valueOf(); exports.go = () => s.send("x", 1);',
    ],
    [
      'a setter',
      "const s = OPEN; s.__defineSetter__('p', function (v) { this.bind(v); }); s.p = 5353; s.send('x', 1);",
    ],
    [
      'a method that is not known',
      "exports.make = (o) => { const s = OPEN; s.get = o.get; s.get(); s.send('x', 1); };",
    ],
    [
      'another one in the place of its own',
      "exports.make = (o) => { const s = OPEN; s.ref = o.ref; s.ref(); s.send('x', 1); };",
    ],
    [
      'a bound function',
      'const open = (x) => x.bind(5353); const s = OPEN; s.get = open.bind(null, s); s.get(); s.bind(0);',
    ],
    [
      'a getter of its class',
      "class Sub extends dgram.Socket { get set() { return (p) => this.bind(p); } }\nconst s = new Sub({ type: 'udp4', reuseAddr: true }); s.set(5353); s.bind(0);",
    ],
    [
      'a method of all emitters',
      "require('events').EventEmitter.prototype.get = function () { this.bind(5353); }; const s = OPEN; s.get(); s.send('x', 1);",
    ],
    [
      'a method of all objects',
      "Object.prototype.map = function () { this.bind(5353); }; const s = OPEN; s.map(); s.send('x', 1);",
    ],
    [
      'the conversion of a key',
      'const s = OPEN; s.hasOwnProperty({ toString: () => { s.bind(5353); return "x"; } }); s.bind(0);',
    ],
    [
      'its own toString()',
      'const s = OPEN; s.toString = function () { this.bind(5353); return ""; }; String(s); exports.go = () => s.send("x", 1);',
    ],
    [
      'a text that is parsed',
      'const s = OPEN; s.toString = () => { s.bind(5353); return "1"; }; JSON.parse(s); s.bind(0);',
    ],
    [
      'its own then()',
      'const s = OPEN; s.then = function (ok) { this.bind(5353); ok(); }; (async () => { await s; })(); exports.go = () => s.send("x", 1);',
    ],
    [
      'a function that is put into a module',
      "os.broadcast = (s) => s.bind(5353); const s = OPEN; os.broadcast(s); s.send('x', 1);",
    ],
    [
      'what a module gives to others',
      'const s = OPEN; const o = {}; os.constructor.assign(o, { s }); o.s.bind(5353); s.send("x", 1);',
    ],
    [
      'a getter of an argument',
      "const s = OPEN; os.userInfo({ s, get encoding() { this.s.bind(5353); return 'utf8'; } }); s.send('x', 1);",
    ],
    [
      'what a reviver gives',
      "const s = OPEN; JSON.parse('{\"a\":1}', (k, v) => (k === 'a' ? s : v)).a.bind(5353); s.send('x', 1);",
    ],
    [
      'an element of a list that is joined to another',
      'const s = OPEN; const lists = [[s, s]]; [].concat(lists)[0][1].bind(5353); s.send("x", 1);',
    ],
    [
      'an element of a list that stays a list',
      'const s = OPEN; [[[s]]].flat()[0][0].bind(5353); s.send("x", 1);',
    ],
    [
      'data that may turn the option off',
      "dgram.createSocket({ type: 'udp4', reuseAddr: true, ...JSON.parse(process.argv[2]) }).send('x', 1);",
    ],
  ])('for %s', (_name, text) => {
    expect(getVerdicts(text)).not.toContain('client');
  });

  it('for an object that was handed on before it held the socket', () => {
    const text = `const elsewhere = require('./elsewhere'); const o = { x: OPEN }; o.x.bind();
      function* give() { yield o.x; }
      elsewhere(give()); o.x = OPEN;`;

    expect(getVerdicts(text)).not.toContain('client');
  });

  it.each([
    ['a field that is initialized twice', 'class A { f = x.bind(o); } new A(); x = s; new A();'],
    [
      'several listeners of one event',
      "const e = new (require('events'))(); e.on('go', (p) => { p.port = 5353; }); e.on('go', s.bind.bind(s)); { const p = { port: 0 }; e.emit('go', p); }",
    ],
  ])('for options that others change: %s', (_name, text) => {
    const program = `function run() { const s = OPEN; const o = { port: 0 }; let x = { bind(p) { p.port = 5353; } }; ${text} } run();`;

    expect(getVerdicts(program)).not.toContain('client');
  });
});
