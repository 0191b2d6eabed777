import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../analysis/index.ts';
import { byName, loadFixtures } from '../tools/fixture-tree.ts';
import type { Fixture } from '../tools/fixture-tree.ts';
import { localNames, programPlan, renderProgram, toText } from './socket-programs.ts';
import { bindToUnknownPort } from './transformations/bind-to-unknown-port.ts';
import { parse, readTree } from '../tools/parsed-program.ts';
import type { Choices, Program, ProgramTree } from '../tools/parsed-program.ts';
import { renameLocals } from './transformations/rename-locals.ts';
import { reorderDeclarations } from './transformations/reorder-declarations.ts';
import { rewriteExpressions } from './transformations/rewrite-expressions.ts';
import { wrapInFunction } from './transformations/wrap-in-function.ts';

// The same programs in each run.
fc.configureGlobal({ seed: 6056 });

const FIXTURES = loadFixtures('no-client-reuse-address');

/** The APIs whose sockets `createSocket()` makes and `bind(port)` binds. */
const BINDABLE = FIXTURES.filter(({ name }) => /\/(?:node-dgram|bare-dgram)\//.test(name));

const RUNS_OF_FIXTURE = { numRuns: 2 };
const RUNS_OF_GENERATED = { numRuns: 200 };

/** Makes a program that does the same, where that is possible, by numbers that nobody has chosen. */
type Transform = (tree: ProgramTree, choices: Choices) => string | undefined;

const TRANSFORMATIONS: Record<string, Transform> = {
  'the locals have other names': (tree, [choice = 0]) =>
    // Babel's scopes do not know which names are Flow types.
    tree.text.includes('@flow') ? undefined : renameLocals(tree, `_${choice.toString(36)}`),
  'all of it stands in a function': wrapInFunction,
  'declarations stand in another order': reorderDeclarations,
  'expressions have parentheses and casts': rewriteExpressions,
};

/** Fixtures that a transformation may leave undecided: compiled helpers, and names of globals, are not known in every form. */
const UNSETTLED =
  /compiled\/babel\/listener-wildcard|compiled\/async\/(?:client|listener)-babel|udp-socket\/silent-other-class|other-runtimes\/silent-(?:chrome|direct-sockets-tcp)/u;

const choices = fc.array(fc.nat(), { minLength: 1, maxLength: 12 });

const generated: fc.Arbitrary<Program> = fc.tuple(programPlan, localNames).map(([plan, names]) => ({
  text: withoutMark(toText(renderProgram(plan, names))),
  path: 'generated.js',
}));

describe.each(Object.entries(TRANSFORMATIONS))('no verdict changes when %s:', (_name, transform) => {
  it('generated programs', () => {
    fc.assert(
      fc.property(generated, choices, (program, chosen) => {
        expectSameVerdicts(program, transform(readTree(program), chosen), getVerdicts(program));
      }),
      RUNS_OF_GENERATED,
    );
  });

  it.each(byName(FIXTURES))('%s', (_fixture, fixture) => {
    const tree = readTree(toProgram(fixture));
    const verdicts = getVerdicts(tree);

    fc.assert(
      fc.property(choices, (chosen) => {
        const text = transform(tree, chosen);
        if (!UNSETTLED.test(fixture.name)) {
          expectSameVerdicts(tree, text, verdicts);
        } else if (text !== undefined) {
          expectNoFurtherClient({ ...tree, text }, verdicts);
        }
      }),
      RUNS_OF_FIXTURE,
    );
  });
});

describe('most fixtures can be written', () => {
  it.each(Object.entries(TRANSFORMATIONS))('so that %s', (_name, transform) => {
    const written = FIXTURES.filter((fixture) => transform(readTree(toProgram(fixture)), [0, 1, 0]));

    expect(written.length).toBeGreaterThan(FIXTURES.length / 2);
  });
});

describe('nothing is reported once every socket is bound to a port of another file:', () => {
  const bound = BINDABLE.flatMap((fixture) => {
    const program = toProgram(fixture);
    const text = bindToUnknownPort(readTree(program));
    return text === undefined ? [] : [[fixture.name, { ...program, text }] as const];
  });

  it('most fixtures make sockets so that they can be bound', () => {
    expect(bound.length).toBeGreaterThan(BINDABLE.length / 2);
  });

  it.each(bound)('%s', (_name, program) => {
    const reported = analyze(parse(program)).filter(
      ({ verdict }) => verdict === 'client' || verdict === 'mixed',
    );

    expect(
      reported.map(({ evidence }) => evidence),
      program.text,
    ).toEqual([]);
  });
});

function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}

function toProgram({ source, path }: Fixture): Program {
  return { text: withoutMark(source), path };
}

function expectSameVerdicts({ path }: Program, text: string | undefined, verdicts: readonly string[]): void {
  if (text !== undefined) {
    expect(getVerdicts({ path, text }), text).toEqual(verdicts);
  }
}

function expectNoFurtherClient({ path, text }: Program, verdicts: readonly string[]): void {
  const isClient = (verdict: string): boolean => verdict.includes('client');
  const clients = getVerdicts({ path, text }).filter(isClient);
  expect(clients.length, text).toBeLessThanOrEqual(verdicts.filter(isClient).length);
}

/** In no order: that of the findings is that of the declarations. */
function getVerdicts(program: Program): string[] {
  return analyze(parse(program))
    .map(({ verdict, option, remedy }) => `${verdict} ${option}${remedy.kind === 'fix' ? ' fix' : ''}`)
    .sort();
}
