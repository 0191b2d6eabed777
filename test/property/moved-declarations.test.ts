import { describe, expect, it } from 'vitest';
import { analyze } from '../../analysis/index.ts';
import type { SourceFile } from '../../analysis/index.ts';
import type { Project } from '../../analysis/program/project.ts';
import { loadFixtures } from '../tools/fixture-tree.ts';
import { moveDeclarations } from './transformations/move-declarations.ts';
import type { TwoFiles } from './transformations/move-declarations.ts';
import { parse, readTree } from '../tools/parsed-program.ts';
import type { Program } from '../tools/parsed-program.ts';

const FIXTURES = loadFixtures('no-client-reuse-address');

/** A package whose main file others import, and whose other file is its own. */
function createPackage(files: readonly SourceFile[]): Project {
  const [main, moved] = files;
  const find = (path: string): SourceFile | undefined => files.find((file) => file.path === path);
  return {
    resolve: (from, specifier) => {
      const name = specifier.replace(/^\.\/moved.*$/, moved?.path ?? '');
      const found = from === main?.path ? find(name) : undefined;
      return { files: found?.path === undefined ? [] : [found.path], isWhole: found !== undefined };
    },
    resolveComputed: () => ({ files: [], isWhole: false }),
    load: find,
    findImporters: (path) => ({
      files: path === moved?.path && main?.path !== undefined ? [main.path] : [],
      isClosed: path === moved?.path,
    }),
    findTexts: () => [],
    getPackage: () => undefined,
  };
}

function findVerdicts(programs: readonly Program[]): readonly string[] {
  const files = programs.map((program) => ({ ...parse(program), path: program.path }));
  const project = createPackage(files);
  return files
    .flatMap((file) => analyze(file, undefined, project))
    .map(({ verdict, option }) => `${verdict} ${option}`)
    .sort();
}

function show({ main, moved }: TwoFiles): string {
  return `${main.text}\n--- ${moved.path}\n${moved.text}`;
}

/**
 * What is not looked up from the other file, or not in its order: options that calls and assignments set on a socket that another
 * file makes, what such a call leaves to a later one, and constants that another file gives for an option. Nothing more is
 * reported there.
 */
const UNSETTLED =
  /\/(?:gjs|process-binding|setsockopt|private-reuse-addr)\/|create-socket\/client\.ts|client-bound-late|client-after-error|options\/destructured\/client-access|object-assign\/client-before|options\/after-construction|options\/later-assignment\/silent/u;

/** One declaration of each fixture; all with `npm run test:moved`. */
const CHOICES =
  process.env['MOVE_ALL'] === undefined ? [[0]] : Array.from({ length: 12 }, (_, index) => [index]);
const MOVABLE = FIXTURES.flatMap((fixture) => {
  const tree = readTree({ path: fixture.path, text: fixture.source.replace(/^\uFEFF/, '') });
  const all = CHOICES.flatMap((choices) => moveDeclarations(tree, choices) ?? []);
  const texts = all.map(({ moved }) => moved.text);
  const different = all.filter(({ moved }, index) => texts.indexOf(moved.text) === index);
  return different.length > 0 ? [{ ...fixture, text: tree.text, different }] : [];
});

describe('no verdict changes when a declaration moves into another file:', () => {
  it.each(MOVABLE.map((fixture) => [fixture.name, fixture] as const))(
    '%s',
    (name, { path, text, different }) => {
      const main = { path: `/project/main${/\.[^.]+$/.exec(path)?.[0] ?? ''}`, text };
      const verdicts = findVerdicts([main]);

      for (const files of different) {
        const found = findVerdicts([files.main, files.moved]);
        if (UNSETTLED.test(name)) {
          expect(countClients(found), show(files)).toBeLessThanOrEqual(countClients(verdicts));
        } else {
          expect(found, show(files)).toEqual(verdicts);
        }
      }
    },
  );

  it('many fixtures have one', () => {
    expect(MOVABLE.length).toBeGreaterThan(FIXTURES.length / 3);
  });
});

function countClients(verdicts: readonly string[]): number {
  return verdicts.filter((verdict) => verdict.startsWith('client')).length;
}
