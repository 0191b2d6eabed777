import { describe, expect, it } from 'vitest';
import { analyze, applyEdits, toDisjoint } from '../../analysis/index.ts';
import { removeProperty } from '../../analysis/findings/edits.ts';
import { forEachChild } from '../../analysis/program/syntax.ts';
import type { Node } from '../../analysis/program/syntax.ts';
import { parseSource } from '../../codemods/parse.ts';
import { byName, loadFixtures } from '../tools/fixture-tree.ts';
import { chooseInstalledFiles } from '../tools/installed-files.ts';
import { read, withoutProperty } from './edited-tokens.ts';

/** `EDITED_FILES=1500 npx vitest run test/property/edited-tokens.test.ts` edits more of them. */
const FILES = Number(process.env['EDITED_FILES'] ?? 60);

const fixtures = loadFixtures('no-client-reuse-address').filter(({ fixed }) => fixed !== undefined);

describe('the edit of a fixture', () => {
  it.each(byName(fixtures))('takes the tokens of the option and no comment out of %s', (_name, fixture) => {
    const text = fixture.source.replace(/^\uFEFF/u, '');
    const parsed = parseSource(text, fixture.path);
    const findings = parsed.ok ? analyze(parsed.file).filter(({ remedy }) => remedy.kind === 'fix') : [];

    expect(findings).not.toEqual([]);
    for (const { node, remedy } of findings) {
      const edits = remedy.kind === 'fix' ? toDisjoint(remedy.edits) : undefined;

      expectOnlyGone(text, fixture.path, node.range, applyEdits(text, edits ?? []));
    }
  });
});

describe('the edit of an option that was put into a file of another package', () => {
  // The same choices in each run.
  const random = createRandom(6056);
  let count = 0;

  it.each(chooseFilesWithLiterals().map(({ name, text }) => [name, text] as const))(
    'leaves what was there in %s',
    (name, text) => {
      const before = read(text, name);
      const literals = before ? findLiterals(text, name) : [];
      const literal = literals[Math.floor(random() * literals.length)];
      if (!before || !literal) {
        return;
      }
      const [offset, put] = chooseInsertion(text, literal, random);
      const changed = text.slice(0, offset) + put + text.slice(offset);
      const property = findPut(changed, name);
      if (!property) {
        return;
      }
      const edited = applyEdits(changed, removeProperty(property.node, property.literal, changed));
      count += 1;

      expectOnlyGone(changed, name, property.node.range, edited);
      expect(read(edited, name)?.tree).toBe(before.tree);
    },
  );

  it('was made in each of the files', () => {
    expect(count).toBe(FILES);
  });
});

/** Files into which an option can be put: about half of all have no object literal. */
function chooseFilesWithLiterals(): ReturnType<typeof chooseInstalledFiles> {
  const files = chooseInstalledFiles(FILES * 3, 10_000).filter(
    ({ name, text }) => findLiterals(text, name).length > 0 && read(text, name) !== undefined,
  );
  return Array.from(
    { length: FILES },
    (_, index) => files[Math.floor((index * files.length) / FILES)],
  ).flatMap((file) => file ?? []);
}

function expectOnlyGone(
  text: string,
  name: string,
  [start, end]: readonly [number, number],
  edited: string,
): void {
  const before = read(text, name);
  const after = read(edited, name);

  expect(before, text).toBeDefined();
  expect(after, edited).toBeDefined();
  expect(after?.comments).toEqual(before?.comments);
  expect(after?.tokens.map((token) => token.text)).toEqual(before && withoutProperty(before, start, end));
}

type Literal = Parameters<typeof removeProperty>[1];
type Property = Parameters<typeof removeProperty>[0];

function findLiterals(text: string, name: string): readonly Literal[] {
  const parsed = parseSource(text, name);
  const literals: Literal[] = [];
  const pending: Node[] = parsed.ok ? [parsed.file.ast] : [];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === 'ObjectExpression') {
      literals.push(node);
    }
    forEachChild(node, (child) => pending.push(child));
  }
  return literals;
}

function findPut(
  text: string,
  name: string,
): { readonly node: Property; readonly literal: Literal } | undefined {
  for (const literal of findLiterals(text, name)) {
    const node = literal.properties.find(
      (property): property is Property =>
        property.type === 'Property' && text.slice(...property.range).startsWith(PUT),
    );
    if (node) {
      return { node, literal };
    }
  }
  return undefined;
}

const PUT = 'reuseAddrThatWasPutIn';

/** Where the option goes, and how it is written: in front of a property, or behind the last one. */
function chooseInsertion(text: string, literal: Literal, random: () => number): readonly [number, string] {
  const choose = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? '';
  const lineEnd = choose(text.includes('\r\n') ? ['\r\n'] : ['\n', '\n', '\u2028']);
  const space = choose(['', ' ', `${lineEnd}  `, `${lineEnd}\t\t`]);
  const note = choose(['', '', ' /* why */', ` // why${lineEnd}`]);
  const property = `${PUT}: ${choose(['true', '(true)', '!0', '[1, 2]', '{ a: 1 }', '"//"'])}`;
  const index = Math.floor(random() * (literal.properties.length + 1));
  const next = literal.properties[index];
  if (next) {
    return [next.range[0], `${property}${choose(['', note])},${choose([' ', '', note, `${lineEnd}    `])}`];
  }
  const last = literal.properties.at(-1);
  return last
    ? [last.range[1], `${choose(['', note])},${space}${property}${note}`]
    : [literal.range[0] + 1, `${space}${property}${choose(['', ','])}${note}`];
}

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
