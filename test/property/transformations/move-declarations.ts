import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { getText, isTypeScript, replace } from '../../tools/parsed-program.ts';
import type { Choices, Node, Program, ProgramTree } from '../../tools/parsed-program.ts';

/** A program of two files. */
export interface TwoFiles {
  readonly main: Program;
  readonly moved: Program;
}

type Variable = TSESLint.Scope.Variable;

/** A statement that declares names which nothing assigns again. */
interface Declaration {
  readonly statement: Node;
  /** The statement without `export`. */
  readonly node: Node;
  readonly variables: readonly Variable[];
  readonly isExported: boolean;
}

const MODULE_NAMES = /\b(?:module|exports|__filename|__dirname|arguments|eval|meta)\b/;

/**
 * Moves a top-level function, class or constant into another file and imports it, with all declarations that it names.
 *
 * @param tree the program
 * @param choices the first chooses the declaration
 * @returns the two files, or nothing where none can be moved
 */
export function moveDeclarations(tree: ProgramTree, choices: Choices): TwoFiles | undefined {
  const top = new TopLevel(tree);
  const movable = top.declarations.flatMap((declaration) => {
    const group = top.findGroup(declaration);
    return group?.some(({ node }) => isCode(node)) ? [group] : [];
  });
  const group = movable[(choices[0] ?? 0) % movable.length];
  return group && write(tree, top, group);
}

function isCode(node: Node): boolean {
  return ['FunctionDeclaration', 'ClassDeclaration', 'VariableDeclaration'].includes(node.type);
}

/** The names of a program's top level. */
class TopLevel {
  readonly declarations: readonly Declaration[];
  /** Statements that import, which stand in both files. */
  readonly imports: readonly Node[];
  readonly isModule: boolean;
  readonly #tree: ProgramTree;
  readonly #variables: ReadonlySet<Variable>;
  readonly #imported: ReadonlySet<Variable>;

  constructor(tree: ProgramTree) {
    this.#tree = tree;
    const { scopes } = tree.file.scopeManager;
    const top = scopes.filter(({ block }) => block.type === 'Program');
    this.#variables = new Set(top.flatMap(({ variables }) => variables));
    const body = tree.file.ast.body as readonly Node[];
    this.isModule = body.some(({ type }) => /^(?:Import|Export)/.test(type));
    this.imports = body.filter(isImport);
    this.#imported = new Set(this.imports.flatMap((statement) => this.#getDeclared(statement)));
    this.declarations = body.flatMap((statement) => this.#toDeclaration(statement) ?? []);
  }

  #getDeclared(statement: Node): readonly Variable[] {
    return [...this.#variables].filter(({ identifiers }) =>
      identifiers.some((name) => isInside(name, statement)),
    );
  }

  #toDeclaration(statement: Node): Declaration | undefined {
    const node =
      statement.type === 'ExportNamedDeclaration' && statement.declaration
        ? (statement.declaration as Node)
        : statement;
    const variables = isDeclaration(node)
      ? this.#getDeclared(node).filter((each) => isOfTop(each, node))
      : [];
    const isSingle = variables.length === 1 && variables.every(isConstant);
    return isSingle && !isImport(statement) && !MODULE_NAMES.test(getText(this.#tree, node))
      ? { statement, node, variables, isExported: statement !== node }
      : undefined;
  }

  /** A declaration with all that it names; nothing where one of them stays. */
  findGroup(first: Declaration): readonly Declaration[] | undefined {
    const group = new Set([first]);
    for (const { node } of group) {
      for (const variable of this.#findNamed(node)) {
        const other = this.declarations.find(({ variables }) => variables.includes(variable));
        if (!other) {
          return undefined;
        }
        group.add(other);
      }
    }
    return [...group];
  }

  /** The variables of the top level that stand in a node and are not imported. */
  #findNamed(node: Node): readonly Variable[] {
    const { scopes } = this.#tree.file.scopeManager;
    const found = new Set<Variable>();
    for (const { references } of scopes) {
      for (const { identifier, resolved } of references) {
        const variable = resolved ?? [...this.#variables].find(({ name }) => name === identifier.name);
        if (isInside(identifier, node) && variable && this.#variables.has(variable)) {
          found.add(variable);
        }
      }
    }
    return [...found].filter((variable) => variable.defs.length > 0 && !this.#imported.has(variable));
  }
}

function isInside(inner: TSESTree.Node, outer: Node): boolean {
  return outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
}

function isImport(statement: Node): boolean {
  if (statement.type !== 'VariableDeclaration') {
    return statement.type === 'ImportDeclaration' || statement.type === 'TSImportEqualsDeclaration';
  }
  return (
    statement.kind === 'const' &&
    statement.declarations.every(
      ({ init }) =>
        init?.type === 'CallExpression' &&
        init.callee.type === 'Identifier' &&
        init.callee.name === 'require',
    )
  );
}

function isDeclaration(node: Node): boolean {
  return node.type === 'VariableDeclaration'
    ? node.kind === 'const' && node.declarations.length === 1
    : [
        'FunctionDeclaration',
        'ClassDeclaration',
        'TSInterfaceDeclaration',
        'TSTypeAliasDeclaration',
      ].includes(node.type);
}

/** Not of something inside of a declaration. */
function isOfTop({ defs }: Variable, node: Node): boolean {
  return defs.every((definition) => {
    const declared = definition.node as Node;
    return declared === node || (node.type === 'VariableDeclaration' && node.declarations[0] === declared);
  });
}

function isConstant({ references, defs }: Variable): boolean {
  return (
    defs.length === 1 && references.every((reference) => !reference.isWrite() || reference.init === true)
  );
}

function write(tree: ProgramTree, top: TopLevel, group: readonly Declaration[]): TwoFiles {
  const names = group.flatMap(({ variables }) => variables.map(({ name }) => name));
  const inOrder = group.toSorted((a, b) => a.node.range[0] - b.node.range[0]);
  const extension = /\.[^.]+$/.exec(tree.path)?.[0] ?? '.js';
  const imports = top.imports.map((statement) => getText(tree, statement));
  const body = inOrder.map(({ node }) => (top.isModule ? 'export ' : '') + getText(tree, node));
  const list = names.join(', ');
  const exports = top.isModule ? [] : [`module.exports = { ${list} };`];
  const specifier = `'./moved${isTypeScript(tree.path) ? '' : extension}'`;
  const directives = (tree.file.ast.body as readonly Node[]).filter(
    (statement) => statement.type === 'ExpressionStatement' && typeof statement.directive === 'string',
  );
  const start = directives.at(-1)?.range[1] ?? (tree.text.startsWith('#!') ? tree.text.indexOf('\n') : 0);
  const importing = top.isModule
    ? `import { ${list} } from ${specifier};`
    : `const { ${list} } = require(${specifier});`;
  const text = replace(tree.text, [
    { range: [start, start], text: `\n${importing}\n` },
    ...inOrder.map(({ statement, variables, isExported }) => ({
      range: statement.range,
      text: isExported ? `export { ${variables.map(({ name }) => name).join(', ')} };` : '',
    })),
  ]);
  const flow = /@flow\b/.test(tree.text) ? ['// @flow'] : [];
  const strict = directives.map((directive) => getText(tree, directive));
  return {
    main: { path: `/project/main${extension}`, text },
    moved: {
      path: `/project/moved${extension}`,
      text: [...flow, ...strict, ...imports, ...body, ...exports, ''].join('\n'),
    },
  };
}
