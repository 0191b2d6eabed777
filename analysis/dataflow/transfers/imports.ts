import type { TSESTree } from '@typescript-eslint/utils';
import { getPropertyName, getValue } from '../../program/syntax.ts';
import type { Node } from '../../program/syntax.ts';
import { followGiven } from '../changed-builtins.ts';
import type { Engine } from '../engine.ts';
import { ANY, getField } from '../fields.ts';
import { createHub } from '../hub.ts';
import { UNKNOWN } from '../primitive-values.ts';
import { load } from '../properties.ts';
import type { Activation, Hub, Site } from '../value-graph.ts';
import { createHeapValue } from '../values.ts';
import { openPattern } from './targets.ts';

type ImportNode =
  | TSESTree.ImportDeclaration
  | TSESTree.ImportSpecifier
  | TSESTree.ImportDefaultSpecifier
  | TSESTree.ImportNamespaceSpecifier;

/** The names of an `import` get what its module exports. */
export function importNames(engine: Engine, node: ImportNode, activation: Activation): void {
  if (node.type === 'ImportDeclaration') {
    for (const specifier of node.specifiers) {
      engine.install(specifier, activation);
    }
    return;
  }
  const declaration = activation.file.tree.getParent(node);
  if (declaration?.type !== 'ImportDeclaration') {
    return;
  }
  const target = engine.getTarget(node.local, activation);
  const module = createHub('module');
  engine.semantics.importModule(engine, declaration.source.value, activation, module, 'import');
  engine.want(module);
  if (node.type === 'ImportNamespaceSpecifier') {
    engine.flow(module, target);
  } else {
    load(engine, { node, activation }, module, getImportedName(node), target);
  }
  openPattern(engine, node.local, activation);
}

function getImportedName(node: TSESTree.ImportSpecifier | TSESTree.ImportDefaultSpecifier): string {
  if (node.type === 'ImportDefaultSpecifier') {
    return 'default';
  }
  return node.imported.type === 'Identifier' ? node.imported.name : node.imported.value;
}

/** `import('dgram')` promises the module. */
export function importNow(engine: Engine, node: TSESTree.ImportExpression, activation: Activation): void {
  const promise = engine.made.get(['import', node, activation], () =>
    createHeapValue('Promise', node, activation),
  );
  engine.add(engine.getHub(node, activation), promise);
  const promised = getField(engine, promise, '[promised]');
  importSpecifier(engine, engine.getHub(node.source, activation), { node, activation }, promised, 'import');
}

/**
 * The modules whose names are at a hub.
 *
 * @param site what gives them
 */
export function importSpecifier(
  engine: Engine,
  specifier: Hub,
  site: Site,
  to: Hub,
  how: 'import' | 'require',
): void {
  const { activation } = site;
  followGiven(engine, site, to);
  engine.want(specifier);
  engine.listen(specifier, (value) => {
    if (value.kind === 'constant') {
      // Anything but a text throws.
      if (typeof value.value === 'string') {
        engine.semantics.importModule(engine, value.value, activation, to, how);
      }
    } else if (specifier.origin.kind === 'expression') {
      const { node } = specifier.origin;
      if (engine.isFirst(['import of', node, activation, to])) {
        engine.semantics.importComputed(engine, node, activation, to, how);
      }
    } else {
      engine.add(to, UNKNOWN);
    }
  });
}

/** `import.meta.glob('./drivers/*.js', { eager: true, import: 'default' })` gives the modules that its patterns match. */
export function importGlob(engine: Engine, node: TSESTree.CallExpression, activation: Activation): void {
  const [, options] = node.arguments;
  const written = readOptions(options);
  if (!written) {
    engine.add(engine.getHub(node, activation), UNKNOWN);
    return;
  }
  const modules = createHub('modules');
  engine.semantics.importComputed(engine, node, activation, modules, 'import');
  const member = written.get('import');
  let given = modules;
  if (typeof member === 'string' && member !== '*') {
    given = createHub('what modules export');
    load(engine, { node, activation }, modules, member, given);
  }
  const found = engine.made.get(['glob', node, activation], () =>
    createHeapValue('object', node, activation),
  );
  const field = getField(engine, found, ANY);
  if (written.get('eager') === true) {
    engine.flow(given, field);
  } else {
    const promise = engine.made.get(['import', node, activation], () =>
      createHeapValue('Promise', node, activation),
    );
    engine.flow(given, getField(engine, promise, '[promised]'));
    const promises = createHub('promises');
    engine.add(promises, promise);
    const detail = { path: ['import.meta.glob', '()'], gives: promises };
    engine.add(
      field,
      engine.made.get(['load', node, activation], () => createHeapValue('builtin', node, activation, detail)),
    );
  }
  engine.want(given);
  engine.track(found);
  engine.add(engine.getHub(node, activation), found);
}

/** The values of an object of options; undefined where they are not written there. */
function readOptions(options: Node | undefined): ReadonlyMap<string, unknown> | undefined {
  const written = new Map<string, unknown>();
  if (options && options.type !== 'ObjectExpression') {
    return undefined;
  }
  for (const property of options?.properties ?? []) {
    const name = property.type === 'Property' ? getPropertyName(property) : undefined;
    if (property.type !== 'Property' || name === undefined || property.value.type !== 'Literal') {
      return undefined;
    }
    written.set(name, property.value.value);
  }
  return written;
}

/** `import dgram = require('dgram')`, and `import Socket = dgram.Socket`. */
export function requireNow(
  engine: Engine,
  node: TSESTree.TSImportEqualsDeclaration,
  activation: Activation,
): void {
  const target = engine.getTarget(node.id, activation);
  const { moduleReference } = node;
  if (moduleReference.type === 'TSExternalModuleReference') {
    const value = getValue(moduleReference.expression, 'value');
    const specifier = typeof value === 'string' ? value : '';
    engine.semantics.importModule(engine, specifier, activation, target, 'require');
  } else {
    engine.flow(readEntity(engine, moduleReference, activation), target);
  }
  const { file } = activation;
  if (file.getUnscopedImport(node.id.name) !== node) {
    openPattern(engine, node.id, activation);
    return;
  }
  engine.whenTracked(target, () => {
    for (const read of file.bindings.getGlobals(node.id.name)) {
      engine.inActivations(file.tree.getUnit(read), activation, (inner) => {
        engine.install(read, inner);
      });
    }
  });
}

function readEntity(engine: Engine, node: Node, activation: Activation): Hub {
  if (node.type !== 'TSQualifiedName') {
    return engine.getHub(node, activation);
  }
  const result = createHub('entity');
  load(engine, { node, activation }, readEntity(engine, node.left, activation), node.right.name, result);
  return result;
}

/** What `export default`, `export { name }` and `export =` export. */
export function exportDeclaration(
  engine: Engine,
  node: TSESTree.ExportDefaultDeclaration | TSESTree.ExportSpecifier | TSESTree.TSExportAssignment,
  activation: Activation,
): void {
  const { semantics } = engine;
  switch (node.type) {
    case 'ExportDefaultDeclaration':
      semantics.exportName(engine, activation, 'default', engine.getHub(node.declaration, activation), node);
      return;
    case 'TSExportAssignment':
      semantics.exportName(engine, activation, ANY, engine.getHub(node.expression, activation), node);
      return;
    case 'ExportSpecifier': {
      const declaration = activation.file.tree.getParent(node);
      if (declaration?.type === 'ExportNamedDeclaration' && !declaration.source) {
        const { exported, local } = node;
        const name = exported.type === 'Identifier' ? exported.name : exported.value;
        semantics.exportName(engine, activation, name, engine.getHub(local, activation), node);
      }
      return;
    }
    default:
  }
}
