import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import type { Plugin } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyze } from '../../analysis/index.ts';
import type { SourceFile } from '../../analysis/index.ts';
import type { Importers, Project } from '../../analysis/program/project.ts';
import { createFileProject } from '../../codemods/file-project.ts';
import { parseSource } from '../../codemods/parse.ts';
import { getSourceFacts } from '../../projects/sources/source-facts.ts';
import type { SourceFacts } from '../../projects/sources/source-facts.ts';
import { copyProjects, listScripts, loadProjectFixtures } from '../tools/project-fixtures.ts';

const FIXTURES = loadProjectFixtures();
let root = '';

beforeAll(() => {
  root = copyProjects();
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

/** A file of a project, with what the project says of it. */
interface ProjectFile {
  readonly path: string;
  readonly source: SourceFile;
  readonly project: Project;
  readonly facts: SourceFacts;
  readonly importers: Importers;
}

/** A project, and the one file that a bundler makes of it. */
interface Bundle {
  readonly files: readonly ProjectFile[];
  /** The scripts that are no programs. */
  readonly broken: readonly string[];
  readonly code: string;
  /** The modules that the bundle still imports. */
  readonly left: readonly string[];
}

type Change = readonly [before: string, after: string];

const DECIDED = ['client', 'listener', 'mixed'];

/** Less is known, which reports nothing. `none` is for a socket that is made by a module that is not known any more. */
const LOSSES = DECIDED.flatMap((verdict): readonly Change[] => [
  [verdict, 'unknown'],
  [verdict, 'none'],
]);

const GAINS = DECIDED.map((verdict): Change => ['unknown', verdict]);

/** Why the bundle of a project may have other verdicts than its files, and which. */
const DIFFERENCES: Readonly<
  Record<string, { readonly changes: readonly Change[]; readonly isMet: (bundle: Bundle) => boolean }>
> = {
  'it closes what others can load, replace, or name in a way that is not known': {
    changes: GAINS,
    isMet: ({ files, broken }) => broken.length > 0 || files.some(({ importers }) => !importers.isClosed),
  },
  'it leaves computed names and those with a query to the run, and has not got the files': {
    changes: LOSSES,
    isMet: ({ files }) => files.some(({ facts }) => facts.computed.length > 0),
  },
  'it has not got the packages of a workspace that nobody has installed': {
    changes: LOSSES,
    isMet: ({ left }) => left.some((name) => !isBuiltin(name)),
  },
  'it leaves what is not built to the run, and has not got what is done there': {
    changes: [...LOSSES, ['mixed', 'client']],
    isMet: ({ code }) => /\("\.[^"]*"\)/u.test(code),
  },
  'it has one of the files that a name stands for under different conditions': {
    changes: [...LOSSES, ['listener', 'client']],
    isMet: ({ files }) =>
      files.some((file) => getResolved(file).some((found) => found.length > 1)) ||
      files.some(({ importers }) => importers.reason?.endsWith('under some conditions only')),
  },
  'it has the values of JSON, which people change in a file of their own': {
    changes: [['listener', 'client']],
    isMet: ({ files }) =>
      files.some((file) =>
        getResolved(file)
          .flat()
          .some((path) => path.endsWith('.json')),
      ),
  },
  'it has a CommonJS module as an object, whose functions others may replace': {
    changes: [['client', 'unknown']],
    isMet: ({ files, code }) =>
      code.includes('__commonJSMin(') && files.some(({ importers }) => !importers.isClosed),
  },
  'it makes an object of what an ECMAScript module exports, and nothing of `this` at the top of a file': {
    changes: LOSSES,
    isMet: ({ code }) => code.includes('__toCommonJS(') || code.includes('(void 0).'),
  },
  'it makes a namespace of a function, which cannot be called any more': {
    changes: [['listener', 'client']],
    isMet: ({ code }) => /\bimport_\w+\(/u.test(code),
  },
  'it has the files that hand a prototype to other code, but replace nothing that is asked for': {
    changes: LOSSES,
    isMet: ({ code }) => code.includes('.prototype, '),
  },
  'it gives all exports of a module one place, where they are not read by their names': {
    changes: LOSSES,
    isMet: ({ code }) => /\b\w+_exports\[|\.\.\.require_\w+\(\)/u.test(code),
  },
};

/** The files that the imports of a file lead to. */
function getResolved({ facts, path, project }: ProjectFile): readonly (readonly string[])[] {
  return facts.imports.map(({ specifier, kind }) => project.resolve(path, specifier, kind).files);
}

function readFiles(folder: string): Pick<Bundle, 'files' | 'broken'> {
  const files: ProjectFile[] = [];
  const broken: string[] = [];
  for (const name of listScripts(folder)) {
    const path = join(folder, name);
    const result = parseSource(readFileSync(path, 'utf8'), path);
    if (!result.ok) {
      broken.push(path);
      continue;
    }
    const source = { ...result.file, path };
    const project = createFileProject(source, { root: folder });
    const importers = project.findImporters(path);
    files.push({ path, source, project, facts: getSourceFacts(source, path), importers });
  }
  return { files, broken };
}

/** What cannot be found, or is no program, is left to the run. */
function createLeaving(broken: readonly string[]): Plugin {
  return {
    name: 'leave-to-the-run',
    async resolveId(specifier, importer, options) {
      const found = await this.resolve(specifier, importer, { ...options, skipSelf: true });
      return found && !broken.includes(found.id) ? found : { id: specifier, external: true };
    },
  };
}

/** All files of a project in one, which gives others what those gave them that they could load. */
async function bundleProject(folder: string): Promise<Bundle> {
  const { files, broken } = readFiles(folder);
  const input = join(folder, 'bundled.mjs');
  const lines = files.map(({ path, importers }, index) =>
    importers.isClosed
      ? `import ${JSON.stringify(path)};`
      : `export * as file${index} from ${JSON.stringify(path)};`,
  );
  writeFileSync(input, lines.join('\n'));
  const build = await rolldown({
    input,
    cwd: folder,
    platform: 'node',
    treeshake: false,
    logLevel: 'silent',
    plugins: [createLeaving(broken)],
  });
  try {
    const { output } = await build.generate({ format: 'esm', codeSplitting: false });
    const [{ code, imports, dynamicImports }] = output;
    return { files, broken, code, left: [...imports, ...dynamicImports] };
  } finally {
    await build.close();
  }
}

function findVerdicts(source: SourceFile, project?: Project): readonly string[] {
  return analyze(source, undefined, project).map(({ verdict }) => verdict);
}

/** How many sockets have each verdict, as pairs of what was and what is; a missing one is `none`. */
function findChanges(before: readonly string[], after: readonly string[]): readonly Change[] {
  const lost = [...before];
  const won = after.filter((verdict) => {
    const place = lost.indexOf(verdict);
    return place === -1 || (lost.splice(place, 1), false);
  });
  return Array.from({ length: Math.max(lost.length, won.length) }, (_, index) => [
    lost[index] ?? 'none',
    won[index] ?? 'none',
  ]);
}

describe('no verdict changes when a project becomes one file', () => {
  const met = new Set<string>();
  let unchanged = 0;

  it.each(FIXTURES.map(({ name }) => name))('%s', async (name) => {
    const bundle = await bundleProject(join(root, name));
    const parsed = parseSource(bundle.code, 'bundled.mjs');
    if (!parsed.ok) {
      throw new Error(`${parsed.error.message}\n${bundle.code}`);
    }

    const changes = findChanges(
      bundle.files.flatMap(({ source, project }) => findVerdicts(source, project)),
      findVerdicts(parsed.file),
    );

    const reasons = Object.entries(DIFFERENCES).filter(([, { isMet }]) => isMet(bundle));
    const allowed = reasons.flatMap(([, reason]) => reason.changes);
    const unexplained = changes.filter(([a, b]) => !allowed.some(([from, to]) => a === from && b === to));
    expect(unexplained, `${reasons.map(([rule]) => rule).join(', ')}\n${bundle.code}`).toEqual([]);
    unchanged += changes.length === 0 ? 1 : 0;
    for (const [rule, reason] of reasons) {
      if (changes.some(([a, b]) => reason.changes.some(([from, to]) => a === from && b === to))) {
        met.add(rule);
      }
    }
  });

  it('in most projects, and each reason for a change is met in one', () => {
    expect(unchanged).toBeGreaterThanOrEqual(90);
    expect([...met].sort()).toEqual(Object.keys(DIFFERENCES).sort());
  });
});
