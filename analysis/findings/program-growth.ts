import { isExport } from '../dataflow/escape.ts';
import { FILES_OF_PROGRAM, TEXT_OF_IMPORTER, TEXT_OF_PROGRAM } from '../dataflow/limits.ts';
import type { Engine } from '../dataflow/engine.ts';
import type { ProgramFile } from '../program/program-file.ts';
import type { LinkedFiles, ProgramLinks } from '../program/program-links.ts';
import type { Project, ResolvedFiles } from '../program/project.ts';
import type { SourceFile } from '../program/source-file.ts';
import { getPropertyName } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';
import type { SocketProgram } from '../sockets/socket-program.ts';
import type { FieldMention } from './field-mentions.ts';
import { findWays, listWay } from './importing-ways.ts';
import { findHandedOn, mayWrite } from './replacing-texts.ts';

const NO_FILES: ResolvedFiles = { files: [], isWhole: false };

/** The files of a program. It grows by the files that decide its verdicts: its imports and its importers. */
export class ProgramGrowth implements ProgramLinks {
  readonly #project: Project;
  readonly #files = new Map<string, SourceFile>();
  readonly #paths = new Map<SourceFile, string>();
  readonly #closed = new Set<SourceFile>();
  readonly #askedFor = new Set<SourceFile>();
  /** Files of the program whose known importers were added, though unknown files may import them too. */
  readonly #heldAskedFor = new Set<SourceFile>();
  readonly #checked = new Set<SourceFile>();
  readonly #replaced = new Set<SourceFile>();
  #textLeft = TEXT_OF_PROGRAM;

  /**
   * @param file the file that is asked about
   * @param path its absolute path
   */
  constructor(file: SourceFile, path: string, project: Project) {
    this.#project = project;
    this.#files.set(path, file);
    this.#paths.set(file, path);
  }

  /** The files, the one that is asked about first. */
  get files(): readonly SourceFile[] {
    return [...this.#files.values()];
  }

  resolve(from: SourceFile, specifier: string, kind: 'import' | 'require'): LinkedFiles {
    return this.#link(this.#find(from, specifier, kind));
  }

  resolveComputed(from: SourceFile, expression: Node): LinkedFiles {
    return this.#link(this.#findComputed(from, expression));
  }

  #link({ files, isWhole }: ResolvedFiles): LinkedFiles {
    const known = files.flatMap((path) => this.#files.get(path) ?? []);
    return { files: known, isWhole: isWhole && known.length === files.length };
  }

  #find(from: SourceFile, specifier: string, kind: 'import' | 'require'): ResolvedFiles {
    const path = this.#paths.get(from);
    return path === undefined ? NO_FILES : this.#project.resolve(path, specifier, kind);
  }

  #findComputed(from: SourceFile, expression: Node): ResolvedFiles {
    const path = this.#paths.get(from);
    return path === undefined ? NO_FILES : this.#project.resolveComputed(path, expression);
  }

  isClosed(file: SourceFile): boolean {
    // Data is closed: code from elsewhere cannot get into it.
    return file.isData === true || this.#closed.has(file);
  }

  /**
   * Adds the files that may decide what a program leaves open.
   *
   * @param isHeld whether a client is one as long as others leave alone the public field that holds it: then those that import
   *   its file are asked, also where others may
   * @returns whether there were any
   */
  grow(program: SocketProgram, isHeld: boolean): boolean {
    const { engine, moduleLinks } = program.dataflow;
    let hasGrown = false;
    for (const { source, specifier, kind } of moduleLinks.outerImports) {
      hasGrown = this.#addAll(this.#find(source, specifier, kind)) || hasGrown;
    }
    for (const { source, expression } of moduleLinks.computedImports) {
      hasGrown = this.#addAll(this.#findComputed(source, expression)) || hasGrown;
    }
    for (const escapes of engine.escapes.values()) {
      for (const { reason, activation } of escapes) {
        if (isExport(reason)) {
          hasGrown = this.#close(activation.file.source, isHeld) || hasGrown;
        }
      }
    }
    return hasGrown;
  }

  /**
   * Adds the files that may replace functions which a file exports, and methods of what it exports: code that is seen may do so.
   *
   * @returns whether the program is another one by that
   */
  addReplacing({ dataflow }: SocketProgram): boolean {
    let hasGrown = false;
    for (const file of dataflow.files) {
      const { source } = file;
      const path = this.#paths.get(source);
      const isAsked =
        path !== undefined &&
        !this.#checked.has(source) &&
        // All that import a closed file are seen. Those that they hand it on to are not.
        (!this.#closed.has(source) || isExportedByOthers(dataflow.engine, file));
      const names = isAsked ? findReplaceable(dataflow.engine, file) : new Set<string>();
      if (isAsked && names.size > 0) {
        this.#checked.add(source);
        hasGrown = this.#addReplacing(source, path, names) || hasGrown;
      }
    }
    return hasGrown;
  }

  #addReplacing(file: SourceFile, path: string, names: ReadonlySet<string>): boolean {
    const ways = this.#findImporting([path]);
    let hasGrown = false;
    for (const [importer, from] of ways) {
      const source = this.#files.get(importer) ?? this.#project.load(importer);
      if (source && (mayWrite(source.text, names) || this.#mayHandOn(importer, source.text, from))) {
        const further = listWay(importer, ways).filter((each) => !this.#files.has(each));
        hasGrown ||= further.length > 0;
        if (!further.every((each) => this.#add(each))) {
          this.#replaced.add(file);
        }
      }
    }
    return hasGrown;
  }

  /** Whether a file may hand what it gets from another one to a function, which then can write it. */
  #mayHandOn(importer: string, text: string, from: string): boolean {
    return findHandedOn(text).some((specifier) =>
      (['require', 'import'] as const).some((kind) =>
        this.#project.resolve(importer, specifier, kind).files.includes(from),
      ),
    );
  }

  /**
   * Adds files that may touch fields of what the program hands out, with those by which they may get it.
   *
   * @param mentions the files, with what they name
   * @returns those of which it is not seen what they do
   */
  addTouching(mentions: ReadonlyMap<string, FieldMention>): readonly string[] {
    const ways = this.#findImporting([...this.#files.keys()]);
    return [...mentions].flatMap(([path, { isMethod }]) => {
      const between = ways.has(path) ? listWay(path, ways) : this.#findBetween(path, ways);
      const isLinked = between.length > 0;
      const isSeen = [...between, path].every((each) => this.#files.has(each) || this.#add(each));
      // What is handed to a function of it is known from outside, but not what it is itself.
      return isSeen && (isLinked || !isMethod) ? [] : [path];
    });
  }

  /**
   * Whether a file may get something from the program: from what imports one of its files, or may in a way that is not followed.
   */
  mayGet(path: string): boolean {
    const own = [...this.#files.keys()];
    const ways = this.#findImporting(own);
    if (this.#files.has(path) || ways.has(path) || this.#findBetween(path, ways).length > 0) {
      return true;
    }
    const isDoubtful = own.some((each) => this.#project.findImporters(each).doubtful?.includes(path));
    return isDoubtful && (this.#project.load(path)?.text.length ?? 0) <= TEXT_OF_IMPORTER;
  }

  /** What imports some files, directly or through others. */
  #findImporting(paths: readonly string[]): ReadonlyMap<string, string> {
    return findWays(paths, (path) => this.#project.findImporters(path).files);
  }

  /** What imports a file, directly or through others, and may get from the program as well what it hands to it. */
  #findBetween(path: string, ways: ReadonlyMap<string, string>): readonly string[] {
    const toFile = this.#findImporting([path]);
    return [...toFile.keys()]
      .filter((each) => ways.has(each) || this.#files.has(each))
      .flatMap((each) => [...listWay(each, toFile), ...listWay(each, ways)]);
  }

  mayBeReplaced(file: SourceFile): boolean {
    return this.#replaced.has(file);
  }

  /** Adds the files that a name may load: all, since some of them decide nothing. */
  #addAll({ files }: ResolvedFiles): boolean {
    const further = files.filter((path) => !this.#files.has(path));
    let hasGrown = false;
    if (this.#files.size + further.length <= FILES_OF_PROGRAM) {
      for (const path of further) {
        hasGrown = this.#add(path) !== undefined || hasGrown;
      }
    }
    return hasGrown;
  }

  #add(path: string): SourceFile | undefined {
    if (this.#files.size >= FILES_OF_PROGRAM) {
      return undefined;
    }
    const source = this.#project.load(path);
    if (!source || source.text.length > this.#textLeft) {
      return undefined;
    }
    this.#textLeft -= source.text.length;
    this.#files.set(path, source);
    this.#paths.set(source, path);
    return source;
  }

  /** Adds all that import a file, if they are known, or if a client hangs on them. */
  #close(file: SourceFile, isHeld: boolean): boolean {
    const path = this.#paths.get(file);
    if (path === undefined || (isHeld ? this.#heldAskedFor : this.#askedFor).has(file)) {
      return false;
    }
    this.#askedFor.add(file);
    if (isHeld) {
      this.#heldAskedFor.add(file);
    }
    // Its files are found when they are asked for, which may take a look at all of the project.
    const importers = this.#project.findImporters(path);
    if (!importers.isClosed) {
      return isHeld && this.#addAll({ files: importers.files, isWhole: false });
    }
    if (!importers.files.every((importer) => this.#files.has(importer) || this.#add(importer))) {
      return false;
    }
    const isNew = !this.#closed.has(file);
    this.#closed.add(file);
    return isNew;
  }
}

/** Whether files that import a file export something of it again. */
function isExportedByOthers(engine: Engine, file: ProgramFile): boolean {
  return [...engine.escapes].some(
    ([value, escapes]) =>
      value.activation?.file === file &&
      escapes.some(({ reason, activation }) => isExport(reason) && activation.file !== file),
  );
}

/** The names by which others can replace what a file has and the program runs: what it exports, and methods of that. */
function findReplaceable(engine: Engine, file: ProgramFile): ReadonlySet<string> {
  const names = new Set<string>(findStaticFields(file));
  for (const [value, escapes] of engine.escapes) {
    const isExported = value.activation?.file === file && value.isModuleExports;
    if (isExported && escapes.some(({ reason }) => isExport(reason))) {
      [...value.lookups.values()].forEach(({ name }) => name !== undefined && names.add(name));
    }
  }
  for (const [unit, [activation]] of engine.activations) {
    const name = activation?.file === file ? getMemberName(file, unit) : undefined;
    if (name !== undefined && name !== 'constructor') {
      names.add(name);
    }
  }
  return names;
}

/** The names of the static fields of classes, which a class of another file may override that extends one of them. */
function findStaticFields({ tree }: ProgramFile): readonly string[] {
  const members = tree.classes.flatMap(({ body }) => body.body);
  return members.flatMap((member) =>
    member.type === 'PropertyDefinition' && member.static ? (getPropertyName(member) ?? []) : [],
  );
}

/** The name of a function as a member: `open() {}`, `open: () => {}`, `exports.open = function () {}`. */
function getMemberName({ tree }: ProgramFile, unit: Node): string | undefined {
  const { value, parent } = tree.getUse(unit);
  switch (parent?.type) {
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'Property':
      return getPropertyName(parent);
    case 'AssignmentExpression':
      return parent.right === value && parent.left.type === 'MemberExpression'
        ? getPropertyName(parent.left)
        : undefined;
    default:
      return undefined;
  }
}
