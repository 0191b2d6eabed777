import type { TSESTree } from '@typescript-eslint/utils';
import { findExports } from '../program/exports.ts';
import type { Export } from '../program/exports.ts';
import type { ProgramFile } from '../program/program-file.ts';
import type { LinkedFiles, ProgramLinks } from '../program/program-links.ts';
import type { SourceFile } from '../program/source-file.ts';
import type { Node } from '../program/syntax.ts';
import { followObject } from './changed-builtins.ts';
import type { Engine } from './engine.ts';
import { ANY, copyNames } from './fields.ts';
import { createHub } from './hub.ts';
import { PRIMITIVE, UNKNOWN } from './primitive-values.ts';
import { load } from './properties.ts';
import type { Activation, HeapValue, Hub } from './value-graph.ts';
import { createHeapValue, isHeapValue } from './values.ts';

/** What the links need of the program around them. */
export interface LinkedProgram {
  readonly engine: Engine;
  readonly links: ProgramLinks;
  readonly getRoot: (source: SourceFile) => Activation | undefined;
  /** What a CommonJS file exports: `module.exports`. */
  getExports(root: Activation): Hub;
}

/** An import that leads out of the program. */
export interface OuterImport {
  readonly source: SourceFile;
  readonly specifier: string;
  readonly kind: 'import' | 'require';
}

/** An import whose name is computed, or a call of `import.meta.glob`. */
export interface ComputedImport {
  readonly source: SourceFile;
  readonly expression: Node;
}

/** Joins the files of a program: what a file exports flows to its importers. */
export class ModuleLinks {
  readonly #program: LinkedProgram;
  readonly #exports = new Map<ProgramFile, readonly Export[]>();
  readonly #outer = new Map<string, OuterImport>();
  readonly #computed = new Map<Node, ComputedImport>();

  constructor(program: LinkedProgram) {
    this.#program = program;
  }

  /** Those whose names are computed. */
  get computedImports(): Iterable<ComputedImport> {
    return this.#computed.values();
  }

  /** The imports that were asked for and lead out of the program. */
  get outerImports(): Iterable<OuterImport> {
    return this.#outer.values();
  }

  /** Lets the module of a specifier come to a hub. */
  importFile(specifier: string, importer: Activation, to: Hub, kind: 'import' | 'require'): void {
    const { source } = importer.file;
    const linked = this.#program.links.resolve(source, specifier, kind);
    if (!linked.isWhole) {
      const key = `${source.path ?? ''}\n${specifier}\n${kind}`;
      this.#outer.set(key, { source, specifier, kind });
    }
    this.#importAll(linked, to, kind);
  }

  /** Lets every module that a computed name may be come to a hub. */
  importComputed(expression: Node, importer: Activation, to: Hub, kind: 'import' | 'require'): void {
    const { source } = importer.file;
    this.#computed.set(expression, { source, expression });
    this.#importAll(this.#program.links.resolveComputed(source, expression), to, kind);
  }

  /** Each of some files may be the one. */
  #importAll({ files, isWhole }: LinkedFiles, to: Hub, kind: 'import' | 'require'): void {
    for (const file of files) {
      const root = this.#program.getRoot(file);
      if (root) {
        this.#importRoot(root, to, kind);
      }
    }
    if (!isWhole) {
      this.#program.engine.add(to, UNKNOWN);
    }
  }

  #importRoot(root: Activation, to: Hub, kind: 'import' | 'require'): void {
    const { engine } = this.#program;
    const isModule = root.file.isModule && !getAssignment(root.file);
    if (isModule) {
      this.#addTracked(to, this.#getNamespace(root));
    } else if (kind === 'require') {
      engine.flow(this.#getAssigned(root), to);
    } else {
      this.#addTracked(to, this.#getWrapped(root));
      // Compilers without interoperation let a namespace be `module.exports` itself, which can be called.
      engine.flow(this.#getAssigned(root), to, (value) =>
        value.kind === 'unknown' || (isHeapValue(value) && value.kind !== 'object') ? value : undefined,
      );
    }
  }

  /** Lets what an open file exports of other modules escape. */
  exportFrom(root: Activation): void {
    const { engine } = this.#program;
    for (const each of this.#getExports(root.file)) {
      if (each.kind !== 'own') {
        const [name, imported] = each.kind === 'all' ? [undefined, ANY] : [each.name, each.imported];
        const hub = createHub('re-exported');
        this.#flowFrom(root, each.source, imported, each.node, hub);
        engine.escape(hub, { kind: 'exported', name }, each.node, root);
      }
    }
  }

  /** What `require` of a file gives: `module.exports`, or what `export =` names. */
  #getAssigned(root: Activation): Hub {
    const assignment = getAssignment(root.file);
    return assignment
      ? this.#program.engine.getHub(assignment.expression, root)
      : this.#program.getExports(root);
  }

  #addTracked(to: Hub, namespace: HeapValue): void {
    const { engine } = this.#program;
    engine.track(namespace);
    engine.add(to, namespace);
  }

  /** The names that an ECMAScript module exports. */
  #getNamespace(root: Activation): HeapValue {
    const { engine } = this.#program;
    return engine.made.get(['namespace', root.file], () => {
      const exports = this.#getExports(root.file);
      const namespace = createHeapValue('object', root.file.tree.root, root);
      namespace.hasOwn = () => true;
      namespace.isShadowing = (name) => name !== ANY;
      namespace.names = () => exports.flatMap((each) => (each.kind === 'all' ? [ANY] : [each.name]));
      namespace.initialize = (name, field) => {
        if (name === '__esModule') {
          engine.add(field, PRIMITIVE);
        } else {
          this.#flowExport(root, name, field);
        }
      };
      return namespace;
    });
  }

  #getExports(file: ProgramFile): readonly Export[] {
    let exports = this.#exports.get(file);
    if (!exports) {
      exports = findExports(file.tree.root);
      this.#exports.set(file, exports);
    }
    return exports;
  }

  #flowExport(root: Activation, name: string, field: Hub): void {
    const { engine } = this.#program;
    const exports = this.#getExports(root.file);
    const named = exports.filter((each) => each.kind !== 'all' && (each.name === name || name === ANY));
    for (const each of named) {
      if (each.kind === 'own') {
        engine.flow(this.#getOwn(root, each.node), field);
      } else if (each.kind === 'from') {
        this.#flowFrom(root, each.source, each.imported, each.node, field);
      }
    }
    if (name === 'default' || (named.length > 0 && name !== ANY)) {
      return;
    }
    for (const each of exports) {
      if (each.kind === 'all') {
        this.#flowFrom(root, each.source, name, each.node, field);
      }
    }
  }

  #getOwn(root: Activation, node: Export['node']): Hub {
    const { engine } = this.#program;
    const variable = node.type === 'Identifier' ? root.file.bindings.getVariable(node) : undefined;
    return variable ? engine.getVariable(variable, root) : engine.getHub(node, root);
  }

  /** `export { imported } from 'source'`. */
  #flowFrom(root: Activation, source: string, imported: string, node: Export['node'], field: Hub): void {
    const { engine } = this.#program;
    const module = createHub('module');
    engine.semantics.importModule(engine, source, root, module, 'import');
    engine.want(module);
    engine.listen(module, (value) => {
      followObject(engine, value);
    });
    if (imported === '*') {
      engine.flow(module, field);
    } else {
      load(engine, { node, activation: root }, module, imported, field);
    }
  }

  /** A CommonJS module as `import` sees it: `module.exports` is its default, and has its names. */
  #getWrapped(root: Activation): HeapValue {
    const { engine } = this.#program;
    return engine.made.get(['wrapped', root.file], () => {
      const exports = this.#getAssigned(root);
      const node = root.file.tree.root;
      const namespace = createHeapValue('object', node, root);
      namespace.hasOwn = () => true;
      namespace.isShadowing = (name) => name !== ANY;
      namespace.names = () => ['default', ANY];
      namespace.initialize = (name, field) => {
        if (name === 'default') {
          engine.flow(exports, field);
          this.#flowDefault(root, exports, field);
        } else {
          load(engine, { node, activation: root }, exports, name, field, false);
        }
      };
      return namespace;
    });
  }

  /**
   * Lets `exports.default` be the module's default as well: some compilers take it for that where a module says `__esModule`, and
   * others always. The property is read only where one is seen, which may be copied from another module (`export *`).
   */
  #flowDefault(root: Activation, exports: Hub, field: Hub): void {
    const { engine } = this.#program;
    let isLoaded = false;
    engine.listen(exports, (value) => {
      engine.track(value);
    });
    copyNames(engine, exports, (name) => {
      if (!isLoaded && (name === 'default' || name === ANY)) {
        isLoaded = true;
        const site = { node: root.file.tree.root, activation: root };
        load(engine, site, exports, 'default', field, false);
      }
    });
  }
}

/** `export = value`. */
function getAssignment({ tree }: ProgramFile): TSESTree.TSExportAssignment | undefined {
  return tree.root.body.find((statement) => statement.type === 'TSExportAssignment');
}
