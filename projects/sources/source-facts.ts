import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from '../../analysis/index.ts';
import type { ImportKind } from '../resolution/conditions.ts';
import { getRequireBase, isCreateRequire, isLoaderHandedOn, isModuleRequire } from './loader-uses.ts';
import { MOCK_PACKAGES, findMocks } from './mock-calls.ts';
import type { FoundMock } from './mock-calls.ts';
import { isOwnPlace } from './name-forms.ts';
import { ANY_NAME, findGlobPatterns, findNamePatterns, findPatternsElsewhere } from './name-patterns.ts';
import type { NamePattern } from './name-patterns.ts';
import { endsBeforeName, findLoadedNames } from './program-texts.ts';
import {
  Names,
  getChain,
  getLiteralText,
  getMemberName,
  isImportMeta,
  unwrap,
  visitNodes,
} from './syntax.ts';
import type { Node } from './syntax.ts';

/** Something that loads a module whose name is written. */
export interface FoundImport {
  readonly specifier: string;
  readonly kind: ImportKind;
  /** Whether it is one of the forms in which the analysis follows values from file to file. */
  readonly isFollowed: boolean;
}

/** Something that loads modules whose names it computes. */
export interface FoundComputed {
  /** The argument of `import()` or `require()`, or the call of `import.meta.glob`; undefined for what is not followed. */
  readonly expression: Node | undefined;
  /** What it may name. */
  readonly patterns: readonly NamePattern[];
}

/** What a file says of other files. */
export interface SourceFacts {
  readonly imports: readonly FoundImport[];
  readonly computed: readonly FoundComputed[];
  readonly mocks: readonly FoundMock[];
  /** Names of modules that programs load which it has as texts. Which folder they start at is not known. */
  readonly texts: readonly string[];
}

/** Packages that load all files of a folder that they are told. */
export const FOLDER_LOADERS: ReadonlySet<string> = new Set([
  '@fastify/autoload',
  'fastify-autoload',
  'awilix',
  'bulk-require',
  'consign',
  'express-load',
  'include-all',
  'load-grunt-tasks',
  'require-all',
  'require-dir',
  'require-directory',
  'requireindex',
]);

/** As long as `require(`, in characters, is what a program needs. */
const SHORTEST_PROGRAM = 6;

/** Members of the module `module` by which programs load modules, or change what names lead to. */
const LOADER_PARTS: ReadonlySet<string> = new Set([
  '_findPath',
  '_load',
  '_nodeModulePaths',
  '_pathCache',
  '_resolveFilename',
  '_resolveLookupPaths',
  'globalPaths',
  'registerHooks',
]);

const knownFacts = new WeakMap<SourceFile, SourceFacts>();

/**
 * What a parsed file says of other files.
 *
 * @param source the file
 * @param path where it is
 */
export function getSourceFacts(source: SourceFile, path: string): SourceFacts {
  let facts = knownFacts.get(source);
  if (!facts) {
    facts = new FactFinder(source, path).find();
    knownFacts.set(source, facts);
  }
  return facts;
}

class FactFinder {
  readonly #source: SourceFile;
  readonly #path: string;
  readonly #names: Names;
  readonly #imports: FoundImport[] = [];
  readonly #computed: FoundComputed[] = [];
  readonly #calls: TSESTree.CallExpression[] = [];
  readonly #resolved: FoundImport[] = [];
  readonly #texts: string[] = [];
  readonly #forgotten = new Set<Node>();
  #usesCache = false;
  #usesLoad = false;

  constructor(source: SourceFile, path: string) {
    this.#source = source;
    this.#path = path;
    this.#names = new Names(source);
  }

  find(): SourceFacts {
    for (const [, specifier = ''] of this.#source.text.matchAll(
      /^[\t ]*\/\/\/\s*<reference\s+path\s*=\s*["']([^"']+)["']/gmu,
    )) {
      this.#imports.push({
        specifier: /^\.{0,2}\//u.test(specifier) ? specifier : `./${specifier}`,
        kind: 'import',
        isFollowed: false,
      });
    }
    visitNodes(this.#source.ast, (node, parent) => {
      this.#visit(node, parent);
    });
    const modules = new Set(this.#imports.map(({ specifier }) => specifier));
    const hasLoad = this.#usesLoad && (modules.has('module') || modules.has('node:module'));
    if (hasLoad || [...FOLDER_LOADERS].some((name) => modules.has(name))) {
      this.#addComputed(undefined, [ANY_NAME]);
    }
    const mocks = findMocks(
      this.#calls.filter(({ callee }) => !this.#isRequire(callee)),
      [...MOCK_PACKAGES].some((name) => modules.has(name)),
    );
    // By the cache a file gets what another exports, or puts something else there.
    const cached = this.#resolved.map((found) => ({ ...found, isFollowed: !this.#usesCache }));
    const replaced = this.#usesCache ? cached.map(({ specifier }) => ({ specifier, within: undefined })) : [];
    return {
      imports: [...this.#imports, ...cached],
      computed: this.#computed,
      mocks: [...mocks, ...replaced],
      texts: this.#texts,
    };
  }

  #visit(node: Node, parent: Node | undefined): void {
    if (parent && isLoaderHandedOn(node, parent, this.#names)) {
      this.#addComputed(undefined, [ANY_NAME]);
    }
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
      case 'ExportNamedDeclaration': {
        const isType =
          node.type === 'ImportDeclaration' ? node.importKind === 'type' : node.exportKind === 'type';
        if (!isType) {
          this.#addLiteral(node.source, 'import', true);
        }
        return;
      }
      case 'TSImportEqualsDeclaration':
        if (node.moduleReference.type === 'TSExternalModuleReference') {
          this.#addLiteral(node.moduleReference.expression, 'require', true);
        }
        return;
      case 'ImportExpression':
        this.#addName(node.source, 'import', true);
        return;
      case 'CallExpression':
        this.#calls.push(node);
        this.#visitCall(node);
        return;
      case 'NewExpression':
        this.#visitFunctionText(node.callee, node.arguments);
        return;
      case 'MemberExpression':
        this.#usesCache ||= !this.#forgotten.has(node) && getChain(node).join('.') === 'require.cache';
        this.#usesLoad ||= LOADER_PARTS.has(getMemberName(node) ?? '');
        return;
      case 'ImportSpecifier':
        this.#usesLoad ||= node.imported.type === 'Identifier' && LOADER_PARTS.has(node.imported.name);
        return;
      case 'Literal':
        this.#addText(node.value, parent?.type === 'BinaryExpression' && parent.left === node);
        return;
      case 'TemplateElement':
        this.#addText(node.value.cooked, !node.tail);
        return;
      case 'UnaryExpression':
        // A module that is forgotten is loaded again, and stays what it is.
        if (node.operator === 'delete' && node.argument.type === 'MemberExpression') {
          this.#forgotten.add(node.argument.object);
        }
        return;
      default:
    }
  }

  #visitCall(node: TSESTree.CallExpression): void {
    const callee = unwrap(node.callee);
    const [first] = node.arguments;
    // Older trees of Babel's have `import()` as a call.
    if ((callee.type as string) === 'Import') {
      this.#addName(first, 'import', true);
    } else if (this.#isRequire(callee)) {
      const base = getRequireBase(callee, this.#names);
      if (base && !isOwnPlace(base, this.#names, this.#path)) {
        this.#addElsewhere(first);
      }
      this.#addRequire(callee, first);
    } else {
      this.#visitNamedCall(node, callee);
    }
  }

  /** Loaders that are known by their names: of Node.js, of AMD and SystemJS, of bundlers and of test runners. */
  #visitNamedCall(node: TSESTree.CallExpression, callee: Node): void {
    const [first] = node.arguments;
    const chain = getChain(callee);
    switch (chain.join('.')) {
      case 'require.resolve':
        this.#addResolved(first);
        return;
      case 'define':
      case 'System.register':
        this.#addLists(node.arguments);
        return;
      case 'System.import':
        this.#addName(first, 'import', false);
        return;
      case 'require.context':
        this.#addContext(first);
        return;
      default:
    }
    const last = chain.at(-1) ?? '';
    if (isImportMeta(callee) && last.startsWith('glob')) {
      this.#addGlob(node, last);
    } else if (isLoaderName(chain)) {
      if (last === 'require') {
        this.#addElsewhere(first);
      }
      this.#addName(first, last === 'importActual' ? 'import' : 'require', false);
    } else {
      this.#visitFunctionText(callee, node.arguments);
    }
  }

  /** `new Function('name', 'return import(name)')` keeps compilers from turning `import` into `require`. */
  #visitFunctionText(callee: Node, args: readonly Node[]): void {
    const isFunction = callee.type === 'Identifier' && /^(?:Function|AsyncFunction|eval)$/u.test(callee.name);
    const isEval = isFunction && callee.name === 'eval';
    if (
      isFunction &&
      args.some((argument) =>
        /\b(?:import|require|module)\b/u.test(getLiteralText(argument) ?? (isEval ? 'require' : '')),
      )
    ) {
      this.#addComputed(undefined, [ANY_NAME]);
    }
  }

  /** Whether a function is `require`, also one that was made for an ECMAScript module. */
  #isRequire(callee: Node): boolean {
    const called = unwrap(callee);
    if (called.type === 'Identifier') {
      const value = this.#names.isGlobal(called) ? undefined : this.#names.getConstant(called);
      return called.name === 'require' || (value !== undefined && isCreateRequire(value));
    }
    return (
      isModuleRequire(called, this.#names) || (called.type === 'CallExpression' && isCreateRequire(called))
    );
  }

  #addRequire(callee: Node, argument: Node | undefined): void {
    if (callee.type === 'Identifier' && !this.#names.isGlobal(callee)) {
      const value = this.#names.getConstant(callee);
      const isCreated = value !== undefined && isCreateRequire(value);
      // A bundle has a function of its own by this name, and loads what it holds itself.
      if (!isCreated && !this.#names.isParameter(callee)) {
        this.#addLiteral(argument, 'require', false);
        return;
      }
      this.#addName(argument, 'require', isCreated);
      return;
    }
    this.#addName(argument, 'require', true);
  }

  #addComputed(expression: Node | undefined, patterns: readonly NamePattern[]): void {
    this.#computed.push({ expression, patterns });
  }

  /** The modules of AMD and SystemJS: `define(['./net'], (net) => {})`. */
  #addLists(args: readonly Node[]): void {
    for (const argument of args) {
      for (const element of argument.type === 'ArrayExpression' ? argument.elements : []) {
        this.#addLiteral(element, 'require', false);
      }
    }
  }

  #addContext(argument: Node | undefined): void {
    const text = getLiteralText(argument);
    const patterns = text === undefined ? [undefined] : [`${text}/**`];
    this.#addComputed(undefined, findGlobPatterns(patterns, this.#path));
  }

  #addResolved(argument: Node | undefined): void {
    const specifier = getLiteralText(argument);
    if (specifier !== undefined) {
      this.#resolved.push({ specifier, kind: 'require', isFollowed: true });
    }
  }

  /** A text that may be a program, or be made one by what follows. */
  #addText(text: unknown, isContinued: boolean): void {
    if (typeof text === 'string' && text.length > SHORTEST_PROGRAM) {
      this.#texts.push(...findLoadedNames(text));
      if (isContinued && endsBeforeName(text)) {
        this.#addComputed(undefined, [ANY_NAME]);
      }
    }
  }

  /** Of Vite: `import.meta.glob('./jobs/*.js')`, and its older `globEager`. */
  #addGlob(node: TSESTree.CallExpression, method: string): void {
    const [first, options] = node.arguments;
    const patterns = first?.type === 'ArrayExpression' ? first.elements : [first];
    const isFollowed = method === 'glob' && hasPlainOptions(options);
    this.#addComputed(
      isFollowed ? node : undefined,
      findGlobPatterns(patterns.map(getLiteralText), this.#path),
    );
  }

  /** A name that another module or folder looks up. */
  #addElsewhere(node: Node | undefined): void {
    if (node) {
      this.#addComputed(undefined, findPatternsElsewhere(node, this.#names, this.#path));
    }
  }

  #addLiteral(node: Node | undefined | null, kind: ImportKind, isFollowed: boolean): void {
    const specifier = getLiteralText(node);
    if (specifier !== undefined) {
      this.#imports.push({ specifier, kind, isFollowed });
    }
  }

  #addName(node: Node | undefined, kind: ImportKind, isFollowed: boolean): void {
    if (!node) {
      return;
    }
    const specifier = getLiteralText(node);
    if (specifier === undefined) {
      this.#addComputed(isFollowed ? node : undefined, findNamePatterns(node, this.#names, this.#path));
    } else {
      this.#imports.push({ specifier, kind, isFollowed });
    }
  }
}

/** Whether what a glob gives is written: `{ eager: true, import: 'default' }`. */
function hasPlainOptions(node: TSESTree.CallExpressionArgument | undefined): boolean {
  return (
    !node ||
    (node.type === 'ObjectExpression' &&
      node.properties.every(
        (property) => property.type === 'Property' && !property.computed && property.value.type === 'Literal',
      ))
  );
}

/** Whether a function loads a module by its name: `jest.requireActual`, `vi.importActual`, `from.require`. */
function isLoaderName(chain: readonly string[]): boolean {
  const last = chain.at(-1) ?? '';
  return /^(?:require|import)Actual$/u.test(last) || (last === 'require' && chain.length > 1);
}
