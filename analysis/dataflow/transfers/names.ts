import type { TSESTree } from '@typescript-eslint/utils';
import type { Variable } from '../../program/bindings.ts';
import type { Node } from '../../program/syntax.ts';
import { getOuter, getThisActivation } from '../activation.ts';
import type { Engine } from '../engine.ts';
import { createHub } from '../hub.ts';
import { mayBeUnassigned } from '../order/unassigned.ts';
import { Versions, isWrittenElsewhere } from '../order/versions.ts';
import type { JoinedVersion, Version } from '../order/versions.ts';
import { UNDEFINED, UNKNOWN } from '../primitive-values.ts';
import type { Activation, Hub } from '../value-graph.ts';
import { getArgumentsObject, hasMappedArguments, isMappedParameter } from './arguments-object.ts';

/** The transfers of an identifier that is read. */
export function readName(
  engine: Engine,
  node: TSESTree.Identifier | TSESTree.JSXIdentifier,
  activation: Activation,
): void {
  const { file } = activation;
  const hub = engine.getHub(node, activation);
  const variable = file.bindings.getVariable(node);
  const home = variable && getOuter(activation, file.getHome(variable));
  if (!variable || !home) {
    readUndeclared(engine, node, activation, hub);
    return;
  }
  const version = needsOrder(activation, variable) ? getVersion(activation, variable, node) : undefined;
  const from = version
    ? getVersionHub(engine, activation, home, variable, version)
    : engine.getVariable(variable, home);
  engine.flow(from, hub);
  if ((!version || activation !== home) && mayBeUnassigned(file, variable, node)) {
    engine.add(hub, UNDEFINED);
  }
  if (file.isOpen(variable)) {
    engine.add(hub, UNKNOWN);
  }
}

/** Whether it matters which of a variable's writes came last. */
function needsOrder(activation: Activation, variable: Variable): boolean {
  const { file, unit } = activation;
  if (isMappedParameter(activation, file.getHome(variable), variable.identifiers[0])) {
    return false;
  }
  const writes = file.bindings.getWrites(variable);
  const isGiven = variable.defs.some(({ type, node }) => type === 'Parameter' || isDeclaration(type, node));
  return writes.length + (isGiven ? 1 : 0) > 1 && writes.some((target) => file.tree.getUnit(target) === unit);
}

/** A function that may take the place of itself: to the name of a function expression nothing can be assigned. */
function isDeclaration(type: string, node: Node): boolean {
  return type === 'FunctionName' && node.type === 'FunctionDeclaration';
}

const known = new WeakMap<Activation['unit'], Map<Variable, Versions>>();

function getVersion({ file, unit }: Activation, variable: Variable, read: Node): Version | undefined {
  let ofUnit = known.get(unit);
  if (!ofUnit) {
    ofUnit = new Map();
    known.set(unit, ofUnit);
  }
  let versions = ofUnit.get(variable);
  if (!versions) {
    versions = new Versions(file, unit, variable);
    ofUnit.set(variable, versions);
  }
  return versions.getVersion(read);
}

function getVersionHub(
  engine: Engine,
  activation: Activation,
  home: Activation,
  variable: Variable,
  version: Version,
): Hub {
  if (version.kind === 'write') {
    return engine.getTarget(version.target, activation);
  }
  const key = version.kind === 'entry' ? variable : version;
  const made = activation.versions.get(key);
  if (made) {
    return made;
  }
  const hub = createHub(variable.name);
  activation.versions.set(key, hub);
  switch (version.kind) {
    case 'entry':
      if (activation !== home) {
        engine.flow(engine.getVariable(variable, home), hub);
      } else {
        engine.add(hub, UNDEFINED);
        if (isWrittenElsewhere(activation.file, activation.unit, variable)) {
          engine.flow(engine.getVariable(variable, home), hub);
        }
      }
      break;
    case 'joined':
      for (const part of findJoined(version, activation.versions)) {
        joinVersion(engine, activation, home, variable, part, hub);
      }
      break;
    case 'changed':
      joinVersion(engine, activation, home, variable, version.before, hub);
      engine.flow(engine.getVariable(variable, home), hub);
      break;
  }
  return hub;
}

/** The most joins that are passed to find what a join is made of. */
const PASSED_JOINS = 1000;

/** The versions that come together in a join. Joins that nothing reads, as between `if`s in a row, are passed and get no hub. */
function findJoined(version: JoinedVersion, made: ReadonlyMap<object, Hub>): ReadonlySet<Version> {
  const found = new Set<Version>();
  const passed = new Set<Version>([version]);
  const left = [...version.parts];
  for (const part of left) {
    if (part.kind !== 'joined' || made.has(part) || passed.size > PASSED_JOINS) {
      found.add(part);
    } else if (!passed.has(part)) {
      passed.add(part);
      left.push(...part.parts);
    }
  }
  return found;
}

/** Done later and not by recursion: versions are made of versions, in chains that get as long as the code. */
function joinVersion(
  engine: Engine,
  activation: Activation,
  home: Activation,
  variable: Variable,
  version: Version,
  to: Hub,
): void {
  engine.later(() => {
    engine.flow(getVersionHub(engine, activation, home, variable, version), to);
  });
}

function readUndeclared(
  engine: Engine,
  node: TSESTree.Identifier | TSESTree.JSXIdentifier,
  activation: Activation,
  hub: Hub,
): void {
  const thisActivation = getThisActivation(activation);
  if (node.name === 'arguments' && thisActivation.unit.type !== 'Program') {
    engine.add(hub, getArgumentsObject(engine, thisActivation));
    return;
  }
  const imported = activation.file.getUnscopedImport(node.name);
  const root = imported && getOuter(activation, activation.file.tree.root);
  if (imported && root) {
    engine.install(imported, root);
    engine.flow(engine.getTarget(imported.id, root), hub);
    return;
  }
  engine.semantics.readGlobal(engine, node.name, activation, hub);
}

/** Makes the transfers of all that reads a variable. */
export function installReads(engine: Engine, variable: Variable, home: Activation): void {
  const { file } = home;
  const hub = engine.getVariable(variable, home);
  if (hasMappedArguments(home)) {
    engine.semantics.openParameters(engine, home);
  }
  const reads = file.bindings.getReads(variable);
  for (const read of reads) {
    const installRead = (activation: Activation): void => {
      engine.install(read, activation);
    };
    engine.inActivations(file.tree.getUnit(read), home, installRead, false);
  }
  engine.whenObjectTracked(hub, () => {
    // Code that uses the object runs, whether it is seen how or not.
    for (const read of reads) {
      engine.askForActivations(file.tree.getUnit(read), home, true);
    }
  });
  if (file.isOpen(variable)) {
    const reason = file.source.hasTemplate ? ({ kind: 'rendered' } as const) : ({ kind: 'dynamic' } as const);
    engine.escape(hub, reason, variable.identifiers[0] ?? file.tree.root, home);
  }
  const namespace = getNamespace(variable, home);
  if (namespace) {
    engine.install(namespace, home);
  }
  for (const name of file.getExportedNames(variable)) {
    engine.semantics.exportName(engine, home, name, hub, variable.identifiers[0] ?? file.tree.root);
  }
}

/** The TypeScript namespace that exports a variable. */
function getNamespace({ defs }: Variable, { file: { tree } }: Activation): Node | undefined {
  let node = defs[0]?.node as Node | undefined;
  if (node?.type === 'VariableDeclarator') {
    node = tree.getParent(node);
  }
  const exported = node && tree.getParent(node);
  const block = exported?.type === 'ExportNamedDeclaration' ? tree.getParent(exported) : undefined;
  return block?.type === 'TSModuleBlock' ? tree.getParent(block) : undefined;
}
