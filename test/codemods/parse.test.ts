import { Script } from 'node:vm';
import { transpileModule } from 'typescript';
import { describe, expect, it } from 'vitest';
import { parseSource } from '../../codemods/parse.ts';

/** The names that nothing in the file declares, as the scopes see them. */
function freeNames(source: string, path: string): unknown[] {
  const result = parseSource(source, path);
  if (!result.ok) {
    throw new Error(
      `${result.error.message} at ${String(result.error.place.line)}:${String(result.error.place.column)}`,
    );
  }
  const global = result.file.scopeManager.globalScope;
  return (global?.through ?? []).map((reference) => reference.identifier.name);
}

describe('parseSource', () => {
  it.each([
    ['CommonJS with a return at the top', 'x.js', 'const d = require("dgram");\nif (!d) return;\n'],
    [
      'sloppy code',
      'x.js',
      'require("a"); with (Math) {} var o = 010; delete o; yield = 1; function f(a, a) {}\nvar yield',
    ],
    ['a hashbang', 'x.js', '#!/usr/bin/env node\nrequire("a")'],
    ['await at the top', 'x.js', 'const d = await require("a")'],
    ['a loop that awaits at the top', 'x.ts', 'for await (const a of require("a")) { void a; }'],
    ['JSX in .js', 'x.js', 'const e = <div a={require("x")}>text</div>'],
    ['HTML comments in a script', 'x.js', '<!-- old\nrequire("a")\n--> older'],
    ['a module', 'x.mjs', 'require(import.meta.url)'],
    ['CommonJS', 'x.cjs', 'require("a"); return 1'],
    ['type casts in .ts', 'x.ts', 'const s = <any>require("x")'],
    ['generic arrows in .tsx', 'x.tsx', 'const f = <T,>(x: T) => <b>{require("x")}</b>'],
    [
      'decorators and enums',
      'x.ts',
      '@(require("x")) export class A { @A() private readonly p!: string } export enum E { B = 1 }',
    ],
    ['import equals', 'x.cts', 'import d = require("dgram"); const s: d.Socket = require("x"); export = d'],
    ['types only', 'x.ts', 'interface S {} type T = S; const s = require("x") satisfies T as S'],
    [
      'Flow by its pragma',
      'x.js',
      '/* (c) */\n// @flow strict\ntype A = {| a: ?string |}; const s = (require("x"): A); f<A>(s); function f() {}',
    ],
    [
      'Flow without a pragma',
      'x.js',
      'import type { A } from "a"; const s: A = require("x"); enum E { B }\nopaque type O = A',
    ],
    ['decorators of a proposal', 'x.js', '@require class A { @A accessor b = 1 }'],
    ['decorators of methods', 'x.js', 'class A { @require("x") m() {} }'],
    ['decorators of fields', 'x.js', 'class A { @require("x") static f = 1; @A accessor [A]; }'],
    ['decorators in Flow', 'x.js', '// @flow\n@A class A { @require("x") m(): void {} }'],
    ['names beside eval', 'x.js', 'function f() { const a = require("a"); eval("a = 1"); return a }'],
    ['a top level in a function', 'x.cjs', 'var a = 1; function f() { return a + f } return require(a)'],
    ['proposals', 'x.js', 'export v from "v"; const s = do { require("x") }'],
  ])('reads %s and resolves what it refers to', (_, path, source) => {
    const free = freeNames(source, path).filter((name) => !['Math', 'yield', 'eval'].includes(String(name)));
    expect(free).toEqual(['require']);
  });

  it('gives ranges in UTF-16 units, and leaves out parentheses', () => {
    const source = '/* 😀é */ (require)("dgram")';
    for (const path of ['x.js', 'x.ts']) {
      const result = parseSource(source, path);
      expect(result.ok && result.file.ast.body[0]).toMatchObject({
        range: [10, source.length],
        expression: { type: 'CallExpression', callee: { type: 'Identifier', range: [11, 18] } },
      });
    }
    const flow = parseSource(`// @flow\n${source}`, 'x.js');
    expect(flow.ok && flow.file.ast.body[0]).toMatchObject({
      range: [19, source.length + 9],
      expression: { type: 'CallExpression', callee: { type: 'Identifier', range: [20, 27] } },
    });
  });

  it('makes ESTree of class members, private names and literals with both parsers', () => {
    for (const pragma of ['', '// @flow\n']) {
      const result = parseSource(`${pragma}class A { #s = 1n; a = this?.#s; static { 'x' } m() {} }`, 'x.js');
      expect(result.ok && result.file.ast.body[0]).toMatchObject({
        type: 'ClassDeclaration',
        body: {
          body: [
            {
              type: 'PropertyDefinition',
              key: { type: 'PrivateIdentifier', name: 's' },
              value: { type: 'Literal' },
            },
            { type: 'PropertyDefinition', value: { type: 'ChainExpression' } },
            { type: 'StaticBlock' },
            { type: 'MethodDefinition' },
          ],
        },
      });
    }
  });

  it('does not take a type for a reference', () => {
    const source =
      'import * as d from "dgram"; const f = (s: d.Socket): d.Socket => s; let t: Array<d.Socket> = (f: d.F);';
    const result = parseSource(`// @flow\n${source}`, 'x.js');
    const scope = result.ok ? result.file.scopeManager.scopes[1] : undefined;
    expect(scope?.set.get('d')?.references).toHaveLength(0);
  });

  it.each(['\u0085', '\u200B'])(
    'takes %j for white space in TypeScript only, as compilers and engines do',
    (mark) => {
      const source = `${mark}const a = 1;`;
      const isRead = (path: string): boolean => parseSource(source, path).ok;
      expect(() => new Script(source)).toThrow(SyntaxError);
      expect(transpileModule(source, { reportDiagnostics: true }).diagnostics).toEqual([]);
      expect(['x.js', 'x.jsx', 'x.mjs', 'x.cjs', 'x.ts', 'x.tsx', 'x.mts'].filter(isRead)).toEqual([
        'x.ts',
        'x.tsx',
        'x.mts',
      ]);
      for (const inside of [
        `"${mark}"`,
        `/* ${mark} */ a`,
        `\`${mark}\``,
        `/${mark}/`,
        `a // ${mark}`,
        `<b c="${mark}">${mark}</b>`,
      ]) {
        expect([inside, parseSource(`f(${inside}\n);`, 'x.js').ok]).toEqual([inside, true]);
      }
    },
  );

  it.each([
    ['x.js', 'const a = 1;\r\nconst b = {,};\r\n', 2, 12],
    ['x.ts', 'const a: = 1;', 1, 10],
    ['x.mjs', '\n\n  }', 3, 3],
    ['x.js', '// @flow\ntype A = {|', 2, 12],
    ['x.js', '/* 😀 */ ]', 1, 10],
    ['x.js', 'const a\u200B= 1;', 1, 8],
  ])('says where %s is no program', (path, source, line, column) => {
    const result = parseSource(source, path);
    expect(result).toMatchObject({ ok: false, error: { place: { line, column } } });
    expect(result.ok || result.error.message).toMatch(/^[^\n]+[^)\n]$/);
  });
});
