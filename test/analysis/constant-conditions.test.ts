import { expect, it } from 'vitest';
import { getVerdicts } from './findings/verdicts-of.ts';

it.each([
  ['if', 'if (false) port = 5353;'],
  ['a constant', 'const FIXED = false; if (FIXED) port = 5353;'],
  ['a constant of a constant', 'const MODE = `a`; const FIXED = MODE !== "a"; if (FIXED) port = 5353;'],
  ['else', 'if (!0) port = 0; else port = 5353;'],
  ['&&', 'false && (port = 5353);'],
  ['a case', 'switch (1) { case 2: port = 5353; break; default: port = 0; }'],
  ['a default', 'switch (1) { default: port = 5353; break; case 1: port = 0; }'],
])('code that never runs writes nothing: %s', (_, code) => {
  expect(getVerdicts(`let port = 0; ${code} OPEN.bind(port);`)).toEqual(['client']);
});

it.each([
  ['what is not constant', 'let port = 0; const at = process.argv[2]; if (at === "a") port = 5353;'],
  ['a variable that is written', 'let port = 0; let isOn = false; isOn = true; if (isOn) port = 5353;'],
  ['another variable of the name', 'const f = false; let port = 0; { const f = 1; if (f) port = 5353; }'],
  ['a case', 'let port = 0; switch (1) { case 2: break; case 1: port = 5353; }'],
  ['falling through', 'let port = 0; switch (1) { case 1: case 2: port = 5353; }'],
  ['the default', 'let port = 0; switch (1) { default: port = 5353; case 2: }'],
  ['a case that is computed', 'let port = 0; switch (1) { case Number("1"): port = 5353; break; case 1: }'],
  ['a dead way out', 'let port = 0; for (;;) { if (false) break; port = 5353; break; }'],
  ['a dead throw', 'let port = 0; try { if (false) throw 1; null.x; } catch { port = 5353; }'],
  ['what finally does', 'let port = 0; (() => { try { if (true) return; } finally { port = 5353; } })();'],
  ['&&=', 'let port = 1; port &&= 5353;'],
  ['&&= of a property', 'const o = { port: 1 }; o.port &&= 5353; const { port } = o;'],
  ['a loop with &&=', 'let port = 1; for (let i = 0; i < 2; i++) { port &&= 5353; }'],
])('code that may run counts: %s', (_, code) => {
  expect(getVerdicts(`${code} OPEN.bind(port);`)).toEqual(['listener']);
});

it.each([
  ['a dead throw', 'try { if (false) throw 1; null.x; } catch { s.bind(5353); }'],
  ['a dead call', 'try { if (false) f(); null.x; } catch { s.bind(5353); }'],
  ['a dead return', '(() => { if (false) return; s.bind(5353); })();'],
  ['a dead send', 'if (false) s.send("x", 9); s.bind(5353);'],
  ['a dead send in a try', 'try { if (false) s.send("x", 9); } finally { s.bind(5353); }'],
])('a bind that may run counts: %s', (_, code) => {
  expect(getVerdicts(`const s = OPEN; ${code}`)).toEqual(['listener']);
});
