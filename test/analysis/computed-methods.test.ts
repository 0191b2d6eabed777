import { describe, expect, it } from 'vitest';
import { getVerdicts } from './findings/verdicts-of.ts';

const START = 'const name = process.argv[2]; const s = OPEN;';
const SEND = "s.send('x', 9);";

describe('a method whose name is computed', () => {
  it.each([
    ['of the socket', 's[name](5353);'],
    ['that may not be there', 's?.[name]?.(5353);'],
    ['that is kept', 'const method = s[name]; method.call(s, 5353);'],
    ['of a method', 's.bind[name](s, 5353);'],
    ['of its module', "require('dgram')[name].prototype.bind.call(s, 5353);"],
    ['of functions', 'Function.prototype[name].call(s.bind, s, 5353);'],
    ['of Reflect', 'Reflect[name](s.bind, s, [5353]);'],
    ['of Object', 'Object[name]({ s })[0].bind(5353);'],
    ['of a list', '[s][name]((one) => one.bind(5353));'],
    ['of a map', "new Map([['x', s]])[name]('x').bind(5353);"],
    ['of a function', '((one) => one.bind(5353))[name](null, s);'],
    [
      'of an emitter',
      "const e = new (require('events'))(); e.on('x', (one) => one.bind(5353)); e[name]('x', s);",
    ],
    [
      'of an emitter of the program',
      "class E extends require('events') {} const e = new E(); e.on('x', (one) => one.bind(5353)); e[name]('x', s);",
    ],
  ])('may bind the socket before it is used: %s', (_, text) => {
    expect(getVerdicts(`${START} ${text} ${SEND}`)).not.toContain('client');
    expect(getVerdicts(`${START} s.unref(); ${SEND}`)).toEqual(['client']);
  });

  it.each([
    ['of a logger', 'console[name](s);'],
    ['of a table of the program', 'const table = { log() {} }; table[name](s);'],
    ['of a class', 'class Log { static write() {} } Log[name](s);'],
    ['of a list, by its place', 'const list = [() => {}]; for (let i = 0; i < 1; i++) list[i](s);'],
    ['of another socket', "const other = require('dgram').createSocket('udp4'); other[name](5353);"],
  ])('leaves the socket alone: %s', (_, text) => {
    expect(getVerdicts(`${START} ${text} s.send('x', 9, () => s.close());`)).toEqual(['client']);
  });
});
