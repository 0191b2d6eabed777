import type { TSESTree } from '@typescript-eslint/utils';
import type { Variable } from '../../program/bindings.ts';
import { getParameters, isFunction, isWrappedBy, unwrap } from '../../program/syntax.ts';
import type { Node } from '../../program/syntax.ts';
import { getOuter, getThisActivation } from '../activation.ts';
import { getArgument } from '../activations.ts';
import { UNDEFINED, UNKNOWN } from '../primitive-values.ts';
import type { Activation, HeapValue, Hub } from '../value-graph.ts';
import { createHeapValue, decideUndefined } from '../values.ts';
import { collectArguments, flowMappedArguments } from './arguments-object.ts';
import type { Engine } from '../engine.ts';
import { ANY, copyProperties, getField } from '../fields.ts';
import { getElement } from '../iteration.ts';
import { withKey } from '../keys.ts';
import { load } from '../properties.ts';
import { getAssigned } from '../same-key.ts';
import { store, storeFor } from '../stores.ts';

/**
 * The node that gives a value to a pattern: a declarator, an assignment, a loop, a function (for its parameters), a `catch` …
 *
 * @param target a pattern, or a part of one
 */
export function getWriter(target: Node, activation: Activation): Node | undefined {
  const { tree } = activation.file;
  let node = target;
  for (let up = tree.getParent(node); up; up = tree.getParent(up)) {
    if (isWrappedBy(node, up)) {
      node = up;
      continue;
    }
    switch (up.type) {
      case 'Property':
      case 'ObjectPattern':
      case 'ArrayPattern':
      case 'RestElement':
      case 'AssignmentPattern':
      case 'TSParameterProperty':
        node = up;
        continue;
      case 'VariableDeclarator': {
        const declaration = tree.getParent(up);
        const loop = declaration && tree.getParent(declaration);
        const isOfLoop =
          (loop?.type === 'ForOfStatement' || loop?.type === 'ForInStatement') && loop.left === declaration;
        return isOfLoop ? loop : up;
      }
      default:
        return up;
    }
  }
  return undefined;
}

/** Makes the transfers from what a pattern is given to its parts. */
export function openPattern(engine: Engine, pattern: Node, activation: Activation): void {
  if (activation.opened.has(pattern)) {
    return;
  }
  activation.opened.add(pattern);
  const given = engine.getTarget(pattern, activation);
  const target = unwrap(pattern);
  if (target !== pattern) {
    // A cast, as in `(options.port as number) = 0`.
    engine.flow(given, engine.getTarget(target, activation));
    openPattern(engine, target, activation);
    return;
  }
  switch (pattern.type) {
    case 'Identifier':
      writeVariable(engine, pattern, activation, given);
      return;
    case 'MemberExpression':
      withKey(engine, pattern, activation, (name) => {
        const base = engine.getHub(pattern.object, activation);
        const site = { node: pattern, activation };
        if (pattern.object.type === 'Super') {
          storeFor(engine, site, base, name, given, getThisActivation(activation).self);
        } else {
          store(engine, site, base, name, getAssigned(engine, pattern, activation, name));
        }
      });
      return;
    case 'TSParameterProperty':
      openParameterProperty(engine, pattern, activation, given);
      return;
    case 'AssignmentPattern':
      openDefault(engine, pattern, activation, given);
      return;
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'Property') {
          openProperty(engine, property, activation, given);
        } else {
          const rest = getRestObject(engine, property, activation);
          copyProperties(engine, given, rest);
          writeTo(engine, property.argument, activation, rest);
        }
      }
      return;
    case 'ArrayPattern':
      for (const [index, element] of pattern.elements.entries()) {
        if (element?.type === 'RestElement') {
          const rest = getRestObject(engine, element, activation);
          engine.flow(
            getElement(engine, { node: element, activation }, given, undefined),
            getField(engine, rest, ANY),
          );
          writeTo(engine, element.argument, activation, rest);
        } else if (element) {
          engine.flow(
            getElement(engine, { node: element, activation }, given, index),
            engine.getTarget(element, activation),
          );
          openPattern(engine, element, activation);
        }
      }
      return;
    default:
      engine.escape(given, { kind: 'unmodelled', what: pattern.type }, pattern, activation);
  }
}

function writeTo(engine: Engine, pattern: Node, activation: Activation, value: HeapValue): void {
  engine.add(engine.getTarget(pattern, activation), value);
  openPattern(engine, pattern, activation);
}

/** The array or object of what a rest element collects. */
function getRestObject(engine: Engine, node: Node, activation: Activation): HeapValue {
  return engine.made.get(['rest', node, activation], () => {
    const isArray = activation.file.tree.getParent(node)?.type !== 'ObjectPattern';
    return createHeapValue(isArray ? 'array' : 'object', node, activation);
  });
}

function openProperty(engine: Engine, property: TSESTree.Property, activation: Activation, given: Hub): void {
  const target = property.value as Node;
  const read = engine.getTarget(target, activation);
  withKey(engine, property, activation, (name) => {
    load(engine, { node: property, activation }, given, name, read);
  });
  openPattern(engine, target, activation);
}

/** The default counts where nothing is given, or where that is not known. */
function openDefault(
  engine: Engine,
  pattern: TSESTree.AssignmentPattern,
  activation: Activation,
  given: Hub,
): void {
  const target = engine.getTarget(pattern.left, activation);
  engine.flow(given, target, (value) => (decideUndefined(value) === true ? undefined : value));
  engine.wantIfTracked(engine.getHub(pattern.right, activation), given);
  let isNeeded = false;
  engine.listen(given, (value) => {
    if (!isNeeded && decideUndefined(value) !== false) {
      isNeeded = true;
      engine.flow(engine.getHub(pattern.right, activation), target);
    }
  });
  openPattern(engine, pattern.left, activation);
}

/** `constructor(private socket: Socket)` declares a field as well. */
function openParameterProperty(
  engine: Engine,
  pattern: TSESTree.TSParameterProperty,
  activation: Activation,
  given: Hub,
): void {
  const { parameter } = pattern;
  engine.flow(given, engine.getTarget(parameter, activation));
  openPattern(engine, parameter, activation);
  const identifier: Node = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
  if (identifier.type === 'Identifier') {
    const value = engine.getTarget(identifier, activation);
    store(engine, { node: pattern, activation }, getThisActivation(activation).self, identifier.name, value);
  }
}

function writeVariable(
  engine: Engine,
  identifier: TSESTree.Identifier,
  activation: Activation,
  value: Hub,
): void {
  const variable = activation.file.bindings.getVariable(identifier);
  const home = variable && getOuter(activation, activation.file.getHome(variable));
  if (variable && home) {
    engine.flow(value, engine.getVariable(variable, home));
  } else {
    engine.escape(value, { kind: 'global', name: identifier.name }, identifier, activation);
  }
}

/** Makes the transfers from the arguments of a function to its parameters. */
export function openParameters(engine: Engine, activation: Activation): void {
  const { unit } = activation;
  if (!isFunction(unit) || activation.opened.has(unit)) {
    return;
  }
  activation.opened.add(unit);
  const { bindings, tree } = activation.file;
  for (const node of unit.type === 'ArrowFunctionExpression' ? [] : bindings.getGlobals('arguments')) {
    if (tree.getThisUnit(node) === unit) {
      engine.inActivations(tree.getUnit(node), activation, (inner) => {
        engine.install(node, inner);
      });
    }
  }
  for (const [index, parameter] of getParameters(unit).entries()) {
    if (parameter.type === 'RestElement') {
      openRestParameter(engine, parameter, activation, index);
    } else {
      engine.flow(getArgument(engine, activation, index), engine.getTarget(parameter, activation));
      openPattern(engine, parameter, activation);
    }
  }
  flowMappedArguments(engine, activation);
}

function openRestParameter(
  engine: Engine,
  parameter: TSESTree.RestElement,
  activation: Activation,
  first: number,
): void {
  const rest = getRestObject(engine, parameter, activation);
  collectArguments(engine, activation, first, rest);
  writeTo(engine, parameter.argument, activation, rest);
}

/** Makes the transfers of all that writes a variable. */
export function installWrites(engine: Engine, variable: Variable, home: Activation): void {
  const { file } = home;
  const hub = engine.getVariable(variable, home);
  for (const definition of file.bindings.getDefinitions(variable)) {
    const node = definition.node as Node;
    switch (definition.type as string) {
      case 'Variable':
        if (node.type === 'VariableDeclarator' && !node.init) {
          installUninitialized(engine, node, home, hub);
        }
        break;
      case 'Parameter':
        engine.inActivations(file.tree.getUnit(definition.name), home, (activation) => {
          openParameters(engine, activation);
        });
        break;
      case 'FunctionName':
      case 'ClassName':
      case 'ImportBinding':
      case 'TSEnumName':
      case 'TSModuleName':
        engine.inActivations(file.tree.getUnit(node), home, (activation) => {
          engine.install(node, activation);
        });
        break;
      case 'CatchClause':
        engine.add(hub, UNKNOWN);
        break;
      case 'Type':
        break;
      default:
        engine.add(hub, UNKNOWN);
    }
  }
  for (const target of file.bindings.getWrites(variable)) {
    engine.inActivations(file.tree.getUnit(target), home, (activation) => {
      engine.installTarget(target, activation);
    });
  }
  if (file.isOpen(variable)) {
    engine.add(hub, UNKNOWN);
  }
}

/** `let socket;` is undefined at first; of `declare const PORT: number` the value is elsewhere. */
function installUninitialized(
  engine: Engine,
  node: TSESTree.VariableDeclarator,
  home: Activation,
  hub: Hub,
): void {
  const declaration = home.file.tree.getParent(node);
  const loop = declaration && home.file.tree.getParent(declaration);
  const isOfLoop =
    (loop?.type === 'ForOfStatement' || loop?.type === 'ForInStatement') && loop.left === declaration;
  if (!isOfLoop) {
    const isAmbient = declaration?.type === 'VariableDeclaration' && declaration.declare;
    engine.add(hub, isAmbient ? UNKNOWN : UNDEFINED);
  }
}
