import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { analyze, applyEdits } from '../../analysis/index.ts';
import { parseSource } from '../../codemods/parse.ts';
import { PROJECT, succeed } from '../tools/packed-project.ts';
import { readCodeBlocks, readPage } from '../tools/markdown-pages.ts';

const PAGE = 'docs/architecture.md';
const page = readPage(PAGE);

it('walks a value whose verdict, evidence and edit are those of the page', () => {
  const [block] = readCodeBlocks(PAGE).filter(({ attributes }) => 'file' in attributes);
  const text = block?.text ?? '';
  const parsed = parseSource(text, 'metrics.js');
  const findings = parsed.ok ? analyze(parsed.file) : [];
  const [finding] = findings;

  expect(findings).toHaveLength(1);
  expect(finding?.verdict).toBe('client');
  expect(page).toContain(`the evidence is \`${finding?.evidence ?? 'none'}\``);
  const edits = finding?.remedy.kind === 'fix' ? finding.remedy.edits : [];
  const [cut = ''] = /(?<=cuts `)[^`]+/.exec(page) ?? [];
  expect(applyEdits(text, edits)).toBe(text.replace(cut, ''));
});

it('names files that are there', () => {
  const paths = [
    ...page.matchAll(/`((?:analysis|codemods|projects|rules|test|sockets|evidence|guard)\/[\w./-]*)`/g),
  ];

  expect(paths.length).toBeGreaterThan(20);
  for (const [, path = ''] of paths) expect(existsSync(join(PROJECT, path)), path).toBe(true);
});

it('lists all that is JavaScript, and whether its types are checked', () => {
  const rows = [...page.matchAll(/^\| (`[^|]*) \|[^|]*\| (checked|unchecked) +\|$/gm)].flatMap(
    ([, paths = '', types]) => [...paths.matchAll(/`([^`]+)`/g)].map(([, path = '']) => ({ path, types })),
  );
  const tracked = succeed(PROJECT, 'git', ['ls-files', '*.js', '*.cjs', '*.mjs', '*.jsx'])
    .stdout.trim()
    .split('\n');
  const { config } = ts.readConfigFile(join(PROJECT, 'tsconfig.json'), (file) => ts.sys.readFile(file)) as {
    config: unknown;
  };
  const checked = new Set(
    ts.parseJsonConfigFileContent(config, ts.sys, PROJECT).fileNames.map((file) => relative(PROJECT, file)),
  );
  const findRow = (file: string) =>
    rows.find(({ path }) => (path.endsWith('/') ? file.startsWith(path) : file === path));

  expect(rows.length).toBeGreaterThan(5);
  expect(tracked.filter((file) => findRow(file) === undefined)).toEqual([]);
  expect(rows.filter(({ path }) => !tracked.some((file) => findRow(file)?.path === path))).toEqual([]);
  for (const file of tracked) {
    expect(checked.has(file) ? 'checked' : 'unchecked', file).toBe(findRow(file)?.types);
  }
});

it('keeps in test/tools what tests of several folders use', () => {
  const tests = join(PROJECT, 'test');
  const getFolder = (path: string) => relative(tests, path).split(sep)[0] ?? '';
  // The campaign of soundness is a program of its own, which other tests run too.
  const shared = new Set(['tools', 'soundness']);
  const strayImports = readdirSync(tests, { recursive: true, encoding: 'utf8' })
    .map((name) => join(tests, name))
    .filter((file) => file.endsWith('.ts') && getFolder(file) !== 'tools')
    .flatMap((file) => {
      const imports = readFileSync(file, 'utf8').matchAll(/ from '(\.{1,2}\/[^']+)'/g);
      return [...imports].map(([, path = '']) => ({ file, target: resolve(dirname(file), path) }));
    })
    .filter(({ target }) => target.startsWith(tests + sep) && existsSync(target))
    .filter(({ file, target }) => getFolder(target) !== getFolder(file) && !shared.has(getFolder(target)))
    .map(({ file, target }) => `${relative(tests, file)} imports ${relative(tests, target)}`);

  expect(strayImports).toEqual([]);
});
