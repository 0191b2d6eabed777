import typescriptParser from '@typescript-eslint/parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../analysis/index.ts';
import type { Finding } from '../../analysis/index.ts';
import { parseSource } from '../../codemods/parse.ts';
import removeClientReuseAddress from '../../dist/codemods/remove-client-reuse-address.js';
import { FRONT_ENDS } from '../tools/eslint-front-ends.ts';
import type { LintedSource } from '../tools/eslint-front-ends.ts';
import { localNames, programPlan, renderProgram, toText } from './socket-programs.ts';
import type { SocketProgram } from './socket-programs.ts';

// The same programs in each run.
fc.configureGlobal({ seed: 6056 });

const program = fc.tuple(programPlan, localNames).map(([plan, names]) => renderProgram(plan, names));
const clientProgram = program.filter(({ isClient }) => isClient);

describe('a generated program', () => {
  it('is judged by its local port', () => {
    fc.assert(
      fc.property(program, (generated) => {
        const verdicts = getFindings(toText(generated)).map(({ verdict }) => verdict);

        expect(verdicts.filter((verdict) => verdict !== 'listener')).toEqual(
          generated.isClient ? ['client'] : [],
        );
      }),
    );
  });

  it('gets the same verdict whatever its locals are called', () => {
    fc.assert(
      fc.property(programPlan, localNames, localNames, (plan, names, otherNames) => {
        expect(judgements(renderProgram(plan, names))).toEqual(judgements(renderProgram(plan, otherNames)));
      }),
    );
  });

  it('is silent once the socket is also bound to a port that somebody else supplies', () => {
    fc.assert(
      fc.property(programPlan, localNames, (plan, names) => {
        const text = toText(renderProgram(plan, names, (socket) => `${socket}.bind(port);`));

        expect(getFindings(text).filter(({ verdict }) => verdict !== 'listener')).toEqual([]);
        expect(rewritten(text)).toBe(text);
      }),
    );
  });
});

describe('the edit of a generated program', () => {
  it('leaves a program that differs by the option alone', () => {
    fc.assert(
      fc.property(program, (generated) => {
        const text = toText(generated);
        const output = rewritten(text);

        expect(getShape(output)).toEqual(getShape(text, generated.isClient));
      }),
    );
  });

  it('changes no byte outside of the options object', () => {
    fc.assert(
      fc.property(clientProgram, (generated) => {
        const output = rewritten(toText(generated));
        const edited = output.slice(generated.before.length, output.length - generated.after.length);

        expect(output.startsWith(generated.before)).toBe(true);
        expect(output.endsWith(generated.after)).toBe(true);
        expect(edited).not.toContain('reuseAddr');
        expect(edited.length).toBeLessThan(generated.optionsObject.length);
      }),
    );
  });

  it('keeps every comment and every other property, in their order', () => {
    fc.assert(
      fc.property(clientProgram, (generated) => {
        const output = rewritten(toText(generated));
        const edited = output.slice(generated.before.length, output.length - generated.after.length);

        expect(getWords(edited)).toEqual(
          getWords(generated.optionsObject).filter((word) => !isReuseProperty(word)),
        );
      }),
    );
  });

  it('adds no line end of another kind, no blank line and no trailing comma', () => {
    fc.assert(
      fc.property(clientProgram, ({ before, optionsObject, after }) => {
        const output = rewritten(before + optionsObject + after);

        expect(/(?<!\r)\n/.test(output)).toBe(/(?<!\r)\n/.test(before + optionsObject + after));
        expect(output.match(/\n\s*\n/g)?.length).toBe(
          (before + optionsObject + after).match(/\n\s*\n/g)?.length,
        );
        expect(hasTrailingComma(output.slice(before.length, output.length - after.length))).toBe(
          hasTrailingComma(optionsObject) && !isLeftEmpty(optionsObject),
        );
      }),
    );
  });

  it('changes nothing more the second time', () => {
    fc.assert(
      fc.property(program, (generated) => {
        const once = rewritten(toText(generated));

        expect(rewritten(once)).toBe(once);
      }),
    );
  });

  it('is the same as the rule’s fix', () => {
    fc.assert(
      fc.property(program, fc.constantFrom(...FRONT_ENDS), (generated, frontEnd) => {
        const source = toText(generated);
        const linted: LintedSource = {
          name: 'generated.js',
          dialect: 'javascript',
          sourceType: source.includes('import ') ? 'module' : 'commonjs',
          source,
        };

        expect(frontEnd.fix(linted)).toBe(rewritten(source));
      }),
    );
  });
});

function getFindings(text: string): readonly Finding[] {
  const result = parseSource(text.replace(/^\uFEFF/, ''), 'generated.js');
  if (!result.ok) {
    throw new Error(`${result.error.message}\n${text}`);
  }
  return analyze(result.file);
}

function judgements(generated: SocketProgram): string[] {
  return getFindings(toText(generated)).map(
    ({ option, remedy, verdict }) => `${option} ${verdict} ${remedy.kind}`,
  );
}

function rewritten(source: string): string {
  return removeClientReuseAddress({ path: 'generated.js', source }, { report: () => undefined }) ?? source;
}

/** The tree without places; with `withoutReuse`, also without the option. */
function getShape(text: string, withoutReuse = false): unknown {
  const { ast } = typescriptParser.parseForESLint(text.replace(/^\uFEFF/, ''), { range: false, loc: false });
  return JSON.parse(JSON.stringify(ast.body), (_key, value: unknown) => {
    if (Array.isArray(value)) {
      const elements: readonly unknown[] = value;
      return withoutReuse ? elements.filter((element) => !isReuseNode(element)) : elements;
    }
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).filter(([name]) => !PLACES.has(name)));
    }
    return value;
  });
}

const PLACES = new Set(['end', 'loc', 'parent', 'range', 'start']);

function isReuseNode(node: unknown): boolean {
  return (
    typeof node === 'object' &&
    node !== null &&
    'key' in node &&
    /"(?:name|value)":"reuseAddr"/.test(JSON.stringify(node.key))
  );
}

/** Comments and properties. */
function getWords(optionsObject: string): string[] {
  return optionsObject.match(/\/\*.*?\*\/|\/\/[^\r\n]*|[^\s,{}/][^,}/\r\n]*[^\s,}/]/g) ?? [];
}

function isReuseProperty(word: string): boolean {
  return /^['"]?reuseAddr/.test(word);
}

function hasTrailingComma(optionsObject: string): boolean {
  return /,\s*\}$/.test(optionsObject.replaceAll(/\/\*.*?\*\/|\/\/[^\r\n]*/g, ''));
}

function isLeftEmpty(optionsObject: string): boolean {
  return getWords(optionsObject).filter((word) => !word.startsWith('/')).length === 1;
}
