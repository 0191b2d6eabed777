import type { TSESTree } from '@typescript-eslint/utils';
import { Bindings } from './bindings.ts';
import type { Variable } from './bindings.ts';
import type { ControlFlow } from './control-flow.ts';
import { createControlFlow } from './control-flow/create-control-flow.ts';
import { getDeclaredNames } from './exports.ts';
import { LineTable } from './line-table.ts';
import type { Place } from './line-table.ts';
import type { SourceFile } from './source-file.ts';
import { getBody, getPropertyName, isClass, isFunction, unwrap } from './syntax.ts';
import type { Node } from './syntax.ts';
import { Tree } from './tree.ts';
import type { CodeUnit } from './tree.ts';

/** One file of a program, with what its text says of names, scopes, places and order. */
export class ProgramFile {
  readonly source: SourceFile;
  readonly tree: Tree;
  readonly bindings: Bindings;
  readonly #lines: LineTable;
  readonly #controlFlows = new Map<CodeUnit, ControlFlow>();
  readonly #homes = new Map<Variable, CodeUnit>();
  #unscoped: ReadonlyMap<string, TSESTree.TSImportEqualsDeclaration> | undefined;
  #words: ReadonlyMap<string, number> | undefined;
  #imported: ReadonlySet<string> | undefined;
  #exported: ReadonlyMap<Variable, readonly string[]> | undefined;

  readonly #name: string | undefined;

  /** @param name what messages call the file, where it is not the one that they are about */
  constructor(source: SourceFile, name?: string) {
    this.source = source;
    this.#name = name;
    this.tree = new Tree(source.ast, source.visitorKeys);
    this.bindings = new Bindings(source.scopeManager, this.tree.castTargets);
    this.#lines = new LineTable(source.text);
  }

  getPlace(node: Node): Place {
    return this.#lines.getPlace(node.range[0]);
  }

  /** A node's place as messages write it: `12:3`, or `lib/network.js:12:3` for a file that has a name. */
  formatPlace(node: Node): string {
    const { line, column } = this.getPlace(node);
    return `${this.#name === undefined ? '' : `${this.#name}:`}${line}:${column}`;
  }

  getText(node: Node): string {
    return this.source.text.slice(node.range[0], node.range[1]);
  }

  /** Whether the file is written as an ECMAScript module: its top level has no `module` and no `exports`. */
  get isModule(): boolean {
    return this.source.ast.body.some((statement) => /^(?:Import|Export)/u.test(statement.type));
  }

  /** Whether a function is strict code: in modules, in classes, and under the directive. */
  isStrict(unit: CodeUnit): boolean {
    if (this.isModule) {
      return true;
    }
    for (let up: Node | undefined = unit; up; up = this.tree.getParent(up)) {
      const body = isFunction(up) ? getBody(up) : up;
      const statements = body?.type === 'BlockStatement' || body?.type === 'Program' ? body.body : [];
      if (isClass(up) || isDirected(statements)) {
        return true;
      }
    }
    return false;
  }

  /** `import name = require('…')` of a name that the scopes do not know: Babel's know none of TypeScript's. */
  getUnscopedImport(name: string): TSESTree.TSImportEqualsDeclaration | undefined {
    this.#unscoped ??= new Map(
      (this.tree.root.body as readonly Node[])
        .filter((statement) => statement.type === 'TSImportEqualsDeclaration')
        .filter(({ id }) => !this.bindings.getVariable(id))
        .map((statement) => [statement.id.name, statement]),
    );
    return this.#unscoped.get(name);
  }

  /** What a module is, by what it is called here: a package can stand for another one. */
  getModuleName(specifier: string): string {
    return this.source.aliases?.get(specifier) ?? specifier;
  }

  /** The modules that are imported or required by a name that is written. */
  get importedModules(): ReadonlySet<string> {
    this.#imported ??= new Set([...this.#findImported()].map((specifier) => this.getModuleName(specifier)));
    return this.#imported;
  }

  *#findImported(): Iterable<string> {
    for (const statement of this.tree.root.body as readonly Node[]) {
      if (statement.type === 'ImportDeclaration') {
        yield statement.source.value;
      } else if (statement.type === 'TSImportEqualsDeclaration') {
        const { moduleReference } = statement;
        if (moduleReference.type === 'TSExternalModuleReference') {
          yield* getTexts(moduleReference.expression);
        }
      }
    }
    for (const { callee, arguments: args } of this.tree.calls) {
      if (callee.type === 'Identifier' && callee.name === 'require') {
        yield* getTexts(args[0]);
      }
    }
  }

  getControlFlow(unit: CodeUnit): ControlFlow {
    let flow = this.#controlFlows.get(unit);
    if (!flow) {
      flow = createControlFlow(unit, this.source.visitorKeys, this.bindings);
      this.#controlFlows.set(unit, flow);
    }
    return flow;
  }

  /** The unit whose runs each have a variable of their own. */
  getHome(variable: Variable): CodeUnit {
    let home = this.#homes.get(variable);
    if (!home) {
      home = this.#findHome(variable);
      this.#homes.set(variable, home);
    }
    return home;
  }

  #findHome({ scope }: Variable): CodeUnit {
    const block: Node = scope.block;
    switch (scope.type) {
      case 'global':
      case 'module':
        return this.tree.root;
      case 'function':
        return isFunction(block) ? block : this.tree.root;
      case 'class-static-block':
        return block.type === 'StaticBlock' ? block : this.tree.getUnit(block);
      // The name of a function expression, of a class inside of itself, and of anything in a block.
      default:
        return this.tree.getUnit(block);
    }
  }

  /** Whether code that the tree does not show can use a variable: templates, `eval`, `with`. */
  isOpen(variable: Variable): boolean {
    const { evals, withStatements } = this.tree;
    if (withStatements.length > 0 || evals.some((call) => this.#isGlobalEval(call.callee))) {
      return true;
    }
    const { hasTemplate, templateNames } = this.source;
    const isUsed = hasTemplate === true && templateNames?.has(variable.name) !== false;
    return isUsed && this.getHome(variable) === this.tree.root;
  }

  #isGlobalEval(callee: Node): boolean {
    return callee.type === 'Identifier' && this.bindings.isGlobal(callee);
  }

  /** Whether the text has a word only where a property of this name is read. */
  isOnlyRead(name: string): boolean {
    const reads = this.tree.getMembers(name).filter((member) => !this.#isWritten(member));
    return reads.length > 0 && this.#countWords().get(name) === reads.length;
  }

  /** How often each word stands in the text, comments and strings included. */
  #countWords(): ReadonlyMap<string, number> {
    if (!this.#words) {
      const words = new Map<string, number>();
      for (const [word] of this.source.text.matchAll(/[\p{ID_Continue}$]+/gu)) {
        words.set(word, (words.get(word) ?? 0) + 1);
      }
      this.#words = words;
    }
    return this.#words;
  }

  #isWritten(member: Node): boolean {
    const { value, parent } = this.tree.getUse(member);
    switch (parent?.type) {
      case 'AssignmentExpression':
        return parent.left === value;
      case 'UpdateExpression':
      case 'ArrayPattern':
      case 'RestElement':
      case 'AssignmentPattern':
      case 'Property':
      case 'ForInStatement':
      case 'ForOfStatement':
        return true;
      default:
        return false;
    }
  }

  /** The names under which a variable is exported by `export`; none for one that is not. */
  getExportedNames(variable: Variable): readonly string[] {
    this.#exported ??= this.#findExported();
    return this.#exported.get(variable) ?? [];
  }

  #findExported(): ReadonlyMap<Variable, readonly string[]> {
    const exported = new Map<Variable, string[]>();
    const add = (identifier: Node, name: string): void => {
      const variable = this.bindings.getVariable(identifier);
      if (variable) {
        exported.set(variable, [...(exported.get(variable) ?? []), name]);
      }
    };
    for (const statement of this.tree.root.body as readonly Node[]) {
      if (statement.type === 'ExportNamedDeclaration' && !statement.source) {
        addNamedExports(statement, add);
      } else if (statement.type === 'ExportDefaultDeclaration') {
        const { declaration } = statement;
        if ('id' in declaration && declaration.id) {
          add(declaration.id, 'default');
        }
      }
    }
    return exported;
  }

  /** The name of a called function: of an import or a renamed property, the name that it has there. */
  getCalledName(callee: Node): string | undefined {
    const expression = unwrap(callee);
    if (expression.type === 'MemberExpression') {
      return getPropertyName(expression);
    }
    if (expression.type !== 'Identifier') {
      return undefined;
    }
    const definition = this.bindings.getVariable(expression)?.defs[0];
    const node: Node | undefined = definition?.node;
    if (node?.type === 'ImportSpecifier' && node.imported.type === 'Identifier') {
      return node.imported.name;
    }
    const property = definition?.name && this.tree.getParent(definition.name);
    const isRenamed =
      property?.type === 'Property' && this.tree.getParent(property)?.type === 'ObjectPattern';
    return isRenamed ? getPropertyName(property) : expression.name;
  }

  /** The module, as the file names it, that what is called is imported from, or a member of. */
  getImportedFrom(callee: Node): string | undefined {
    let root = unwrap(callee);
    while (root.type === 'MemberExpression') {
      root = unwrap(root.object);
    }
    const variable = root.type === 'Identifier' ? this.bindings.getVariable(root) : undefined;
    const definition = variable?.defs[0];
    return getTexts(definition && getImported(definition))[0];
  }
}

function addNamedExports(
  { specifiers, declaration }: TSESTree.ExportNamedDeclaration,
  add: (identifier: Node, name: string) => void,
): void {
  for (const { local, exported } of specifiers) {
    add(local, exported.type === 'Identifier' ? exported.name : exported.value);
  }
  for (const identifier of declaration ? getDeclaredNames(declaration) : []) {
    add(identifier, identifier.type === 'Identifier' ? identifier.name : '');
  }
}

/** What names the module that a variable is imported from, by `import` or by `require`. */
function getImported({ parent, node }: Variable['defs'][number]): Node | undefined {
  if (parent?.type === 'ImportDeclaration') {
    return parent.source;
  }
  const init = node.type === 'VariableDeclarator' && node.init ? unwrap(node.init) : undefined;
  const call = init?.type === 'MemberExpression' ? unwrap(init.object) : init;
  const isRequire =
    call?.type === 'CallExpression' && call.callee.type === 'Identifier' && call.callee.name === 'require';
  return isRequire ? call.arguments[0] : undefined;
}

/** The text of a string literal; none for any other node. */
function getTexts(node: Node | undefined): readonly string[] {
  return node?.type === 'Literal' && typeof node.value === 'string' ? [node.value] : [];
}

/** Whether code is strict by a directive, which stands before all statements. */
function isDirected(statements: readonly Node[]): boolean {
  for (const statement of statements) {
    if (statement.type !== 'ExpressionStatement' || typeof statement.directive !== 'string') {
      return false;
    }
    if (statement.directive === 'use strict') {
      return true;
    }
  }
  return false;
}
