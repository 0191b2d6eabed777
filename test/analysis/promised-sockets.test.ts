import { describe, expect, it } from 'vitest';
import type { MethodRole, SocketApi } from '../../analysis/apis/description.ts';
import { analyze } from '../../analysis/index.ts';
import type { Finding } from '../../analysis/index.ts';
import { parse } from '../tools/parsed-program.ts';

const HARMLESS = { harmless: ['close'] };

/** An API whose maker gives a promise of a socket. */
function createApi(extra: Partial<MethodRole>): SocketApi {
  return {
    id: 'acme-channel',
    modules: ['acme-channel'],
    makers: [
      {
        path: ['open'],
        form: 'call',
        options: [
          {
            name: 'reuseAddr',
            at: { in: 'maker', argument: 0, property: ['reuseAddr'] },
            sets: 'SO_REUSEADDR',
            enabledBy: 'truthy',
            remedy: 'remove',
          },
        ],
        role: {
          by: 'methods',
          bind: [{ name: 'bind', port: { argument: 0 } }],
          use: ['send'],
          chain: [],
          ...extra,
        },
      },
    ],
  };
}

function find(text: string, extra: Partial<MethodRole>): readonly Finding[] {
  const program = `import { open } from 'acme-channel';\n${text.replaceAll('OPEN', 'open({ reuseAddr: true })')}`;
  return analyze(parse({ text: program, path: 'a.mjs' }), [createApi(extra)]);
}

function getVerdicts(text: string, extra: Partial<MethodRole>): readonly string[] {
  return find(text, extra).map(({ verdict }) => verdict);
}

describe.each([
  ['says which methods do no harm', HARMLESS],
  ['does not', {}],
])('a socket that is promised, where the description %s', (_what, extra) => {
  it.each([
    ['then()', 'const p = OPEN; p.then((c) => c.bind(7000)); (await p).send("x", 1);'],
    [
      'then(), with what it gives',
      'const c = await OPEN.then((c) => { c.bind(7000); return c; }); c.send("x", 1);',
    ],
    [
      'a second then()',
      'const p = OPEN; p.then((c) => c).then((c) => c.bind(7000)); (await p).send("x", 1);',
    ],
    [
      'then() behind catch()',
      'const p = OPEN; p.catch(log).then((c) => c.bind(7000)); (await p).send("x", 1);',
    ],
    [
      'then() behind finally()',
      'const p = OPEN; p.finally(log).then((c) => c.bind(7000)); (await p).send("x", 1);',
    ],
    ['what finally() gives', 'const p = OPEN; (await p.finally(log)).bind(7000); (await p).send("x", 1);'],
    [
      'a method that is handed over',
      'const p = OPEN; const { then } = p; then.call(p, (c) => c.bind(7000)); (await p).send("x", 1);',
    ],
    [
      'the method of all promises',
      'const p = OPEN; Promise.prototype.then.call(p, (c) => c.bind(7000)); (await p).send("x", 1);',
    ],
    [
      'a promise of the promise',
      'const p = OPEN; Promise.resolve(p).then((c) => c.bind(7000)); (await p).send("x", 1);',
    ],
    [
      'Promise.all()',
      'const p = OPEN; Promise.all([p]).then(([c]) => c.bind(7000)); (await p).send("x", 1);',
    ],
  ])('is a listener by a bind in %s', (_way, text) => {
    expect(getVerdicts(text, extra)).toEqual(['listener']);
  });

  it.each([
    ['then()', 'const p = OPEN; p.then(mystery); (await p).send("x", 1);'],
    ['finally()', 'const p = OPEN; mystery(p.finally(log)); (await p).send("x", 1);'],
    ['what then() gives', 'export const c = OPEN.then((c) => { c.send("x", 1); return c; });'],
  ])('is not known where other code gets it by %s', (_way, text) => {
    expect(getVerdicts(text, extra)).toEqual(['unknown']);
  });

  it.each([
    ['a bind in then()', 'OPEN.then((c) => c.bind(0));'],
    ['a send in then()', 'OPEN.then((c) => c.send("x", 1)).catch(log).finally(log);'],
    [
      'a send behind await',
      'const c = await OPEN.catch((error) => { log(error); throw error; }); c.send("x", 1);',
    ],
  ])('is a client by %s', (_way, text) => {
    expect(getVerdicts(text, extra)).toEqual(['client']);
  });
});

it('is no promise where the program gives it a then() of its own', () => {
  const text = 'const s = OPEN; s.then = (f) => f(1); s.then(mystery); s.send("x", 1);';
  expect(getVerdicts(text, HARMLESS)).not.toContain('listener');
});
