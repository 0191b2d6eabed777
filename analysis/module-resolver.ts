import type { TSESTree } from '@typescript-eslint/utils';
import type { Variable } from './bindings.ts';
import { getBundledModule, isRequireStandIn } from './bundles.ts';
import { getFunctions, getPlainArguments } from './functions.ts';
import type { ProgramModel } from './model.ts';
import {
  GETTER,
  INSTANCE,
  type ModuleReference,
  extend,
  getPlainPath,
  isSpecifier,
  toImportEqualsModule,
  toModule,
  toReference,
} from './module-references.ts';
import { type Node, getLastName, getPropertyName, isFunction, unwrap } from './syntax.ts';

/** Names that are followed one after the other. */
const DEPTH_LIMIT = 100;

/** Names of what TypeScript, Babel, SWC, rollup and esbuild wrap around a module of the other kind. */
const INTEROP = /interop|^__import(?:Default|Star)$|^__to(?:ESM|Module)$/iu;

/** What such a function says where its name has been minified. */
const INTEROP_BODY = /__esModule|\bdefault\b/u;

/** No such function is longer; in one that is, the words stand for something else. */
const INTEROP_LENGTH = 800;

/** Objects whose `require` loads modules as the plain one does. */
const REQUIRE_HOLDERS = new Set(['module', 'window', 'globalThis', 'global', 'nw']);

/** Finds what modules and globals the expressions of a file come from, whatever way they were reached. */
export class ModuleResolver {
  readonly #model: ProgramModel;
  readonly #globals: ReadonlySet<string>;
  readonly #known = new Map<Node, readonly ModuleReference[]>();
  readonly #knownVariables = new Map<Variable, readonly ModuleReference[]>();
  readonly #holdingFields = new Map<string, boolean>();
  #depth = 0;
  readonly #importEquals = new Map<string, readonly ModuleReference[]>();

  /**
   * @param model the file
   * @param globals the first names of the globals that count
   */
  constructor(model: ProgramModel, globals: ReadonlySet<string>) {
    this.#model = model;
    this.#globals = globals;
    for (const statement of model.tree.root.body as readonly Node[]) {
      if (statement.type === 'TSImportEqualsDeclaration') {
        this.#importEquals.set(statement.id.name, toImportEqualsModule(statement));
      }
    }
  }

  /** The modules and globals that an expression may come from, with the path to it. */
  resolve(node: Node): readonly ModuleReference[] {
    const expression = unwrap(node);
    const known = this.#known.get(expression);
    if (known) return known;
    // A cycle names no module, and neither does a longer chain of names than anyone writes.
    if (this.#depth > DEPTH_LIMIT) return [];
    this.#known.set(expression, []);
    this.#depth++;
    const found = this.#compute(expression);
    this.#depth--;
    this.#known.set(expression, found);
    return found;
  }

  #compute(node: Node): readonly ModuleReference[] {
    switch (node.type) {
      case 'Identifier':
        return this.#resolveIdentifier(node);
      case 'MemberExpression':
        return this.#resolveAccess(node);
      case 'AwaitExpression':
        return this.resolve(node.argument);
      case 'AssignmentExpression':
        return this.resolve(node.right);
      case 'LogicalExpression':
        return [...this.resolve(node.left), ...this.resolve(node.right)];
      case 'ConditionalExpression':
        return [...this.resolve(node.consequent), ...this.resolve(node.alternate)];
      case 'ImportExpression':
        return toModule(node.source);
      case 'CallExpression':
        return this.#resolveCall(node);
      case 'NewExpression':
        return this.resolve(node.callee).map((reference) => extend(reference, INSTANCE));
      default:
        return [];
    }
  }

  #resolveAccess(node: TSESTree.MemberExpression): readonly ModuleReference[] {
    const name = getPropertyName(node);
    if (name === undefined) return [];
    const references = this.resolve(node.object);
    if (references.length > 0) return references.map((reference) => extend(reference, name));
    // `this.dgram = require('dgram')`
    if (!this.#canHoldModule(name)) return [];
    const owners = this.#model.objects.getOwners(node.object);
    if (!owners) return [];
    return this.#model
      .getFieldWrites(owners, name)
      .flatMap((write) => (write.value && write.alias === 'same' ? this.resolve(write.value) : []));
  }

  /** Whether a module, or a part of one, is put into a field of this name, whatever object has it. */
  #canHoldModule(name: string): boolean {
    const known = this.#holdingFields.get(name);
    if (known !== undefined) return known;
    this.#holdingFields.set(name, false);
    const { tree } = this.#model;
    const holds =
      tree.getNamedMembers(name).some(({ value }) => value && this.resolve(value).length > 0) ||
      tree.getMembers(name).some((access) => {
        const parent = tree.getParent(access);
        return (
          parent?.type === 'AssignmentExpression' &&
          parent.left === access &&
          this.resolve(parent.right).length > 0
        );
      });
    this.#holdingFields.set(name, holds);
    return holds;
  }

  #resolveCall(node: TSESTree.CallExpression): readonly ModuleReference[] {
    const callee = unwrap(node.callee);
    const [first] = node.arguments;
    if (!first) return this.#resolveResult(callee);
    if (isSpecifier(first) && this.#isRequire(callee)) return toModule(first);
    const bundled = getBundledModule(this.#model, node);
    if (bundled) return toModule(bundled);
    const name = getLastName(callee);
    if (name === undefined) return [];
    if (name === 'n' && callee.type === 'MemberExpression' && unwrap(callee.object).type === 'Identifier')
      return this.resolve(first).map((reference) => extend(reference, GETTER));
    // SWC calls `_interop_require_default._(…)`.
    const isNamedInterop = INTEROP.test(name === '_' ? this.#model.getText(callee) : name);
    if (isNamedInterop || this.#isInterop(callee, first)) return this.resolve(first);
    if (callee.type !== 'MemberExpression') return [];
    if (name === 'then' && this.resolve(callee.object).length > 0) return this.#resolveReturned(first);
    if (name === 'binding' && this.#isProcess(callee.object)) return toModule(first, 'process.binding:');
    if (name === 'getBuiltinModule' && this.#isProcess(callee.object)) return toModule(first);
    if (name === 'bind') {
      const boundArguments = node.arguments.slice(1);
      return this.resolve(callee.object).map((reference) => ({
        ...reference,
        boundArguments: [...reference.boundArguments, ...boundArguments],
        boundBy: [...reference.boundBy, node],
      }));
    }
    return [];
  }

  /** What a call without arguments gives: `getDgram()`, `(() => require('dgram'))()`. */
  #resolveResult(callee: Node): readonly ModuleReference[] {
    if (callee.type !== 'Identifier' && !isFunction(callee)) return [];
    const getters = this.resolve(callee).filter(({ path }) => path.at(-1) === GETTER);
    if (getters.length > 0) return getters.map((getter) => ({ ...getter, path: getter.path.slice(0, -1) }));
    return this.#resolveReturned(callee);
  }

  #resolveReturned(callee: Node): readonly ModuleReference[] {
    const { functions, isOpen } = getFunctions(this.#model, callee);
    if (isOpen) return [];
    return functions.flatMap((node) =>
      this.#model.tree.getReturned(node).flatMap((value) => this.resolve(value)),
    );
  }

  /** A function of this file around a module, which says that it tells the two kinds of modules apart. */
  #isInterop(callee: Node, argument: Node): boolean {
    if (this.resolve(argument).length === 0) return false;
    const { functions } = getFunctions(this.#model, callee);
    return functions.some((node) => {
      const text = this.#model.getText(node);
      return text.length <= INTEROP_LENGTH && INTEROP_BODY.test(text);
    });
  }

  /** `require`, `module.require`, or what `createRequire()` of `node:module` returns. */
  #isRequire(callee: Node): boolean {
    if (callee.type === 'Identifier') {
      if (this.#model.isGlobal(callee, 'require') || this.#model.isGlobal(callee, '__non_webpack_require__'))
        return true;
      const variable = this.#model.bindings.getVariable(callee);
      const writes = variable ? this.#model.bindings.getWrites(variable) : [];
      return writes.some(
        ({ value }) =>
          value !== undefined &&
          (this.#isCreateRequire(value) || isRequireStandIn(this.#model.getText(value))),
      );
    }
    if (callee.type === 'MemberExpression' && getPropertyName(callee) === 'require')
      return this.#holdsRequire(unwrap(callee.object));
    return this.#isCreateRequire(callee);
  }

  /** `module`, `window` and their like, `process.mainModule`, and Electron's `remote`. */
  #holdsRequire(object: Node): boolean {
    if (object.type === 'Identifier' && this.#model.bindings.isGlobal(object))
      return REQUIRE_HOLDERS.has(object.name);
    if (object.type === 'MemberExpression' && getPropertyName(object) === 'mainModule')
      return this.#isProcess(object.object);
    return this.resolve(object).some((reference) => {
      const path = [reference.module, ...getPlainPath(reference)].join('.');
      return path === 'electron.remote' || path === '@electron/remote';
    });
  }

  #isProcess(node: Node): boolean {
    const expression = unwrap(node);
    if (this.#model.isGlobal(expression, 'process')) return true;
    return this.resolve(expression).some(({ module }) => module === 'process' || module === 'node:process');
  }

  #isCreateRequire(node: Node): boolean {
    const call = unwrap(node);
    if (call.type !== 'CallExpression') return false;
    return this.resolve(call.callee).some(
      ({ module, path }) => /^(?:node:)?module$/u.test(module) && path.at(-1) === 'createRequire',
    );
  }

  #resolveIdentifier(node: TSESTree.Identifier): readonly ModuleReference[] {
    const variable = this.#model.bindings.getVariable(node);
    if (!variable) return this.#resolveUndeclared(node.name);
    const known = this.#knownVariables.get(variable);
    if (known) return known;
    this.#knownVariables.set(variable, []);
    const found = this.#resolveVariable(variable);
    this.#knownVariables.set(variable, found);
    return found;
  }

  #resolveVariable(variable: Variable): readonly ModuleReference[] {
    const found: ModuleReference[] = [];
    for (const definition of variable.defs) {
      const syntax: Node = definition.node;
      if (syntax.type === 'TSImportEqualsDeclaration') {
        found.push(...toImportEqualsModule(syntax));
      } else if (
        syntax.type === 'ImportSpecifier' ||
        syntax.type === 'ImportDefaultSpecifier' ||
        syntax.type === 'ImportNamespaceSpecifier'
      ) {
        found.push(...this.#resolveImport(syntax));
      } else if (definition.type === 'Parameter') {
        found.push(...this.#resolveParameter(syntax, definition.name));
      }
    }
    for (const write of this.#model.bindings.getWrites(variable)) {
      if (!write.value) continue;
      const pattern = this.#getPattern(write.target);
      found.push(...this.#resolveInPattern(pattern, write.target, write.value));
    }
    return found;
  }

  /** A global that an API hangs on. Babel's scopes do not know `import name = require('…')`. */
  #resolveUndeclared(name: string): readonly ModuleReference[] {
    if (['globalThis', 'global', 'window', 'self'].includes(name)) return [toReference('global:')];
    if (this.#globals.has(name)) return [toReference(`global:${name}`)];
    return this.#importEquals.get(name) ?? [];
  }

  #resolveImport(
    node: TSESTree.ImportSpecifier | TSESTree.ImportDefaultSpecifier | TSESTree.ImportNamespaceSpecifier,
  ): readonly ModuleReference[] {
    const declaration = this.#model.tree.getParent(node);
    if (declaration?.type !== 'ImportDeclaration') return [];
    const references = toModule(declaration.source);
    if (node.type !== 'ImportSpecifier') return references;
    const name = node.imported.type === 'Identifier' ? node.imported.name : node.imported.value;
    return references.map((reference) => extend(reference, name));
  }

  /** `import('dgram').then((dgram) => …)`, `(function (dgram) { … })(require('dgram'))`, and defaults. */
  #resolveParameter(owner: Node, name: Node): readonly ModuleReference[] {
    if (!isFunction(owner)) return [];
    const parameter = owner.params.find((candidate) => this.#model.tree.contains(candidate, name));
    const { value, parent: call } = this.#model.tree.getUse(owner);
    if (!parameter || call?.type !== 'CallExpression') return [];
    const callee = unwrap(call.callee);
    if (call.callee === value) {
      const argument = getPlainArguments(call)?.[owner.params.indexOf(parameter)];
      return argument ? this.#resolveInPattern(parameter, name, argument) : [];
    }
    if (
      callee.type !== 'MemberExpression' ||
      getPropertyName(callee) !== 'then' ||
      owner.params[0] !== parameter
    )
      return [];
    if (!getFunctions(this.#model, owner).functions.includes(owner)) return [];
    return this.#resolveInPattern(parameter, name, callee.object);
  }

  /** The pattern or identifier that is given the written value. */
  #getPattern(target: Node): Node {
    let node = target;
    for (let up = this.#model.tree.getParent(node); up; up = this.#model.tree.getParent(up)) {
      if (up.type !== 'Property' && up.type !== 'ObjectPattern' && up.type !== 'ArrayPattern') break;
      node = up;
    }
    return node;
  }

  #resolveInPattern(pattern: Node, target: Node, value: Node): readonly ModuleReference[] {
    if (pattern === target) return this.resolve(value);
    if (pattern.type === 'ArrayPattern') return this.#resolveInList(pattern, target, value);
    if (pattern.type !== 'ObjectPattern') return [];
    for (const property of pattern.properties) {
      if (property.type !== 'Property' || !this.#model.tree.contains(property, target)) continue;
      const name = getPropertyName(property);
      const inner = property.value.type === 'AssignmentPattern' ? property.value.left : property.value;
      if (name === undefined) return [];
      if (inner === target) return this.resolve(value).map((reference) => extend(reference, name));
    }
    return [];
  }

  /** `const [dgram, os] = await Promise.all([import('dgram'), import('os')])`. */
  #resolveInList(pattern: TSESTree.ArrayPattern, target: Node, value: Node): readonly ModuleReference[] {
    const awaited = unwrap(value);
    const call = awaited.type === 'AwaitExpression' ? unwrap(awaited.argument) : awaited;
    const isOfAll = call.type === 'CallExpression' && this.#model.getCalledName(call.callee) === 'all';
    const given = isOfAll ? call.arguments[0] : call;
    const list = given && unwrap(given);
    if (list?.type !== 'ArrayExpression') return [];
    const index = pattern.elements.findIndex(
      (element) => element !== null && this.#model.tree.contains(element, target),
    );
    const [element, item] = [pattern.elements[index], list.elements[index]];
    return element && item ? this.#resolveInPattern(element, target, item) : [];
  }
}
