import type { TSESTree } from '@typescript-eslint/utils';
import { ModuleLinks } from './module-links.ts';
import { getElsewhereMember } from './elsewhere.ts';
import { ProgramFile } from '../program/program-file.ts';
import { NO_LINKS, type ProgramLinks } from '../program/program-links.ts';
import type { SourceFile } from '../program/source-file.ts';
import { type Node, getPropertyName, isFunction, unwrap } from '../program/syntax.ts';
import type { Activation } from './activation.ts';
import { applySummary } from './builtins/apply-summary.ts';
import { callByRuntime } from './builtins/emitter.ts';
import {
  callAsynchronous,
  getCompilerHelper,
  isCompilerHelper,
  importStar,
} from './builtins/compiler-helpers.ts';
import { callPromisified, callProxy } from './builtins/functions.ts';
import {
  callRegenerator,
  callRegeneratorMethod,
  callStateMachine,
  callStep,
  getGeneratorHelper,
} from './builtins/generators.ts';
import {
  type Behavior,
  callPrimitiveMember,
  constructBuiltin,
  getBehavior,
  BUILTIN_NAMES,
  getBuiltin,
  getBuiltinPrototype,
  getGlobalBuiltin,
  getPrimitiveMember,
  getProcessBehavior,
} from './builtins/globals.ts';
import {
  callNodeModule,
  getGivenData,
  getModulePrototype,
  givesModules,
  isKnownModule,
} from './builtins/node-modules.ts';
import { getArgumentAt } from './builtins/operation.ts';
import { isNamespaceHelper } from './builtins/namespace-helper.ts';
import { callKeyHelper, isKeyHelper } from './builtins/property-key.ts';
import { callBySubclass } from './builtins/subclasses.ts';
import { callResolver, callUnknown, enterFromElsewhere, makeCall } from './calls.ts';
import { isConstructor } from './constructors.ts';
import { type Arguments, type Call, createHub, createRoot, Engine, type Semantics } from './engine.ts';
import { expose, exposeToBase } from './exposure.ts';
import { ANY, getField, isSlot } from './fields.ts';
import type { Hub } from './hub.ts';
import { getModule, nameMember } from './modules.ts';
import { callImplicitly, findImplicitMethods } from './implicit-calls.ts';
import { callGetter } from './properties.ts';
import { importSpecifier } from './transfers/imports.ts';
import { install, installTarget } from './transfers/install.ts';
import { installReads } from './transfers/names.ts';
import { installWrites, openParameters } from './transfers/targets.ts';
import { HeapValue, UNKNOWN, type Value, isHeapValue } from './values.ts';

/** What is known of sockets, for the analysis of how values flow: which modules and globals make them, and what they have. */
export interface Environment {
  /** Whether a module, or a global, is one of which something makes sockets. */
  readonly isKnownModule: (name: string) => boolean;
  readonly isKnownGlobal: (name: string) => boolean;
  /** @returns whether the call is one of the environment's own */
  readonly callModule: (engine: Engine, call: Call, path: readonly string[]) => boolean;
  /** Makes an instance of a class that extends one of the environment's own. */
  readonly construct: (
    engine: Engine,
    path: readonly string[],
    instance: HeapValue,
    args: Arguments,
    site: { readonly node: Node; readonly activation: Activation },
  ) => boolean;
  /** The prototype of a class of the environment's own. */
  readonly getModulePrototype: (engine: Engine, path: readonly string[]) => HeapValue | undefined;
  /** What all sockets inherit, which a program can change. */
  readonly getSharedPrototype: (engine: Engine) => HeapValue;
  /** Where the environment's own objects inherit from. */
  readonly getPrototype: (engine: Engine, value: HeapValue) => HeapValue | undefined;
  /** The names of methods that make sockets on whatever object, in a program that imports certain modules. */
  readonly getMethods: (modules: ReadonlySet<string>) => Iterable<string>;
  /** Calls a method of an object of which nothing is known. */
  readonly callMethod: (engine: Engine, call: Call, name: string) => boolean;
  /** Calls a builtin of the environment's own. */
  readonly callBuiltin: (engine: Engine, call: Call, path: readonly string[]) => boolean;
}

/** Globals that give modules, with a word of a text in which they can. */
const MODULE_GIVERS: readonly { readonly names: readonly string[]; readonly words: RegExp }[] = [
  { names: ['require', '__non_webpack_require__'], words: /require/u },
  { names: ['module', 'globalThis', 'global', 'window', 'self', 'nw'], words: /\.\s*require\b/u },
  { names: ['process'], words: /\b(?:binding|getBuiltinModule|mainModule)\b/u },
  { names: ['jest', 'vi'], words: /Actual\b/u },
];

/** A path without the folders that it has in common with another one. */
function getRelativePath(path: string | undefined, other: string | undefined): string | undefined {
  const parts = path?.split('/') ?? [];
  const others = other?.split('/') ?? [];
  let same = 0;
  while (same < parts.length - 1 && parts[same] === others[same]) {
    same++;
  }
  return path === undefined ? undefined : parts.slice(same).join('/');
}

/** What a CommonJS file exports by, where another file of the program may require it. */
const COMMONJS_NAMES = ['module', 'exports'];

/** How values flow through the files of one program. */
export class Dataflow {
  readonly engine: Engine;
  readonly files: readonly ProgramFile[];
  readonly roots: readonly Activation[];
  readonly #environment: Environment;
  readonly #exports = new Map<ProgramFile, HeapValue>();
  readonly #required = new Map<ProgramFile, Hub>();
  readonly #links: ProgramLinks;
  readonly moduleLinks: ModuleLinks;
  #implicitMethods: readonly string[] | undefined;

  /**
   * @param sources the files of the program, the one that is asked about first
   * @param links how they hang together
   */
  constructor(sources: readonly SourceFile[], environment: Environment, links: ProgramLinks = NO_LINKS) {
    this.#environment = environment;
    this.#links = links;
    this.files = sources.map((source, index) =>
      index === 0
        ? new ProgramFile(source)
        : new ProgramFile(source, getRelativePath(source.path, sources[0]?.path)),
    );
    const size = this.files.reduce((sum, { tree }) => sum + tree.size, 0);
    this.engine = new Engine(this.#createSemantics(), size);
    this.roots = this.files.map((file) => createRoot(this.engine, file));
    this.moduleLinks = new ModuleLinks({
      engine: this.engine,
      links,
      getRoot: (source) => this.roots.find(({ file }) => file.source === source),
      getExports: (root) => this.#getRequired(root),
    });
  }

  /**
   * Carries every value that is asked for to its end. What nothing is known of is unknown then: functions that nothing calls are
   * called from elsewhere, and a callee or key that nothing comes to can be any.
   */
  run(): void {
    const { engine } = this;
    engine.run();
    while (!engine.isExhausted && (this.#enterUncalled() || engine.resolveEmpty())) {
      engine.run();
    }
  }

  /**
   * Follows whatever gives modules or known globals.
   *
   * @param globals further names to follow
   */
  start(globals: Iterable<string>): void {
    const { engine } = this;
    for (const [index, file] of this.files.entries()) {
      const root = this.roots[index];
      if (!root) {
        continue;
      }
      const { text } = file.source;
      const names = [
        ...globals,
        ...(this.files.length > 1 && !file.isModule ? COMMONJS_NAMES : []),
        ...MODULE_GIVERS.filter(({ words }) => words.test(text)).flatMap((giver) => giver.names),
      ];
      for (const name of names) {
        for (const identifier of file.bindings.getGlobals(name)) {
          engine.track(this.#getGlobal(engine, name, root));
          engine.inActivations(file.tree.getUnit(identifier), root, (activation) => {
            engine.install(identifier, activation);
          });
        }
      }
      for (const statement of file.tree.root.body as readonly Node[]) {
        if (statement.type === 'ImportDeclaration' && this.#givesKnown(file, statement.source.value)) {
          engine.install(statement, root);
        } else if (statement.type === 'TSImportEqualsDeclaration') {
          engine.install(statement, root);
        } else if (statement.type === 'ExportNamedDeclaration' && statement.declaration) {
          const declaration = statement.declaration as Node;
          if (declaration.type === 'TSImportEqualsDeclaration') {
            engine.install(declaration, root);
          }
        }
      }
      if (this.files.length > 1 && !this.#links.isClosed(file.source)) {
        this.moduleLinks.exportFrom(root);
      }
      for (const name of this.#environment.getMethods(file.importedModules)) {
        for (const member of file.tree.getMembers(name)) {
          engine.inActivations(file.tree.getUnit(member), root, (activation) => {
            const { value, parent } = file.tree.getUse(member);
            if (parent?.type === 'CallExpression' && parent.callee === value) {
              engine.install(parent, activation);
              engine.want(engine.getHub(member.object, activation));
            }
          });
        }
      }
      if (/\bprototype\b|__proto__|PrototypeOf\b/u.test(text)) {
        engine.track(this.#environment.getSharedPrototype(engine));
      }
      this.#trackExtendedBuiltins(file, root);
      const globs = file.tree
        .getMembers('glob')
        .flatMap((member) =>
          member.object.type === 'MetaProperty' ? (file.tree.getUse(member).parent ?? []) : [],
        );
      for (const node of [...file.tree.importExpressions, ...globs]) {
        engine.inActivations(file.tree.getUnit(node), root, (activation) => {
          engine.install(node, activation);
        });
      }
    }
  }

  /** `Array.prototype.first = …`, `Object.assign(Array.prototype, …)`, `Array.from = …`: every array has it then. */
  #trackExtendedBuiltins(file: ProgramFile, root: Activation): void {
    const { engine } = this;
    for (const name of BUILTIN_NAMES) {
      for (const identifier of file.bindings.getGlobals(name)) {
        if (isExtended(file, identifier)) {
          engine.track(getBuiltin(engine, [name]));
          engine.inActivations(file.tree.getUnit(identifier), root, (activation) => {
            engine.install(identifier, activation);
            engine.want(engine.getHub(identifier, activation));
          });
        }
      }
    }
    for (const call of file.tree.calls) {
      const callee = unwrap(call.callee);
      if (callee.type === 'MemberExpression' && getPropertyName(callee) === 'getPrototypeOf') {
        engine.inActivations(file.tree.getUnit(call), root, (activation) => {
          engine.install(call, activation);
          engine.want(engine.getHub(call, activation));
        });
      }
    }
    for (const member of file.tree.getMembers('prototype')) {
      const { object } = member;
      if (object.type !== 'Identifier' || !isExtended(file, member)) {
        continue;
      }
      const owner = file.bindings.getGlobals(object.name).length > 0 && getGlobalBuiltin(engine, object.name);
      if (owner && isHeapValue(owner)) {
        engine.track(getBuiltin(engine, [object.name, 'prototype']));
        engine.inActivations(file.tree.getUnit(member), root, (activation) => {
          engine.install(member, activation);
          engine.want(engine.getHub(member, activation));
        });
      }
    }
  }

  #givesKnown({ source }: ProgramFile, specifier: string): boolean {
    return (
      this.#environment.isKnownModule(specifier) ||
      givesModules(specifier) ||
      this.#links.resolve(source, specifier, 'import').files.length > 0
    );
  }

  /** Functions whose callers were asked for and that have none: of those, the ones that no other of them calls. */
  #enterUncalled(): boolean {
    const { engine } = this;
    for (const closure of engine.askedFor) {
      // Neither comes to an end, and to look again each time would take as long as the program squared.
      if (closure.exposure !== 'none' || engine.isEntered(closure)) {
        engine.askedFor.delete(closure);
      }
    }
    const uncalled = [...engine.askedFor];
    const roots = uncalled.filter((closure) => !isNamedIn(closure, uncalled));
    for (const closure of roots.length > 0 ? roots : uncalled) {
      enterUncalled(engine, closure);
    }
    return uncalled.length > 0;
  }

  #createSemantics(): Semantics {
    return {
      install,
      installTarget,
      installWrites,
      installReads,
      installReadsOf: (engine, name) => {
        this.#installReadsOf(engine, name);
      },
      askForReadsOf: (engine, name) => {
        this.#askForReadsOf(engine, name);
      },
      openParameters,
      getElsewhere: (engine, site, name) => getElsewhereMember(engine, site, name).any,
      callHelper,
      expose,
      exposeToBase,
      nameMember,
      getPrimitiveMember,
      call: (engine, call) => {
        makeCall(engine, call, (made, callee) => {
          if (!callee) {
            this.#callUnknown(engine, made);
          } else {
            this.#callBuiltin(engine, made, callee);
          }
        });
      },
      callImplicitly: (engine, value) => {
        this.#implicitMethods ??= findImplicitMethods(this.files);
        callImplicitly(engine, value, this.#implicitMethods);
      },
      callGetters: (engine, value, name, result) => {
        callGetter(engine, value, name, value, result);
        value.accessorListeners.push((kind, added) => {
          if (kind === 'get' && (added === name || added === ANY || name === ANY)) {
            callGetter(engine, value, name, value, result);
          }
        });
      },
      constructBuiltin: (engine, maker, instance, args) => {
        this.#constructBuiltin(engine, maker, instance, args);
      },
      getBuiltinPrototype: (engine, value) =>
        this.#environment.getPrototype(engine, value) ?? getBuiltinPrototype(engine, value),
      getModuleMember: (engine, path, name) => {
        if (name === 'call' || name === 'apply' || name === 'bind') {
          return getBuiltin(engine, ['Function', 'prototype', name]);
        }
        return name === 'prototype'
          ? (this.#environment.getModulePrototype(engine, path) ?? getModulePrototype(engine, path))
          : getGivenData(path, name);
      },
      getGlobal: (engine, name, activation) => this.#getGlobal(engine, name, activation),
      importModule: (engine, specifier, importer, to, how) => {
        this.#importModule(engine, specifier, importer, to, how);
      },
      importComputed: (_engine, expression, importer, to, how) => {
        this.moduleLinks.importComputed(expression, importer, to, how);
      },
      exportName: (engine, root, name, value, node) => {
        if (!this.#links.isClosed(root.file.source)) {
          engine.escape(value, { kind: 'exported', name: name === '*' ? undefined : name }, node, root);
        }
      },
    };
  }

  #callBuiltin(engine: Engine, call: Call, callee: HeapValue): void {
    const { resolves, rejects, wraps, runs, gives, finishes, delegation, proxy, path = [] } = callee.detail;
    if (proxy) {
      callProxy(engine, call, proxy);
    } else if (runs) {
      callAsynchronous(engine, call, runs);
    } else if (gives || finishes || delegation) {
      callStep(engine, call, callee);
    } else if (resolves) {
      callResolver(engine, call, resolves, rejects);
    } else if (wraps) {
      callPromisified(engine, call, wraps);
    } else if (callee.kind === 'module') {
      if (!this.#environment.callModule(engine, call, path)) {
        this.#callModule(engine, call, path);
      }
    } else if (callee.kind === 'builtin') {
      this.#callBuiltinPath(engine, call, path);
    }
  }

  /** A method of an object from elsewhere can be one that is known by its name. */
  #callUnknown(engine: Engine, call: Call): void {
    const { node } = call;
    const callee = 'callee' in node ? unwrap(node.callee) : undefined;
    const name = callee?.type === 'MemberExpression' ? getPropertyName(callee) : undefined;
    if (name === undefined || !this.#environment.callMethod(engine, call, name)) {
      callUnknown(engine, call);
    }
  }

  #callModule(engine: Engine, call: Call, path: readonly string[]): void {
    const helper = getCompilerHelper(path);
    if (helper) {
      behave(engine, call, helper);
    } else if (isKnownModule(path[0] ?? '')) {
      callNodeModule(engine, call, path);
    } else {
      callUnknown(engine, call, path[0]);
    }
  }

  #callBuiltinPath(engine: Engine, call: Call, path: readonly string[]): void {
    if (this.#environment.callBuiltin(engine, call, path)) {
      return;
    }
    const [first, second = ''] = path;
    if (first === 'require') {
      importSpecifier(engine, getArgumentAt(call, 0, engine), call.activation, call.result, 'require');
      return;
    }
    if (first === 'regenerator') {
      callRegeneratorMethod(engine, call, second);
      return;
    }
    if (first === 'primitive') {
      callPrimitiveMember(engine, call, second);
      return;
    }
    if (first === 'process' && second === 'getBuiltinModule') {
      importSpecifier(engine, getArgumentAt(call, 0, engine), call.activation, call.result, 'require');
      return;
    }
    if (first === 'process' && second === 'binding') {
      this.#importBinding(engine, call);
      return;
    }
    if (first === 'expect') {
      for (const hub of call.args.fixed) {
        callByRuntime(engine, call, hub, undefined);
      }
      engine.add(call.result, UNKNOWN);
      return;
    }
    const behavior = first === 'process' ? getProcessBehavior(second) : getBehavior(path);
    if (behavior) {
      behave(engine, call, behavior);
      callBySubclass(engine, call, path);
    } else {
      callUnknown(engine, call);
    }
  }

  /** `process.binding('udp_wrap')`. */
  #importBinding(engine: Engine, call: Call): void {
    const name = getArgumentAt(call, 0, engine);
    engine.want(name);
    engine.listen(name, (value) => {
      const path = value.kind === 'constant' ? `process.binding:${String(value.value)}` : '';
      const module = this.#environment.isKnownModule(path) ? getModule(engine, [path]) : UNKNOWN;
      engine.track(module);
      engine.add(call.result, module);
    });
  }

  #constructBuiltin(engine: Engine, maker: HeapValue, instance: HeapValue, args: Arguments): void {
    const { node, activation } = instance;
    const path = maker.detail.path ?? [];
    if (maker.kind === 'module' && node && activation) {
      this.#environment.construct(engine, path, instance, args, { node, activation });
    }
    if (maker.kind === 'module' && !isKnownModule(path[0] ?? '')) {
      instance.hasForeignBase = true;
    }
    constructBuiltin(engine, maker, instance, args);
  }

  #importModule(
    engine: Engine,
    written: string,
    importer: Activation,
    to: Hub,
    how: 'import' | 'require',
  ): void {
    const specifier = importer.file.getModuleName(written);
    const isKnown = isKnownModule(specifier) || isCompilerHelper(specifier);
    if (this.#environment.isKnownModule(specifier) || isKnown) {
      const module = getModule(engine, [specifier]);
      engine.add(to, module);
      if (this.#environment.isKnownModule(specifier) || givesModules(specifier)) {
        engine.track(module);
      }
    } else {
      this.moduleLinks.importFile(specifier, importer, to, how);
    }
  }

  #getGlobal(engine: Engine, name: string, activation: Activation): Value {
    if (this.#environment.isKnownGlobal(name)) {
      return getModule(engine, [`global:${name}`]);
    }
    const { file } = activation;
    switch (name) {
      case 'require':
      case '__non_webpack_require__':
        return getBuiltin(engine, ['require']);
      case 'exports':
      case 'this':
        return file.isModule ? UNKNOWN : this.#getExports(engine, activation);
      case 'module':
        return file.isModule ? UNKNOWN : this.#getModuleObject(engine, activation);
      case 'globalThis':
      case 'global':
      case 'window':
      case 'self':
        return this.#getGlobalObject(engine, activation);
      case 'nw':
        return this.#getRequirer(engine, name);
      case 'expect':
        return getBuiltin(engine, ['expect']);
      case 'jest':
      case 'vi':
        return getModule(engine, ['vitest', 'vi']);
      default:
        return isReassigned(file, name) ? UNKNOWN : (getGlobalBuiltin(engine, name) ?? UNKNOWN);
    }
  }

  /** The object `exports` of a file, which whoever requires the file gets. */
  #getExports(engine: Engine, activation: Activation): HeapValue {
    const { file } = activation;
    let exports = this.#exports.get(file);
    if (!exports) {
      const root = activation.getOuter(file.tree.root) ?? activation;
      exports = new HeapValue('object', file.tree.root, root);
      exports.isModuleExports = !this.#links.mayBeReplaced(file.source);
      this.#exports.set(file, exports);
      if (!this.#links.isClosed(file.source)) {
        const gone = engine.createEscape({ kind: 'exported', name: undefined }, file.tree.root, root);
        engine.add(gone, exports);
      }
    }
    return exports;
  }

  /** What `require` of a CommonJS file gives. */
  #getRequired(root: Activation): Hub {
    const exported = getField(this.engine, this.#getModuleObject(this.engine, root), 'exports');
    if (!replacesExports(root.file)) {
      return exported;
    }
    let required = this.#required.get(root.file);
    if (!required) {
      required = createHub('module.exports');
      this.#required.set(root.file, required);
      const first = this.#getExports(this.engine, root);
      this.engine.flow(exported, required, (value) => (value === first ? undefined : value));
    }
    return required;
  }

  #getModuleObject(engine: Engine, activation: Activation): HeapValue {
    const { file } = activation;
    const root = activation.getOuter(file.tree.root) ?? activation;
    return engine.made.get(['module object', file], () => {
      const module = new HeapValue('object', file.tree.root, root);
      module.initialize = (name, field) => {
        // The runtime has the object, and fills it.
        if (name !== 'exports' && name !== 'require' && !isSlot(name)) {
          engine.add(field, UNKNOWN);
          engine.escape(field, { kind: 'stored', name }, file.tree.root, root);
        }
      };
      const exported = getField(engine, module, 'exports');
      engine.add(exported, this.#getExports(engine, activation));
      engine.listen(exported, (value) => {
        if (isHeapValue(value) && ['object', 'function', 'class'].includes(value.kind)) {
          value.isModuleExports = !this.#links.mayBeReplaced(file.source);
        }
      });
      engine.add(getField(engine, module, 'require'), getBuiltin(engine, ['require']));
      if (!this.#links.isClosed(file.source)) {
        engine.escape(exported, { kind: 'exported', name: undefined }, file.tree.root, root);
      }
      return module;
    });
  }

  /** `globalThis` and its other names: an object of all globals. */
  #getGlobalObject(engine: Engine, activation: Activation): HeapValue {
    return engine.made.get(['global object'], () => {
      const global = new HeapValue('builtin', undefined, undefined, { path: ['globalThis'] });
      global.initialize = (name, field) => {
        engine.add(field, this.#getGlobal(engine, name, activation));
      };
      return global;
    });
  }

  /** An object of the runtime that has a `require`. */
  #getRequirer(engine: Engine, name: string): HeapValue {
    return engine.made.get(['requirer', name], () => {
      const requirer = new HeapValue('builtin', undefined, undefined, { path: [name] });
      requirer.initialize = (member, field) => {
        engine.add(field, member === 'require' ? getBuiltin(engine, ['require']) : UNKNOWN);
      };
      return requirer;
    });
  }

  #askForReadsOf(engine: Engine, name: string): void {
    if (!engine.isFirst(['ask for reads of', name])) {
      return;
    }
    for (const [index, { tree }] of this.files.entries()) {
      const root = this.roots[index];
      for (const member of root ? tree.getMembers(name) : []) {
        if (root) {
          engine.askForActivations(tree.getUnit(member), root, true);
        }
      }
    }
  }

  #installReadsOf(engine: Engine, name: string): void {
    if (!engine.isFirst(['reads of', name])) {
      return;
    }
    for (const [index, file] of this.files.entries()) {
      const root = this.roots[index];
      if (!root) {
        continue;
      }
      for (const member of [...file.tree.getMembers(name), ...file.tree.computedMembers]) {
        engine.inActivations(
          file.tree.getUnit(member),
          root,
          (activation) => {
            engine.install(member, activation);
            engine.want(engine.getHub(member.object, activation));
            const { value, parent } = file.tree.getUse(member);
            if (parent?.type === 'CallExpression' && parent.callee === value) {
              engine.install(parent, activation);
            }
          },
          false,
        );
      }
      for (const { pattern } of file.tree.getDestructuredReads(name)) {
        engine.inActivations(
          file.tree.getUnit(pattern),
          root,
          (activation) => {
            engine.installTarget(pattern, activation);
            engine.want(engine.getTarget(pattern, activation));
          },
          false,
        );
      }
    }
  }
}

/** Whether a file puts something else in the place of its `exports` before it ends, so that nobody who requires it gets those. */
function replacesExports({ tree }: ProgramFile): boolean {
  return (tree.root.body as readonly Node[]).some((statement) => {
    let node = statement.type === 'ExpressionStatement' ? unwrap(statement.expression) : statement;
    let isReplaced = false;
    while (node.type === 'AssignmentExpression' && node.operator === '=') {
      const left = unwrap(node.left);
      isReplaced ||=
        left.type === 'MemberExpression' &&
        left.object.type === 'Identifier' &&
        left.object.name === 'module' &&
        getPropertyName(left) === 'exports';
      node = unwrap(node.right);
    }
    return isReplaced && (node.type !== 'Identifier' || node.name !== 'exports');
  });
}

/** `Number = …`, `globalThis.Number = …`: the name means something else in this file. */
function isReassigned({ bindings, tree }: ProgramFile, name: string): boolean {
  const isAssigned = (node: Node): boolean => {
    const { value, parent } = tree.getUse(node);
    return parent?.type === 'AssignmentExpression' && parent.left === value;
  };
  const isOfGlobal = ({ object }: TSESTree.MemberExpression): boolean => {
    const owner = unwrap(object);
    return owner.type === 'Identifier' && GLOBAL_OBJECTS.has(owner.name) && bindings.isGlobal(owner);
  };
  return (
    bindings.getGlobals(name).some(isAssigned) ||
    tree.getMembers(name).some((member) => isOfGlobal(member) && isAssigned(member)) ||
    [...GLOBAL_OBJECTS].some((global) =>
      bindings.getGlobals(global).some((identifier) => definesOn(tree.getUse(identifier), name)),
    )
  );
}

/** The names of the object of all globals. */
const GLOBAL_OBJECTS: ReadonlySet<string> = new Set(['globalThis', 'global', 'window', 'self']);

/** Whether an object is an argument of a function that may give it a property of a name: `Object.defineProperty(globalThis, …)`. */
function definesOn({ value, parent }: ReturnType<ProgramFile['tree']['getUse']>, name: string): boolean {
  const callee = parent?.type === 'CallExpression' ? unwrap(parent.callee) : undefined;
  const called = callee?.type === 'MemberExpression' ? getPropertyName(callee) : undefined;
  if (
    parent?.type !== 'CallExpression' ||
    callee === value ||
    called === undefined ||
    !EXTENDING.has(called)
  ) {
    return false;
  }
  const [, key] = parent.arguments;
  const isKeyed = called === 'defineProperty' || called === 'set';
  return !(isKeyed && key?.type === 'Literal' && key.value !== name);
}

/** Functions of `Object` and `Reflect` that change their first argument. */
const EXTENDING: ReadonlySet<string> = new Set([
  'assign',
  'defineProperties',
  'defineProperty',
  'set',
  'setPrototypeOf',
]);

/** Whether an object is given properties where it is named. */
function isExtended({ tree }: ProgramFile, node: Node): boolean {
  const { value, parent } = tree.getUse(node);
  if (parent?.type === 'CallExpression') {
    const callee = unwrap(parent.callee);
    const name = callee.type === 'MemberExpression' ? getPropertyName(callee) : undefined;
    return parent.callee !== value && name !== undefined && EXTENDING.has(name);
  }
  if (parent?.type !== 'MemberExpression' || parent.object !== value) {
    return false;
  }
  const use = tree.getUse(parent);
  return use.parent?.type === 'AssignmentExpression' && use.parent.left === use.value;
}

/** Does what a builtin does. */
function behave(engine: Engine, call: Call, behavior: Behavior): void {
  if (typeof behavior === 'function') {
    behavior(engine, call);
  } else {
    applySummary(engine, call, behavior);
  }
}

/** Calls a helper that a compiler has written into the file. */
function callHelper(engine: Engine, call: Call, closure: HeapValue): boolean {
  const { node, activation } = closure;
  if (!isFunction(node) || !activation) {
    return false;
  }
  if (isKeyHelper(node)) {
    engine.noteRun(closure);
    callKeyHelper(engine, call);
    return true;
  }
  if (isNamespaceHelper(node)) {
    engine.noteRun(closure);
    importStar(engine, call);
    return true;
  }
  const helper = getGeneratorHelper(activation.file, node);
  if (helper) {
    engine.noteRun(closure);
  }
  if (helper === 'state-machine') {
    callStateMachine(engine, call);
  } else if (helper === 'regenerator') {
    callRegenerator(engine, call);
  }
  return helper !== undefined;
}

/** Whether one of some functions that nothing calls names another of them. */
function isNamedIn(closure: HeapValue, uncalled: readonly HeapValue[]): boolean {
  const { node, activation } = closure;
  if (!node || !activation || !('id' in node) || !node.id) {
    return false;
  }
  const { file } = activation;
  const variable = file.bindings.getVariable(node.id);
  return (variable ? file.bindings.getReads(variable) : []).some((read) =>
    uncalled.some((other) => other !== closure && other.node && contains(other.node, read)),
  );
}

function contains(outer: Node, inner: Node): boolean {
  return outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
}

/** Runs a function or class that nothing calls, as if code from elsewhere did. */
function enterUncalled(engine: Engine, closure: HeapValue): void {
  const { node, activation } = closure;
  if (!node || !activation) {
    return;
  }
  const escape = { reason: { kind: 'returned' } as const, node, activation };
  if (closure.kind === 'class' || isConstructor(closure)) {
    expose(engine, closure, escape);
    return;
  }
  const self = createHub('this');
  const unit = isFunction(node) ? activation.file.tree.getClass(node) : undefined;
  const made = unit && activation.objects.get(unit);
  if (made?.instances.length === 0 && made.exposure === 'none') {
    expose(engine, made, escape);
    return;
  }
  if (made) {
    // A method: it is called on the objects of its class.
    for (const instance of made.instances) {
      engine.add(self, instance);
    }
    made.instanceListeners.push((instance) => {
      engine.add(self, instance);
    });
  } else {
    engine.add(self, UNKNOWN);
    // A helper that is not understood may call it with the `this` around it.
    engine.flow(activation.thisActivation.self, self);
  }
  enterFromElsewhere(engine, closure, self);
}
