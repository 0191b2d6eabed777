import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { analyze } from '../../analysis/index.ts';
import { parseSource } from '../../codemods/parse.ts';
import removeClientReuseAddress from '../../dist/codemods/remove-client-reuse-address.js';
import { loadFixtures } from '../tools/fixture-tree.ts';

// A busy machine takes several times as long.
vi.setConfig({ testTimeout: 180_000 });

// The same programs in each run.
fc.configureGlobal({ seed: 6056 });

const fixtures = loadFixtures('no-client-reuse-address').filter(({ dialect }) => dialect !== 'flow');

const extension = fc.constantFrom('.js', '.cjs', '.mjs', '.jsx', '.ts', '.cts', '.mts', '.tsx');

/** Pieces that the analysis looks at, in orders that no author would choose. */
const FRAGMENTS = [
  "import dgram from 'dgram';",
  "const dgram = require('dgram');",
  'dgram.createSocket({ reuseAddr: true })',
  "dgram.createSocket({ type: 'udp4', reusePort: true, ...rest })",
  'new dgram.Socket(options)',
  'const options = { reuseAddr: true };',
  'options = options;',
  'let s = s;',
  's = dgram.createSocket(options);',
  's.bind(s)',
  's.bind(port)',
  's.send.call(s)',
  's = [s, ...s];',
  'this.s = this;',
  'class A extends A { #s = dgram.createSocket({ reuseAddr: true }); get s() { return this.#s; } set s(v) { this.s = v; } }',
  'function f(s = f(s)) { return f(s); }',
  'const { s, ...t } = { s: dgram.createSocket({ reuseAddr: true }) };',
  'for (s of s) s.bind(0);',
  'export default s;',
  'export { s, f };',
  'new Promise((resolve) => resolve(f));',
  'Object.assign(options, options)',
  'f(f, s, options)',
  'async function* g() { yield* g(); await s; return s; }',
  'try { throw s; } catch (s) { s.send(); }',
  'label: while (s) { s?.bind?.(0); break label; }',
  '`${s}${options}`',
  'dgram.createSocket`x`;',
  'dgram.createSocket();',
  'dgram.createSocket(...options);',
  '[s.x, options.reuseAddr] = [options.reuseAddr, true];',
  '({ reuseAddr: true, reuseAddr: true, get reuseAddr() { return true; } })',
  'import.meta.url;',
  ';',
  '{',
  '}',
  '(',
  ')',
];

describe('whatever the text', () => {
  it('the transform answers, or names the place of the syntax error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), extension, (text, suffix) => {
        expectAnswer(`reuseAddr ${text}`, suffix);
      }),
      { numRuns: 300 },
    );
  });

  it('fragments in any order do not crash it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 14 }),
        extension,
        (fragments, suffix) => {
          expectAnswer(`${fragments.join('\n')}\n// reuseAddr`, suffix);
        },
      ),
      { numRuns: 800 },
    );
  });

  it('programs with a piece cut out do not crash it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...fixtures), fc.nat(), fc.nat(60), ({ path, source }, at, length) => {
        const start = at % source.length;
        expectAnswer(source.slice(0, start) + source.slice(start + length), path);
      }),
      { numRuns: 800 },
    );
  });

  it('two programs in one file do not crash it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...fixtures), fc.constantFrom(...fixtures), (first, second) => {
        expectAnswer(
          `${first.source}\n{\n${second.source.replaceAll(/^(?:import|export).*$/gm, '')}\n}\n`,
          first.path,
        );
      }),
      { numRuns: 500 },
    );
  });
});

/** Either a text that parses whenever the first one did, or a SyntaxError with line and column. */
function expectAnswer(source: string, path: string): void {
  const name = path.startsWith('.') ? `generated${path}` : path;
  const parsed = parseSource(source.replace(/^\uFEFF/, ''), name);
  const transform = () => removeClientReuseAddress({ path: name, source }, { report: () => undefined });
  if (!parsed.ok) {
    if (/reuse(?:Addr|Port)/.test(source)) {
      expect(transform).toThrow(/:\d+:\d+: \S/);
    }
    return;
  }
  for (const { place, remedy } of analyze(parsed.file)) {
    expect(place.line).toBeGreaterThan(0);
    if (remedy.kind !== 'none') {
      expect(remedy.edits).not.toHaveLength(0);
    }
  }
  const output = transform() ?? source;
  expect(parseSource(output.replace(/^\uFEFF/, ''), name).ok).toBe(true);
}
