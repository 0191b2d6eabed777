import { describe, expect, it } from 'vitest';
import { getVerdicts } from './findings/verdicts-of.ts';

const USE = "link.on('listening', () => link.send('x', 9));";

describe('a variable that other code writes', () => {
  it.each([
    [
      'a generator',
      'function* steps() { port = 5353; yield 1; } const all = steps(); port = 0; for (const x of all);',
    ],
    ['a spread generator', 'function* steps() { port = 5353; } const all = steps(); port = 0; [...all];'],
    [
      'a generator that is left',
      'function* steps() { try { yield 1; } finally { port = 5353; } } for (const x of steps()) { port = 0; break; }',
    ],
    [
      'a generator that is taken apart',
      'function* steps() { try { yield 0; } finally { port = 5353; } } [port] = steps();',
    ],
    ['a getter of few letters', 'const o = {get"on-x"(){port=5353;}}; port = 0; o["on-x"];'],
    [
      'a getter by a descriptor',
      'const o = Object.create(null, { x: { get() { port = 5353; } } }); port = 0; o.x;',
    ],
    [
      'a computed conversion',
      "const o = { ['to' + 'String']() { port = 5353; return ''; } }; port = 0; `${o}`;",
    ],
  ])('may have changed where code runs: %s', (_, text) => {
    expect(getVerdicts(`const s = OPEN; let port; ${text} s.bind(port);`)).not.toContain('client');
  });

  it.each([
    ['the method that is called on it', 'link = { init() { link = OPEN; } }; link.init();'],
    ['a callback of it', 'link = [1]; link.some(() => { link = OPEN; return true; });'],
    [
      'a listener of it',
      "link = new (require('events'))(); link.on('open', () => { link = OPEN; }); link.emit('open');",
    ],
  ])('may be replaced by %s', (_, text) => {
    expect(getVerdicts(`let link; ${text} ${USE} link.bind(5353);`)).not.toContain('client');
  });

  it('is another one than its namesake, whose method is called', () => {
    const text =
      'const s = OPEN; let port = 0; function f() { port = 5353; } { const port = { go: f }; port.go(); } s.bind(port);';

    expect(getVerdicts(text)).not.toContain('client');
  });

  const EVIL = "const evil = { toString() { port = 5353; return ''; } };";
  const GO = "function go(p) { s.bind(p); return ''; }";

  it.each([
    ['in a template', `${EVIL} port = 0; \`\${evil}\${go(port)}\`;`],
    ['of a name', `${EVIL} port = 0; ({ [evil]: go(port) });`],
    ['of a name in a class', `${EVIL} port = 0; (class { [evil]() {} [go(port)]() {} });`],
  ])('has changed behind a conversion %s', (_, text) => {
    expect(getVerdicts(`const s = OPEN; let port; ${GO} ${text}`)).not.toContain('client');
  });

  it.each([
    [
      'property',
      'let name; const o = { port: 0, get name() { port = 5353; } }; ({ port, name } = o); go(port);',
    ],
    ['rest', 'let rest; const o = { port: 0, get x() { port = 5353; } }; ({ port, ...rest } = o); go(port);'],
    ['element', 'let x; function* all() { yield 0; port = 5353; yield; } [port, x = go(port)] = all();'],
    ['name', `${EVIL} let x; ({ port, [evil]: x = go(port) } = { port: 0 });`],
  ])('has changed where the next %s is taken out', (_, text) => {
    expect(getVerdicts(`const s = OPEN; let port; ${GO} ${text}`)).not.toContain('client');
  });

  const STEPS = 'function* steps() { try { yield 0; } finally { port = 5353; } }';

  it.each([
    ['break', 'search: { for (const x of steps()) { port = 0; break search; } return; } go(port);'],
    [
      'continue',
      'let n = 0; outer: do { for (const y of steps()) { port = 0; continue outer; } return; } while (n); go(port);',
    ],
    ['an exception', 'try { for (const x of steps()) { port = 0; throw x; } } catch { go(port); }'],
    [
      'break, behind a finally of its own',
      'search: { for (const x of steps()) { try { break search; } finally { port = 0; } } return; } go(port);',
    ],
    ['return, for a finally', 'try { for (const x of steps()) { port = 0; return; } } finally { go(port); }'],
  ])('has changed where a loop is left by %s', (_, text) => {
    const main = `function main() { ${text} }`;

    expect(getVerdicts(`const s = OPEN; let port; ${GO} ${STEPS} ${main} main();`)).not.toContain('client');
  });

  it('has changed in a file of JSX, which calls a function for each element', () => {
    const text =
      'const s = OPEN; let port = 0; const React = { createElement() { port = 5353; } }; const e = <a />; s.bind(port);';

    expect(getVerdicts(text)).not.toContain('client');
  });
});

describe('what is written in a try', () => {
  it.each([
    ['a property of nothing', 'given.a.b;'],
    ['a property of nothing that is written', 'given.a.b = 1;'],
    ['a pattern', 'const { a: { b } } = given;'],
    ['a name that is not there yet', 'LATER;'],
    ['a name that is nowhere', 'NOWHERE;'],
    ['a sum', '1n + given;'],
    ['a list', '[...given];'],
    ['a loop', 'for (const x of given);'],
    ['a constant', 'CONSTANT = 1;'],
  ])('may be the last of it: %s', (_, refused) => {
    const text = `const CONSTANT = 0; let port = 0; const given = process.argv[9]; try { port = 5353; ${refused} port = 0; } catch {} const LATER = 1; OPEN.bind(port);`;

    expect(getVerdicts(text)).not.toContain('client');
    expect(getVerdicts(text.replace('5353', '0'))).toEqual(['client']);
  });

  it('may be what a getter wrote that throws', () => {
    const text =
      'const s = OPEN; let port = 0; const o = { get x() { port = 5353; throw 0; } }; try { o.x; } catch {} s.bind(port);';

    expect(getVerdicts(text)).not.toContain('client');
    expect(getVerdicts(text.replace('5353', '0'))).toEqual(['client']);
  });
});

describe('a function that is declared, and that other code runs before a socket is used', () => {
  it.each([
    ['in an arrow', 'function listen() { const go = () => s.bind(5353); go(); }'],
    ['in a method', 'function listen() { return { go() { s.bind(5353); } }.go(); }'],
    ['in an expression', 'function listen() { (function () { s.bind(5353); })(); }'],
    ['in a getter', 'function listen() { return { get go() { s.bind(5353); } }.go; }'],
  ])('may bind it: %s', (_, text) => {
    const program = `const s = OPEN; ${text} given([listen]); s.send('x', 9);`;

    expect(getVerdicts(program)).not.toContain('client');
    expect(getVerdicts(program.replace('s.bind(5353)', 's.unref()'))).toEqual(['client']);
  });
});
