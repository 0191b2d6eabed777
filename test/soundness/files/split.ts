import { posix } from 'node:path';
import { getText, replace } from '../../tools/parsed-program.ts';
import type { Replacement } from '../../tools/parsed-program.ts';
import { Choices } from '../writing.ts';
import type { Language } from '../writing.ts';
import { EXPORTS, IMPORTS, REEXPORTS } from './links.ts';
import type { ExportForm, SharedName, Ways } from './links.ts';
import { PACKAGES, PACKAGE_NAME } from './packages.ts';
import type { Layout } from './packages.ts';
import { TopLevel } from './top-level.ts';
import type { Crossing } from './top-level.ts';

/** How a program is spread over the files of a project. */
export interface SplitPlan {
  /** How many files, from 2; fewer where its statements hang together. */
  readonly files: number;
  /** Chooses where it is cut, and how its files import each other. */
  readonly seed: number;
}

/** A file of a project, before it is compiled. */
interface WrittenFile {
  /** Below the folder of the project: `./lib/part1.js`. */
  readonly path: string;
  readonly text: string;
  /** The files of the project that its imports name. */
  readonly imported: ReadonlyMap<string, string>;
}

/** A project. */
export interface WrittenProject {
  readonly files: readonly WrittenFile[];
  /** What `package.json` holds; undefined for no such file. */
  readonly manifest: object | undefined;
  /** The file that a program starts with. */
  readonly start: string;
  /** The files that code of others can load. */
  readonly reachable: readonly string[];
  /** Whether code of others can load a file whose names another one uses. */
  readonly isOpen: boolean;
  /** What its files are joined by, as `group: name`. */
  readonly kinds: readonly string[];
}

/** What is written, and in which language. */
interface Written {
  readonly text: string;
  readonly language: Language;
  /** Whether the files are modules when they run, and so what their endings are. */
  readonly isCompiled: boolean;
}

/**
 * Spreads a program over the files of a project. The statements stay in their order: a file runs those before it first.
 *
 * @param written the program
 * @param plan how it is spread
 */
export function splitProgram(written: Written, plan: SplitPlan): WrittenProject {
  return new ProjectWriter(written, plan).write();
}

/** The statements of one file. */
interface Section {
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

/** A place where one file uses a name of another. */
interface FileCrossing extends Crossing {
  readonly provider: Section;
  readonly user: Section;
}

/** A file while it is written. */
interface Draft {
  readonly path: string;
  /** What stands at its start. */
  readonly lines: string[];
  readonly imported: Map<string, string>;
  /** How names of other files are written in it. */
  readonly names: Map<string, string>;
}

/** What one file uses of others. */
type Uses = Map<Section, Set<string>>;

class ProjectWriter {
  readonly #written: Written;
  readonly #choices: Choices;
  readonly #isModule: boolean;
  readonly #top: TopLevel;
  readonly #sections: readonly Section[];
  readonly #crossings: readonly FileCrossing[];
  readonly #reexporting: string | undefined;
  readonly #manifest: Record<string, unknown> | undefined;
  readonly #reachable: readonly string[];
  readonly #ownNames: Readonly<Record<string, string>>;
  readonly #main: string;
  readonly #kinds: string[] = [];
  /** The names of each file that others use. */
  readonly #shared = new Map<Section, Set<string>>();
  readonly #exports = new Map<Section, ExportForm>();

  constructor(written: Written, { files, seed }: SplitPlan) {
    this.#written = written;
    this.#isModule = written.language !== 'commonjs';
    this.#choices = new Choices(seed);
    this.#top = new TopLevel(written.text, written.language, this.#choices.isOne(2));
    const isJoined = files > 2 && this.#choices.isOne(2);
    this.#sections = this.#cut(isJoined ? files - 1 : files);
    this.#crossings = this.#top.crossings.flatMap((crossing) => {
      const [provider, user] = [this.#findSection(crossing.from), this.#findSection(crossing.to)];
      return provider === user ? [] : [{ ...crossing, provider, user }];
    });
    const start = this.#last.path;
    this.#reexporting =
      isJoined && this.#crossings.some(({ user }) => user === this.#last)
        ? this.#choosePath(['index', 'lib/index', 'lib/all'])
        : undefined;
    this.#main = this.#reexporting !== undefined && this.#choices.isOne(2) ? this.#reexporting : start;
    const parts = this.#sections.slice(0, -1).map(({ path }) => path);
    const layout: Layout = {
      start,
      parts: this.#reexporting === undefined ? parts : [...parts, this.#reexporting],
      main: this.#main,
    };
    const kind = this.#choices.choose(PACKAGES as [(typeof PACKAGES)[0], ...typeof PACKAGES]);
    this.#kinds.push(`package: ${kind.name}`);
    const fields = kind.getFields(layout);
    const isEsm = this.#isModule && !written.isCompiled;
    this.#manifest = fields && {
      name: PACKAGE_NAME,
      version: '1.0.0',
      ...(isEsm && { type: 'module' }),
      ...fields,
    };
    this.#reachable = [...new Set(kind.getReachable(layout))];
    this.#ownNames = kind.getOwnNames?.(layout) ?? {};
  }

  get #last(): Section {
    const last = this.#sections.at(-1);
    if (!last) {
      throw new Error('A project has a file.');
    }
    return last;
  }

  #cut(files: number): readonly Section[] {
    const places = [...this.#top.boundaries];
    const cuts: number[] = [];
    while (cuts.length < files - 1 && places.length > 0) {
      cuts.push(...places.splice(this.#choices.below(places.length), 1));
    }
    const starts = [0, ...cuts.sort((a, b) => a - b)];
    return starts.map((from, index) => ({
      from,
      to: starts[index + 1] ?? this.#top.statements.length,
      path: this.#choosePath(
        index === starts.length - 1
          ? ['main', 'src/main', 'server']
          : [`part${index}`, `lib/part${index}`, `lib/part${index}/index`],
      ),
    }));
  }

  #choosePath(stems: readonly [string, ...string[]]): string {
    const isTyped = this.#written.language === 'typescript' && !this.#written.isCompiled;
    return `./${this.#choices.choose([...stems])}.${isTyped ? 'ts' : 'js'}`;
  }

  write(): WrittenProject {
    for (const crossing of this.#crossings) {
      const shared = this.#shared.get(crossing.provider) ?? new Set();
      this.#shared.set(crossing.provider, shared.add(toShared(crossing)));
    }
    for (const [section, names] of this.#shared) {
      const text = this.#getText(section);
      this.#exports.set(
        section,
        this.#choose(
          'export',
          EXPORTS.filter(({ canWrite }) => canWrite(this.#toNames(names), text)),
        ),
      );
    }
    const files = this.#sections.flatMap((section) => this.#writeFiles(section));
    const opened = this.#sections.filter((section) => this.#shared.has(section)).map(({ path }) => path);
    return {
      files,
      manifest: this.#manifest,
      start: this.#last.path,
      reachable: this.#reachable,
      isOpen: this.#reachable.some((path) => opened.includes(path) || path === this.#reexporting),
      kinds: this.#kinds,
    };
  }

  #findSection(statement: number): Section {
    return this.#sections.find(({ from, to }) => from <= statement && statement < to) ?? this.#last;
  }

  #toNames(names: Iterable<string>): readonly SharedName[] {
    return [...names].map((name) => ({ name, isWritten: this.#top.written.has(name) }));
  }

  #getText({ from, to }: Section): string {
    return this.#top.statements
      .slice(from, to)
      .map((statement) => getText(this.#top.program, statement))
      .join('\n');
  }

  #choose<Form extends { readonly name: string; readonly isModule: boolean }>(
    group: string,
    forms: readonly Form[],
  ): Form {
    const [first, ...more] = forms.filter(({ isModule }) => isModule === this.#isModule);
    if (!first) {
      throw new Error(`No ${group} fits.`);
    }
    const form = this.#choices.choose([first, ...more]);
    this.#kinds.push(`${group}: ${form.name}`);
    return form;
  }

  /** The file of a section, after the one that gives it the names of others. */
  #writeFiles(section: Section): readonly WrittenFile[] {
    const crossings = this.#crossings.filter(({ user }) => user === section);
    const uses: Uses = new Map();
    for (const crossing of crossings.filter(({ from, to }) => from < to)) {
      const names = uses.get(crossing.provider) ?? new Set();
      uses.set(crossing.provider, names.add(toShared(crossing)));
    }
    const draft = createDraft(section.path);
    const files: WrittenFile[] = [];
    if (section === this.#last && this.#reexporting !== undefined) {
      const { file, ways } = this.#joinFiles(this.#reexporting, uses);
      files.push(file);
      this.#importNames(draft, file.path, ways, 'all');
    } else {
      for (const [provider, names] of inOrder(uses)) {
        this.#importNames(draft, provider.path, this.#findWays(provider, names), this.#getBase(provider));
      }
    }
    const before = this.#sections[this.#sections.indexOf(section) - 1];
    if (before && !uses.has(before)) {
      const specifier = this.#name(draft, before.path);
      draft.lines.push(this.#isModule ? `import '${specifier}';` : `require('${specifier}');`);
    }
    const copied = [...this.#top.imports].flatMap(([name, statement]) =>
      this.#top.isUsed(name, section.from, section.to) ? [getText(this.#top.program, statement)] : [],
    );
    const replacements = crossings.flatMap((crossing) =>
      toReplacements(
        this.#written.text,
        crossing,
        crossing.from < crossing.to
          ? (draft.names.get(toShared(crossing)) ?? '')
          : this.#writeLate(draft, crossing),
      ),
    );
    const body = this.#replace(section, replacements);
    return [...files, toFile(draft, [...copied, ...draft.lines, body, ...this.#exportNames(section)])];
  }

  #replace({ from, to }: Section, replacements: readonly Replacement[]): string {
    const { statements } = this.#top;
    return statements
      .slice(from, to)
      .map(({ range: [start, end] }) =>
        replace(
          this.#written.text.slice(start, end),
          replacements
            .filter(({ range }) => start <= range[0] && range[1] <= end)
            .map(({ range, text }) => ({ range: [range[0] - start, range[1] - start], text })),
        ),
      )
      .join('\n');
  }

  #exportNames(section: Section): readonly string[] {
    const shared = this.#shared.get(section);
    const form = this.#exports.get(section);
    if (!shared || !form) {
      return [];
    }
    const type = this.#written.language === 'typescript' ? ': any' : '';
    const setters = [...shared].flatMap((name) => {
      const set = fromSetter(name);
      return set === undefined ? [] : [`function ${name}(value${type}) { ${set} = value; }`];
    });
    return [...setters, form.write([...shared])];
  }

  #findWays(provider: Section, names: Iterable<string>): Ways {
    const form = this.#exports.get(provider);
    return new Map([...names].map((name) => [name, form?.getWay(name) ?? [name]]));
  }

  #importNames(draft: Draft, path: string, ways: Ways, base: string): void {
    const form = this.#choose(
      'import',
      IMPORTS.filter(({ canWrite }) => canWrite(this.#toNames(ways.keys()), ways)),
    );
    const specifier = this.#name(draft, path);
    for (const [name, way] of ways) {
      draft.names.set(name, form.read(name, way, specifier, base));
    }
    draft.lines.push(form.write(ways, specifier, base));
  }

  /** A file that gives the names of several others. */
  #joinFiles(path: string, uses: Uses): { readonly file: WrittenFile; readonly ways: Ways } {
    const draft = createDraft(path);
    const all = new Map<string, readonly string[]>();
    for (const [provider, names] of inOrder(uses)) {
      const ways = this.#findWays(provider, names);
      const form = this.#choose(
        'reexport',
        REEXPORTS.filter(({ canWrite }) => canWrite(this.#toNames(names), ways)),
      );
      const base = this.#getBase(provider);
      for (const [name, way] of ways) {
        all.set(name, form.getWay(name, way, base));
      }
      draft.lines.push(form.write(ways, this.#name(draft, provider.path), base));
    }
    return { file: toFile(draft, draft.lines), ways: all };
  }

  /** A name of a file that runs later. */
  #writeLate(draft: Draft, { name, provider }: FileCrossing): string {
    this.#kinds.push('import: of a file that runs later');
    const way = this.#findWays(provider, [name]).get(name) ?? [];
    return `(${[`require('${this.#name(draft, provider.path)}')`, ...way].join('.')})`;
  }

  #getBase(section: Section): string {
    return `file${this.#sections.indexOf(section)}`;
  }

  /** By what a file names another. */
  #name({ path, imported }: Draft, other: string): string {
    const specifier = this.#chooseSpecifier(path, other);
    imported.set(specifier, other);
    return specifier;
  }

  #chooseSpecifier(from: string, to: string): string {
    const own = this.#ownNames[to];
    if (own !== undefined && this.#choices.isOne(3)) {
      this.#kinds.push('specifier: name of the package');
      return own;
    }
    if (this.#manifest && this.#choices.isOne(6)) {
      this.#kinds.push('specifier: imports of package.json');
      const key = `#${posix.basename(posix.dirname(to))}-${posix.basename(to).replace(/\..*$/u, '')}`;
      this.#manifest['imports'] = { ...(this.#manifest['imports'] ?? {}), [key]: to };
      return key;
    }
    const path = posix.relative(posix.dirname(from), to).replace(/\.ts$/u, '.js');
    const relative = path.startsWith('.') ? path : `./${path}`;
    // The folder of the package stands for its `main`.
    const isFolder = to.startsWith('./lib/') && relative.endsWith('/index.js') && relative !== './index.js';
    const form = this.#isModule ? 0 : this.#choices.below(isFolder ? 3 : 2);
    this.#kinds.push(`specifier: ${['with its ending', 'without its ending', 'of a folder'][form] ?? ''}`);
    switch (form) {
      case 1:
        return relative.replace(/\.js$/u, '');
      case 2:
        return relative.replace(/\/index\.js$/u, '');
      default:
        return relative;
    }
  }
}

function createDraft(path: string): Draft {
  return { path, lines: [], imported: new Map(), names: new Map() };
}

function toFile({ path, imported }: Draft, lines: readonly string[]): WrittenFile {
  return { path, text: [...lines, ''].join('\n'), imported };
}

/** What is used of a file at a crossing: a name, or what sets it. */
function toShared({ name, assignedEnd }: Crossing): string {
  return assignedEnd === undefined ? name : `set_${name}`;
}

function fromSetter(name: string): string | undefined {
  return /^set_(.+)$/u.exec(name)?.[1];
}

function toReplacements(text: string, crossing: Crossing, written: string): readonly Replacement[] {
  const { name, range, assignedEnd, isShorthand } = crossing;
  if (assignedEnd !== undefined) {
    const operator = /^\s*=/u.exec(text.slice(range[1]))?.[0] ?? '';
    return [
      { range: [range[0], range[1] + operator.length], text: `${written}(` },
      { range: [assignedEnd, assignedEnd], text: ')' },
    ];
  }
  return [{ range, text: isShorthand && written !== name ? `${name}: ${written}` : written }];
}

function inOrder(uses: Uses): readonly (readonly [Section, ReadonlySet<string>])[] {
  return [...uses].sort(([a], [b]) => a.from - b.from);
}
