import { readTree } from '../../tools/parsed-program.ts';
import type { Node, ProgramTree } from '../../tools/parsed-program.ts';
import type { Language } from '../writing.ts';

/** A place where a name of the top level stands in another statement than the one that declares it. */
export interface Crossing {
  readonly name: string;
  /** The number of the statement that declares the name, and of the one that the place is in. */
  readonly from: number;
  readonly to: number;
  readonly range: readonly [start: number, end: number];
  /** The end of what it is assigned; undefined where it is only read. */
  readonly assignedEnd: number | undefined;
  /** Whether it stands for a property of its name: `{ port }`. */
  readonly isShorthand: boolean;
}

/** A place that names what the top level declares, or what nothing does. */
interface TopReference {
  readonly name: string;
  readonly node: Node;
  readonly isAssigned: boolean;
}

/** The statements of a program's top level, and the names by which they hang together. */
export class TopLevel {
  /** In their order, without the imports that {@link TopLevel.imports} has. */
  readonly statements: readonly Node[];
  /** Statements that import a module, with the name that each declares. */
  readonly imports: ReadonlyMap<string, Node>;
  readonly crossings: readonly Crossing[];
  /** The names that something assigns after they are declared. */
  readonly written: ReadonlySet<string>;
  readonly #tree: ProgramTree;
  readonly #names: ReadonlyMap<string, number>;
  readonly #isModule: boolean;
  /** Pairs of statements that must stay in one file. */
  readonly #tied: (readonly [number, number])[] = [];
  readonly #used = new Map<string, Set<number>>();

  /**
   * Reads a program.
   *
   * @param text its text
   * @param language what it is written in
   * @param areImportsCopied whether every file that uses a module imports it by itself
   */
  constructor(text: string, language: Language, areImportsCopied: boolean) {
    this.#tree = readTree({ text, path: language === 'typescript' ? 'program.mts' : 'program.js' });
    this.#isModule = language !== 'commonjs';
    const body = this.#tree.file.ast.body as readonly Node[];
    const imports = body.flatMap((statement) => {
      const name = areImportsCopied ? findImported(statement) : undefined;
      return name === undefined ? [] : [[name, statement] as const];
    });
    this.imports = new Map(imports);
    const copied = new Set(this.imports.values());
    this.statements = body.filter((statement) => !copied.has(statement));
    this.#names = this.#findNames();
    this.written = new Set(
      this.#findReferences().flatMap(({ name, isAssigned }) => (isAssigned ? [name] : [])),
    );
    this.crossings = [...this.#findCrossings()];
  }

  /** The program, for the text of its statements. */
  get program(): ProgramTree {
    return this.#tree;
  }

  /** The places, as numbers of statements, before which a file can end. */
  get boundaries(): readonly number[] {
    return [...this.statements.keys()]
      .slice(1)
      .filter((place) => this.#tied.every(([a, b]) => Math.max(a, b) < place || Math.min(a, b) >= place));
  }

  /** Whether statements use what is imported by a name. */
  isUsed(imported: string, from: number, to: number): boolean {
    return [...(this.#used.get(imported) ?? [])].some((statement) => statement >= from && statement < to);
  }

  #findNames(): ReadonlyMap<string, number> {
    const found = new Map<string, number>();
    for (const { block, variables } of this.#tree.file.scopeManager.scopes) {
      if (block.type !== 'Program') {
        continue;
      }
      for (const { name, identifiers } of variables) {
        const places = identifiers.map((identifier) => this.#findStatement(identifier.range));
        const [first] = places;
        if (first !== undefined && first !== -1) {
          found.set(name, first);
          places.forEach((place) => this.#tied.push([first, place]));
        }
      }
    }
    return found;
  }

  #findStatement([start, end]: readonly [number, number]): number {
    return this.statements.findIndex(({ range }) => range[0] <= start && end <= range[1]);
  }

  #findReferences(): readonly TopReference[] {
    const { scopes } = this.#tree.file.scopeManager;
    return scopes.flatMap(({ references }) =>
      references.flatMap((reference) => {
        const { identifier, resolved } = reference;
        const isOfTop = resolved?.scope.block.type === 'Program' || resolved === null;
        return isOfTop
          ? [
              {
                name: identifier.name,
                node: identifier,
                isAssigned: reference.isWrite() && reference.init !== true,
              },
            ]
          : [];
      }),
    );
  }

  *#findCrossings(): Iterable<Crossing> {
    for (const reference of this.#findReferences()) {
      const { name, node, isAssigned } = reference;
      const to = this.#findStatement(node.range);
      if (this.imports.has(name) && to !== -1) {
        const users = this.#used.get(name) ?? new Set();
        this.#used.set(name, users.add(to));
      }
      const from = this.#names.get(name);
      if (from === undefined || to === -1 || from === to) {
        continue;
      }
      if (!this.#canCross(reference, from, to)) {
        this.#tied.push([from, to]);
        continue;
      }
      const parent = this.#tree.parents.get(node);
      yield {
        name,
        from,
        to,
        range: node.range,
        assignedEnd: isAssigned ? this.#getAssignment(node)?.range[1] : undefined,
        isShorthand: parent?.type === 'Property' && parent.shorthand,
      };
    }
  }

  /** Whether what a name means can come from another file: a value that is there by then, and one plain assignment. */
  #canCross({ node, isAssigned }: TopReference, from: number, to: number): boolean {
    if (isAssigned) {
      return this.#getAssignment(node)?.operator === '=' && from < to;
    }
    return !this.#isExported(from) && (from < to || (!this.#isModule && this.#isInFunction(node)));
  }

  /** The assignment to a name. */
  #getAssignment(node: Node) {
    const parent = this.#tree.parents.get(node);
    return parent?.type === 'AssignmentExpression' && parent.left === node ? parent : undefined;
  }

  /** `export let v` has its name already. */
  #isExported(statement: number): boolean {
    return this.statements[statement]?.type === 'ExportNamedDeclaration';
  }

  #isInFunction(node: Node): boolean {
    const parent = this.#tree.parents.get(node);
    return parent !== undefined && (parent.type.includes('Function') || this.#isInFunction(parent));
  }
}

function findImported(statement: Node): string | undefined {
  if (statement.type === 'ImportDeclaration') {
    return statement.specifiers[0]?.local.name;
  }
  const [declared] = statement.type === 'VariableDeclaration' ? statement.declarations : [];
  const isImport =
    declared?.init?.type === 'CallExpression' &&
    declared.init.callee.type === 'Identifier' &&
    declared.init.callee.name === 'require';
  return isImport && declared.id.type === 'Identifier' ? declared.id.name : undefined;
}
