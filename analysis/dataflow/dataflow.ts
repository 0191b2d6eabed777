import { ProgramFile } from '../program/program-file.ts';
import { NO_LINKS } from '../program/program-links.ts';
import type { ProgramLinks } from '../program/program-links.ts';
import type { SourceFile } from '../program/source-file.ts';
import { createActivation } from './activation.ts';
import { isCompilerHelper } from './builtins/compiler-helpers.ts';
import { forEachBuiltinMethod, getBuiltin, getBuiltinPrototype } from './builtins/globals.ts';
import { getPrimitiveMember } from './builtins/primitives.ts';
import { getGivenData, getModulePrototype } from './builtins/node-modules.ts';
import { givesModules, isKnownModule } from './builtins/known-modules.ts';
import { makeCall } from './calls.ts';
import { CommonJsModules } from './commonjs-modules.ts';
import { getElsewhereMember } from './elsewhere.ts';
import { Engine } from './engine.ts';
import type { Semantics } from './semantics.ts';
import type { Environment } from './environment.ts';
import { replaceGivenMethods } from './foreign-writes.ts';
import { exposeToBase } from './exposed-to-base.ts';
import { expose } from './exposure.ts';
import { ANY } from './fields.ts';
import { FieldTrust } from './field-trust.ts';
import { GlobalNames } from './global-names.ts';
import { callImplicitly, findImplicitMethods } from './implicit-calls.ts';
import { callHelper, callKnown, callUnseen, constructKnown } from './known-calls.ts';
import { STEPS_PER_NODE, STEPS_PER_OTHER_NODE } from './limits.ts';
import { ModuleLinks } from './module-links.ts';
import { getModule, nameMember } from './modules.ts';
import { getSharedGlobal, shareWithGlobal } from './shared-objects.ts';
import { callGetter } from './accessors.ts';
import { askForPropertyReads, installPropertyReads } from './property-reads.ts';
import { startFile } from './starting-points.ts';
import { install, installTarget } from './transfers/install.ts';
import { installReads } from './transfers/names.ts';
import { installWrites, openParameters } from './transfers/targets.ts';
import { enterUncalledFunctions } from './uncalled-functions.ts';
import type { Activation, Hub } from './value-graph.ts';

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

/** How values flow through the files of one program. */
export class Dataflow {
  readonly engine: Engine;
  readonly files: readonly ProgramFile[];
  readonly roots: readonly Activation[];
  readonly #environment: Environment;
  readonly #links: ProgramLinks;
  readonly moduleLinks: ModuleLinks;
  readonly #modules: CommonJsModules;
  readonly #globalNames: GlobalNames;
  #implicitMethods: readonly string[] | undefined;

  /**
   * @param sources the files of the program, the one that is asked about first
   * @param links how they hang together
   * @param touched the fields that files touch which are not part of the program
   */
  constructor(
    sources: readonly SourceFile[],
    environment: Environment,
    links: ProgramLinks = NO_LINKS,
    touched: ReadonlySet<string> = new Set(),
  ) {
    this.#environment = environment;
    this.#links = links;
    this.files = sources.map((source, index) =>
      index === 0
        ? new ProgramFile(source)
        : new ProgramFile(source, getRelativePath(source.path, sources[0]?.path)),
    );
    const steps = this.files.map(
      ({ tree }, index) => tree.size * (index === 0 ? STEPS_PER_NODE : STEPS_PER_OTHER_NODE),
    );
    this.engine = new Engine(
      this.#createSemantics(),
      steps.reduce((sum, each) => sum + each, 0),
      new FieldTrust(touched),
    );
    this.#modules = new CommonJsModules(this.engine, links);
    this.#globalNames = new GlobalNames(this.engine, environment, this.#modules, this.files);
    this.roots = this.files.map((file) => createRoot(this.engine, file));
    this.moduleLinks = new ModuleLinks({
      engine: this.engine,
      links,
      getRoot: (source) => this.roots.find(({ file }) => file.source === source),
      getExports: (root) => this.#modules.getRequired(root),
    });
  }

  /**
   * Carries every value that is asked for as far as it goes. What nothing is known of is unknown then: functions that nothing
   * calls are called from elsewhere, and a callee or key without a value can be any.
   */
  run(): void {
    const { engine } = this;
    engine.run();
    while (!engine.isExhausted && (enterUncalledFunctions(engine) || engine.resolveEmpty())) {
      engine.run();
    }
  }

  /**
   * Follows whatever gives modules or known globals.
   *
   * @param globals further names to follow
   */
  start(globals: Iterable<string>): void {
    const program = {
      engine: this.engine,
      environment: this.#environment,
      links: this.#links,
      moduleLinks: this.moduleLinks,
      globalNames: this.#globalNames,
      isAlone: this.files.length === 1,
    };
    for (const root of this.roots) {
      startFile(program, root, globals);
    }
  }

  #createSemantics(): Semantics<Engine> {
    const environment = this.#environment;
    return {
      install,
      installTarget,
      installWrites,
      installReads,
      installPropertyReads: (engine, name) => {
        installPropertyReads(engine, this.roots, name);
      },
      askForPropertyReads: (engine, name) => {
        askForPropertyReads(engine, this.roots, name);
      },
      openParameters,
      getElsewhere: (engine, site, name) => getElsewhereMember(engine, site, name).any,
      callHelper,
      expose: (engine, value, escape) => {
        replaceGivenMethods(engine, value, escape);
        expose(engine, value, escape);
      },
      exposeToBase,
      forEachBuiltinMethod,
      nameMember,
      getPrimitiveMember,
      call: (engine, call) => {
        makeCall(engine, call, (made, callee) => {
          if (!callee) {
            callUnseen(engine, environment, made);
          } else {
            callKnown(engine, environment, made, callee);
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
        constructKnown(engine, environment, maker, instance, args);
      },
      getBuiltinPrototype: (engine, value) =>
        environment.getPrototype(engine, value) ?? getBuiltinPrototype(engine, value),
      getModuleMember: (engine, path, name) => {
        if (name === 'call' || name === 'apply' || name === 'bind') {
          return getBuiltin(engine, ['Function', 'prototype', name]);
        }
        return name === 'prototype'
          ? (environment.getModulePrototype(engine, path) ?? getModulePrototype(engine, path))
          : (getGivenData(path, name) ?? getSharedGlobal(engine, path, name));
      },
      readGlobal: (_engine, name, activation, to) => {
        this.#globalNames.read(name, activation, to);
      },
      importModule: (engine, specifier, importer, to, how) => {
        this.#importModule(specifier, importer, to, how);
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

  /** The module of a specifier comes to a hub: one that is known, or a file of the program. */
  #importModule(written: string, importer: Activation, to: Hub, how: 'import' | 'require'): void {
    const { engine } = this;
    const specifier = importer.file.getModuleName(written);
    const givesSockets = this.#environment.isKnownModule(specifier);
    if (!givesSockets && !isKnownModule(specifier) && !isCompilerHelper(specifier)) {
      this.moduleLinks.importFile(specifier, importer, to, how);
      return;
    }
    const module = getModule(engine, [specifier]);
    shareWithGlobal(engine, module);
    engine.add(to, module);
    if (givesSockets || givesModules(specifier)) {
      engine.track(module);
    }
  }
}

/** An activation of a program file. */
function createRoot(engine: Engine, file: ProgramFile): Activation {
  const root = createActivation(file.tree.root, file, undefined, undefined, 0);
  engine.register(root);
  return root;
}
