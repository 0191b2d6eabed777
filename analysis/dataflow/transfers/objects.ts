import type { TSESTree } from '@typescript-eslint/utils';
import { getPropertyName } from '../../program/syntax.ts';
import type { Node } from '../../program/syntax.ts';
import type { Engine } from '../engine.ts';
import { ANY, addNames, copyNames, getField, getPrototype, isIndex, readField } from '../fields.ts';
import { getElement } from '../iteration.ts';
import { withKey } from '../keys.ts';
import { addGetter, addSetter } from '../accessors.ts';
import { UNKNOWN } from '../primitive-values.ts';
import { defineIn } from '../stores.ts';
import type { Activation, HeapValue, Hub } from '../value-graph.ts';
import { createHeapValue } from '../values.ts';

/** The object that a literal makes in an activation. */
export function getObject(
  engine: Engine,
  node: TSESTree.ObjectExpression,
  activation: Activation,
): HeapValue {
  const known = activation.objects.get(node);
  if (known) {
    return known;
  }
  const object = createHeapValue('object', node, activation);
  activation.objects.set(node, object);
  const last = getLastProperties(node);
  object.names = () => last.keys();
  object.hasOwn = (name) => last.has(name);
  const lastSpread = node.properties.findLastIndex(({ type }) => type === 'SpreadElement');
  object.isShadowing = (name) => {
    const own = last.get(name);
    return own !== undefined && node.properties.indexOf(own) > lastSpread;
  };
  object.initialize = (name, field) => {
    for (let index = node.properties.length - 1; index >= 0; index--) {
      const property = node.properties[index];
      if (property?.type === 'SpreadElement') {
        readField(engine, engine.getHub(property.argument, activation), name, field);
      } else if (property && property === last.get(name)) {
        engine.flow(engine.getHub(property.value, activation), field);
        return;
      }
    }
    addChanges(engine, activation, field);
  };
  for (const property of node.properties) {
    if (property.type === 'Property') {
      addProperty(engine, property, activation, object);
    } else {
      addNames(engine, engine.getHub(property.argument, activation), object);
    }
  }
  return object;
}

function isData({ file }: Activation): boolean {
  return file.source.isData ?? false;
}

/** People change JSON files: they may add a name or an element that is missing now. */
function addChanges(engine: Engine, activation: Activation, field: Hub): void {
  if (isData(activation)) {
    engine.add(field, UNKNOWN);
  }
}

/** The properties with a plain value and a written name, of each name the last one: it alone counts. */
function getLastProperties({
  properties,
}: TSESTree.ObjectExpression): ReadonlyMap<string, TSESTree.Property> {
  const last = new Map<string, TSESTree.Property>();
  for (const property of properties) {
    if (property.type !== 'Property') {
      continue;
    }
    const name = getPropertyName(property);
    if (name !== undefined && property.kind === 'init' && !isPrototype(property)) {
      last.set(name, property);
    } else if (name !== undefined) {
      last.delete(name);
    }
  }
  return last;
}

/** `{ __proto__: parent }` sets what the object inherits from. */
function isPrototype(property: TSESTree.Property): boolean {
  return (
    getPropertyName(property) === '__proto__' && !property.computed && !property.shorthand && !property.method
  );
}

/** Accessors, and properties whose names are computed. */
function addProperty(
  engine: Engine,
  property: TSESTree.Property,
  activation: Activation,
  object: HeapValue,
): void {
  const name = getPropertyName(property);
  if (property.kind === 'init' && name !== undefined) {
    if (isPrototype(property)) {
      engine.flow(engine.getHub(property.value, activation), getPrototype(engine, object));
    }
    return;
  }
  withKey(engine, property, activation, (key) => {
    const value = engine.getHub(property.value, activation);
    if (property.kind === 'get') {
      addGetter(engine, object, key, value);
    } else if (property.kind === 'set') {
      addSetter(engine, object, key, value);
    } else {
      defineIn(engine, { node: property, activation }, object, key, value);
    }
  });
}

/** A tracked value is in a property of a literal, or is spread into one: the literal holds it, or what it holds. */
export function installProperty(
  engine: Engine,
  node: TSESTree.Property | TSESTree.SpreadElement,
  activation: Activation,
): void {
  const parent = activation.file.tree.getParent(node);
  if (parent?.type === 'ObjectPattern') {
    engine.installTarget(node, activation);
    return;
  }
  if (parent?.type !== 'ObjectExpression') {
    if (parent) {
      engine.install(parent, activation);
    }
    return;
  }
  engine.install(parent, activation);
  const object = getObject(engine, parent, activation);
  if (node.type === 'SpreadElement') {
    copyNames(engine, engine.getHub(node.argument, activation), (name) => {
      getField(engine, object, name);
    });
    return;
  }
  const name = getPropertyName(node);
  if (name !== undefined && node.kind === 'init') {
    getField(engine, object, name);
  }
}

/** The array that a literal makes in an activation. */
export function getArray(engine: Engine, node: TSESTree.ArrayExpression, activation: Activation): HeapValue {
  const known = activation.objects.get(node);
  if (known) {
    return known;
  }
  const array = createHeapValue('array', node, activation);
  activation.objects.set(node, array);
  const { elements } = node;
  const spread = elements.findIndex((element) => element?.type === 'SpreadElement');
  const count = spread < 0 ? elements.length : spread;
  array.initialize = (name, field) => {
    const element = isIndex(name) && Number(name) < count ? elements[Number(name)] : undefined;
    if (element) {
      engine.flow(engine.getHub(element, activation), field);
    } else if (name === ANY && spread >= 0) {
      fillBehindSpread(engine, elements.slice(spread), activation, field);
    }
    if (name === ANY) {
      addChanges(engine, activation, field);
    }
  };
  array.names = () => [
    ...elements.slice(0, count).flatMap((element, index) => (element ? [String(index)] : [])),
    ...(spread < 0 && !isData(activation) ? [] : [ANY]),
  ];
  array.hasOwn = (name) => isIndex(name) && Boolean(elements[Number(name)]) && Number(name) < count;
  return array;
}

/** Where elements behind a spread stand is not known. */
function fillBehindSpread(
  engine: Engine,
  elements: TSESTree.ArrayExpression['elements'],
  activation: Activation,
  field: Hub,
): void {
  for (const element of elements) {
    if (element?.type === 'SpreadElement') {
      const from = engine.getHub(element.argument, activation);
      engine.flow(getElement(engine, { node: element, activation }, from, undefined), field);
    } else if (element) {
      engine.flow(engine.getHub(element, activation), field);
    }
  }
}

/** A tracked value is an element of a literal, or is spread into one. */
export function installElement(engine: Engine, node: TSESTree.ArrayExpression, activation: Activation): void {
  const array = getArray(engine, node, activation);
  engine.add(engine.getHub(node, activation), array);
  const { elements } = node;
  const spread = elements.findIndex((element) => element?.type === 'SpreadElement');
  const count = spread < 0 ? elements.length : spread;
  for (let index = 0; index < count; index++) {
    const element = elements[index];
    // A table of a hundred thousand numbers holds nothing that is tracked.
    if (element && element.type !== 'Literal') {
      engine.whenTracked(engine.getHub(element, activation), () => {
        getField(engine, array, String(index));
      });
    }
  }
  if (spread >= 0) {
    const look = (): void => {
      getField(engine, array, ANY);
    };
    for (const element of elements.slice(spread)) {
      const held: Node | undefined =
        element?.type === 'SpreadElement' ? element.argument : (element ?? undefined);
      if (held) {
        engine.whenTracked(engine.getHub(held, activation), look);
      }
    }
  }
}
