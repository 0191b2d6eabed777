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
  for (const [, path = ''] of paths) {
    expect(existsSync(join(PROJECT, path)), path).toBe(true);
  }
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

it('names each declaration that is written by hand', () => {
  const named = [...page.matchAll(/^\| `(\S+\.d\.[cm]?ts)` +\| \S/gm)].map(([, path = '']) => path);
  const tracked = succeed(PROJECT, 'git', ['ls-files', '*.d.ts', '*.d.cts', '*.d.mts'])
    .stdout.trim()
    .split('\n');

  expect(named.toSorted()).toEqual(tracked.toSorted());
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

/** The groups of files that reach each other by the imports of each, for instance `a.ts, b.ts`. */
function findCircles(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const getReached = (start: string): ReadonlySet<string> => {
    const reached = new Set<string>();
    const left = [start];
    for (let file = left.pop(); file !== undefined; file = left.pop()) {
      for (const next of imports.get(file) ?? []) {
        if (!reached.has(next)) {
          reached.add(next);
          left.push(next);
        }
      }
    }
    return reached;
  };
  const reaches = new Map([...imports.keys()].map((file) => [file, getReached(file)]));
  const circles = [...imports.keys()].flatMap((file) => {
    const others = [...(reaches.get(file) ?? [])].filter((other) => reaches.get(other)?.has(file));
    return others.length > 0 ? [others.toSorted().join(', ')] : [];
  });
  return [...new Set(circles)];
}

/** What each TypeScript file of the project imports from others of them, types as well. */
function readImports(): Map<string, string[]> {
  const files = succeed(PROJECT, 'git', ['ls-files', '*.ts', '*.cts']).stdout.trim().split('\n');
  return new Map(
    files
      .filter((file) => !file.startsWith('fixtures/'))
      .map((file) => {
        const text = readFileSync(join(PROJECT, file), 'utf8');
        const statements = text.matchAll(/^(?:import|export) (?:[^;']*? from )?'(\.[^']+)';/gm);
        const targets = [...statements].map(([, path = '']) =>
          relative(PROJECT, resolve(PROJECT, dirname(file), path)),
        );
        return [file, targets];
      }),
  );
}

it('has no circle of imports', () => {
  const imports = readImports();

  expect(imports.size).toBeGreaterThan(400);
  expect(imports.get('analysis/index.ts')).toContain('analysis/findings/findings.ts');
  expect(imports.get('analysis/dataflow/hub.ts')).toContain('analysis/dataflow/value-graph.ts');
  expect(findCircles(imports)).toEqual([]);
  expect(
    findCircles(
      new Map([
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['b']],
      ]),
    ),
  ).toEqual(['b, c']);
});

it('describes in a comment what each source file exports', () => {
  const files = succeed(PROJECT, 'git', ['ls-files', 'index.ts', ...SOURCE_FOLDERS])
    .stdout.trim()
    .split('\n');
  const undescribed = files
    .filter((file) => /\.c?ts$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(join(PROJECT, file), 'utf8');
      return findUndescribed(text).map((name) => `${file}: ${name}`);
    });

  expect(files.length).toBeGreaterThan(400);
  expect(undescribed).toEqual([]);
  expect(findUndescribed('export const port = 1;\n/** A socket. */\nexport class Socket {}')).toEqual([
    'port',
  ]);
});

it('says why, wherever a comment disables a rule of lint', () => {
  const files = succeed(PROJECT, 'git', ['ls-files', '*.ts', '*.cts', '*.js', '*.cjs', '*.mjs'])
    .stdout.trim()
    .split('\n')
    .filter((file) => !/^(?:fixtures|examples\/demo\/src)\//.test(file));
  const unexplained = files.flatMap((file) =>
    findUnexplained(readFileSync(join(PROJECT, file), 'utf8'), file).map((comment) => `${file}: ${comment}`),
  );

  expect(files.length).toBeGreaterThan(600);
  expect(unexplained).toEqual([]);
  expect(
    findUnexplained("// eslint-disable-line\n/* eslint-disable a -- b */ '// eslint-disable'", 'a.js'),
  ).toEqual(['// eslint-disable-line']);
});

/** The comments of a source that disable rules without ` -- ` and a reason. */
function findUnexplained(text: string, path: string): readonly string[] {
  const parsed = text.includes('eslint-disable') ? parseSource(text, path) : undefined;
  const comments = parsed?.ok ? (parsed.file.comments ?? []) : [];
  return comments
    .map(({ range }) => text.slice(...range))
    .filter((comment) => /^\/[/*]\s*eslint-disable/.test(comment) && !/\s-{2,}\s+\w/.test(comment));
}

const SOURCE_FOLDERS = ['analysis', 'codemods', 'guard', 'projects', 'rules', 'sockets'];

/** The names that a source exports without a comment; of overloads, one has it. */
function findUndescribed(text: string): readonly string[] {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true);
  const described = new Set<string>();
  const exported = new Set<string>();
  for (const statement of source.statements) {
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
    for (const name of isExported ? getNames(statement) : []) {
      exported.add(name);
      if (ts.getJSDocCommentsAndTags(statement).length > 0) {
        described.add(name);
      }
    }
  }
  return [...exported].filter((name) => !described.has(name));
}

function getNames(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  const { name } = statement as { name?: ts.Node };
  return name === undefined ? [] : [name.getText()];
}
