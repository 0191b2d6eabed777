import { describe, expect, it } from 'vitest';
import { getVerdicts, getVerdictsOfPorts } from './findings/verdicts-of.ts';

describe('a function in the place of a port', () => {
  it.each([
    ['valueOf()', 'function p() {} p.valueOf = () => 5353;'],
    ['toString()', "const p = () => {}; p.toString = () => '5353';"],
    ['Symbol.toPrimitive', 'function p() {} p[Symbol.toPrimitive] = () => 5353;'],
    ['a definition', "function p() {} Object.defineProperty(p, 'valueOf', { value: () => 5353 });"],
    ['Object.assign', 'function p() {} Object.assign(p, { valueOf: () => 5353 });'],
    ['a prototype', 'function p() {} Object.setPrototypeOf(p, { valueOf: () => 5353 });'],
    ['a static method', 'class p { static valueOf() { return 5353; } }'],
    [
      'a static method that is inherited',
      'class Q { static valueOf() { return 5353; } } class p extends Q {}',
    ],
    ['one of a bound function', 'const p = (() => {}).bind(null); p.valueOf = () => 5353;'],
    ['one of a function of the language', 'const p = Math.max; p.valueOf = () => 5353;'],
    ['one of all functions', 'const p = () => {}; Function.prototype.valueOf = () => 5353;'],
  ])('is the port that it is converted to: by %s', (_, text) => {
    expect(getVerdicts(`${text} const s = OPEN; s.bind(p);`)).not.toContain('client');
  });

  it.each([
    ['a function', 'function p() {}'],
    ['a function with another property', 'function p() {} p.port = 5353;'],
    ['a class', 'class p { valueOf() { return 5353; } }'],
    ['a bound function', 'const p = (() => {}).bind(null);'],
    ['a function of the console', 'const p = console.log;'],
  ])('is a callback where nothing says so: %s', (_, text) => {
    expect(getVerdicts(`${text} const s = OPEN; s.bind(p);`)).toContain('client');
  });
});

describe('a text of several parts', () => {
  it.each([
    ['a template', '`${a}${b}`'],
    ['a template with text', '`${a}0${b}`'],
    ['a sum', "'' + a + b"],
    ['concat()', "''.concat(a, b)"],
    ['concat() of a part', 'a.concat(b)'],
  ])('is what they make together: %s', (_, text) => {
    const program = `const a = String(PORT), b = ''; OPEN.bind(Number(${text}));`;

    expect(getVerdictsOfPorts(program)).toEqual(['client', 'listener']);
    expect(getVerdicts(program.replace('PORT', '0').replace("b = ''", "b = '53'"))).toEqual(['listener']);
    expect(getVerdicts(program.replace('PORT', '0').replace("b = ''", 'b = process.argv[2]'))).not.toContain(
      'client',
    );
  });

  it.each([
    ["String.prototype.concat = function (x) { return this + '-' + x; };", "'a'.concat('b')", 'a-b'],
    ['Number.prototype.concat = function (x) { return this + x; };', '(1).concat(2)', '3'],
    ['', "['a'].concat('b')", 'a,b'],
  ])('is what another concat() makes of them: %s', (replacement, text, name) => {
    const program = `${replacement} const ports = { ab: 0, 12: 0, '${name}': 5353 }; OPEN.bind(ports[${text}]);`;

    expect(getVerdicts(program)).not.toContain('client');
  });

  it('is any text where it has many parts', () => {
    const text = `const p = process.argv[2] ? '0' : ''; OPEN.bind(Number(\`${'${p}'.repeat(40)}\`));`;

    expect(getVerdicts(text)).not.toContain('client');
  });
});
