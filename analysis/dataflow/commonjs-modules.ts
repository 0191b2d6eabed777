import type { ProgramFile } from '../program/program-file.ts';
import type { ProgramLinks } from '../program/program-links.ts';
import { getPropertyName, unwrap } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';
import { getOuter } from './activation.ts';
import { ASSUMPTIONS } from './assumptions.ts';
import { getBuiltin } from './builtins/globals.ts';
import type { Engine } from './engine.ts';
import { getField, isSlot } from './fields.ts';
import { createHub } from './hub.ts';
import { UNKNOWN } from './primitive-values.ts';
import type { Activation, HeapValue, Hub } from './value-graph.ts';
import { createHeapValue, isHeapValue } from './values.ts';

/** What CommonJS files see as `module` and `exports`, and what `require` of them gives. */
export class CommonJsModules {
  readonly #engine: Engine;
  readonly #links: ProgramLinks;
  readonly #exports = new Map<ProgramFile, HeapValue>();
  readonly #required = new Map<ProgramFile, Hub>();

  constructor(engine: Engine, links: ProgramLinks) {
    this.#engine = engine;
    this.#links = links;
  }

  /** The object `exports` of a file, which whoever requires the file gets. */
  getExports(activation: Activation): HeapValue {
    const { file } = activation;
    const engine = this.#engine;
    let exports = this.#exports.get(file);
    if (!exports) {
      const root = getOuter(activation, file.tree.root) ?? activation;
      exports = createHeapValue('object', file.tree.root, root);
      exports.isModuleExports = this.#isLeftAsItIs(file);
      this.#exports.set(file, exports);
      const held = createHub('exports');
      engine.add(held, exports);
      engine.whenObjectTracked(held, () => {
        this.#installMentions(root);
      });
      if (!this.#links.isClosed(file.source)) {
        const gone = engine.createEscape({ kind: 'exported', name: undefined }, file.tree.root, root);
        engine.add(gone, exports);
      }
    }
    return exports;
  }

  /** Makes the transfers of every place where a file has its exports: what asks for their names needs those that are written. */
  #installMentions(root: Activation): void {
    const { bindings, tree } = root.file;
    const mentions = [
      ...bindings.getGlobals('exports'),
      ...bindings.getGlobals('module'),
      ...tree.getThisExpressions(tree.root),
    ];
    for (const node of mentions) {
      const install = (activation: Activation): void => {
        this.#engine.install(node, activation);
      };
      this.#engine.inActivations(tree.getUnit(node), root, install, false);
    }
  }

  /** Whether other files leave the functions that a file exports where they are. */
  #isLeftAsItIs({ source }: ProgramFile): boolean {
    return ASSUMPTIONS.exportedFunctionsStay && !this.#links.mayBeReplaced(source);
  }

  /** What `require` of a CommonJS file gives. */
  getRequired(root: Activation): Hub {
    const exported = getField(this.#engine, this.getModuleObject(root), 'exports');
    if (!replacesExports(root.file)) {
      return exported;
    }
    let required = this.#required.get(root.file);
    if (!required) {
      required = createHub('module.exports');
      this.#required.set(root.file, required);
      const first = this.getExports(root);
      this.#engine.flow(exported, required, (value) => (value === first ? undefined : value));
    }
    return required;
  }

  /** The object `module` of a file. */
  getModuleObject(activation: Activation): HeapValue {
    const { file } = activation;
    const engine = this.#engine;
    const root = getOuter(activation, file.tree.root) ?? activation;
    return engine.made.get(['module object', file], () => {
      const module = createHeapValue('object', file.tree.root, root);
      module.initialize = (name, field) => {
        // The runtime has the object, and fills it.
        if (name !== 'exports' && name !== 'require' && !isSlot(name)) {
          engine.add(field, UNKNOWN);
          engine.escape(field, { kind: 'stored', name }, file.tree.root, root);
        }
      };
      const exported = getField(engine, module, 'exports');
      engine.add(exported, this.getExports(activation));
      engine.listen(exported, (value) => {
        if (isHeapValue(value) && ['object', 'function', 'class'].includes(value.kind)) {
          value.isModuleExports = this.#isLeftAsItIs(file);
        }
      });
      engine.add(getField(engine, module, 'require'), getBuiltin(engine, ['require']));
      if (!this.#links.isClosed(file.source)) {
        engine.escape(exported, { kind: 'exported', name: undefined }, file.tree.root, root);
      }
      return module;
    });
  }
}

/**
 * Whether a file puts something else in the place of its `exports` before it ends, so that nobody who requires it gets those. Who
 * is in a circle with the file may have them: a file that is required behind the first export.
 */
function replacesExports({ tree, source }: ProgramFile): boolean {
  const body = tree.root.body as readonly Node[];
  const replacing = body.find(isReplacement);
  const before = replacing ? source.text.slice(0, replacing.range[0]) : '';
  const isSeenBefore =
    /\b(?:exports|this)\b/u.test(before) && /\brequire\s*\(\s*["'`]\.|\bimport\s*\(/u.test(before);
  return replacing !== undefined && !isSeenBefore;
}

function isReplacement(statement: Node): boolean {
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
}
