import { describe, expect, it } from 'vitest';
import { findIn } from './findings/findings-in.ts';
import { getVerdicts } from './findings/verdicts-of.ts';

describe('a variable is undefined until its declaration has run', () => {
  it.each([
    [
      'in a function that is called above',
      'OPEN.bind(port()); VAR function port() { return on ? 0 : 5353; }',
    ],
    [
      'in a function that another one calls',
      'go(); VAR function go() { OPEN.bind(port()); } function port() { return on ? 0 : 5353; }',
    ],
    ['in a function that is kept', 'const port = () => (on ? 0 : 5353); OPEN.bind(port()); VAR'],
    ['in a getter', 'const o = { get port() { return on ? 0 : 5353; } }; OPEN.bind(o.port); VAR'],
    ['in a method', 'class U { port() { return on ? 0 : 5353; } } OPEN.bind(new U().port()); VAR'],
    ['in a callback', '[1].forEach(() => OPEN.bind(on ? 0 : 5353)); VAR'],
    ['above it', 'OPEN.bind(on ? 0 : 5353); VAR'],
    ['behind a branch', 'if (process.argv[2]) { VAR } OPEN.bind(on ? 0 : 5353);'],
    ['behind a try', "try { JSON.parse('{'); VAR } catch {} OPEN.bind(on ? 0 : 5353);"],
    ['in another case', "switch (process.argv[2]) { case 'a': VAR default: OPEN.bind(on ? 0 : 5353); }"],
    ['in the first round of a loop', 'for (const x of [1, 2]) { OPEN.bind(on ? 0 : 5353); VAR }'],
    ['behind a loop that has no rounds', 'for (var on of []); OPEN.bind(on ? 0 : 5353);'],
    ['on the left of ??', 'OPEN.bind(port()); VAR function port() { return (on ?? { port: 5353 }).port; }'],
    ['in an optional chain', 'OPEN.bind(port()); VAR function port() { return on?.port ?? 5353; }'],
    [
      'in the default of a parameter',
      'OPEN.bind(port()); VAR function port(given = on) { return given ? 0 : 5353; }',
    ],
    [
      'in a function that its value calls',
      'var on = (() => { OPEN.bind(port()); return { port: 0 }; })(); function port() { return on ? 0 : 5353; }',
    ],
    [
      'in a callback of its own value',
      'var on = [{ port: 0 }].map((each) => { OPEN.bind(on ? 0 : 5353); return each; });',
    ],
    [
      'in a constructor that makes its value',
      'function Server() { OPEN.bind(on ? 0 : 5353); } var on = new Server();',
    ],
    [
      'in a static field of its class',
      'var on = class { static port = on ? 0 : 5353; }; OPEN.bind(on.port);',
    ],
    [
      'in a function that is called by another name',
      'const o = {}; o.open = open; o.open(); VAR function open() { OPEN.bind(on ? 0 : 5353); }',
    ],
    ['in a tag', 'tag`x`; VAR function tag() { OPEN.bind(on ? 0 : 5353); }'],
    ['in a conversion', "const o = { toString() { OPEN.bind(on ? 0 : 5353); return ''; } }; `${o}`; VAR"],
    [
      'in a function that is returned before it',
      'function make() { return { open }; VAR function open() { OPEN.bind(on ? 0 : 5353); } } make().open();',
    ],
  ])('%s', (_, text) => {
    const program = text.replace('VAR', 'var on = { port: 0 };');

    expect(getVerdicts(program)).not.toContain('client');
    expect(getVerdicts(program.replaceAll('5353', '0'))).toEqual(['client']);
  });

  it.each([
    [
      'in a function that is called below',
      'VAR OPEN.bind(port()); function port() { return on ? 0 : 5353; }',
    ],
    [
      'in a function that is only exported above',
      'exports.open = open; VAR function open() { OPEN.bind(on ? 0 : 5353); }',
    ],
    ['in a method of a class above', 'class U { open() { OPEN.bind(on ? 0 : 5353); } } VAR new U().open();'],
    ['below it', 'VAR OPEN.bind(on ? 0 : 5353);'],
    ['in the same branch', 'if (process.argv[2]) { VAR OPEN.bind(on ? 0 : 5353); }'],
    ['in the body of a loop', 'for (var on of [{}]) { OPEN.bind(on ? 0 : 5353); }'],
    ['in a callback below', 'VAR [1].forEach(() => OPEN.bind(on ? 0 : 5353));'],
  ])('and has its value %s', (_, text) => {
    expect(getVerdicts(text.replace('VAR', 'var on = {};'))).toEqual(['client']);
  });

  it.each([
    ['an enum', 'enum On { A = 1 }'],
    ['a namespace', 'namespace On { export const a = 1; }'],
  ])('as %s of TypeScript', (_, declaration) => {
    const program = (port: string) =>
      `import * as dgram from 'dgram';\ndgram.createSocket({ type: 'udp4', reuseAddr: true }).bind(port());\nfunction port() { return On ? 0 : ${port}; }\n${declaration}\n`;
    const getVerdict = (port: string) => findIn(program(port), 'a.ts').map(({ verdict }) => verdict);

    expect(getVerdict('5353')).not.toContain('client');
    expect(getVerdict('0')).toEqual(['client']);
  });
});
